"""What is said instead of a page: moved, gone, not found, broken."""

import logging
from urllib.parse import unquote

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.template.loader import render_to_string
from django.utils.encoding import escape_uri_path

from blog.actions.redirects import count_hit
from blog.freshness import site_state
from blog.models import Redirect
from blog.models.post import RESERVED_PAGE_SLUGS
from blog.models.redirect import spellings

from .caching import keep_for_a_second
from .pages import Head, render_page

# Files, and what is behind a door: no old post was ever there.
NEVER_REDIRECTED = frozenset({"static", "media", "admin", "accounts", "share"})
PRIVATE = frozenset({"admin", "accounts", "share"})
LONGEST_PATH = 500

logger = logging.getLogger(__name__)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    first, _, rest = request.path.removeprefix("/").partition("/")
    if first in NEVER_REDIRECTED:
        return _error(request, "404.html", 404)
    if first != first.lower() and first.lower() in RESERVED_PAGE_SLUGS:
        return HttpResponsePermanentRedirect(escape_uri_path(f"/{first.lower()}/{rest}"))
    redirect = _redirect_from(request)
    if redirect is None or _leads_to(request.path, redirect.target):
        return _error(request, "404.html", 404)
    _count(redirect)
    if redirect.is_gone:
        return _error(request, "410.html", 410)
    return _cacheable(request, HttpResponsePermanentRedirect(redirect.target))


def server_error(request: HttpRequest) -> HttpResponse:
    """Says so without asking the database, which may be what broke."""
    response = HttpResponse(render_to_string("500.html"), status=500)
    response.headers["Cache-Control"] = "no-store"
    return response


def _redirect_from(request: HttpRequest) -> Redirect | None:
    path, query = request.path, request.META.get("QUERY_STRING", "")
    if len(path) > LONGEST_PATH or "\0" in path:
        return None
    spelled = spellings(path, query)
    found = Redirect.objects.filter(old_path__in=spelled).followable().select_related("post", "tag")
    return min(found, key=lambda redirect: spelled.index(redirect.old_path), default=None)


def _leads_to(path: str, target: str | None) -> bool:
    """Whether it ends where it began, as `/old` → `/old/` does for whoever asks for the latter."""
    return bool(target) and unquote(target).removeprefix(settings.SITE_URL).rstrip("/") == path.rstrip("/")


def _count(redirect: Redirect) -> None:
    try:
        count_hit(redirect=redirect)
    except DatabaseError:  # such as a database that only reads for the time being
        logger.warning("A hit of %s was not counted.", redirect, exc_info=True)


def _error(request: HttpRequest, template: str, status: int) -> HttpResponse:
    response = render_page(template, site=site_state().site, head=Head(path="", is_hidden=True), status=status)
    return _cacheable(request, response)


def _cacheable(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    if request.path.split("/")[1] in PRIVATE:
        response.headers["Cache-Control"] = "private, no-store"
        return response
    return keep_for_a_second(response)
