"""Runs an import: two passes, one transaction a document, a ledger of what became of each."""

import datetime as dt
import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.db import IntegrityError, InterfaceError, OperationalError
from django.utils import timezone

from accounts.models import User
from blog.imaging.refusal import MAX_BYTES
from blog.models import ImportItem, ImportRun, SiteSettings
from blog.transfer.archives import Archive, open_archive
from blog.transfer.authors import Authors
from blog.transfer.destinations import Destinations, destinations_of
from blog.transfer.plan import LONGEST_KEY, Plan
from blog.transfer.post_writer import PostWriter
from blog.transfer.records import PostRecord, Problem
from blog.transfer.registry import Format, format_of

logger = logging.getLogger(__name__)
Outcome = ImportItem.Outcome
CHUNK = 500


@dataclass(frozen=True)
class Listener:
    """What wants to hear of the progress: how many steps there are, each step done, what became of each document."""

    on_start: Callable[[int], None] = lambda steps: None
    on_step: Callable[[], None] = lambda: None
    on_item: Callable[[ImportItem], None] = lambda item: None
    on_warning: Callable[[str], None] = lambda warning: None


def import_archive(
    *,
    path: Path | str,
    by: User | None = None,
    author: User | None = None,
    format_name: str = "",
    is_dry_run: bool = False,
    listener: Listener | None = None,
) -> ImportRun:
    """Import a folder or a ZIP; running it again changes only what has changed there.

    A document that fails leaves nothing behind and stops no other. `author` (or `by`, or the first superuser) gets the
    posts that name nobody we know. A dry run reads and judges everything, writes nothing and returns an unsaved run.
    Raises Unusable where there is nothing to import at all.
    """
    zone = SiteSettings.load().zone
    with open_archive(Path(path)) as archive:
        documents = format_of(archive, format_name)(archive, zone)
        authors = Authors(author or by)
        run = ImportRun(origin=archive.origin[:1000], by=by)
        return _Import(run, archive, documents, authors, listener or Listener(), is_dry_run).execute(zone)


class _Import:
    def __init__(
        self, run: ImportRun, archive: Archive, documents: Format, authors: Authors, listener: Listener, dry: bool
    ) -> None:
        self.run = run
        self.archive = archive
        self.documents = documents
        self.listener = listener
        self.is_dry_run = dry
        self.authors = authors
        self.items: list[ImportItem] = []  # of documents for which nothing else was written

    def execute(self, zone: dt.tzinfo) -> ImportRun:
        keys = self.documents.keys
        self.listener.on_start(2 * len(keys))
        for warning in self.archive.warnings:
            self.listener.on_warning(warning)
        plan = Plan(self.documents, zone, on_read=self.listener.on_step)
        self.writer = PostWriter(self.archive, plan, self.authors, self.run.by)
        if not self.is_dry_run:
            self.run.save()
        try:
            for name, reason in self.archive.refused.items():
                self._record(ImportItem(key=name, outcome=Outcome.FAILED, message=f"{name}: {reason}"))
            for start in range(0, len(keys), CHUNK):
                self._import_chunk(keys[start : start + CHUNK], plan)
        finally:
            self._finish()
        return self.run

    def _import_chunk(self, keys: list[str], plan: Plan) -> None:
        newest = _newest_items(keys)
        self.writer.look_up_slugs(plan.outlines[key].slug for key in keys if key in plan.outlines)
        for key in keys:
            item = ImportItem(run=self.run, key=key, outcome=Outcome.FAILED, message=plan.failures.get(key, ""))
            if not item.message:
                self._import_one(item, plan, newest.get(key))
            self._record(item)
            self.listener.on_step()
        self._keep_items()

    def _import_one(self, item: ImportItem, plan: Plan, last: ImportItem | None) -> None:
        try:
            self._decide(item, plan.record(item.key), plan, last)
        except Problem as problem:
            _fail(item, str(problem))
        except IntegrityError:
            logger.exception("Import of %s", item.key)
            self.writer.forget()
            _fail(item, f"{item.key}: somebody stored something in its place at the same moment; import again")
        except (OperationalError, InterfaceError):
            raise  # without the database there is no going on
        except Exception as error:  # one document must not stop the others
            logger.exception("Import of %s", item.key)
            _fail(item, f"{item.key}: unexpected {type(error).__name__}: {error}; please report it")

    def _decide(self, item: ImportItem, record: PostRecord, plan: Plan, last: ImportItem | None) -> None:
        """Fill in `item`, writing the post if it is new or has changed."""
        found = destinations_of(record, self.archive, plan)
        item.content_hash = self._content_hash(record, found)
        place = self.writer.place_for(record, last, item.content_hash)
        if place.is_unchanged:
            item.outcome, item.post, item.message = Outcome.UNCHANGED, place.post, place.note
            return
        item.message = "\n".join([*record.warnings, *found.warnings, *filter(None, [place.note])])
        if self.is_dry_run:
            self.writer.check(record, found, place)
            item.outcome = Outcome.UPDATED if place.post else Outcome.CREATED
        else:
            self.writer.write(record, found, place, item)

    def _content_hash(self, record: PostRecord, found: Destinations) -> str:
        """Over the document and everything that decides what is made of it: its pictures, where its links lead."""
        content = hashlib.sha256(record.source)
        hashes: dict[str, str] = {}
        for destination, name in sorted({**found.pictures, **found.linked_pictures}.items()):
            if name not in hashes:
                hashes[name] = hashlib.sha256(self._picture(record, destination, name)).hexdigest()
            content.update(f"\n{destination}={hashes[name]}".encode())
        for destination, (outline, _) in sorted(found.documents.items()):
            content.update(f"\n{destination}>{outline.slug}".encode())
        return content.hexdigest()

    def _picture(self, record: PostRecord, destination: str, name: str) -> bytes:
        try:
            return self.archive.read(name, limit=MAX_BYTES)
        except Problem as problem:
            raise Problem(record.key, f"the picture {problem}", line=record.line_of(destination)) from problem

    def _record(self, item: ImportItem) -> None:
        setattr(self.run, item.outcome, getattr(self.run, item.outcome) + 1)
        if item.pk is None:
            item.run, item.key = self.run, item.key[:LONGEST_KEY]
            self.items.append(item)
        self.listener.on_item(item)

    def _keep_items(self) -> None:
        if not self.is_dry_run:
            ImportItem.objects.bulk_create(self.items, ignore_conflicts=True)
        self.items.clear()

    def _finish(self) -> None:
        self._keep_items()
        if not self.is_dry_run:
            self.run.finished_at = timezone.now()
            self.run.save()


def _fail(item: ImportItem, message: str) -> None:
    item.pk = item.post = None  # as the transaction that was undone had set them
    item.outcome, item.message = Outcome.FAILED, message


def _newest_items(keys: list[str]) -> dict[str, ImportItem]:
    """By key, what each document was when it was last imported; those whose post was deleted since have none."""
    items = (
        ImportItem.objects.filter(key__in=keys, post__isnull=False)
        .exclude(outcome=Outcome.FAILED)
        .order_by("key", "-id")
        .distinct("key")
        .select_related("post")
        .only("key", "content_hash", "post__title", "post__slug", "post__publish_at", "post__trashed_at")
    )
    return {item.key: item for item in items}
