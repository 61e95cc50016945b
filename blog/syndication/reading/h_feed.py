"""Pages marked up with microformats: an h-feed, or one h-entry (microformats.org/wiki/h-feed), by mf2py."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

import mf2py

from blog.outgoing.client import Answer

from .items import Document, Item, NotReadable, bounded
from .json_feed import moment

DEEPEST = 6


class HFeed:
    slug = "h-feed"

    def recognises(self, answer: Answer) -> bool:
        return b"h-entry" in answer.body and b"<" in answer.body[:1_000]

    def read(self, answer: Answer) -> Document:
        try:
            found = mf2py.parse(doc=answer.body.decode("utf-8", "replace"), url=answer.url)
        except RecursionError as error:
            raise NotReadable("The page is nested too deeply.") from error
        return Document(items=bounded(_item(entry, answer.url) for entry in entries(found.get("items", []))))


def entries(items: list[dict[str, Any]], depth: int = 0) -> Iterator[dict[str, Any]]:
    """Each h-entry, also within an h-feed, in the order of the page."""
    for item in items if depth < DEEPEST else ():
        if "h-entry" in item.get("type", []):
            yield item["properties"]
        else:
            yield from entries(item.get("children", []), depth + 1)


def _item(entry: dict[str, Any], base: str) -> Item:
    content, summary = _first(entry, "content"), _text(_first(entry, "summary"))
    html = content.get("html", "") if isinstance(content, dict) else _text(content)
    url = urljoin(base, _text(_first(entry, "url")))
    author = _first(entry, "author")
    picture = _first(entry, "featured")
    return Item(
        key=_text(_first(entry, "uid")) or url,
        url=url,
        title=_text(_first(entry, "name")),
        html=html or summary,
        summary=summary,
        is_whole=bool(html),
        author=_name(author),
        tags=tuple(_text(tag) for tag in entry.get("category", [])),
        picture_url=urljoin(base, picture.get("value", "") if isinstance(picture, dict) else _text(picture)),
        published=moment(_text(_first(entry, "published")).replace(" ", "T")),
    )


def _first(entry: dict[str, Any], name: str) -> Any:
    return next(iter(entry.get(name, [])), "")


def _name(author: Any) -> str:
    if isinstance(author, dict):
        return _text(next(iter(author.get("properties", {}).get("name", [])), author.get("value", "")))
    return _text(author)


def _text(value: Any) -> str:
    return value.get("value", "") if isinstance(value, dict) else value if isinstance(value, str) else ""
