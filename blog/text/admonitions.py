"""The titles of admonitions that the author gave none: the name of their kind, in the language of the text."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _
from markdown_it.token import Token

TITLES = {
    "note": _("Note"),
    "info": _("Info"),
    "tip": _("Tip"),
    "important": _("Important"),
    "warning": _("Warning"),
    "caution": _("Caution"),
    "danger": _("Danger"),
    "example": _("Example"),
    "quote": _("Quote"),
}


def name_admonitions(tokens: Sequence[Token]) -> None:
    """Put them in place of the English ones that the parser gave, in the language that is active."""
    for i, token in enumerate(tokens):
        if token.type != "admonition_title_open":
            continue
        kind, title = tokens[i - 1].meta.get("tag", ""), tokens[i + 1]
        if kind in TITLES and title.content == kind.title():
            title.content = str(TITLES[kind])
            title.children = [Token("text", "", 0, content=title.content)]
