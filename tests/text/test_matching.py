"""What two sequences have in common."""

import random
from collections.abc import Hashable
from difflib import SequenceMatcher

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.text.matching import SHORT, matches

LETTERS = st.text(alphabet="abcd", max_size=30)


def common(old, new) -> str:
    return "".join("".join(old[match.old : match.old + match.size]) for match in matches(old, new))


@given(LETTERS, LETTERS)
def test_matches_are_the_same_in_both_and_in_order(old, new):
    at_old = at_new = 0
    for match in matches(old, new):
        assert (match.old, match.new) >= (at_old, at_new)
        assert match.old >= at_old
        assert match.new >= at_new
        assert old[match.old : match.old + match.size] == new[match.new : match.new + match.size]
        at_old, at_new = match.old + match.size, match.new + match.size
    assert matches(old, new)[-1] == (len(old), len(new), 0)


@given(LETTERS)
def test_same_sequences_have_everything_in_common(letters):
    assert [match.size for match in matches(letters, letters) if match.size] == ([len(letters)] if letters else [])


def test_what_is_there_once_holds_together_what_is_repeated():
    old, new = "-a-b-c-d-", "-a-x-b-y-c-d-"
    assert common(old, new) == old


def test_one_of_two_that_changed_places_is_found():
    assert common("abXcdefgh", "abcdefgXh") == "abcdefgh"


@pytest.fixture
def long_ones():
    """A thousand things of thirty kinds, none of them there once; and the same with a few exchanged."""
    chance = random.Random(7)
    old = [str(chance.randrange(30)) for _ in range(1_000)]
    new = list(old)
    for place in range(50, 1_000, 100):
        new[place : place + 2] = ["new"]
    return old, new


def test_things_that_all_come_often_are_told_apart_by_their_neighbours(long_ones):
    old, new = long_ones
    assert sum(match.size for match in matches(old, new)) == 980


def test_only_short_stretches_are_compared_exhaustively(long_ones, monkeypatch):
    """Exhaustively, time would grow with the square of the length."""
    compared = []

    class Counting(SequenceMatcher):
        def __init__(self, junk, old, new, **options):
            compared.append(len(old) * len(new))
            super().__init__(junk, old, new, **options)

    monkeypatch.setattr("blog.text.matching.SequenceMatcher", Counting)
    old, new = long_ones
    for one, other in ((old, new), (old, new[::-1]), ("ab" * 500, "ba" * 400 + "b"), ("aab" * 300, "aba" * 300)):
        matches(one, other)
    assert compared
    assert max(compared) <= SHORT


class Counted(Hashable):
    """Counts how often it is compared or hashed."""

    asked = 0

    def __init__(self, word):
        self.word = word

    def __hash__(self):
        Counted.asked += 1
        return hash(self.word)

    def __eq__(self, other):
        Counted.asked += 1
        return self.word == other.word


@pytest.mark.parametrize("kinds", [1, 2, 20, 1_000, 100_000])
def test_each_thing_is_looked_at_a_bounded_number_of_times(kinds):
    """The most was 46 times; exhaustively, it would be 8,000 times."""
    length, chance = 8_000, random.Random(3)
    old, new = ([Counted(chance.randrange(kinds)) for _ in range(length)] for _ in range(2))
    Counted.asked = 0
    matches(old, new)
    assert Counted.asked < 200 * 2 * length
