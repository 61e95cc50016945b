"""JSON Feed 1.1, https://www.jsonfeed.org/version/1.1/"""

import json
from typing import Any

from django.http import HttpResponse

from .contents import Author, Entry, Feed


def json_feed(feed: Feed) -> HttpResponse:
    made = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.description,
        "home_page_url": feed.home_url,
        "feed_url": feed.url,
        "next_url": feed.next_url,
        "favicon": feed.icon_url,
        "authors": [_author(feed.author)] if feed.author else [],
        "language": feed.language,
        "hubs": [{"type": "WebSub", "url": feed.hub}] if feed.hub else [],
    }
    items = [_without_empty(_item(entry)) for entry in feed.entries]
    text = json.dumps(_without_empty(made) | {"items": items}, ensure_ascii=False)
    return HttpResponse(text, content_type="application/feed+json; charset=utf-8")


def _item(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "url": entry.url,
        "external_url": entry.canonical_url,
        "title": entry.title,
        "summary": entry.summary,
        "content_html": entry.html or entry.title,
        # An attachment would be a podcast's episode; covers have a field of their own.
        "image": entry.enclosure.url if entry.enclosure else "",
        "date_published": entry.published.isoformat(),
        "date_modified": entry.updated.isoformat(),
        "authors": [_author(entry.author)],
        "tags": entry.tags,
        "language": entry.language,
    }


def _author(author: Author) -> dict[str, str]:
    return {"name": author.name, "url": author.url}


def _without_empty(fields: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if value}
