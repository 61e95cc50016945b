"""One post, or one page."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from blog.models import Post, PostQuerySet, SiteSettings, shared_picture
from blog.models.prepared import PreparedQuery

from . import neighbours, structured_data
from .caching import public_page
from .pages import Head, nearest, render_page, right_address


@public_page
def post(request: HttpRequest, year: int, month: int, slug: str) -> HttpResponse:
    found = nearest(_reachable(timezone.now(), Post.Kind.POST, slug, slug.lower()), slug)
    if moved := right_address(request, found.get_absolute_url()):
        return moved
    series = neighbours.in_series(found)
    named = series.named() if series else []
    around = {
        "series": series,
        "dates": neighbours.by_date(found).without(named),
        "related": neighbours.related(found, named),
    }
    return render_page("blog/post.html", site=request.site, head=_head(found, request.site), post=found, **around)


@public_page
def page(request: HttpRequest, slug: str) -> HttpResponse:
    found = nearest(_reachable(timezone.now(), Post.Kind.PAGE, slug, slug.lower()), slug)
    if moved := right_address(request, found.get_absolute_url()):
        return moved
    return render_page("blog/page.html", site=request.site, head=_head(found, request.site), post=found)


@PreparedQuery
def _reachable(now: dt.datetime, kind: Post.Kind, slug: str, lower_slug: str) -> PostQuerySet:
    found = Post.objects.reachable(at=now).filter(kind=kind, slug__in=[slug, lower_slug])
    return found.whole().with_notes().with_mentions().defer("body")


def _head(post: Post, site: SiteSettings) -> Head:
    path, canonical = post.get_absolute_url(), post.canonical_url()
    picture = shared_picture.of_post(post)
    return Head(
        path=path,
        title=post.head_title,
        description=post.head_description,
        canonical_url=canonical,
        feeds="/",
        markdown=f"{path}index.md",
        picture=picture,
        things=structured_data.of_post(post, site=site, canonical=canonical, picture=picture),
        author=post.author.get_absolute_url(),
        is_article=True,
        is_hidden=post.visibility != Post.Visibility.PUBLIC,
    )
