"""What search engines ask for: the sitemap, month by month, and robots.txt."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse

from blog.models import Post, PostQuerySet
from blog.views import listings
from blog.views.caching import public_page
from blog.views.months import months_with_posts

# The protocol's limit for one file.
MOST_URLS = 50_000


@public_page
def index(request: HttpRequest) -> HttpResponse:
    """Names a file for each month with posts, so that neither it nor any of them grows with the whole site."""
    paths = [reverse("sitemap_month", args=[month.year, month.month]) for month in months_with_posts()]
    return _xml("sitemaps/index.xml", {"paths": [reverse("sitemap_pages"), *paths]})


@public_page
def month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    listing = listings.of_month(year, month)
    posts = _linked(listing.posts.newest_first())
    if not posts:
        raise Http404("Nothing was published in that month.")
    return _xml("sitemaps/urls.xml", {"posts": posts})


@public_page
def pages(request: HttpRequest) -> HttpResponse:
    """The front page, the ways into the lists, and the pages that have no date."""
    pages = Post.objects.reachable().filter(kind=Post.Kind.PAGE, visibility=Post.Visibility.PUBLIC)
    ways = [reverse("home"), reverse("archive"), reverse("tags")]
    return _xml("sitemaps/urls.xml", {"ways": ways, "posts": _linked(pages.order_by("id"))})


@public_page
def robots(request: HttpRequest) -> HttpResponse:
    closed = ("admin/", "accounts/", "share/", "search/")
    lines = ["User-agent: *", *(f"Disallow: /{path}" for path in closed), ""]
    lines.append(f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}\n")
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def _linked(posts: PostQuerySet) -> list[Post]:
    return list(posts.only("kind", "slug", "published_on", "publish_at", "updated_at", "version")[:MOST_URLS])


def _xml(template: str, context: dict[str, object]) -> HttpResponse:
    return HttpResponse(render_to_string(template, context), content_type="application/xml; charset=utf-8")
