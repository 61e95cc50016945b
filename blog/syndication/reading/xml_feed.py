"""RSS 0.9 to 2.0, RSS 1.0 and Atom, well-formed or not, by feedparser."""

import calendar
import datetime as dt
import re
from typing import Any
from urllib.parse import urljoin

import feedparser

from blog.outgoing.client import Answer

from .items import Document, Item, NotReadable, bounded

# feedparser would clean HTML by rules of its own; what is kept of it is decided where it becomes Markdown.
_START = re.compile(rb"<(?:rss|feed|rdf:RDF|channel)[\s>]", re.IGNORECASE)
# Of links that say where something comes from (RFC 4287, RFC 6596).
ORIGINS = {"canonical", "via"}
HTML_TYPES = ("text/html", "application/xhtml+xml")


class XmlFeed:
    slug = "xml"

    def recognises(self, answer: Answer) -> bool:
        # Without the zeros of UTF-16.
        return bool(_START.search(answer.body[:8_000].replace(b"\0", b"")))

    def read(self, answer: Answer) -> Document:
        headers = {"content-type": answer.headers.get("content-type", ""), "content-location": answer.url}
        found = feedparser.parse(answer.body, response_headers=headers, sanitize_html=False)
        if not found.get("version"):
            raise NotReadable("It looks like a feed, and cannot be read as one.")
        about = found.feed
        return Document(
            items=bounded(_item(entry, about, answer.url) for entry in found.entries),
            title=_text(about.get("title")),
            minutes=_minutes(about.get("ttl")),
        )


def _item(entry: Any, about: Any, base: str) -> Item:
    contents = [part for part in entry.get("content", []) if part.get("type") in (None, *HTML_TYPES, "text/plain")]
    whole = max((_text(part.get("value")) for part in contents), key=len, default="")
    summary = _text(entry.get("summary"))
    url = urljoin(base, _text(entry.get("link")))
    return Item(
        key=_text(entry.get("id")) or url,
        url=url,
        title=_text(entry.get("title")),
        html=whole or summary,
        summary=summary if whole and summary != whole else "",
        is_whole=bool(whole),
        author=_text(entry.get("author_detail", {}).get("name")) or _text(entry.get("author")),
        tags=tuple(_text(tag.get("label")) or _text(tag.get("term")) for tag in entry.get("tags", [])),
        language=_text(entry.get("language") or about.get("language")),
        picture_url=_picture(entry, base),
        published=_moment(entry),
        origins=tuple(link.get("href", "") for link in entry.get("links", []) if link.get("rel") in ORIGINS),
    )


def _picture(entry: Any, base: str) -> str:
    enclosures = [(one.get("type", ""), one.get("href", "")) for one in entry.get("enclosures", [])]
    media = [(one.get("medium") or one.get("type") or "", one.get("url", "")) for one in entry.get("media_content", [])]
    found = next((url for kind, url in [*enclosures, *media] if kind.startswith("image") and url), "")
    found = found or next((one.get("url", "") for one in entry.get("media_thumbnail", [])), "")
    return urljoin(base, found) if found else ""


def _moment(entry: Any) -> dt.datetime | None:
    parsed = entry.get("published_parsed") or entry.get("updated_parsed")
    try:
        return dt.datetime.fromtimestamp(calendar.timegm(parsed), tz=dt.UTC) if parsed else None
    except (ValueError, OverflowError, OSError):
        return None


def _minutes(ttl: Any) -> int:
    text = _text(ttl).strip()
    return min(int(text), 10_080) if text.isascii() and text.isdigit() and len(text) < 8 else 0


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
