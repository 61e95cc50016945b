"""What search engines ask for: the sitemap, by month of publication, in files of bounded size."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import NamedTuple
from urllib.parse import quote, urljoin
from xml.sax.saxutils import escape

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import BigIntegerField, Model, OuterRef
from django.db.models.expressions import RawSQL
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseGone
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from blog.models import Post, Series, Source, Tag
from blog.models.picture import shown_addresses
from blog.models.sitemap_file import SITEMAP_FILE, SITEMAP_RUNS, TOUCHED
from blog.views.caching import public_page
from blog.views.indexes import with_posts

# A page may name a thousand; a file may have 50 MB, and some months many posts.
PICTURES_A_POST = 10
# What `reverse` leaves as it is: sub-delims of RFC 3986, and more.
_UNQUOTED = "!$&'()*+,;=/~:@"
# Of each kind; the protocol allows 50,000 addresses a file.
LISTS_A_KIND = 10_000

# From each file the index leads straight to the next one, and to what was last touched in it: one probe a file.
_SQL = """
WITH RECURSIVE found (file, touched) AS (
    SELECT * FROM ({first}) first
    UNION ALL
    SELECT next.* FROM found CROSS JOIN LATERAL ({following}) next
)
SELECT file, touched FROM found
"""


class File(NamedTuple):
    """One file of posts, or of pages: see `SITEMAP_FILE`. `touched` is when one of them last changed or appeared."""

    number: int
    touched: dt.datetime

    @property
    def path(self) -> str:
        month, run = divmod(self.number, SITEMAP_RUNS)
        name = f"{month // 100:04}-{month % 100:02}" if month else "pages"
        return f"/sitemap-{name}-{run}.xml" if run else f"/sitemap-{name}.xml"


@public_page
def index(request: HttpRequest) -> HttpResponse:
    files = files_with_posts()
    touched = max((file.touched for file in files), default=None)
    text = render_to_string(
        "sitemaps/index.xml", {"lists": reverse("sitemap_lists"), "touched": touched, "files": files}
    )
    return _xml(text)


def files_with_posts() -> list[File]:
    # The day at the site is at most one off the day in UTC; months that are wholly scheduled need no look.
    tomorrow = timezone.now() + dt.timedelta(days=1)
    end = (tomorrow.year * 100 + tomorrow.month + 1) * SITEMAP_RUNS
    inside = Post.objects.indexable().annotate(file=SITEMAP_FILE, touched=TOUCHED).filter(file__lt=end)
    chosen = inside.order_by("file", "-touched").values_list("file", "touched")
    before = RawSQL("found.file", [], output_field=BigIntegerField())
    first, first_parameters = chosen[:1].query.sql_with_params()
    following, following_parameters = chosen.filter(file__gt=before)[:1].query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_SQL.format(first=first, following=following), [*first_parameters, *following_parameters])
        return [File(*row) for row in cursor]


@public_page
def month(request: HttpRequest, year: int, month: int, run: int = 0) -> HttpResponse:
    address = _addresses("post", f"{year:04}", f"{month:02}")
    return _posts(year * 100 + month, run, lambda post: address(post.slug))


@public_page
def pages(request: HttpRequest, run: int = 0) -> HttpResponse:
    address = _addresses("page")
    return _posts(0, run, lambda page: address(page.slug))


def _posts(month: int, run: int, address: Callable[[Post], str]) -> HttpResponse:
    if run >= SITEMAP_RUNS:
        raise Http404("No file has that number.")
    number = month * SITEMAP_RUNS + run
    shown_in = Post.images.through.objects.filter(post=OuterRef("pk")).order_by("image_id").values("image")
    found = Post.objects.indexable().alias(file=SITEMAP_FILE).filter(file=number).order_by("pk")
    posts = list(
        found.only("slug", "published_on", "publish_at", "updated_at", "version", "cover").annotate(
            shows=ArraySubquery(shown_in[:PICTURES_A_POST])
        )
    )
    if not posts:
        raise Http404("Nothing is in that file.")
    pictures = [_pictures(post) for post in posts]
    named = shown_addresses({key for keys in pictures for key in keys})
    # One that was deleted a moment ago has no address.
    shown = ([named[key] for key in keys if key in named] for keys in pictures)
    return _urlset(_entry(address(post), post.last_changed, urls) for post, urls in zip(posts, shown, strict=True))


def _pictures(post: Post) -> list[int]:
    """The keys of its pictures, its cover first, each once."""
    return list(dict.fromkeys([post.cover_id] if post.cover_id else []) | dict.fromkeys(post.shows))[:PICTURES_A_POST]


@public_page
def lists(request: HttpRequest) -> HttpResponse:
    """The front page, the ways into the lists, and the lists about something with a name."""
    paths = [reverse(way) for way in ("home", "archive", "tags", "sources")]
    for kind, of in _LISTS.items():
        address = _addresses(kind)
        paths += map(address, of().order_by("pk").values_list("slug", flat=True)[:LISTS_A_KIND])
    return _urlset(map(_entry, paths))


_LISTS: dict[str, Callable[[], Iterable[Model]]] = {
    "tag": lambda: with_posts(Tag, Post.objects.listed().with_tag(OuterRef("pk"))),
    "author": lambda: with_posts(get_user_model(), Post.objects.listed().filter(author=OuterRef("pk"))),
    "series": lambda: with_posts(Series, Post.objects.listed().filter(series=OuterRef("pk"))),
    "source": lambda: with_posts(Source, Post.objects.listed().at_source(OuterRef("pk"))),
}


@public_page
def by_key(request: HttpRequest, number: int) -> HttpResponse:
    """Files that the index named before they went by month."""
    return HttpResponseGone("The sitemap's files are named by month now.\n", content_type="text/plain; charset=utf-8")


def _addresses(name: str, *before: str) -> Callable[[str], str]:
    """Of slugs, what `reverse` says; it would take longer than all the rest of a file."""
    start = reverse(name, args=[*before, "-"]).removesuffix("-/")
    return lambda slug: f"{start}{quote(slug, safe=_UNQUOTED)}/"


def _entry(path: str, changed: dt.datetime | None = None, pictures: Iterable[str] = ()) -> str:
    lastmod = f"<lastmod>{changed.isoformat(timespec='seconds')}</lastmod>" if changed else ""
    images = "".join(f"<image:image><image:loc>{_loc(url)}</image:loc></image:image>" for url in pictures)
    return f"<url><loc>{_loc(path)}</loc>{lastmod}{images}</url>"


def _loc(url: str) -> str:
    return escape(urljoin(settings.SITE_URL, url))


def _urlset(entries: Iterable[str]) -> HttpResponse:
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        ' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">',
        *entries,
        "</urlset>\n",
    ]
    return _xml("\n".join(lines))


def _xml(text: str) -> HttpResponse:
    return HttpResponse(text, content_type="application/xml; charset=utf-8")
