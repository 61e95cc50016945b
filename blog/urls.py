"""The public addresses; design them once, they are for ever."""

from django.urls import URLPattern, path, re_path

from blog import feeds, sitemaps
from blog.views import changes, converters, indexes, lists, machines, manifest, media, posts, search, twins, webmention

converters.register()


def _about(kind: str, prefix: str) -> list[URLPattern]:
    """A list about something with a name, and its feeds."""
    here = f"{prefix}/<unicode:slug>/"
    return [path(here, lists.about, {"kind": kind}, name=kind), *_feeds(here, {"kind": kind})]


def _feeds(here: str = "", of: dict[str, str] | None = None) -> list[URLPattern]:
    own = [path(here + ending, feeds.feed, {"ending": ending, **(of or {})}) for ending in feeds.ENDINGS]
    return own + [path(here + guess, feeds.guessed, {"guess": guess}) for guess in feeds.GUESSES]


urlpatterns = [
    path("", lists.home, name="home"),
    path("feed/", feeds.feed, {"ending": "feed/"}, name="feed"),
    *_feeds(),
    path("archive/", indexes.archive, name="archive"),
    path("tags/", indexes.tags, name="tags"),
    *_about("tag", "tags"),
    *_about("author", "authors"),
    *_about("series", "series"),
    path("sources/", indexes.sources, name="sources"),
    *_about("source", "sources"),
    path("search/", search.search, name="search"),
    path("opensearch.xml", search.opensearch, name="opensearch"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-lists.xml", sitemaps.lists, name="sitemap_lists"),
    path("sitemap-<year:year>-<fullmonth:month>.xml", sitemaps.month),
    path("sitemap-<year:year>-<fullmonth:month>-<positive:run>.xml", sitemaps.month),
    path("sitemap-pages.xml", sitemaps.pages),
    path("sitemap-pages-<positive:run>.xml", sitemaps.pages),
    path("sitemap-<number:number>.xml", sitemaps.by_key),
    path("sources.opml", machines.opml, name="opml"),
    path("robots.txt", machines.robots, name="robots"),
    path("llms.txt", machines.llms, name="llms"),
    path("favicon.ico", media.favicon),
    path("apple-touch-icon.png", media.touch_icon),
    path("site.webmanifest", manifest.manifest, name="manifest"),
    path("media/<path:path>", media.picture, name="media"),
    path("webmention/", webmention.webmention, name="webmention"),
    re_path(r"^(?P<key>[0-9a-f]{32})\.txt$", webmention.indexnow),
    path("<year:year>/", lists.year, name="year"),
    path("<year:year>/<month:month>/", lists.month, name="month"),
    path("<year:year>/<month:month>/<unicode:slug>/", posts.post, name="post"),
    path("<year:year>/<month:month>/<unicode:slug>/index.md", twins.post),
    path("<year:year>/<month:month>/<unicode:slug>/changes/<number:version>/", changes.of_post, name="post_change"),
    path("<unicode:slug>/changes/<number:version>/", changes.of_page, name="page_change"),
    path("<unicode:slug>/", posts.page, name="page"),
    path("<unicode:slug>/index.md", twins.page),
]
