"""Imports, to be read: what came of each, and why something failed."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from blog import access
from blog.models import ImportItem, ImportRun

from .base import NounAdmin

SHOWN_FAILURES = 200


@admin.register(ImportRun)
class ImportRunAdmin(NounAdmin):
    list_display = ("started_at", "origin", "by", "summary")
    list_select_related = ("by",)
    ordering = ("-id",)
    fields = ("origin", "by", "started_at", "finished_at", "summary")
    readonly_fields = ("summary",)

    @admin.display(description=_("summary"))
    def summary(self, run: ImportRun) -> str:
        return run.summary

    def get_queryset(self, request: HttpRequest) -> QuerySet[ImportRun]:
        return access.readable_runs(request.user).order_by(*self.ordering)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("blog.view_importrun")

    def has_view_permission(self, request: HttpRequest, obj: ImportRun | None = None) -> bool:
        """Whoever writes may see what came of their own imports; `get_queryset` shows no others."""
        return request.user.has_perm("blog.view_importrun") or request.user.has_perm("blog.add_post")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: ImportRun | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ImportRun | None = None) -> bool:
        return False

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        failures = kwargs["obj"].items.filter(outcome=ImportItem.Outcome.FAILED)[: SHOWN_FAILURES + 1]
        context |= {"failures": failures[:SHOWN_FAILURES], "has_more": len(failures) > SHOWN_FAILURES}
        return super().render_change_form(request, context, **kwargs)
