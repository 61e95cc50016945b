import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.text import languages
from blog.text.markdown import render

EVERYTHING = """[[toc]]

## Wort

Ein Satz[^1], noch einer[^1].

[^1]: Eine Anmerkung.

- [x] getan
- [ ] offen

!!! warning
    Text.

!!! note "Eigener Titel"
    Text.

```python
x = "y"
```

```
x
```

||
|-|
|1|
"""


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("EN_us", "en-US"),
        ("zh-hant-tw", "zh-Hant-TW"),
        (" de ", "de"),
        ("de-CH-1996", "de-CH-1996"),
        ("es-419", "es-419"),
        ("English", "English"),
        ("", ""),
    ],
)
def test_tag_is_written_as_bcp_47_recommends(typed, written):
    assert languages.normalised(typed) == written


@given(st.text(max_size=12))
def test_tag_written_rightly_stays_as_it_is(text):
    assert languages.normalised(languages.normalised(text)) == languages.normalised(text)


@pytest.mark.parametrize("code", ["en", "de-AT", "zh-Hant", "sr-Latn-RS", "gsw", "es-419", "de-1996"])
def test_tag_of_a_language_is_known(code):
    assert languages.is_known(code)


@pytest.mark.parametrize("code", ["", "xx", "qqq", "english", "en-", "-en", "en us", "e", "x-mine", "en-u-ca", "ен"])
def test_tag_of_no_language_is_unknown(code):
    assert not languages.is_known(code)


def test_every_language_offered_is_known_and_fits_its_column():
    offered = languages.common()
    assert [each.code for each in offered[:2]] == ["de", "en"]
    assert ("fr", "français") in offered
    assert [each.code for each in offered if not languages.is_known(each.code) or len(each.code) > 10] == []


@pytest.mark.parametrize(
    ("code", "spoken"),
    [("de", "de"), ("de-AT", "de-AT"), ("en-gb", "en-gb"), ("fr", "en"), ("dsb", "en"), ("", "en")],
)
def test_interface_is_english_where_byline_does_not_speak_the_language(code, spoken):
    assert languages.interface_language(code) == spoken


@pytest.mark.parametrize(
    ("code", "is_right_to_left"),
    [
        ("ar", True),
        ("he-IL", True),
        ("ckb", True),
        ("az-Arab", True),
        ("ur-Latn", False),
        ("de", False),
        ("ar-Latn", False),
    ],
)
def test_direction_follows_language_and_script(code, is_right_to_left):
    assert languages.is_right_to_left(code) == is_right_to_left


@pytest.mark.parametrize(
    ("code", "set_"),
    [
        ("en", "“She said ‘no’ – it’s late.”"),
        ("de", "„She said ‚no‘ – it’s late.“"),
        ("de-CH", "«She said ‹no› – it’s late.»"),
        ("fr", "«\u202fShe said “no” – it’s late.\u202f»"),
        ("sv", "”She said ’no’ – it’s late.”"),
        ("pt-BR", "“She said ‘no’ – it’s late.”"),
        ("xx", "“She said ‘no’ – it’s late.”"),
    ],
)
def test_quotation_marks_are_those_of_the_language(code, set_):
    assert render("\"She said 'no' -- it's late.\"", language=code).html == f"<p>{set_}</p>\n"


def test_quotation_marks_in_code_stay_as_they_are():
    assert '<code>"x"</code>' in render('`"x"`', language="fr").html


def test_labels_in_a_text_are_in_its_language():
    html = render(EVERYTHING, language="de").html
    labels = [
        "Inhalt",
        "Link zum Abschnitt: Wort",
        "Fußnote 1",
        "Fußnoten",
        "Zurück zur Stelle 1, 2",
        "Erledigt",
        "Offen",
    ]
    labels += ["Python-Code", "Code", "Tabelle"]
    assert [label for label in labels if f'aria-label="{label}"' not in html] == []
    assert '<p class="admonition-title">Warnung</p>' in html
    assert '<p class="admonition-title">Eigener Titel</p>' in html


def test_labels_in_a_text_are_english_where_byline_does_not_speak_its_language():
    html = render(EVERYTHING, language="fr").html
    assert 'aria-label="Contents"' in html
    assert '<p class="admonition-title">Warning</p>' in html


def test_words_of_a_text_are_those_that_readers_see():
    assert "Warnung" in render(EVERYTHING, language="de").plain_text
