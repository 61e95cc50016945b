"""The translations: complete, compiled, and the same in everything that is not words."""

import ast
import re
import string

import pytest
from babel.messages.mofile import read_mo
from django.conf import settings
from django.utils import translation

from blog.text.languages import TRANSLATED
from tests import catalogues
from tests.test_repository import ROOT

languages = pytest.mark.parametrize("language", catalogues.LANGUAGES)
PLACES = re.compile(r"%\(\w+\)[sd]|%%|\{\w+\}")
TAGS = re.compile(r"<[^>]+>")


def texts(message):
    """Pairs of an English text and its translation; a plural stands beside the English plural."""
    if isinstance(message.id, tuple | list):
        return [(message.id[0], message.string[0]), *((message.id[1], text) for text in message.string[1:])]
    return [(message.id, message.string)]


def messages(language):
    return [message for message in catalogues.stored(language) if message.id]


@languages
def test_catalogue_has_every_string_of_the_sources_and_no_other(language):
    stored = {(message.context, message.id) for message in messages(language)}
    wanted = {(message.context, message.id) for message in catalogues.extracted() if message.id}
    assert wanted - stored == set(), "make messages"
    assert stored - wanted == set(), "make messages"


@languages
def test_every_string_is_translated_and_none_is_a_guess(language):
    catalogue = catalogues.stored(language)
    assert [message.id for message in messages(language) if not catalogues.is_translated(message)] == []
    assert [message.id for message in messages(language) if message.fuzzy] == []
    assert catalogue.obsolete == {}


@languages
def test_compiled_catalogue_says_what_the_source_says(language):
    with catalogues.po_file(language).with_suffix(".mo").open("rb") as file:
        found = [message for message in read_mo(file) if message.id]
    compiled = {(m.context and m.context.decode(), _hashable(m.id)): _hashable(m.string) for m in found}
    assert compiled == {(m.context, m.id): m.string for m in messages(language)}, "make messages"


def _hashable(text):
    return tuple(text) if isinstance(text, list) else text


@languages
def test_translations_keep_placeholders_and_markup(language):
    wrong = [
        translated
        for message in messages(language)
        for english, translated in texts(message)
        for pattern in (PLACES, TAGS)
        if sorted(pattern.findall(english)) != sorted(pattern.findall(translated))
    ]
    assert wrong == []


@languages
def test_translations_begin_and_end_as_the_original_does(language):
    """Blanks, and the mark at the end: a sentence stays a sentence, a label a label."""
    wrong = [
        (english, translated)
        for message in messages(language)
        for english, translated in texts(message)
        if _edges(english) != _edges(translated)
    ]
    assert wrong == []


def _edges(text):
    return text[0].isspace(), text[-1].isspace(), text.endswith("."), text.endswith("?")


def test_german_is_set_as_german_is():
    """Its own quotation marks, no typewriter's, and a space before an ellipsis that follows a whole word."""
    both = [(english, re.sub(r"<[^>]+>", "", text)) for message in messages("de") for english, text in texts(message)]
    # What is to be typed stays as it is typed.
    plain = [text for english, text in both if '"' not in re.sub(r"<[^>]+>", "", english)]
    assert [text for text in plain if re.search(r"[\"']|”|“\w|\w„|--|\.\.\.", text)] == []
    assert [text for text in plain if text.count("„") != text.count("“")] == []


@languages
def test_plural_forms_are_those_of_the_language(language):
    with translation.override(language):
        said = [translation.ngettext("%(number)s post", "%(number)s posts", n) % {"number": n} for n in (0, 1, 2)]
    assert said == ["0 Beiträge", "1 Beitrag", "2 Beiträge"]
    assert catalogues.stored(language).plural_expr == "(n != 1)"


def test_languages_that_byline_speaks_are_those_with_a_catalogue():
    assert set(TRANSLATED) == {"en", *catalogues.LANGUAGES}
    assert {path.parent.parent.name for path in ROOT.glob("locale/*/LC_MESSAGES/django.mo")} == {*catalogues.LANGUAGES}
    assert settings.LOCALE_PATHS == [ROOT / "locale"]


def test_no_string_is_hidden_in_an_f_string_where_extraction_does_not_look():
    found = []
    for path in sorted(path for folder in ("accounts", "blog", "config") for path in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.JoinedStr):
                calls = [each.func for each in ast.walk(node) if isinstance(each, ast.Call)]
                names = {getattr(func, "id", "") for func in calls}
                found += [f"{path.relative_to(ROOT)}:{node.lineno}"] * bool(names & {"_", *catalogues.KEYWORDS})
    assert found == []


def test_no_sentence_is_formatted_before_it_is_looked_up():
    """`_(f"…")` and `_("…" % …)` are looked up by a text that no catalogue has."""
    found = []
    for path in sorted(path for folder in ("accounts", "blog", "config") for path in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"_", *catalogues.KEYWORDS}:
                is_plain = all(isinstance(argument, ast.Constant) for argument in node.args[:1])
                is_variable = node.args and isinstance(node.args[0], ast.Name)
                found += [f"{path.relative_to(ROOT)}:{node.lineno}"] * (not is_plain and not is_variable)
    assert found == []


def test_every_text_in_the_templates_is_translated():
    """What stands between the tags, and in the attributes that people are told, goes through gettext."""
    found = {}
    for path in sorted(ROOT.glob("templates/**/*.html")):
        words = untranslated(path.read_text())
        if words:
            found[str(path.relative_to(ROOT))] = words
    assert found == {}


def untranslated(source: str) -> list[str]:
    source = re.sub(r"\{% comment.*?endcomment %\}|\{#.*?#\}", "", source, flags=re.DOTALL)
    source = re.sub(r"\{% blocktrans(?:late)?\b.*?\{% endblocktrans(?:late)? %\}", "", source, flags=re.DOTALL)
    # What is to be typed stays as it is typed.
    source = re.sub(r'<code>(?:[^<{]|\{% translate "[^"]*" %\})*</code>', "", source)
    source = re.sub(r"\{% block bodyclass %\}.*?\{% endblock %\}", "", source)
    told = r"\b(?:aria-label|title|placeholder|alt|value|data-[a-z-]+)"
    said = re.findall(told + r"=\"([^\"{]*[^\W\d_]{2}[^\"{]*)\"", source)
    said = [words for words in said if " " in words or words[:1].isupper()]
    source = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "\n", source, flags=re.DOTALL)
    source = re.sub(r"<[^>]*>", "\n", source)
    between = [line.strip() for line in source.replace("Byline", "").splitlines()]
    return said + [words for words in between if any(char in string.ascii_letters for char in words)]
