"""Filters of the list of posts: none shows a list that grows, none counts."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.filters import ListFilter
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from blog.models import Post, Tag

from .states import STATES


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return list(STATES.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.in_state(self.value())

    def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:
        first, *rest = super().choices(changelist)
        yield first | {"display": _("all but the trash")}
        yield from rest


class FormFilter(ListFilter):
    """A filter with a small form of its own; the other parameters travel along as hidden fields."""

    parameter_names: tuple[str, ...]

    def __init__(self, request: HttpRequest, params: dict, model: type, model_admin: admin.ModelAdmin) -> None:
        super().__init__(request, params, model, model_admin)
        for name in self.parameter_names:
            if values := params.pop(name, None):
                self.used_parameters[name] = values[-1].replace("\x00", "")

    def has_output(self) -> bool:
        return True

    def expected_parameters(self) -> list[str]:
        return list(self.parameter_names)

    def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:
        """One: what the form needs."""
        kept = {k: v[-1] for k, v in changelist.filter_params.items() if k not in (*self.parameter_names, "p")}
        yield {
            "fields": self.fields(),
            "kept": kept | ({"q": changelist.query} if changelist.query else {}),
            "clear": changelist.get_query_string(remove=self.parameter_names) if self.used_parameters else "",
        }

    def fields(self) -> dict[str, Any]:
        return self.used_parameters


class DateFilter(FormFilter):
    """Days at the site, the last one included."""

    template = "admin/filters/dates.html"
    parameter_names = ("from", "until")
    column: str

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if first := self._day("from"):
            queryset = queryset.filter(**{f"{self.column}__gte": _midnight(first)})
        if last := self._day("until"):
            queryset = queryset.filter(**{f"{self.column}__lt": _midnight(last) + dt.timedelta(days=1)})
        return queryset

    def _day(self, name: str) -> dt.date | None:
        try:
            day = dt.date.fromisoformat(self.used_parameters.get(name, ""))
        except ValueError:
            return None
        return day if 1 < day.year < 9999 else None


class PublicationDateFilter(DateFilter):
    title = _("publication")
    column = "publish_at"


class AutocompleteFilter(FormFilter):
    """Chosen by searching, so that ten thousand choices cost no more than ten."""

    template = "admin/filters/autocomplete.html"
    field_name: str
    model: type

    def __init__(self, request: HttpRequest, params: dict, model: type, model_admin: admin.ModelAdmin) -> None:
        super().__init__(request, params, model, model_admin)
        self.admin_site = model_admin.admin_site
        self.chosen = self.find(self.used_parameters.get(self.parameter_names[0], ""))

    def find(self, value: str) -> Any:
        raise NotImplementedError

    def fields(self) -> dict[str, Any]:
        name = self.parameter_names[0]
        widget = AutocompleteSelect(Post._meta.get_field(self.field_name), self.admin_site)
        return {
            "name": name,
            "value": self.used_parameters.get(name, ""),
            "attrs": widget.build_attrs({}, {"id": f"filter-{name}"}),
            "chosen": self.chosen,
        }


class TagFilter(AutocompleteFilter):
    title = _("tag")
    parameter_names = ("tag",)
    field_name = "tags"

    def find(self, value: str) -> Tag | None:
        return Tag.objects.named(value).first() if value else None

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if "tag" not in self.used_parameters:
            return queryset
        return queryset.filter(Exists(Post.tags.through.objects.filter(tag=self.chosen, post=OuterRef("pk"))))


class AuthorFilter(AutocompleteFilter):
    """For those who see more than their own posts."""

    title = _("author")
    parameter_names = ("author",)
    field_name = "author"

    def has_output(self) -> bool:
        return self.is_offered

    def __init__(self, request: HttpRequest, params: dict, model: type, model_admin: admin.ModelAdmin) -> None:
        self.is_offered = request.user.has_perm("blog.change_any_post")
        super().__init__(request, params, model, model_admin)

    def find(self, value: str) -> User | None:
        if not (self.is_offered and value.isascii() and value.isdigit() and len(value) <= 18):
            return None
        return User.objects.filter(pk=value).first()

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(author=self.chosen) if "author" in self.used_parameters else queryset


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))
