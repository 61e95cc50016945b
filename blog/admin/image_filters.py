"""Filters of the picture library, each by an index; the search form shows them beside the words."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

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
    title = "use"
    parameter_name = "use"
    every = "used or not"
    offered = {"unused": "unused", "quarantine": "in quarantine", "kept": "kept on purpose"}

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
    title = "words"
    parameter_name = "alt"
    every = "with any words"
    offered = {"missing": "without alternative text"}

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(alt="") if self.value() == "missing" else queryset


class FormatFilter(Choice):
    title = "format"
    parameter_name = "format"
    every = "in every format"
    offered = {"animated": "animated"} | {name: kind.label for name, kind in FORMATS.items()}

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "animated":
            return queryset.filter(is_animated=True)
        kind = FORMATS.get(self.value() or "")
        return queryset.filter(mime=kind.mime) if kind else queryset


class OwnFilter(Choice):
    title = "whose"
    parameter_name = "whose"
    every = "everybody’s"
    offered = {"mine": "mine"}

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(uploaded_by=request.user) if self.value() == "mine" else queryset


class AddedFilter(DateFilter):
    title = "added"
    column = "created_at"


ALL: tuple[Any, ...] = (UseFilter, WordsFilter, FormatFilter, OwnFilter, AddedFilter)
