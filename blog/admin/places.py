"""The list of places elsewhere on the writing screen."""

from typing import Any

from django.forms import BaseInlineFormSet, ModelForm


class PlacesFormSet(BaseInlineFormSet):
    """Each row knows its source from the query for all rows; its list would ask for it once more."""

    def add_fields(self, form: ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        widget: Any = form.fields["source"].widget
        chosen = getattr(widget, "widget", widget)
        chosen.known = form.instance.source if form.instance.source_id else None
