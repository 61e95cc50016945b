"""What an import is made of, whatever format it came in."""

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple


class Problem(Exception):  # noqa: N818  (a report to whoever imports, not a fault)
    """Why one document cannot be imported; `str()` reads `file:line: what is wrong; what to do about it`."""

    def __init__(self, key: str, message: str, *, line: int | None = None) -> None:
        super().__init__(f"{key}:{line}: {message}" if line else f"{key}: {message}")


class Unusable(Exception):  # noqa: N818  (as above)
    """Nothing at all can be imported; `str()` says why and what to give instead."""


class Outline(NamedTuple):
    """The little that is kept of every document for the whole import: where it will stand, and what leads to it."""

    key: str
    slug: str
    kind: str
    publish_at: dt.datetime | None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CrossPostRecord:
    """A copy elsewhere. `with_article`: the sentence that named it said “the X”."""

    source: str
    url: str = ""
    is_canonical: bool = False
    place: str = "top"
    direction: str = "from"
    with_article: bool = False


@dataclass(frozen=True, slots=True)
class PostRecord:
    """One document, read in full. Dates have a time zone; destinations in `body` are as the document has them.

    `key` names the document: its path within the import. `line_of` finds the line of a text in the file, for messages.
    `has_own_date`: the date is the document's, not its file's. `aliases` are paths that begin with a slash.
    """

    key: str
    source: bytes
    title: str
    slug: str
    body: str
    kind: str = "post"
    is_draft: bool = False
    is_featured: bool = False
    publish_at: dt.datetime | None = None
    has_own_date: bool = True
    expire_at: dt.datetime | None = None
    updated_at: dt.datetime | None = None
    tags: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    excerpt: str = ""
    meta_description: str = ""
    language: str = ""
    series: str = ""
    series_position: int | None = None
    cover: str = ""
    cover_alt: str = ""
    cross_posts: tuple[CrossPostRecord, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def outline(self) -> Outline:
        return Outline(self.key, self.slug, self.kind, self.publish_at, self.aliases)

    def line_of(self, text: str) -> int | None:
        """The line of the file on which `text` first stands, from 1."""
        at = self.source.find(text.encode()) if text else -1
        return self.source.count(b"\n", 0, at) + 1 if at >= 0 else None
