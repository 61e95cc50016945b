import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.text.slugs import slugify, unique_slug


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Strategy is Culture", "strategy-is-culture"),
        ("  Two   spaces -- and dashes ", "two-spaces-and-dashes"),
        ("Don’t panic, it's fine", "dont-panic-its-fine"),
        ("Über Größe", "ueber-groesse"),
        ("u\u0308ber", "ueber"),
        ("Crème brûlée", "creme-brulee"),
        ("Łódź", "lodz"),
        ("R&D", "r-and-d"),
        ("C++ 20", "c-20"),
        ("日本語のブログ", "日本語のブログ"),
        ("Ёлка и йод", "ёлка-и-йод"),
        ("مرحبا بالعالم", "مرحبا-بالعالم"),
        ("हिन्दी", "हिन्दी"),
        ("Go 🚀 now", "go-now"),
        ("ﬁne", "fine"),
        ("snake_case", "snake-case"),
        ("\0a\ud800b", "a-b"),
        ("🚀", "untitled"),
        ("", "untitled"),
    ],
)
def test_slug_of_a_title(text, slug):
    assert slugify(text) == slug


def test_long_slug_is_cut_between_words():
    assert slugify("one two three four", max_length=10) == "one-two"
    assert slugify("one two three", max_length=7) == "one-two"
    assert slugify("incomprehensibilities", max_length=10) == "incomprehe"


def test_fallback_stands_in_when_nothing_is_left():
    assert slugify("!!!", fallback="post") == "post"


@given(st.text(), st.integers(min_value=1, max_value=50))
def test_any_text_gives_a_slug_that_is_short_lower_and_stable(text, length):
    slug = slugify(text, max_length=length)

    assert 1 <= len(slug) <= length
    assert not slug.startswith("-")
    assert not slug.endswith("-")
    assert all(char == "-" or unicodedata.category(char)[0] in "LNM" for char in slug)


def test_unique_slug_counts_up_past_those_taken():
    assert unique_slug("a", set()) == "a"
    assert unique_slug("a", {"a", "a-2"}) == "a-3"
    assert unique_slug("a", lambda slug: slug in {"a"}) == "a-2"


def test_unique_slug_stays_within_its_length():
    assert unique_slug("abc-def", {"abc-def"}, max_length=7) == "abc-d-2"
    assert unique_slug("abc-def", {"abc-def"}, max_length=6) == "abc-2"
