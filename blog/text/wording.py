"""Names put into sentences, in the language that is active."""

from collections.abc import Sequence

from django.utils.formats import number_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext


def grouped(number: int) -> str:
    """1,234 or 1.234 or 1 234."""
    return number_format(number, force_grouping=True)


def quoted(name: object) -> str:
    return gettext("“%(name)s”") % {"name": name}


def in_words(names: Sequence[str]) -> str:
    """“A”, “A and B”, “A, B and C”; HTML where the names are, with the others escaped."""
    if not names:
        return ""
    if not any(isinstance(name, SafeString) for name in names):
        return _joined(names, lambda words, **names: words % names)
    return _joined([conditional_escape(name) for name in names], _in_html)


def _in_html(words: str, **names: str) -> SafeString:
    return format_html(words.replace("%(first)s", "{first}").replace("%(last)s", "{last}"), **names)


def _joined(names: Sequence[str], put: object) -> str:
    joined = names[0]
    for name in names[1:-1]:
        # Translators: between the names of a list, but not before the last one.
        joined = put(pgettext("list", "%(first)s, %(last)s"), first=joined, last=name)
    # Translators: before the last name of a list.
    return put(pgettext("list", "%(first)s and %(last)s"), first=joined, last=names[-1]) if names[1:] else joined
