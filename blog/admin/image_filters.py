"""Filters of the picture library, each by an index; the search form shows them beside the words."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from blog.imaging import kinds

from .filters import DateFilter

FORMATS = {kind.extension: kind for kind in (kinds.JPEG, kinds.PNG, kinds.WEBP, kinds.AVIF, kinds.GIF)}


class Choice(admin.SimpleListFilter):
    """One of a few; `every` is what is shown when none is chosen."""

    every: str
    offered: dict[str, str]

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return list(self.offered.items())


class UseFilter(Choice):
    title = _("use")
    parameter_name = "use"
    every = _("used or not")
    offered = {"unused": _("unused"), "quarantine": _("in quarantine"), "kept": _("kept on purpose")}

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        match self.value():
            case "unused":
                return queryset.unused()
            case "quarantine":
                return queryset.in_quarantine()
            case "kept":
                return queryset.filter(is_kept=True)
        return queryset


class WordsFilter(Choice):
    title = _("words")
    parameter_name = "alt"
    every = _("with any words")
    offered = {"missing": _("without alternative text")}

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(alt="") if self.value() == "missing" else queryset


class FormatFilter(Choice):
    title = _("format")
    parameter_name = "format"
    every = _("in every format")
    offered = {"animated": _("animated")} | {name: kind.label for name, kind in FORMATS.items()}

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "animated":
            return queryset.filter(is_animated=True)
        kind = FORMATS.get(self.value() or "")
        return queryset.filter(mime=kind.mime) if kind else queryset


class OwnFilter(Choice):
    title = _("whose")
    parameter_name = "whose"
    every = _("everybody’s")
    offered = {"mine": _("mine")}

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(uploaded_by=request.user) if self.value() == "mine" else queryset


class AddedFilter(DateFilter):
    title = pgettext_lazy("when a picture was", "added")
    column = "created_at"


ALL: tuple[Any, ...] = (UseFilter, WordsFilter, FormatFilter, OwnFilter, AddedFilter)
