"""Ways into the lists: all months, all tags, all sources."""

from itertools import groupby

from django.db.models import Model, OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from blog.models import Post, PostQuerySet, Source, Tag

from .caching import public_page
from .months import months_with_posts
from .pages import Head, render_page
from .structured_data import of_list

NAMES_A_PAGE = 300


@public_page
def archive(request: HttpRequest) -> HttpResponse:
    months = months_with_posts()
    years = [(year, list(group)) for year, group in groupby(months, key=lambda month: month.year)]
    head = _head(request, reverse("archive"), _("Archive"))
    return render_page("blog/archive.html", site=request.site, head=head, years=years)


@public_page
def tags(request: HttpRequest) -> HttpResponse:
    found = with_posts(Tag, Post.objects.listed().with_tag(OuterRef("pk")))
    return _names(request, found, reverse("tags"), _("Tags"))


@public_page
def sources(request: HttpRequest) -> HttpResponse:
    found = with_posts(Source, Post.objects.listed().at_source(OuterRef("pk")))
    return _names(request, found, reverse("sources"), _("Sources"), outline=reverse("opml"))


def with_posts(kind: type[Model], posts: PostQuerySet) -> QuerySet:
    """Those for which there is one of the posts, which ask for them as OuterRef."""
    # Not Exists: Postgres would join all of them with all posts, where each needs only its first.
    first = posts.order_by().values("pk")[:1]
    return kind.objects.alias(first_post=Subquery(first)).filter(first_post__isnull=False)


def _names(request: HttpRequest, named: QuerySet, path: str, title: str, outline: str = "") -> HttpResponse:
    after = request.GET.get("after", "")
    if "\0" in after:
        raise Http404("No such name.")
    found = list((named.after(after) if after else named).by_name()[: NAMES_A_PAGE + 1])
    if after and not found:
        raise Http404("There is nothing beyond this name.")
    shown = found[:NAMES_A_PAGE]
    older = f"{path}?{urlencode({'after': shown[-1].name})}" if len(found) > NAMES_A_PAGE else ""
    here = f"{path}?{urlencode({'after': after})}" if after else path
    head = _head(request, here, title, newer=path if after else "", older=older)
    return render_page("blog/names.html", site=request.site, head=head, named=shown, outline=outline)


def _head(request: HttpRequest, path: str, title: str, **around: str) -> Head:
    things = of_list(site=request.site, kind="index", path=path, title=title)
    return Head(path=path, title=title, feeds=reverse("home"), things=things, **around)
