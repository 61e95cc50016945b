"""Pictures: uploaded ones, where no web server before this one hands them out, and the site's own little one."""

from pathlib import PurePosixPath

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.templatetags.static import static as static_url
from django.views import static

# Python knows some of these only from 3.13 on. Nothing else is ever served: no upload can pose as a page.
TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}


def picture(request: HttpRequest, path: str) -> HttpResponseBase:
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    kind = TYPES.get(PurePosixPath(path).suffix)
    if not kind:
        raise Http404("No such picture.")
    try:
        response = static.serve(request, path, document_root=settings.MEDIA_ROOT)
    except (SuspiciousFileOperation, OSError):  # it leaves the folder, or is longer than a name can be
        raise Http404("No such picture.") from None
    # A file is named after its content: under one name there will never be another.
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    if isinstance(response, FileResponse):
        response.headers["Content-Type"] = kind
    return response


def favicon(request: HttpRequest) -> HttpResponse:
    """Where browsers and feed readers look that have not read the page."""
    return HttpResponseRedirect(static_url("favicon.png"), headers={"Cache-Control": "public, max-age=86400"})
