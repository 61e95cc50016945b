"""What search engines ask for: the sitemap, in files of bounded size, and robots.txt."""

import datetime as dt
from typing import NamedTuple

from django.conf import settings
from django.db import connection
from django.db.models import BigIntegerField
from django.db.models.expressions import RawSQL
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse

from blog.models import Post
from blog.models.post import SITEMAP_FILE, SITEMAP_KEYS, TOUCHED
from blog.views.caching import public_page

# For each possible file one probe of an index, so that nothing here grows with the posts but the answer.
_SQL = """
SELECT number, touched
FROM generate_series(0, (SELECT max(id) FROM blog_post) / %s) number CROSS JOIN LATERAL ({newest}) newest (touched)
"""


class File(NamedTuple):
    """One file of posts and pages: those whose keys, divided by SITEMAP_KEYS, give its number."""

    number: int
    touched: dt.datetime

    @property
    def path(self) -> str:
        return reverse("sitemap_posts", args=[self.number])


@public_page
def index(request: HttpRequest) -> HttpResponse:
    files = files_with_posts()
    touched = max((file.touched for file in files), default=None)
    return _xml("sitemaps/index.xml", {"lists": reverse("sitemap_lists"), "touched": touched, "files": files})


def files_with_posts() -> list[File]:
    """The files that are not empty, with the moment at which one of their posts was last changed or appeared."""
    number = RawSQL("number", [], output_field=BigIntegerField())
    inside = Post.objects.findable().alias(file=SITEMAP_FILE).filter(file=number).annotate(touched=TOUCHED)
    newest, parameters = inside.order_by("-touched").values("touched")[:1].query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_SQL.format(newest=newest), [SITEMAP_KEYS, *parameters])
        return [File(*row) for row in cursor]


@public_page
def posts(request: HttpRequest, number: int) -> HttpResponse:
    first = number * SITEMAP_KEYS
    found = Post.objects.findable().filter(pk__gte=first, pk__lt=first + SITEMAP_KEYS).order_by("pk")
    shown = list(found.only("kind", "slug", "published_on", "publish_at", "updated_at", "version"))
    if not shown:
        raise Http404("Nothing is in that file.")
    return _xml("sitemaps/urls.xml", {"posts": shown})


@public_page
def lists(request: HttpRequest) -> HttpResponse:
    """The front page, and the ways into the lists."""
    return _xml("sitemaps/urls.xml", {"ways": [reverse("home"), reverse("archive"), reverse("tags")]})


@public_page
def robots(request: HttpRequest) -> HttpResponse:
    closed = ("admin/", "accounts/", "share/", "search/")
    lines = ["User-agent: *", *(f"Disallow: /{path}" for path in closed), ""]
    lines.append(f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}\n")
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def _xml(template: str, context: dict[str, object]) -> HttpResponse:
    return HttpResponse(render_to_string(template, context), content_type="application/xml; charset=utf-8")
