"""Form widgets of the editor."""

import re
from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import (
    AdminTextInputWidget,
    AutocompleteSelect,
    AutocompleteSelectMultiple,
    ForeignKeyRawIdWidget,
)
from django.db.models import Model
from django.forms import Media, SplitDateTimeWidget
from django.forms.widgets import Script
from django.utils.datastructures import MultiValueDict
from django.utils.dateparse import parse_date, parse_time
from markdownx.widgets import AdminMarkdownxWidget

from blog.imaging.refusal import MAX_BYTES
from blog.models import Image, Post
from blog.text import languages

# As browsers have them.
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_TIME = re.compile(r"\d\d:\d\d(:\d\d)?")


class MarkdownWidget(AdminMarkdownxWidget):
    """The text on one side, its preview on the other.

    Only the widget is markdownx's: its script sends the text to views that check nothing and writes what they answer
    into the page, so the scripts here are ours.
    """

    template_name = "admin/widgets/markdown.html"
    # Pictures of this computer, and of the library: as the role of whoever writes has it.
    may_upload = may_choose = False

    @staticmethod
    def add_markdownx_attrs(attrs: dict[str, Any]) -> dict[str, Any]:
        return attrs | {"class": f"{attrs.get('class', '')} markdownx-editor".strip(), "spellcheck": "true"}

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        allowed = {"may_upload": self.may_upload, "may_choose": self.may_choose}
        return super().get_context(name, value, attrs) | {"max_bytes": MAX_BYTES} | allowed

    @property
    def media(self) -> Media:
        return Media(
            css={
                "all": [
                    "admin-byline/editor.css",
                    "admin-byline/editor-saving.css",
                    "admin-byline/offer.css",
                    "admin-byline/history.css",
                    "admin-byline/editor-people.css",
                    "admin-byline/editor-arrivals.css",
                    "admin-byline/editor-pickers.css",
                    "admin-byline/editor-preview.css",
                    "admin-byline/editor-toolbar.css",
                    "admin-byline/editor-focus.css",
                ]
            },
            js=[Script("admin-byline/editor/main.js", type="module")],
        )


class SearchSelect(AutocompleteSelect):
    """Django's; a value that is no key is shown as no choice instead of breaking the page.

    `known` is a row that needs not be asked for where it is the chosen one.
    """

    known: Model | None = None

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> list[Any]:
        if self.known and [str(each) for each in value] == [str(self.known.pk)]:
            chosen = self.create_option(
                name, self.known.pk, self.choices.field.label_from_instance(self.known), True, 0
            )
            none = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
            return [(None, [*none, chosen], 0)]
        return super().optgroups(name, [key for key in value if is_key(key)] or [""], attrs)


def is_key(value: Any) -> bool:
    """Whether this can be a primary key: of nineteen digits or more no column holds one."""
    text = str(value or "")
    return text.isascii() and text.isdigit() and len(text) <= 18


class MomentWidget(SplitDateTimeWidget):
    """A day and a time, chosen as the browser does it; what is no date is shown as it was typed, to be put right."""

    template_name = "admin/widgets/moment.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, date_attrs={"type": "date"}, time_attrs={"type": "time"})

    def decompress(self, value: Any) -> list[Any]:
        if isinstance(value, str):
            if _TIME.fullmatch(value):
                return ["", value]
            day, _, time = re.sub(r"(?<=\d)T(?=\d|$)", " ", value, count=1).partition(" ")
            return [day, time]
        day, time = super().decompress(value)
        # Seconds only where there are some, for nobody chooses them.
        return [day and day.isoformat(), time and time.isoformat("seconds" if time.second else "minutes")]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        day, time = context["widget"]["subwidgets"]
        day["type"] = "date" if _is_shown(day["value"], _DAY, parse_date) else "text"
        time["type"] = "time" if _is_shown(time["value"], _TIME, parse_time) else "text"
        return context


def _is_shown(value: str | None, pattern: re.Pattern[str], read: Callable[[str], Any]) -> bool:
    """Whether a browser shows this in its field for days or times: it leaves out what it cannot read."""
    try:
        return not value or (pattern.fullmatch(value) is not None and read(value) is not None)
    except ValueError:
        return False


class LanguageInput(AdminTextInputWidget):
    """A language tag, with the common ones offered by their own names."""

    template_name = "admin/widgets/language.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, {**(attrs or {}), "list": f"{name}-offered"})
        return context | {"languages": languages.common()}


class TagNamesWidget(AutocompleteSelectMultiple):
    """Chooses tags by name; `can_create` lets typed names become new tags. Without scripts: a line of names."""

    template_name = "admin/widgets/tag_names.html"

    def __init__(self) -> None:
        super().__init__(Post._meta.get_field("tags"), admin.site)
        self.can_create = False

    def build_attrs(self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None) -> dict[str, Any]:
        attrs = super().build_attrs(base_attrs, extra_attrs)
        # Its cross would stand within the list of the chosen, where only they may, and take all of them away at once.
        attrs["data-allow-clear"] = "false"
        if self.can_create:
            attrs |= {"data-tags": "true", "data-token-separators": '[","]'}
        return attrs

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> list[tuple]:
        chosen = [self.create_option(name, tag, tag, True, index) for index, tag in enumerate(value)]
        return [(None, chosen, 0)]

    def value_from_datadict(self, data: MultiValueDict, files: MultiValueDict, name: str) -> list[str]:
        return [*data.getlist(name), *data.get(f"{name}_typed", "").split(",")]

    def value_omitted_from_data(self, data: MultiValueDict, files: MultiValueDict, name: str) -> bool:
        return False


class CoverWidget(ForeignKeyRawIdWidget):
    """A picture of the library, chosen in a window, with a small view of it."""

    template_name = "admin/widgets/cover.html"

    def __init__(self, field: str, model: type[Model]) -> None:
        super().__init__(model._meta.get_field(field).remote_field, admin.site)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["picture"] = Image.objects.filter(pk=value).first() if is_key(value) else None
        return context

    @property
    def media(self) -> Media:
        script = Script("admin-byline/cover.js", type="module")
        return super().media + Media(css={"all": ["admin-byline/cover.css"]}, js=[script])
