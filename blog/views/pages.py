"""What all public pages share: the head, the site around them, and one right address for each thing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.template.loader import render_to_string
from django.utils import timezone, translation

from blog.models import SiteSettings
from blog.models.shared_picture import SharedPicture

from . import open_graph
from .structured_data import Thing


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What a page says of itself to machines. `path` and the other addresses are as in links, unless named a URL.

    `things` are told in schema.org's words; `me` are addresses of whom the page is about, elsewhere.
    """

    path: str
    title: str = ""
    description: str = ""
    canonical_url: str = ""
    feeds: str = ""
    markdown: str = ""
    newer: str = ""
    older: str = ""
    picture: SharedPicture | None = None
    things: Sequence[Thing] = ()
    author: str = ""
    me: Sequence[str] = ()
    is_article: bool = False
    is_hidden: bool = False

    @property
    def url(self) -> str:
        return settings.SITE_URL + self.path

    @property
    def canonical(self) -> str:
        return self.canonical_url or self.url


def render_page(template: str, *, site: SiteSettings, head: Head, status: int = 200, **context: Any) -> HttpResponse:
    """Without the request, so that nothing of the visitor can reach the page.

    `language` is that of the site and its posts, `interface` the one in which Byline speaks around them.
    """
    post = context.get("post") if head.is_article else None
    interface = site.interface_language
    remember_language(interface)
    around = {"site": site, "head": head, "language": site.language, "interface": interface}
    with timezone.override(site.zone), translation.override(interface):
        shared = open_graph.of_page(head, site=site, post=post) if head.path else ()
        html = render_to_string(template, {**around, "shared": shared, **context})
    return HttpResponse(html, status=status)


_last_language = settings.LANGUAGE_CODE


def remember_language(code: str) -> None:
    global _last_language
    _last_language = code


def last_language() -> str:
    """The interface language as this process last heard it: for when the database cannot be asked."""
    return _last_language


def find(queryset: QuerySet, slug: str) -> Any:
    """The row of this slug, however its letters are cased; Http404 if there is none."""
    return nearest(queryset.filter(slug__in={slug, slug.lower()}), slug)


def nearest(rows: Iterable[Any], slug: str) -> Any:
    """Of rows with this slug, and with its lower case one, the right one; Http404 if there is none."""
    found = {row.slug: row for row in rows}
    if not found:
        raise Http404("Nothing of this name.")
    return found.get(slug) or found[slug.lower()]


def right_address(request: HttpRequest, path: str) -> HttpResponse | None:
    """A redirect when something was found under an address that is not quite its own, `path`."""
    if request.path == unquote(path):
        return None
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{path}?{query}" if query else path)
