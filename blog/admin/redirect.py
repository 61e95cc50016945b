"""Redirects made by hand."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from blog.models import Redirect

from .base import NounAdmin

# A chain of plain addresses longer than this is as bad as a loop.
MOST_HOPS = 10


class RedirectForm(forms.ModelForm):
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        old_path = cleaned.get("old_path")
        for field in ("post", "tag"):
            if (target := cleaned.get(field)) and target.get_absolute_url() == old_path:
                self.add_error(field, "This is its own address; the redirect would lead to itself.")
        url = cleaned.get("url")
        if old_path and url and url != old_path and self._leads_back(old_path, url):
            self.add_error("url", "This leads back to the old path through other redirects: a loop.")
        return cleaned

    def _leads_back(self, old_path: str, url: str) -> bool:
        others = Redirect.objects.exclude(pk=self.instance.pk).select_related("post", "tag")
        for _ in range(MOST_HOPS):
            if url == old_path:
                return True
            following = others.filter(old_path=url).first()
            if not following or not following.target:
                return False
            url = following.target
        return True


@admin.register(Redirect)
class RedirectAdmin(NounAdmin):
    form = RedirectForm
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
