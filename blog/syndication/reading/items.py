"""What a reader gives: the items of a feed, bounded, as the publisher has them."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Protocol
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from blog.outgoing.client import Answer

LONGEST_TEXT = 2_000_000
LONGEST_LINE = 1_000
MOST_ITEMS = 500
MOST_TAGS = 50
# Parts of an address that tell where somebody came from, not what it leads to.
TRACKING = ("utm_", "fbclid", "gclid", "mc_cid", "mc_eid", "ref_src")


class NotReadable(ValueError):  # noqa: N818  (says what it is)
    """It is none of the formats that we know; the sentence says which it looks like."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """`key` is the publisher's own name for it. `html` is hostile; `is_whole` says that it is not only a summary.

    `origins` are addresses that it names as where it comes from. `seen_as` is the hash of what the feed had, where the
    text has come from elsewhere.
    """

    key: str
    url: str = ""
    title: str = ""
    html: str = ""
    summary: str = ""
    is_whole: bool = True
    author: str = ""
    tags: tuple[str, ...] = ()
    language: str = ""
    picture_url: str = ""
    published: dt.datetime | None = None
    seen_as: str = ""
    origins: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        """Its own page in one spelling; empty where items have none, and all name the home page."""
        found = same_address(self.url)
        return found if "/" in found or "?" in found else ""

    @property
    def content_hash(self) -> str:
        """Of what readers see: a publisher that only sets a new date has changed nothing."""
        if self.seen_as:
            return self.seen_as
        seen = [self.title, self.html, self.summary, sorted(self.tags), self.picture_url]
        return hashlib.sha256(json.dumps(seen).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """`minutes`: how long the publisher wants to be left alone, 0 if it does not say."""

    items: list[Item] = field(default_factory=list)
    title: str = ""
    minutes: int = 0


class Reader(Protocol):
    slug: str

    def recognises(self, answer: Answer) -> bool: ...

    def read(self, answer: Answer) -> Document:
        """Raises NotReadable."""
        ...


def bounded(items: Iterable[Item]) -> list[Item]:
    """Each once: of the same key, or the same address and title, the first. Without those that say nothing."""
    found: list[Item] = []
    seen: set[tuple[str, str]] = set()
    for item in map(_cut, items):
        names = {("key", item.key), (item.address, item.title)} if item.address else {("key", item.key)}
        if not item.key or names & seen or not (item.title or item.html):
            continue
        seen |= names
        found.append(item)
        if len(found) == MOST_ITEMS:
            break
    return found


def _cut(item: Item) -> Item:
    lines = {name: _line(getattr(item, name)) for name in ("url", "title", "author", "language", "picture_url")}
    tags = tuple(dict.fromkeys(tag for tag in map(_line, item.tags) if tag))[:MOST_TAGS]
    texts = {name: getattr(item, name).replace("\0", "")[:LONGEST_TEXT] for name in ("html", "summary")}
    cut = replace(item, **lines, **texts, tags=tags)
    origins = tuple(_line(url) for url in item.origins[:MOST_TAGS])
    return replace(cut, key=_short_key(item.key or cut.address), origins=origins)


def _line(text: str) -> str:
    return " ".join(text.replace("\0", "").split())[:LONGEST_LINE]


def _short_key(key: str) -> str:
    key = key.replace("\0", "").strip()
    return key if len(key) <= 400 else f"{key[:300]}#{hashlib.sha256(key.encode()).hexdigest()}"


def is_address(url: str) -> bool:
    try:
        return urlsplit(url).hostname is not None
    except ValueError:
        return False


def same_address(url: str) -> str:
    """One spelling for the addresses of one page: without scheme, `www.`, tracking, fragment and slash at the end."""
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").removeprefix("www.")
        port = f":{parts.port}" if parts.port and parts.port not in (80, 443) else ""
    except ValueError:
        return ""
    if not host or parts.scheme not in ("http", "https"):
        return ""
    kept = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not pair[0].lower().startswith(TRACKING)]
    return urlunsplit(("", "", f"{host}{port}{parts.path.rstrip('/')}", urlencode(kept), ""))
