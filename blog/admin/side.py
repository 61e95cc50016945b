"""The panel beside the text: the form's fields in groups, each with a line that says what is in it."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.contrib.admin.helpers import AdminForm, Fieldset, InlineAdminFormSet
from django.forms import BaseForm

# Of the groups, those that one looks into for most posts.
OPEN = frozenset({"about", "times"})


class Group(NamedTuple):
    key: str
    fieldset: Fieldset
    has_errors: bool

    @property
    def is_open(self) -> bool:
        return self.has_errors or self.key in OPEN


class Wrong(NamedTuple):
    """What is wrong with a field, and where on the page that is."""

    place: str
    label: str
    said: list[str]


def groups_of(form: AdminForm) -> list[Group]:
    """All fieldsets but the first, which is the text."""
    _writing, *others = form
    return [Group(each.classes, each, any(line.errors() for line in each)) for each in others]


def errors_of(form: BaseForm, formsets: Iterable[InlineAdminFormSet]) -> list[Wrong]:
    return [*_of_fields(form), *(wrong for each in formsets for wrong in _of_formset(each.formset))]


def _of_fields(form: BaseForm) -> Iterator[Wrong]:
    for field in form.visible_fields():
        if field.errors:
            yield Wrong(f"row-{field.name}", str(field.label), list(field.errors))


def _of_formset(formset: Any) -> Iterator[Wrong]:
    for form in formset.forms:
        said = [message for messages in form.errors.values() for message in messages] if form.has_changed() else []
        if said:
            yield Wrong(form.prefix, str(formset.model._meta.verbose_name), said)
