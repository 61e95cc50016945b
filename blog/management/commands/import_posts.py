import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from accounts.models import User
from blog.models import ImportItem
from blog.transfer.records import Unusable
from blog.transfer.registry import FORMATS
from blog.transfer.store import Listener, import_archive


class Command(BaseCommand):
    help = "Import a folder or ZIP of Markdown files; run again, it changes only what has changed there."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="The folder or ZIP.")
        parser.add_argument("--author", metavar="USERNAME", help="Author of posts that name nobody who is known here.")
        parser.add_argument("--dry-run", action="store_true", help="Say what would happen, write nothing.")
        parser.add_argument("--format", choices=FORMATS, default="", help="Found out by default.")

    def handle(self, *, path: Path, author: str | None, dry_run: bool, format: str, **options: Any) -> None:
        with tqdm(unit=" steps", file=sys.stderr, disable=None, leave=False) as bar:
            try:
                run = import_archive(
                    path=path,
                    author=self._user(author),
                    format_name=format,
                    is_dry_run=dry_run,
                    listener=self._listener(bar, verbosity=options["verbosity"]),
                )
            except Unusable as reason:
                raise CommandError(str(reason), returncode=2) from reason
        if dry_run:
            self.stdout.write("Nothing was written; without --dry-run it would be:")
        self.stdout.write(run.summary)
        if run.failed:
            sys.exit(1)

    def _user(self, username: str | None) -> User | None:
        if username is None:
            return None
        try:
            return User.objects.get(username=username)
        except User.DoesNotExist as error:
            raise CommandError(f"There is no user {username}; check --author.", returncode=2) from error

    def _listener(self, bar: tqdm, *, verbosity: int) -> Listener:
        def complain(text: str) -> None:
            if text:
                with bar.external_write_mode(file=sys.stderr):
                    self.stderr.write(text)

        def tell(item: ImportItem) -> None:
            if item.outcome == ImportItem.Outcome.FAILED:
                complain(item.message)
            else:
                complain("\n".join(f"warning: {line}" for line in item.message.splitlines()))
            if verbosity > 1:
                self.stdout.write(f"{item.outcome} {item.key}")

        return Listener(
            on_start=lambda steps: bar.reset(total=steps),
            on_step=lambda: bar.update(),
            on_item=tell,
            on_warning=lambda warning: complain(f"warning: {warning}"),
        )
