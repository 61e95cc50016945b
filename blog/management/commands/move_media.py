import sys
from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.files.storage import InvalidStorageError, Storage, storages
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from blog.actions.media_check import check_media
from blog.actions.media_move import Outcome, count_files, move_media
from config.media import LOCAL, S3

INTERRUPTED = 130


class Command(BaseCommand):
    help = "Copy all pictures from one storage to another, verified; interrupt it and run it again as you like."

    def add_arguments(self, parser: ArgumentParser) -> None:
        places = [LOCAL, S3]
        parser.add_argument("--from", dest="source", required=True, choices=places, help="Where they are.")
        parser.add_argument("--to", dest="target", required=True, choices=places, help="Where they are to be as well.")
        parser.add_argument("--dry-run", action="store_true", help="Compare, say what would happen, write nothing.")

    def handle(self, *, source: str, target: str, dry_run: bool, **options: Any) -> None:
        if source == target:
            raise CommandError("--from and --to are the same.", returncode=2)
        places = {"source": _storage(source), "target": _storage(target)}
        if not dry_run:
            self._try_out(places["target"], target)
        outcomes: Counter[Outcome] = Counter()
        try:
            self._move(outcomes, is_dry_run=dry_run, **places)
        except KeyboardInterrupt:
            self.stderr.write("Interrupted; run it again, and it goes on.")
            self._summarise(outcomes, dry_run)
            sys.exit(INTERRUPTED)
        self._summarise(outcomes, dry_run)
        if outcomes[Outcome.FAILED]:
            sys.exit(1)

    def _try_out(self, storage: Storage, name: str) -> None:
        """One sentence now is better than the same one for each picture."""
        needed = {"list", "store", "find", "read"}
        # To its end, since the last step clears away.
        troubles = [finding.trouble for finding in check_media(storage=storage) if finding.what in needed]
        if trouble := next(filter(None, troubles), ""):
            raise CommandError(f"{name} is not ready: {trouble}")

    def _move(self, outcomes: Counter[Outcome], **arguments: Any) -> None:
        with tqdm(total=count_files(), unit="file", file=sys.stderr, disable=None, leave=False) as bar:
            for moved in move_media(**arguments):
                outcomes[moved.outcome] += 1
                bar.update()
                if moved.reason:
                    with bar.external_write_mode(file=sys.stderr):
                        self.stderr.write(f"{moved.name}: {moved.reason}")

    def _summarise(self, outcomes: Counter[Outcome], is_dry_run: bool) -> None:
        counts = ", ".join(f"{outcome} {outcomes[outcome]}" for outcome in Outcome)
        self.stdout.write(f"would be {counts}" if is_dry_run else counts)


def _storage(name: str) -> Storage:
    try:
        return storages[name]
    except InvalidStorageError:
        raise CommandError(
            "There is no bucket. Set S3_BUCKET and its keys, and MEDIA_STORAGE=local until all is copied.",
            returncode=2,
        ) from None
