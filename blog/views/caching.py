"""HTTP is the cache: exact validators, shared-cache headers and one compression for every public page."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from blog.freshness import code_fingerprint, site_state

from .compression import CODINGS, IDENTITY, WORTH_COMPRESSING, preferred_coding

# A shared cache keeps a page for a second; browsers ask each time and are mostly told 304.
CACHE_CONTROL = "public, max-age=0, s-maxage=1, stale-while-revalidate=10, stale-if-error=86400"
COMPRESSIBLE = ("text/", "application/json", "application/feed+json", "application/xml", "application/atom+xml",
                "application/rss+xml", "image/svg+xml", "application/manifest+json")  # fmt: skip

View = Callable[..., HttpResponse]


def public_page(view: View) -> View:
    """For a page that is the same for everyone: it may touch neither cookies, session nor `request.user`.

    The view finds the site's settings at `request.site`.

    A conditional request that still holds costs one query and never reaches the view. The view may name what
    the page is made of in `Cache-Tag`, for CDNs that purge by tag.
    """

    @wraps(view)
    def cached(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        coding = preferred_coding(request.headers.get("Accept-Encoding", ""))
        read_at = time.time()
        # Read before the page's own queries: what is shown may be newer than its tag, never older.
        state = site_state()
        request.site = state.site
        fingerprint = state.fingerprint(
            code_fingerprint(), settings.SITE_URL, settings.MEDIA_URL, request.get_full_path()
        )
        if _holds(request, _etag(fingerprint, coding)):
            return _with_headers(HttpResponse(status=304), _etag(fingerprint, coding), read_at)
        response = view(request, *args, **kwargs)
        if response.status_code != 200:
            return _with_headers(response, None, read_at)
        if hasattr(response, "render"):
            response.render()
        return _with_headers(response, _etag(fingerprint, compress(response, coding)), read_at)

    return cached


def _etag(fingerprint: str, coding: str) -> str:
    return f'"{fingerprint}"' if coding == IDENTITY else f'"{fingerprint}-{coding}"'


def _holds(request: HttpRequest, etag: str) -> bool:
    """Weak comparison, as RFC 9110 §13.1.2 wants for GET; a proxy may have weakened the tag."""
    asked = parse_etags(request.headers.get("If-None-Match", ""))
    return etag in (tag.removeprefix("W/") for tag in asked)


def compress(response: HttpResponse, coding: str) -> str:
    """Compress in place where it pays; the coding that the body now has."""
    small = len(response.content) < WORTH_COMPRESSING
    if coding == IDENTITY or small or not response.headers.get("Content-Type", "").startswith(COMPRESSIBLE):
        return IDENTITY
    response.content = CODINGS[coding](response.content)
    response.headers["Content-Encoding"] = coding
    return coding


def keep_for_a_second(response: HttpResponse, *, read_at: float | None = None) -> HttpResponse:
    """Let shared caches keep a response whose content was read at that time (seconds since 1970), by default now.

    nginx counts whole seconds and would keep `s-maxage=1` for up to two of them. Told the second in which the content
    was read, in its own header, it lets go when that one ends.
    """
    response.headers["Cache-Control"] = CACHE_CONTROL
    response.headers["X-Accel-Expires"] = f"@{int(read_at or time.time())}"
    return response


def _with_headers(response: HttpResponse, etag: str | None, read_at: float) -> HttpResponse:
    if etag:
        response.headers["ETag"] = etag
    keep_for_a_second(response, read_at=read_at)
    response.headers.setdefault("Cache-Tag", "site")
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
