import pytest

from blog.search.spelling import distance, farthest, is_worth_keeping, keys_of


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("harbour", "harbour", 0),
        ("harbuor", "harbour", 1),
        ("harbor", "harbour", 1),
        ("harbouur", "harbour", 1),
        ("hxrbour", "harbour", 1),
        ("hrbuor", "harbour", 2),
        ("boat", "harbour", 3),
    ],
)
def test_distance_counts_mistakes_up_to_its_limit(one, other, apart):
    assert distance(one, other, 2) == apart


@pytest.mark.parametrize("typo", ["telescpoe", "telescop", "tellescope", "tekescope", "telescoep"])
def test_words_one_mistake_apart_have_a_key_in_common(typo):
    assert {*keys_of(typo)} & {*keys_of("telescope")}


def test_a_word_has_few_keys_however_long_it_is():
    assert len(keys_of("internationalisation")) <= 8


def test_short_words_are_not_corrected():
    assert [farthest(word) for word in ("cat", "cats", "telescopes")] == [0, 1, 2]


@pytest.mark.parametrize(
    ("word", "kept"), [("star", True), ("ab", False), ("2019", False), ("東京塔", False), ("звезда", True)]
)
def test_the_vocabulary_keeps_words_of_letters(word, kept):
    assert is_worth_keeping(word) is kept
