"""The list of places elsewhere on the writing screen."""

import json
from typing import Any

from django.forms import BaseInlineFormSet, CharField, HiddenInput, ModelForm

from blog.actions.typed_places import PLACES, Row, Rows, is_new, sources_in
from blog.models import CrossPost, Source


class RowName(CharField):
    """Not of the row: a card that has only its name is empty."""

    widget = HiddenInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class PlacesFormSet(BaseInlineFormSet):
    """With what is being written of the rows: in those that are saved, and as new ones behind them.

    Each row knows its source from the query for all rows; its list would ask for it once more.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.typed: Rows = {}
        self.sources: dict[int, Source] = {}
        if not self.is_bound and self.instance.pk:
            # The form of the post has asked for it.
            written = self.instance.working_copy.fields or {}
            self.typed = written.get(PLACES, {})
            keys = sources_in(written)
            self.sources = Source.objects.in_bulk(keys) if keys else {}
        self.added = [key for key in self.typed if is_new(key)]
        self.extra = len(self.added) or self.extra
        self.initial_extra = [self.typed[key] for key in self.added]

    def add_fields(self, form: ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        place: CrossPost = form.instance
        form.saved = json.dumps(saved_row(place)) if place.pk else ""
        key = str(place.pk) if place.pk else self._name_of_added(index)
        form.fields["row"] = RowName(required=False, initial=key)
        source = place.source if place.source_id else None
        if row := self.typed.get(key):
            form.initial |= {**row, "DELETE": row["gone"]}
            source = self.sources.get(row["source"])
        widget: Any = form.fields["source"].widget
        getattr(widget, "widget", widget).known = source

    def _name_of_added(self, index: int | None) -> str:
        number = -1 if index is None else index - self.initial_form_count()
        return self.added[number] if 0 <= number < len(self.added) else ""

    def sent_rows(self) -> Rows:
        """The rows as they were sent, in the shape in which they are being written."""
        return {form["row"].value(): _sent_row(form) for form in self.forms if form["row"].value()}


def saved_row(place: CrossPost) -> Row:
    names = ("direction", "url", "is_canonical", "place")
    return {"source": place.source_id, **{name: getattr(place, name) for name in names}, "gone": False}


def _sent_row(form: ModelForm) -> Row:
    def sent(name: str) -> str | None:
        return form.data.get(form.add_prefix(name))

    source = sent("source") or ""
    texts = {name: sent(name) or "" for name in ("direction", "url", "place")}
    return {
        "source": int(source) if source.isdecimal() else source or None,
        **texts,
        "is_canonical": bool(sent("is_canonical")),
        "gone": bool(sent("DELETE")),
    }
