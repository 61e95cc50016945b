"""Feeds of the whole site, of a tag, an author, a series, a source: RSS 2.0, Atom (RFC 4287) and JSON Feed 1.1.

Every feed has the full texts with absolute addresses, the newest posts first, and a link to the next older ones.
"""

from collections.abc import Callable

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils import translation
from django.utils.encoding import escape_uri_path

from blog.imaging.specs import SOCIAL
from blog.models import CrossPost, PostQuerySet, Rendition
from blog.views import listings
from blog.views.caching import keep_for_a_second, public_page
from blog.views.pages import right_address
from blog.views.paging import page_of

from .contents import Feed
from .json_feed import json_feed
from .xml import atom, rss

POSTS_A_FEED = 20

_WRITERS: dict[str, Callable[[Feed], HttpResponse]] = {"feed/": rss, "feed.atom": atom, "feed.json": json_feed}
ENDINGS = tuple(_WRITERS)
# Where the feeds of WordPress, Ghost, Hugo, Jekyll and others are, which people type and readers try.
GUESSES = {
    "rss": "feed/",
    "rss/": "feed/",
    "rss.xml": "feed/",
    "feed.xml": "feed/",
    "index.xml": "feed/",
    "feed/rss/": "feed/",
    "feed/rss2/": "feed/",
    "atom.xml": "feed.atom",
    "feed/atom/": "feed.atom",
    "feed/json/": "feed.json",
    "index.json": "feed.json",
}


@public_page
def feed(request: HttpRequest, ending: str, kind: str = "", slug: str = "") -> HttpResponse:
    listing = listings.LISTINGS[kind](slug) if kind else listings.whole_site()
    if moved := right_address(request, listing.path + ending):
        return moved
    page = page_of(_whole(listing.posts), request.GET, size=POSTS_A_FEED, order=listing.feed_order)
    if not page.posts and kind:
        raise Http404("Nothing is listed here.")
    with translation.override(request.site.interface_language):
        made = Feed.of(request.site, listing, page, request, ending)
        response = _WRITERS[ending](made)
    response.headers["Link"] = _links(made)
    return response


def guessed(request: HttpRequest, guess: str, slug: str = "") -> HttpResponse:
    """To the feed of what stands before the guess; whether there is one, that feed says."""
    path = escape_uri_path(request.path.removesuffix(guess) + GUESSES[guess])
    return keep_for_a_second(HttpResponsePermanentRedirect(path))


def _whole(posts: PostQuerySet) -> PostQuerySet:
    crossed = CrossPost.objects.select_related("source")
    around = ("tags", Prefetch("cross_posts", crossed), Prefetch("cover__renditions", Rendition.objects.of(SOCIAL)))
    return posts.select_related("author", "cover").defer("body", "plain_text", "toc").prefetch_related(*around)


def _links(feed: Feed) -> str:
    """As WebSub asks (its section 4): where the feed is, and who tells of its changes."""
    links = {"self": feed.url, "hub": feed.hub}
    return ", ".join(f'<{url}>; rel="{rel}"' for rel, url in links.items() if url)
