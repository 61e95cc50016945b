"""Redirects made by hand."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from blog.models import Redirect

from .base import NounAdmin


@admin.register(Redirect)
class RedirectAdmin(NounAdmin):
    autocomplete_fields = ("post", "tag")
    fields = ("old_path", "post", "tag", "url", "is_gone")
    list_display = ("old_path", "leads_to", "hits")
    list_filter = ("is_gone",)
    list_select_related = ("post", "tag")
    ordering = ("-id",)
    search_fields = ("old_path__startswith",)
    search_help_text = "The beginning of the old path"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Redirect]:
        return super().get_queryset(request).defer("post__body", "post__body_html", "post__plain_text", "post__toc")

    @admin.display(description="leads to")
    def leads_to(self, redirect: Redirect) -> str:
        return redirect.target or "gone (410)"
