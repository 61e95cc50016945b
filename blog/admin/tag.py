"""Tags: renamed, merged and deleted without breaking an address."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from blog.actions.tags import delete_tag, merge_tags, save_tag
from blog.models import Redirect, Tag
from blog.text.wording import grouped, in_words, quoted

from .base import NounAdmin
from .widgets import SearchSelect


class MergeForm(forms.Form):
    into = forms.ModelChoiceField(
        Tag.objects.all(),
        label=_("Merge into"),
        widget=SearchSelect(Redirect._meta.get_field("tag"), admin.site),
        help_text=_("Their posts get this tag, their addresses lead to it."),
    )


@admin.register(Tag)
class TagAdmin(NounAdmin):
    actions = ("merge",)
    fields = ("name", "slug", "description")
    list_display = ("name", "slug")
    search_fields = ("name",)

    def save_model(self, request: HttpRequest, obj: Tag, form: forms.ModelForm, change: bool) -> None:
        save_tag(tag=obj)

    def delete_model(self, request: HttpRequest, obj: Tag) -> None:
        delete_tag(tag=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Tag]) -> None:
        for tag in queryset:
            delete_tag(tag=tag)

    def has_merge_permission(self, request: HttpRequest) -> bool:
        return self.has_change_permission(request) and self.has_delete_permission(request)

    @admin.action(description=_("Merge into another tag…"), permissions=["merge"])
    def merge(self, request: HttpRequest, queryset: QuerySet[Tag]) -> HttpResponse | None:
        chosen = list(queryset)
        form = MergeForm(request.POST if "into" in request.POST else None)
        if form.is_valid():
            into = form.cleaned_data["into"]
            others = [tag for tag in chosen if tag != into]
            gained = merge_tags(into=into, others=others)
            messages.success(request, _merged(into, others, gained))
            return None
        return render(request, "admin/blog/tag/merge.html", self._merge_page(request, form, chosen))

    def _merge_page(self, request: HttpRequest, form: MergeForm, chosen: list[Tag]) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "title": gettext("Merge tags"),
            "opts": self.opts,
            "media": self.media + form.media,
            "form": form,
            "chosen": chosen,
            "checkbox_name": ACTION_CHECKBOX_NAME,
        }


def _merged(into: Tag, others: list[Tag], gained: int) -> str:
    if not others:
        return gettext("Nothing was merged into “%(into)s”.") % {"into": into}
    words = ngettext(
        "%(others)s merged into “%(into)s”; %(count)s post gained it.",
        "%(others)s merged into “%(into)s”; %(count)s posts gained it.",
        gained,
    )
    others_in_words = in_words([quoted(tag.name) for tag in others])
    return words % {"others": others_in_words, "into": into, "count": grouped(gained)}
