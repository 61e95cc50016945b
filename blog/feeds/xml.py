"""RSS 2.0 and Atom (RFC 4287), by Django's generators and with what these leave out."""

import datetime as dt
from typing import Any, TextIO

from django.http import HttpResponse
from django.templatetags.static import static
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, Stylesheet, SyndicationFeed
from django.utils.html import escape
from django.utils.xmlutils import SimplerXMLGenerator

from blog.views.paging import EPOCH

from .contents import Feed

GENERATOR = "Byline"


def rss(feed: Feed) -> HttpResponse:
    return _written(_Rss, feed)


def atom(feed: Feed) -> HttpResponse:
    return _written(_Atom, feed)


def _written(kind: type["_Dated"], feed: Feed) -> HttpResponse:
    made = kind(
        title=feed.title,
        link=feed.home_url,
        description=feed.description,
        subtitle=feed.description,
        language=feed.language,
        author_name=feed.author and feed.author.name,
        author_link=feed.author and feed.author.url,
        feed_url=feed.url,
        # For people who open a feed; by CSS, because browsers take XSLT away.
        stylesheets=[Stylesheet(static("css/feed.css"), mimetype="text/css", media=None)],
        shown=feed,
    )
    for entry in feed.entries:
        made.add_item(
            title=entry.title,
            link=entry.url,
            # Both formats read this as HTML, and a summary is plain text.
            description=escape(entry.summary),
            author_name=entry.author.name,
            author_link=entry.author.url,
            pubdate=entry.published,
            updateddate=entry.updated,
            unique_id=entry.id,
            unique_id_is_permalink=False,
            categories=entry.tags,
            enclosures=[entry.enclosure] if entry.enclosure else [],
            shown=entry,
        )
    # Not application/rss+xml, of which Chromium shows the source: see docs/decisions/feeds.md.
    return HttpResponse(made.writeString("utf-8"), content_type="application/xml; charset=utf-8")


class _Dated(SyndicationFeed):
    def latest_post_date(self) -> dt.datetime:
        # An empty feed stays the same from one moment to the next.
        return super().latest_post_date() if self.items else EPOCH

    def add_links(self, handler: SimplerXMLGenerator, element: str) -> None:
        shown: Feed = self.feed["shown"]
        for rel, url in (("next", shown.next_url), ("hub", shown.hub)):
            if url:
                handler.addQuickElement(element, "", {"rel": rel, "href": url})


class _Rss(_Dated, Rss201rev2Feed):
    def rss_attributes(self) -> dict[str, str]:
        content, dublin_core = "http://purl.org/rss/1.0/modules/content/", "http://purl.org/dc/elements/1.1/"
        names = {"xmlns:content": content, "xmlns:dc": dublin_core, "xml:lang": self.feed["language"]}
        return super().rss_attributes() | names

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        handler.addQuickElement("generator", GENERATOR)
        self.add_links(handler, "atom:link")
        handler.startElement("image", {})
        handler.addQuickElement("url", self.feed["shown"].icon_url)
        handler.addQuickElement("title", self.feed["title"])
        handler.addQuickElement("link", self.feed["link"])
        handler.endElement("image")

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        entry = item["shown"]
        if entry.language:
            handler.addQuickElement("dc:language", entry.language)
        # The address is that of a feed, and an item has one source.
        for origin in [origin for origin in entry.origins if origin.feed_url][:1]:
            handler.addQuickElement("source", origin.name, {"url": origin.feed_url})
        if entry.html:
            handler.addQuickElement("content:encoded", entry.html)


class _Atom(_Dated, Atom1Feed):
    def write(self, outfile: TextIO, encoding: str) -> None:
        """As Django's, which has no place for a stylesheet."""
        handler = SimplerXMLGenerator(outfile, encoding, short_empty_elements=True)
        handler.startDocument()
        for stylesheet in self.feed["stylesheets"]:
            handler.processingInstruction("xml-stylesheet", stylesheet)
        handler.startElement("feed", self.root_attributes())
        self.add_root_elements(handler)
        self.write_items(handler)
        handler.endElement("feed")

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        handler.addQuickElement("generator", GENERATOR)
        handler.addQuickElement("icon", self.feed["shown"].icon_url)
        self.add_links(handler, "link")

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        return {"xml:lang": item["shown"].language} if item["shown"].language else {}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        entry = item["shown"]
        links = [
            ("canonical", entry.canonical_url),
            *(("via", origin.url) for origin in entry.origins),
            *(("related", url) for url in entry.copies),
        ]
        for rel, url in links:
            if url:
                handler.addQuickElement("link", "", {"rel": rel, "href": url})
        handler.addQuickElement("content", entry.html, {"type": "html"})
