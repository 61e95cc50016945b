"""What readers ask for and do not find: business of those who make redirects."""

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from blog.models import MissingAddress

from .base import NounAdmin


@admin.register(MissingAddress)
class MissingAddressAdmin(NounAdmin):
    list_display = ("path", "hits", "last_asked_on", "way_out")
    list_display_links = None
    ordering = ("-hits", "-last_asked_on", "-id")
    search_fields = ("path__startswith",)
    search_help_text = _("The beginning of the address")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: MissingAddress | None = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: MissingAddress | None = None) -> bool:
        return request.user.has_perm("blog.add_redirect")

    def has_delete_permission(self, request: HttpRequest, obj: MissingAddress | None = None) -> bool:
        return request.user.has_perm("blog.add_redirect")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("blog.add_redirect")

    @admin.display(description="")
    def way_out(self, missing: MissingAddress) -> str:
        url = reverse("admin:blog_redirect_add") + "?" + urlencode({"old_path": missing.path})
        return format_html('<a href="{}">{}</a>', url, gettext("Make a redirect…"))
