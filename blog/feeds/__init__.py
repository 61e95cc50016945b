"""Feeds of the whole site, of a tag, an author, a series, a source: RSS 2.0, Atom (RFC 4287) and JSON Feed 1.1.

Every feed has the full texts with absolute addresses, the newest posts first, and a link to the next older ones.
"""

import datetime as dt
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urljoin

from django.conf import settings
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.feedgenerator import Atom1Feed, Enclosure, Rss201rev2Feed, SyndicationFeed
from django.utils.html import escape
from django.utils.xmlutils import SimplerXMLGenerator

from blog.imaging.specs import SOCIAL
from blog.models import CrossPost, Post, Rendition, SiteSettings
from blog.text.sanitiser import absolute_urls
from blog.views import listings
from blog.views.caching import public_page
from blog.views.listings import Listing
from blog.views.pages import right_address
from blog.views.paging import EPOCH, Page, page_of

POSTS_A_FEED = 20

# Characters that XML 1.0 cannot hold, not even escaped (its production 2).
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@public_page
def feed(request: HttpRequest, ending: str, kind: str = "", slug: str = "") -> HttpResponse:
    listing = listings.LISTINGS[kind](slug) if kind else listings.whole_site()
    if moved := right_address(request, listing.path + ending):
        return moved
    crossed = CrossPost.objects.select_related("source")
    posts = listing.posts.select_related("author", "cover").defer("body", "plain_text", "toc")
    around = ("tags", Prefetch("cross_posts", crossed), Prefetch("cover__renditions", Rendition.objects.of(SOCIAL)))
    page = page_of(posts.prefetch_related(*around), request.GET, size=POSTS_A_FEED, order=listing.feed_order)
    if not page.posts and kind:
        raise Http404("Nothing is listed here.")
    with translation.override(request.site.language):
        return _WRITERS[ending](Feed.of(request.site, listing, page, request, ending))


@dataclass(frozen=True, slots=True)
class Feed:
    """What all formats say. Addresses are absolute, texts free of characters that XML cannot hold."""

    title: str
    description: str
    language: str
    home_url: str
    url: str
    next_url: str
    entries: list["Entry"]

    @classmethod
    def of(cls, site: SiteSettings, listing: Listing, page: Page, request: HttpRequest, ending: str) -> "Feed":
        title = f"{listing.title} – {site.title}" if listing.title else site.title
        address = settings.SITE_URL + listing.path
        before = "" if page.is_first else f"?before={quote(request.GET['before'])}"
        return cls(
            title=_xml(title),
            description=_xml(listing.description or site.description or site.tagline or title),
            language=site.language,
            home_url=address,
            url=address + ending + before,
            next_url=address + ending + page.following if page.following else "",
            entries=[Entry.of(post) for post in page.posts],
        )


@dataclass(frozen=True, slots=True)
class Entry:
    id: str
    url: str
    canonical_url: str
    title: str
    summary: str
    html: str
    published: dt.datetime
    updated: dt.datetime
    author: str
    author_url: str
    language: str
    tags: list[str]
    enclosure: Enclosure | None

    @classmethod
    def of(cls, post: Post) -> "Entry":
        url = settings.SITE_URL + post.get_absolute_url()
        return cls(
            # Neither a new title nor another date may make a post new to a feed reader.
            id=f"tag:{settings.SITE_HOST},{post.created_at:%Y-%m-%d}:post:{post.pk}",
            url=url,
            canonical_url=post.canonical_url(),
            title=_xml(post.title),
            summary=_xml(post.summary),
            html=_xml(absolute_urls(render_to_string("blog/_feed_content.html", {"post": post}).strip(), url)),
            published=post.publish_at,
            updated=post.last_changed,
            author=_xml(post.author.public_name),
            author_url=settings.SITE_URL + post.author.get_absolute_url(),
            language=post.language,
            tags=[_xml(tag.name) for tag in post.tags.all()],
            enclosure=_enclosure(post),
        )


def _enclosure(post: Post) -> Enclosure | None:
    cover = post.cover and post.cover.social
    # Media may live at another host, and then the address is whole already.
    return cover and Enclosure(urljoin(settings.SITE_URL, cover.url), str(cover.size), cover.mime)


def _xml(text: str) -> str:
    return _NOT_XML.sub("", text)


class _Dated(SyndicationFeed):
    def latest_post_date(self) -> dt.datetime:
        # An empty feed stays the same from one moment to the next.
        return super().latest_post_date() if self.items else EPOCH


class _Rss(_Dated, Rss201rev2Feed):
    def rss_attributes(self) -> dict[str, str]:
        return super().rss_attributes() | {"xmlns:content": "http://purl.org/rss/1.0/modules/content/"}

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        if self.feed["next_url"]:
            handler.addQuickElement("atom:link", "", {"rel": "next", "href": self.feed["next_url"]})

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content:encoded", item["html"])


class _Atom(_Dated, Atom1Feed):
    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        if self.feed["next_url"]:
            handler.addQuickElement("link", "", {"rel": "next", "href": self.feed["next_url"]})

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        return {"xml:lang": item["language"]} if item["language"] else {}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        if item["canonical_url"] != item["link"]:
            handler.addQuickElement("link", "", {"rel": "canonical", "href": item["canonical_url"]})
        handler.addQuickElement("content", item["html"], {"type": "html"})


def _syndicated(kind: type[_Dated], feed: Feed) -> HttpResponse:
    made = kind(
        title=feed.title,
        link=feed.home_url,
        description=feed.description,
        subtitle=feed.description,
        language=feed.language,
        feed_url=feed.url,
        next_url=feed.next_url,
    )
    for entry in feed.entries:
        made.add_item(
            title=entry.title,
            link=entry.url,
            # Both formats read this as HTML, and a summary is plain text.
            description=escape(entry.summary),
            author_name=entry.author,
            author_link=entry.author_url,
            pubdate=entry.published,
            updateddate=entry.updated,
            unique_id=entry.id,
            unique_id_is_permalink=False,
            categories=entry.tags,
            enclosures=[entry.enclosure] if entry.enclosure else [],
            html=entry.html,
            canonical_url=entry.canonical_url,
            language=entry.language,
        )
    return HttpResponse(made.writeString("utf-8"), content_type=kind.content_type)


def _json(feed: Feed) -> HttpResponse:
    made = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.description,
        "home_page_url": feed.home_url,
        "feed_url": feed.url,
        "next_url": feed.next_url,
        "language": feed.language,
        "items": [_without_empty(_json_item(entry)) for entry in feed.entries],
    }
    text = json.dumps({key: value for key, value in made.items() if value or key == "items"}, ensure_ascii=False)
    return HttpResponse(text, content_type="application/feed+json; charset=utf-8")


def _json_item(entry: Entry) -> dict[str, Any]:
    enclosure = entry.enclosure
    return {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "summary": entry.summary,
        "content_html": entry.html or entry.title,
        "date_published": entry.published.isoformat(),
        "date_modified": entry.updated.isoformat(),
        "authors": [{"name": entry.author, "url": entry.author_url}],
        "tags": entry.tags,
        "language": entry.language,
        "image": enclosure.url if enclosure else "",
    }


def _without_empty(fields: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if value}


_WRITERS: dict[str, Callable[[Feed], HttpResponse]] = {
    "feed/": lambda feed: _syndicated(_Rss, feed),
    "feed.atom": lambda feed: _syndicated(_Atom, feed),
    "feed.json": _json,
}
ENDINGS = tuple(_WRITERS)
