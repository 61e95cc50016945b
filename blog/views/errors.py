"""What is said instead of a page: moved, gone, not found, broken."""

import logging
import re
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.encoding import escape_uri_path

from blog.actions.hits import count_hit, count_missing
from blog.feeds import ENDINGS as FEED_ENDINGS
from blog.freshness import site_state
from blog.models import Post, Redirect
from blog.models.post import RESERVED_PAGE_SLUGS
from blog.models.redirect import spellings
from blog.text.old_addresses import asked_slug

from .caching import keep_for_a_second
from .pages import Head, last_language, render_page
from .suggestions import nearest_posts

# Files, and what is behind a door: no old post was ever there.
NEVER_REDIRECTED = frozenset({"static", "media", "admin", "accounts", "share"})
PRIVATE = frozenset({"admin", "accounts", "share"})
LONGEST_PATH = 500
MARKDOWN = "index.md"
# What stands behind the address of a list or a post, and moves or goes with it.
ENDINGS = (MARKDOWN, *FEED_ENDINGS)

_ROBOT = re.compile(r"bot|crawl|spider|slurp|scan|monitor|preview|headless|python|curl|wget|java|go-http|http", re.I)

logger = logging.getLogger(__name__)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    first, _, rest = request.path.removeprefix("/").partition("/")
    if first in NEVER_REDIRECTED:
        return _error(request, "404.html", 404)
    if first != first.lower() and first.lower() in RESERVED_PAGE_SLUGS:
        return HttpResponsePermanentRedirect(escape_uri_path(f"/{first.lower()}/{rest}"))
    redirect, ending = _redirect_from(request)
    target = redirect and _target(redirect, ending)
    if redirect is None or not (redirect.is_gone or target) or _leads_to(request.path, target):
        if _is_missed(request):
            count_missing(path=request.path)
        return _error(request, "404.html", 404, posts=_nearest_posts(request))
    count_hit(redirect=redirect)
    if redirect.is_gone:
        return _error(request, "410.html", 410)
    return _cacheable(request, HttpResponsePermanentRedirect(target))


def server_error(request: HttpRequest) -> HttpResponse:
    """Says so without asking the database, which may be what broke."""
    language = last_language()
    with translation.override(language):
        response = HttpResponse(render_to_string("500.html", {"language": language}), status=500)
    response.headers["Cache-Control"] = "no-store"
    return response


def _redirect_from(request: HttpRequest) -> tuple[Redirect | None, str]:
    """The redirect that stands at this address; or at that of which it is a feed or the Markdown, and the ending."""
    path, query = request.path, request.META.get("QUERY_STRING", "")
    if len(path) > LONGEST_PATH or "\0" in path:
        return None, ""
    ending = next((ending for ending in ENDINGS if path.endswith(f"/{ending}")), "")
    own = spellings(path, query)
    spelled = own + (spellings(path.removesuffix(ending)) if ending else [])
    found = Redirect.objects.filter(old_path__in=spelled).followable().select_related("post", "tag")
    redirect = min(found, key=lambda redirect: spelled.index(redirect.old_path), default=None)
    return redirect, "" if redirect is None or redirect.old_path in own else ending


def _target(redirect: Redirect, ending: str) -> str | None:
    """Where it leads, or the feed or Markdown there; None for one that is gone, or has no such thing."""
    target = redirect.target
    if not ending or target is None:
        return target
    has_such = redirect.post is not None if ending == MARKDOWN else redirect.post is None and target.startswith("/")
    return f"{target.rstrip('/')}/{ending}" if has_such and not {"?", "#"} & set(target) else None


def _leads_to(path: str, target: str | None) -> bool:
    """Whether it ends where it began, as `/old` → `/old/` does for whoever asks for the latter."""
    return bool(target) and unquote(target).removeprefix(settings.SITE_URL).rstrip("/") == path.rstrip("/")


def _is_missed(request: HttpRequest) -> bool:
    """Whether a reader may have been disappointed: a path that means something, and no robot that says it is one."""
    agent = request.headers.get("User-Agent", "")
    return request.method == "GET" and bool(agent and not _ROBOT.search(agent) and asked_slug(request.path))


def _nearest_posts(request: HttpRequest) -> list[Post]:
    if request.method not in ("GET", "HEAD"):
        return []
    try:
        return nearest_posts(request.path)
    except DatabaseError:  # the page can do without them
        logger.warning("Found no posts like %s.", ascii(request.path), exc_info=True)
        return []


def _error(request: HttpRequest, template: str, status: int, **context: Any) -> HttpResponse:
    head = Head(path="", is_hidden=True)
    response = render_page(template, site=site_state().site, head=head, status=status, **context)
    return _cacheable(request, response)


def _cacheable(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    if request.path.split("/")[1] in PRIVATE:
        response.headers["Cache-Control"] = "private, no-store"
        return response
    return keep_for_a_second(response)
