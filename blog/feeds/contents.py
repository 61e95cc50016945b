"""What a feed says, whatever its format."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import quote, urljoin

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.encoding import iri_to_uri
from django.utils.feedgenerator import Enclosure

from blog.models import CrossPost, Post, SiteSettings
from blog.text.feed_html import for_feeds, xml_text
from blog.views.listings import Listing
from blog.views.paging import Page

# BCP 47, as far as one can tell without its registry.
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")


class Author(NamedTuple):
    name: str
    url: str

    @classmethod
    def of(cls, user: object) -> "Author":
        return cls(xml_text(user.public_name), settings.SITE_URL + user.get_absolute_url())


class Origin(NamedTuple):
    """Where a post came from: a site, if known its feed, and the post there."""

    name: str
    feed_url: str
    url: str


@dataclass(frozen=True, slots=True)
class Feed:
    """What all formats say. Addresses are absolute, texts free of characters that XML cannot hold."""

    title: str
    description: str
    language: str
    home_url: str
    url: str
    next_url: str
    icon_url: str
    hub: str
    author: Author | None
    entries: list["Entry"]

    @classmethod
    def of(cls, site: SiteSettings, listing: Listing, page: Page, request: HttpRequest, ending: str) -> "Feed":
        title = f"{listing.title} – {site.title}" if listing.title else site.title
        address = settings.SITE_URL + listing.path
        before = "" if page.is_first else f"?before={quote(request.GET['before'])}"
        return cls(
            title=xml_text(title),
            description=xml_text(listing.description or site.description or site.tagline or title),
            language=site.language,
            home_url=address,
            url=address + ending + before,
            next_url=address + ending + page.following if page.following else "",
            icon_url=urljoin(settings.SITE_URL, static("favicon.png")),
            hub=iri_to_uri(site.websub_hub),
            author=Author.of(listing.subject) if listing.kind == "author" else None,
            entries=[Entry.of(post) for post in page.posts],
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """`canonical_url` is the address elsewhere that search engines should count, empty if ours is the one."""

    id: str
    url: str
    canonical_url: str
    title: str
    summary: str
    html: str
    published: dt.datetime
    updated: dt.datetime
    author: Author
    language: str
    tags: list[str]
    enclosure: Enclosure | None
    origins: list[Origin]
    copies: list[str]

    @classmethod
    def of(cls, post: Post) -> "Entry":
        url, canonical = settings.SITE_URL + post.get_absolute_url(), post.canonical_url()
        html = render_to_string("blog/_feed_content.html", {"post": post}).strip()
        crossed = {way: [c for c in post.cross_posts.all() if c.direction == way] for way in CrossPost.Direction}
        return cls(
            # Neither a new title nor another date may make a post new to a feed reader.
            id=f"tag:{settings.SITE_HOST},{post.created_at:%Y-%m-%d}:post:{post.pk}",
            url=url,
            canonical_url="" if canonical == url else iri_to_uri(canonical),
            title=xml_text(post.title),
            summary=xml_text(post.summary),
            html=xml_text(for_feeds(html, url)),
            published=post.publish_at,
            updated=post.last_changed,
            author=Author.of(post.author),
            language=post.language if _LANGUAGE.fullmatch(post.language) else "",
            tags=[xml_text(tag.name) for tag in post.tags.all()],
            enclosure=_enclosure(post),
            origins=[_origin(cross) for cross in crossed[CrossPost.Direction.FROM]],
            copies=[iri_to_uri(cross.url) for cross in crossed[CrossPost.Direction.TO] if cross.url],
        )


def _origin(cross: CrossPost) -> Origin:
    return Origin(xml_text(cross.source.name), iri_to_uri(cross.source.feed_url), iri_to_uri(cross.url))


def _enclosure(post: Post) -> Enclosure | None:
    cover = post.cover and post.cover.social
    # Media may live at another host, and then the address is whole already.
    return cover and Enclosure(urljoin(settings.SITE_URL, cover.url), str(cover.size), cover.mime)
