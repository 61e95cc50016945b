"""The public addresses; design them once, they are for ever."""

from django.urls import URLPattern, path

from blog import feeds, sitemaps
from blog.views import converters, indexes, lists, media, posts, twins

converters.register()


def _about(kind: str, prefix: str) -> list[URLPattern]:
    """A list about something with a name, and its feeds."""
    here = f"{prefix}/<unicode:slug>/"
    return [path(here, lists.about, {"kind": kind}, name=kind), *_feeds(here, {"kind": kind})]


def _feeds(here: str = "", of: dict[str, str] | None = None) -> list[URLPattern]:
    return [path(here + ending, feeds.feed, {"ending": ending, **(of or {})}) for ending in feeds.ENDINGS]


urlpatterns = [
    path("", lists.home, name="home"),
    *_feeds(),
    path("archive/", indexes.archive, name="archive"),
    path("tags/", indexes.tags, name="tags"),
    *_about("tag", "tags"),
    *_about("author", "authors"),
    *_about("series", "series"),
    path("sources/", indexes.sources, name="sources"),
    *_about("source", "sources"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-lists.xml", sitemaps.lists, name="sitemap_lists"),
    path("sitemap-<number:number>.xml", sitemaps.posts, name="sitemap_posts"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("favicon.ico", media.favicon),
    path("media/<path:path>", media.picture, name="media"),
    path("<year:year>/", lists.year, name="year"),
    path("<year:year>/<month:month>/", lists.month, name="month"),
    path("<year:year>/<month:month>/<unicode:slug>/", posts.post, name="post"),
    path("<year:year>/<month:month>/<unicode:slug>/index.md", twins.post),
    path("<unicode:slug>/", posts.page, name="page"),
    path("<unicode:slug>/index.md", twins.page),
]
