"""JSON Feed 1.0 and 1.1 (jsonfeed.org)."""

from html import escape
from typing import Any
from urllib.parse import urljoin

from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive

from blog.outgoing.client import Answer

from .items import Document, Item, NotReadable, bounded

VERSIONS = "https://jsonfeed.org/version/1"


class JsonFeed:
    slug = "json"

    def recognises(self, answer: Answer) -> bool:
        head = answer.body[:4_000].lstrip(b"\xef\xbb\xbf \t\r\n")
        is_named = b"jsonfeed.org" in head or "feed+json" in answer.headers.get("content-type", "")
        return head.startswith(b"{") and is_named

    def read(self, answer: Answer) -> Document:
        try:
            feed = answer.json()
        except ValueError as error:
            raise NotReadable("It looks like a JSON Feed, and is not JSON.") from error
        if not isinstance(feed, dict) or not _text(feed.get("version")).startswith(VERSIONS):
            raise NotReadable("It is JSON, and not a JSON Feed.")
        entries = [entry for entry in _list(feed.get("items")) if isinstance(entry, dict)]
        return Document(
            items=bounded(_item(entry, feed, answer.url) for entry in entries), title=_text(feed.get("title"))
        )


def _item(entry: dict[str, Any], feed: dict[str, Any], base: str) -> Item:
    html, plain = _text(entry.get("content_html")), _text(entry.get("content_text"))
    url = _text(entry.get("url")) or _text(entry.get("external_url"))
    picture = _text(entry.get("image")) or _text(entry.get("banner_image"))
    return Item(
        key=_key(entry.get("id")) or url,
        url=urljoin(base, url) if url else "",
        title=_text(entry.get("title")),
        html=html or paragraphs(plain) or paragraphs(_text(entry.get("summary"))),
        summary=_text(entry.get("summary")),
        is_whole=bool(html or plain),
        author=_author(entry) or _author(feed),
        tags=tuple(tag for tag in _list(entry.get("tags")) if isinstance(tag, str)),
        language=_text(entry.get("language") or feed.get("language")),
        picture_url=urljoin(base, picture) if picture else "",
        origins=(_text(entry.get("external_url")),) if entry.get("url") else (),
        published=moment(entry.get("date_published")) or moment(entry.get("date_modified")),
    )


def paragraphs(plain: str) -> str:
    return "".join(f"<p>{escape(part)}</p>" for part in plain.split("\n\n") if part.strip())


def moment(value: Any) -> Any:
    """Of RFC 3339; None for what is none, or has no time zone."""
    try:
        when = parse_datetime(_text(value))
    except ValueError:
        return None
    return None if when is None or is_naive(when) else when


def _author(about: dict[str, Any]) -> str:
    authors = _list(about.get("authors")) or [about.get("author")]
    return next((_text(one.get("name")) for one in authors if isinstance(one, dict)), "")


def _key(value: Any) -> str:
    """The specification wants a string, and tells readers to take numbers for one."""
    return str(value) if isinstance(value, str | int | float) else ""


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
