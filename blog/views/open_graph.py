"""What social networks read of a page: https://ogp.me, and the one property of Twitter that is not among them.

As plain pairs of a name and a content, which the filter `metas` writes: in a template it would cost five times as much.
"""

import datetime as dt
import locale
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.timezone import localtime
from django.utils.translation import to_locale

from blog.models import Post, SiteSettings
from blog.models.shared_picture import SharedPicture, of_site

from .structured_data import section_of

if TYPE_CHECKING:
    from .pages import Head

Pair = tuple[str, Any]


def of_page(head: "Head", *, site: SiteSettings, post: Post | None = None) -> Iterator[Pair]:
    """`post` for the page of one, with what `PostQuerySet.whole` loads."""
    yield "og:url", head.url
    yield "og:title", head.title or site.title
    yield "og:site_name", site.title
    yield "og:type", "article" if post else "website"
    if place := open_graph_locale((post and post.language) or site.language):
        yield "og:locale", place
    if post:
        yield from _of_article(post, site)
    shown = head.picture or of_site(site)
    if shown:
        yield from _of_picture(shown)
    yield "twitter:card", "summary_large_image" if shown else "summary"


def _of_article(post: Post, site: SiteSettings) -> Iterator[Pair]:
    if post.kind == Post.Kind.POST:
        yield "article:published_time", _moment(post.publish_at, site)
    if revised := post.revised_at:
        yield "article:modified_time", _moment(revised, site)
    yield "article:author", settings.SITE_URL + post.author.get_absolute_url()
    yield "author", post.author.public_name
    if section := section_of(post):
        yield "article:section", section
    for tag in post.tags.all():
        yield "article:tag", tag.name


def _of_picture(shown: SharedPicture) -> Iterator[Pair]:
    yield "og:image", shown.url
    yield "og:image:type", shown.mime
    yield "og:image:width", shown.width
    yield "og:image:height", shown.height
    if shown.alt:
        yield "og:image:alt", shown.alt


def _moment(moment: dt.datetime, site: SiteSettings) -> str:
    return localtime(moment, site.zone).isoformat(timespec="seconds")


@lru_cache
def open_graph_locale(language: str) -> str:
    """A language as Open Graph writes it, always with a country: `en` as `en_US`; empty where none is usual."""
    name = to_locale(language)
    known = name if "_" in name else locale.normalize(name).partition(".")[0]
    return known if len(known) == 5 else ""
