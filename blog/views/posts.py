"""One post, or one page."""

from django.http import HttpRequest, HttpResponse

from blog.models import Post

from . import neighbours
from .caching import public_page
from .pages import Head, find, render_page, right_address


@public_page
def post(request: HttpRequest, year: int, month: int, slug: str) -> HttpResponse:
    found = find(Post.objects.reachable().filter(kind=Post.Kind.POST).whole().defer("body"), slug)
    if moved := right_address(request, found.get_absolute_url()):
        return moved
    dates, series = neighbours.by_date(found), neighbours.in_series(found)
    return render_page("blog/post.html", site=request.site, head=_head(found), post=found, dates=dates, series=series)


@public_page
def page(request: HttpRequest, slug: str) -> HttpResponse:
    found = find(Post.objects.reachable().filter(kind=Post.Kind.PAGE).whole().defer("body"), slug)
    if moved := right_address(request, found.get_absolute_url()):
        return moved
    return render_page("blog/page.html", site=request.site, head=_head(found), post=found)


def _head(post: Post) -> Head:
    path = post.get_absolute_url()
    return Head(
        path=path,
        title=post.meta_title or post.title,
        description=post.meta_description or post.summary,
        canonical_url=post.canonical_url(),
        feeds="/",
        markdown=f"{path}index.md",
        cover=post.cover,
        is_article=True,
        is_hidden=post.visibility != Post.Visibility.PUBLIC,
    )
