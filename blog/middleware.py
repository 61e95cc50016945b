"""The site's language and time zone, for the desk and the accounts; public pages see to themselves."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from blog.models import SiteSettings
from blog.views.pages import remember_language

SPOKEN_TO = ("/admin/", "/accounts/")


class SiteLanguageMiddleware:
    """Asks the settings at each request, so that a change holds from the next one on; `request.site` keeps the answer.

    What the visitor's browser prefers is not asked: everybody who works on a site sees the same words.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(SPOKEN_TO):
            return self.get_response(request)
        request.site = SiteSettings.load()
        remember_language(request.site.interface_language)
        # Templates are rendered before the response gets here.
        with timezone.override(request.site.zone), translation.override(request.site.interface_language):
            return self.get_response(request)
