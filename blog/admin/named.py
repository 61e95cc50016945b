"""Series and sources."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext

from blog.actions.named import delete_named, save_named
from blog.models import CrossPost, Series, Source

from .base import NounAdmin, PictureField


class NamedAdmin(NounAdmin):
    list_display = ("name", "slug")
    search_fields = ("name",)

    def save_model(self, request: HttpRequest, obj: Series | Source, form: ModelForm, change: bool) -> None:
        save_named(item=obj)

    def delete_model(self, request: HttpRequest, obj: Series | Source) -> None:
        delete_named(item=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        for item in queryset:
            delete_named(item=item)


@admin.register(Series)
class SeriesAdmin(NamedAdmin):
    fields = ("name", "slug", "description")


@admin.register(Source)
class SourceAdmin(PictureField, NamedAdmin):
    picture_field = "logo"
    fields = ("name", "sentence_name", "slug", "logo", "home_url", "feed_url", "description", "canonical", "wording")
    list_display = ("name", "slug", "home_url")

    def why_kept(self, objs: Any) -> list[str]:
        used = (
            CrossPost.objects.filter(source__in=objs)
            .select_related("source")
            .order_by("source_id")
            .distinct("source_id")
        )
        said = gettext("There are posts that came from, or were copied to, %(source)s. Delete those cross-posts first.")
        return [said % {"source": crossed.source} for crossed in used]
