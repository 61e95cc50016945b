"""Pictures: uploaded ones, where no web server before this one hands them out, and the site's own little one."""

import re
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.core.files.storage import storages
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

from blog.models import SiteFile
from config.media import CACHE_CONTROL, LOCAL, TYPES

# What stored files are called: neither a hidden file nor a way out of the folder, and never anything but a picture.
NAME = re.compile(rf"(?:[A-Za-z0-9_-]+/)*[A-Za-z0-9_-]+(?:{'|'.join(map(re.escape, TYPES))})")
# deploy/nginx.conf says the same.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def picture(request: HttpRequest, path: str) -> HttpResponseBase:
    """A picture in the folder. If they are kept elsewhere, they are read there: addresses from before lead to it."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    if not NAME.fullmatch(path):
        raise Http404("No such picture.")
    if settings.MEDIA_STORAGE == LOCAL:
        return _from_folder(request, path)
    address = storages["default"].url(path)
    return HttpResponseRedirect(address, headers={"Cache-Control": "public, max-age=300"})


def _from_folder(request: HttpRequest, path: str) -> HttpResponseBase:
    folder = Path(storages[LOCAL].location).resolve()
    try:
        if (folder / path).resolve() != folder / path:  # a link, perhaps out of the folder
            raise Http404("No such picture.")
        response = static.serve(request, path, document_root=folder)
    except OSError:  # longer than a name can be, or not readable
        raise Http404("No such picture.") from None
    response.headers["Cache-Control"] = CACHE_CONTROL
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    if isinstance(response, FileResponse):
        response.headers["Content-Type"] = TYPES[PurePosixPath(path).suffix]
    return response


def favicon(request: HttpRequest) -> HttpResponse:
    """Where browsers and feed readers look that have not read the page."""
    return _to_icon("ico") or _redirect(static_url("favicon.png"))


def touch_icon(request: HttpRequest) -> HttpResponse:
    """Where phones look for what to put on their home screens."""
    if not (found := _to_icon("icon180")):
        raise Http404("This site has no icon of its own.")
    return found


def _to_icon(name: str) -> HttpResponse | None:
    found = SiteFile.objects.filter(name=name).first()
    return _redirect(found.url) if found else None


def _redirect(address: str) -> HttpResponse:
    return HttpResponseRedirect(address, headers={"Cache-Control": "public, max-age=3600"})
