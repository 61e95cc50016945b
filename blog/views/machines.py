"""Plain files for programs: robots.txt, llms.txt, and the sources as an outline."""

import re
from itertools import islice
from urllib.parse import urljoin

from django.conf import settings
from django.db.models import OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from blog.models import Post, SiteSettings, Source
from blog.models.sitemap_file import SITEMAP_FILE, SITEMAP_RUNS, TOUCHED
from blog.text import robots as robots_text
from blog.text.feed_html import xml_text

from .caching import public_page
from .indexes import with_posts

NOT_FOR_READERS = ("admin/", "accounts/", "share/", "search/")
POSTS_IN_LLMS = 50
PAGES_IN_LLMS = 20
SUMMARY_LENGTH = 300
SOURCES_IN_OPML = 2_000

# What would end the words of a link in Markdown, or begin something else in them.
_MARKS = re.compile(r"[\\\[\]<>`*_]")


@public_page
def robots(request: HttpRequest) -> HttpResponse:
    lines = request.site.robots_txt.strip().splitlines() or default_robots()
    if not robots_text.names_sitemap(request.site.robots_txt):
        lines += ["", f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}"]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


def default_robots() -> list[str]:
    return ["User-agent: *", *(f"Disallow: /{path}" for path in NOT_FOR_READERS)]


@public_page
def llms(request: HttpRequest) -> HttpResponse:
    """The site in a page of Markdown, after https://llmstxt.org"""
    shown = ("title", "slug", "kind", "excerpt", "generated_excerpt", "published_on")
    posts = Post.objects.listed().newest_first().only(*shown)[:POSTS_IN_LLMS]
    with translation.override(request.site.interface_language):
        sections = {
            _("Pages"): [*_site_links(request.site), *map(_twin, _pages().only(*shown)[:PAGES_IN_LLMS])],
            _("Newest posts"): list(map(_twin, posts)),
            # A name that the format knows.
            "Optional": [_link(label, reverse(name)) for label, name in _ways()],
        }
        text = "\n\n".join([*_introduction(request.site), *(_section(*each) for each in sections.items() if each[1])])
    return HttpResponse(text + "\n", content_type="text/plain; charset=utf-8")


def _introduction(site: SiteSettings) -> list[str]:
    summary = _one_line(site.description or site.tagline)
    return [f"# {_one_line(site.title)}", *([f"> {summary}"] if summary else [])]


def _site_links(site: SiteSettings) -> list[str]:
    here = (link for link in site.navigation_links if link.url.startswith(("/", settings.SITE_URL)))
    return [_link(link.label, link.url) for link in islice(here, PAGES_IN_LLMS)]


def _ways() -> list[tuple[str, str]]:
    ways = {"archive": _("All posts"), "tags": _("Tags"), "sources": _("Sources"), "feed": "RSS", "sitemap": "Sitemap"}
    return [(label, name) for name, label in ways.items()]


def _twin(post: Post) -> str:
    return _link(post.title, f"{post.get_absolute_url()}index.md", post.summary)


def _link(label: str, path: str, about: str = "") -> str:
    words = _MARKS.sub(r"\\\g<0>", _one_line(label))
    line = f"- [{words}](<{urljoin(settings.SITE_URL, path)}>)"
    return f"{line}: {_one_line(about)}" if about else line


def _one_line(text: str) -> str:
    return Truncator(" ".join(xml_text(text).split())).chars(SUMMARY_LENGTH)


def _section(title: str, lines: list[str]) -> str:
    return f"## {title}\n\n" + "\n".join(lines)


def _pages() -> QuerySet:
    """By the index of the sitemap, where pages come first."""
    inside = Post.objects.indexable().alias(file=SITEMAP_FILE, touched=TOUCHED)
    return inside.filter(file__lt=SITEMAP_RUNS).order_by("file", "-touched")


@public_page
def opml(request: HttpRequest) -> HttpResponse:
    """The sources as an outline, https://opml.org/spec2.opml, for feed readers and as a blogroll."""
    shown = with_posts(Source, Post.objects.listed().at_source(OuterRef("pk")))
    shown = shown.exclude(Q(home_url="") & Q(feed_url="")).by_name()[:SOURCES_IN_OPML]
    text = render_to_string("blog/sources.opml", {"site": request.site, "sources": shown})
    return HttpResponse(xml_text(text), content_type="text/x-opml; charset=utf-8")
