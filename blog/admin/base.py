"""What every list and every deletion in the admin has in common."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst

from config.second_look import SecondLookMixin

from .paging import CappedPaginator
from .widgets import CoverWidget, SearchSelect

# "example.com" typed into a field for an address means its https one.
HTTPS_BY_DEFAULT = {models.URLField: {"assume_scheme": "https"}}


class SearchedFields(admin.options.BaseModelAdmin):
    """Choices among many rows are made by searching."""

    def formfield_for_foreignkey(self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = SearchSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class PictureField(admin.options.BaseModelAdmin):
    """A field whose picture is chosen in the library, and changed nowhere else."""

    picture_field = ""

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> type[ModelForm]:
        form = super().get_form(request, obj, change=change, **kwargs)
        if self.picture_field in form.base_fields:
            widget = form.base_fields[self.picture_field].widget
            widget.can_change_related = widget.can_delete_related = widget.can_view_related = False
        return form

    def formfield_for_foreignkey(self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == self.picture_field:
            kwargs["widget"] = CoverWidget(self.picture_field, self.model)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class NounAdmin(SearchedFields, SecondLookMixin):
    """Lists and deletions that cost the same however many rows there are."""

    formfield_overrides = HTTPS_BY_DEFAULT
    list_per_page = 50
    list_max_show_all = 0
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    paginator = CappedPaginator

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[list, dict, set, list]:
        """Only the rows themselves, not everything that hangs on them; `protected` where a subclass says why."""
        return [str(row) for row in objs], {}, set(), self.why_kept(objs)

    def why_kept(self, objs: Any) -> list[str]:
        """What stands against deleting these, one sentence each."""
        return []
