"""The settings of the site: one row, so the list is its form."""

from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from blog.actions.site import save_site
from blog.models import SiteSettings

from .base import HTTPS_BY_DEFAULT, PictureField

ABOUT = (None, {"fields": ["title", "tagline", "description", "icon", "footer"]})
LINKS = (_("Links"), {"fields": ["navigation", "social_links"]})
READING = (_("Language, time, lists"), {"fields": ["language", "time_zone", "posts_per_page"]})
MACHINES = (_("Machines"), {"fields": ["websub_hub", "robots_txt"]})


@admin.register(SiteSettings)
class SiteSettingsAdmin(PictureField, admin.ModelAdmin):
    picture_field = "icon"
    formfield_overrides = HTTPS_BY_DEFAULT
    fieldsets = (ABOUT, LINKS, READING, MACHINES)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: SiteSettings | None = None) -> bool:
        return False

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> SiteSettings | None:
        """The defaults, before anybody saved them."""
        return SiteSettings.load() if object_id == "1" else None

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:blog_sitesettings_change", args=[1]))

    def save_model(self, request: HttpRequest, obj: SiteSettings, form: ModelForm, change: bool) -> None:
        save_site(site=obj)

    def response_change(self, request: HttpRequest, obj: SiteSettings) -> HttpResponse:
        super().response_change(request, obj)
        return HttpResponseRedirect(reverse("admin:blog_sitesettings_change", args=[1]))
