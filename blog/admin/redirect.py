"""Redirects made by hand."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from blog.actions.redirects import save_redirect
from blog.models import Redirect

from .base import NounAdmin


class RedirectForm(ModelForm):
    def clean(self) -> dict[str, Any] | None:
        # From here to the commit, nobody else makes the other half of a loop.
        Redirect.objects.change_alone()
        return super().clean()


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
    search_help_text = _("The beginning of the old path")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Redirect]:
        return super().get_queryset(request).defer("post__body", "post__body_html", "post__plain_text", "post__toc")

    def save_model(self, request: HttpRequest, obj: Redirect, form: ModelForm, change: bool) -> None:
        save_redirect(redirect=obj)

    @admin.display(description=_("leads to"))
    def leads_to(self, redirect: Redirect) -> str:
        return redirect.target or gettext("gone (410)")
