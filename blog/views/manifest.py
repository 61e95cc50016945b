"""The web app manifest: under which name and icon a phone puts the site on its home screen."""

from typing import Any

from django.core.files.storage import storages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static

from blog.models import SiteSettings

from .caching import public_page

# As static/css/tokens.css has them.
PAPER = "#fbfaf6"
# A phone shows so many letters below an icon.
SHORT_NAME = 30
ICONS = {"icon192": ("192x192", "any"), "icon512": ("512x512", "any"), "maskable": ("512x512", "maskable")}


@public_page
def manifest(request: HttpRequest) -> HttpResponse:
    return JsonResponse(_described(request.site), content_type="application/manifest+json")


def _described(site: SiteSettings) -> dict[str, Any]:
    """https://www.w3.org/TR/appmanifest/; a site is read in the browser, so it does not ask to look like a program."""
    return {
        "name": site.title,
        "short_name": site.title[:SHORT_NAME],
        "description": site.description or site.tagline,
        "lang": site.language,
        "start_url": "/",
        "display": "browser",
        "theme_color": PAPER,
        "background_color": PAPER,
        "icons": _icons(site),
    }


def _icons(site: SiteSettings) -> list[dict[str, str]]:
    made = [
        {"src": storages["default"].url(site.files[name]), "sizes": sizes, "type": "image/png", "purpose": purpose}
        for name, (sizes, purpose) in ICONS.items()
        if name in site.files
    ]
    return made or [{"src": static("favicon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}]
