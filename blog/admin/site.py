"""The admin site: Django's, with a front page that lists what this author is working on."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from blog.models import (
    Delivery,
    Feed,
    Image,
    ImportRun,
    Mention,
    MissingAddress,
    Post,
    Redirect,
    Series,
    SiteSettings,
    Source,
    Tag,
    Target,
)

from . import front_page
from .autocomplete import AutocompleteView
from .profile import profile

NOUNS: list[tuple[Promise, type[Model]]] = [
    (_("Posts"), Post),
    (_("Tags"), Tag),
    (pgettext_lazy("several", "Series"), Series),
    (_("Sources"), Source),
    (_("Pictures"), Image),
    (_("Redirects"), Redirect),
    (_("Not found"), MissingAddress),
    (_("Feeds"), Feed),
    (_("Mentions"), Mention),
    (_("Targets"), Target),
    (_("Outbox"), Delivery),
    (_("Imports"), ImportRun),
    (_("Settings"), SiteSettings),
    (_("People"), User),
    (_("Roles"), Group),
]
View = Callable[..., HttpResponseBase]


class BylineAdminSite(admin.AdminSite):
    site_header = "Byline"
    site_title = "Byline"
    index_title = _("Your desk")
    enable_nav_sidebar = False
    empty_value_display = "–"

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        return super().admin_view(without_nul(view), cacheable)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        return super().each_context(request) | {"nouns": self.nouns(request)}

    def nouns(self, request: HttpRequest) -> list[dict[str, Any]]:
        """The kinds of things that this person may look at, in the order in which they are wanted."""
        offered = [
            (label, model)
            for label, model in NOUNS
            if self._registry[model].has_module_permission(request)
            and self._registry[model].has_view_or_change_permission(request)
        ]
        return [
            {"label": label, "url": reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")}
            for label, model in offered
        ]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        only_own = request.GET.get("whose") == "mine"
        before = front_page.Cursor.read(request.GET.get("before", ""))
        context = {
            **self.each_context(request),
            "title": self.index_title,
            "desk": front_page.desk(request.user, before=before, only_own=only_own),
            "is_first_page": before is None,
            "only_own": only_own,
            "may_write": request.user.has_perm("blog.add_post"),
            "sees_all": request.user.has_perm("blog.change_any_post"),
            **(extra_context or {}),
        }
        request.current_app = self.name
        return TemplateResponse(request, "admin/index.html", context)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        door = self.admin_view(self.view_on_site)
        own = [
            path("r/<int:content_type_id>/<path:object_id>/", door, name="view_on_site"),
            path("profile/", self.admin_view(profile), {"admin_site": self}, name="profile"),
        ]
        return own + super().get_urls()

    def view_on_site(self, request: HttpRequest, content_type_id: int, object_id: str) -> HttpResponseRedirect:
        """The public address of something that this person may look at; Django's own asks nobody."""
        kind = get_object_or_404(ContentType, pk=content_type_id).model_class()
        model_admin = self._registry.get(kind)
        found = model_admin and model_admin.get_object(request, object_id)
        if not hasattr(found, "get_absolute_url") or not model_admin.has_view_permission(request, found):
            raise Http404("Nothing to see.")
        return HttpResponseRedirect(found.get_absolute_url())

    def autocomplete_view(self, request: HttpRequest) -> HttpResponseBase:
        return AutocompleteView.as_view(admin_site=self)(request)


def without_nul(view: View) -> View:
    """Postgres keeps no NUL in a text, and Django's lists would pass one from the address on to it."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if "%00" in request.META.get("QUERY_STRING", ""):
            request.GET = QueryDict(request.META["QUERY_STRING"].replace("%00", ""))
        return view(request, *args, **kwargs)

    return inner
