"""The first pass over an import: where every document will stand, so that links may lead to later ones."""

import datetime as dt
from collections.abc import Callable
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from django.utils import timezone

from blog.models import ImportItem, Post
from blog.transfer.records import Outline, PostRecord, Problem
from blog.transfer.registry import Format

# Of the documents read in the first pass this much is kept for the second; beyond that they are read again.
KEPT_BYTES = 32 * 1024**2
LONGEST_KEY = ImportItem._meta.get_field("key").max_length


class Plan:
    """`outlines` has what can be imported, `failures` the reason for what cannot, both by key."""

    def __init__(self, documents: Format, zone: dt.tzinfo, *, on_read: Callable[[], None] = lambda: None) -> None:
        self.zone = zone
        self.hosts = documents.hosts
        self.outlines: dict[str, Outline] = {}
        self.failures: dict[str, str] = {}
        self._keys_of_slugs: dict[str, str] = {}
        self._routes: dict[str, str] = {}
        self._addresses: dict[str, str] = {}
        self._documents = documents
        self._records: dict[str, PostRecord] = {}
        room = KEPT_BYTES
        for key in documents.keys:
            try:
                record = documents.read(key)
                self._add(record.outline)
                room -= len(record.source)
                if room > 0:
                    self._records[key] = record
            except Problem as problem:
                self.failures[key] = str(problem)
            on_read()

    def record(self, key: str) -> PostRecord:
        """A document in full, for the one time that it is needed after the first pass. Raises Problem."""
        return self._records.pop(key, None) or self._documents.read(key)

    def _add(self, outline: Outline) -> None:
        if len(outline.key) > LONGEST_KEY:
            raise Problem(outline.key, f"has a path of {len(outline.key)} characters; shorten it to {LONGEST_KEY}")
        if other := self._keys_of_slugs.get(outline.slug):
            raise Problem(
                outline.key, f"has the slug “{outline.slug}” like {other}; give one of the two another “slug:”"
            )
        self._keys_of_slugs[outline.slug] = outline.key
        self.outlines[outline.key] = outline
        for route in _routes(outline):
            self._routes.setdefault(route, outline.key)
        if address := self.address(outline):
            self._addresses[address] = outline.key

    def address(self, outline: Outline) -> str:
        """The public address it will have; nothing for a draft without a date."""
        if outline.kind == Post.Kind.POST and outline.publish_at is None:
            return ""
        day = outline.publish_at and timezone.localdate(outline.publish_at, self.zone)
        return Post(kind=outline.kind, slug=outline.slug, published_on=day).get_absolute_url()

    def document_at(self, route: str) -> Outline | None:
        """The document of that path: of its file, with or without ending, or of an address it had."""
        key = self._routes.get(route.strip("/"))
        return self.outlines[key] if key else None

    def holder_of(self, address: str) -> str | None:
        """The key of the document that will stand at a public address."""
        return self._addresses.get(address)


def _routes(outline: Outline) -> list[str]:
    path = PurePosixPath(outline.key)
    bundle_or_file = path.parent if path.stem == "index" else path.with_suffix("")
    paths = [str(path), str(bundle_or_file)]
    paths += [name.removeprefix("content/") for name in paths]
    return [*paths, *(_route(alias) for alias in outline.aliases)]


def _route(alias: str) -> str:
    parts = urlsplit(alias)
    return f"{parts.netloc}{parts.path}".strip("/")
