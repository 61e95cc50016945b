"""Where else a post stands, as cards beside its text."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from blog import access
from blog.models import CrossPost, Post

from .base import HTTPS_BY_DEFAULT, SearchedFields
from .places import PlacesFormSet


class CrossPostInline(SearchedFields, admin.StackedInline):
    """Whoever may change the post may say where else it stands."""

    model = CrossPost
    formset = PlacesFormSet
    extra = 0
    template = "admin/editor/_elsewhere.html"
    formfield_overrides = HTTPS_BY_DEFAULT
    autocomplete_fields = ("source",)
    fields = ("source", "direction", "url", "is_canonical", "place")
    verbose_name_plural = _("Elsewhere")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("source")

    def has_view_permission(self, request: HttpRequest, obj: Post | None = None) -> bool:
        return request.user.has_perm("blog.view_post") if obj is None else access.can_read(request.user, obj)

    def has_change_permission(self, request: HttpRequest, obj: Post | None = None) -> bool:
        if obj is None or obj.pk is None:
            return request.user.has_perm("blog.add_post")
        return obj.trashed_at is None and access.can_edit(request.user, obj)

    has_add_permission = has_delete_permission = has_change_permission
