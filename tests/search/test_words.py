import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blog.search.words import LONGEST_WORD, fold, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Crème brûlée", ["creme", "brulee"]),
        ("Straße STRASSE", ["strasse", "strasse"]),
        ("ﬁne Œuvre Ærø Łódź", ["fine", "oeuvre", "aero", "lodz"]),
        ("L'été, don’t", ["l", "ete", "don", "t"]),
        ("Hōkūleʻa Hokule'a", ["hokule", "a", "hokule", "a"]),
        ("e-mail foo_bar", ["e", "mail", "foo", "bar"]),
        ("Ёлка ΆΛΦΑ", ["елка", "αλφα"]),
        ("שָׁלוֹם مَرحَبًا", ["שלום", "مرحبا"]),
        ("हिन्दी", ["हिन्दी"]),
        ("soft\u00adhyphen zero\u200bwidth", ["softhyphen", "zerowidth"]),
        ("2019-05", ["2019", "05"]),
        ("", []),
    ],
)
def test_words_are_told_apart_and_folded(text, words):
    assert words_of(text) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("東京都", ["東京", "京都", "都"]),
        ("京", ["京"]),
        ("星star", ["星", "star"]),
        ("ไทย", ["ไท", "ทย", "ย"]),
        ("がか", ["がか", "か"]),
    ],
)
def test_scripts_without_spaces_become_pairs_of_letters(text, words):
    assert words_of(text) == words


def test_long_words_are_cut():
    assert words_of("x" * 5_000) == ["x" * LONGEST_WORD]


@settings(deadline=None)
@given(st.text(max_size=300))
def test_words_of_anything_are_safe_to_write_between_quotes(text):
    for word in words_of(text):
        assert word
        assert not set(word) & set("'\\\0 \n")


@settings(deadline=None)
@given(st.text(max_size=100))
def test_folding_twice_changes_nothing_more(text):
    assert fold(fold(text)) == fold(text)
