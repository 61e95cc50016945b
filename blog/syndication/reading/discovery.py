"""Finds the feeds of a site from whatever address of it somebody types."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from django.utils.translation import gettext as _

from blog.outgoing.client import Answer, send
from blog.outgoing.errors import OutgoingError

from .article import parsed
from .items import NotReadable
from .registry import read, reader_of
from .wordpress import posts_address

TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/json")
# Where feeds usually are, for sites that do not say it.
USUAL = ("/feed/", "/feed.xml", "/rss.xml", "/atom.xml", "/index.xml", "/feed.json", "/rss")
WITHIN, LARGEST = 15, 5_000_000
MOST_FOUND = 10


@dataclass(frozen=True, slots=True)
class Found:
    """A feed that was really read: its address, what it is called, how many items it has now."""

    url: str
    title: str
    items: int
    kind: str


def discover(address: str) -> list[Found]:
    """The best first: what the page names, its WordPress API, the page itself, then usual addresses.

    Raises OutgoingError where the address does not answer, NotReadable where it has no feed.
    """
    url = address.strip()
    answer = _asked(url if "://" in url else f"https://{url}")
    if not answer.is_success:
        raise NotReadable(_("The address answers %(status)d.") % {"status": answer.status})
    if (reader := reader_of(answer)) and reader.slug != "h-feed":
        return [_described(answer)]
    named = list(dict.fromkeys(_named(answer)))[:MOST_FOUND]
    found = [one for one in map(_tried, named) if one]
    if reader:
        found += [one for one in [_described(answer)] if one.items > 1 or not found]
    if not found:
        found = [one for one in (_tried(urljoin(answer.url, path)) for path in USUAL) if one][:1]
    if not found:
        raise NotReadable(_("No feed was found there. If you know its address, enter that."))
    return found


def _named(answer: Answer) -> Iterator[str]:
    page = parsed(answer.body.decode("utf-8", "replace"))
    for link in page.xpath("//link[@href]"):
        rel, kind = link.get("rel", "").lower().split(), link.get("type", "").lower()
        if "alternate" in rel and kind in TYPES and "oembed" not in link.get("href"):
            yield _joined(answer.url, link.get("href"))
        if "https://api.w.org/" in rel:
            yield posts_address(_joined(answer.url, link.get("href")))


def _joined(base: str, href: str) -> str:
    try:
        return urljoin(base, href.strip())
    except ValueError:
        return base


def _tried(url: str) -> Found | None:
    try:
        answer = _asked(url)
        return _described(answer) if answer.is_success else None
    except (OutgoingError, NotReadable):
        return None


def _described(answer: Answer) -> Found:
    reader = reader_of(answer)
    document = read(answer)
    return Found(answer.moved_to or answer.url, document.title, len(document.items), reader.slug if reader else "")


def _asked(url: str) -> Answer:
    return send("GET", url, within=WITHIN, most_bytes=LARGEST)
