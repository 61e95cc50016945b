"""Merging what two people wrote."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.text.diff import BOTH, BREAK, MINE, THEIRS, merge_fields, merge_names, merge_texts, paragraphs

# Few different paragraphs, so that many are the same, and some that are nearly nothing.
PARAGRAPHS = st.sampled_from(["", "\n", "One.", "Two.", "Three.", "Four.", "Five,\nin two lines.", "- a\n- b"])
TEXTS = st.lists(PARAGRAPHS, max_size=12).map(BREAK.join)


def text(*parts: str) -> str:
    return BREAK.join(parts)


def words_of(written: str) -> set[str]:
    """Its paragraphs, without the empty lines around them."""
    return {part.strip() for part in paragraphs(written)} - {""}


@given(TEXTS)
def test_text_is_its_paragraphs(written):
    assert BREAK.join(paragraphs(written)) == written


@given(TEXTS, TEXTS)
def test_what_only_one_side_changed_is_taken_as_it_is(base, changed):
    assert merge_texts(base, changed, base) == (changed, [])
    assert merge_texts(base, base, changed) == (changed, [])
    assert merge_texts(base, changed, changed) == (changed, [])


@given(TEXTS, TEXTS, TEXTS)
def test_no_paragraph_that_one_side_added_is_lost(base, mine, theirs):
    merged, conflicts = merge_texts(base, mine, theirs)
    there = words_of(merged).union(*(words_of(conflict.theirs) for conflict in conflicts))
    for side in (mine, theirs):
        assert words_of(side) - words_of(base) <= there


@given(TEXTS, TEXTS, TEXTS)
def test_conflicts_are_the_same_from_both_sides(base, mine, theirs):
    _, ours = merge_texts(base, mine, theirs)
    _, others = merge_texts(base, theirs, mine)
    assert [(c.base, c.mine, c.theirs) for c in ours] == [(c.base, c.theirs, c.mine) for c in others]


@given(TEXTS, TEXTS, TEXTS, st.sampled_from([MINE, THEIRS, BOTH]))
def test_no_conflict_is_left_when_each_has_its_choice(base, mine, theirs, choice):
    _, conflicts = merge_texts(base, mine, theirs)
    merged, left = merge_texts(base, mine, theirs, choices={conflict.key: choice for conflict in conflicts})
    assert left == []
    for conflict in conflicts:
        chosen = {MINE: [conflict.mine], THEIRS: [conflict.theirs], BOTH: [conflict.mine, conflict.theirs]}[choice]
        assert all(part in merged for part in chosen)


@pytest.mark.parametrize(
    ("mine", "theirs", "merged"),
    [
        (("A!", "b", "c"), ("a", "b", "C!"), ("A!", "b", "C!")),
        # Neighbours.
        (("A!", "b", "c"), ("a", "B!", "c"), ("A!", "B!", "c")),
        (("A!", "B!", "c"), ("a", "b", "C!"), ("A!", "B!", "C!")),
        # Something new beside what the other changes.
        (("a", "new", "b", "c"), ("a", "B!", "c"), ("a", "new", "B!", "c")),
        (("a", "new", "b", "c"), ("A!", "b", "c"), ("A!", "new", "b", "c")),
        (("a", "b", "C!", "new"), ("a", "b", "c", "other"), ("a", "b", "C!", "new", "other")),
        # Both at one place.
        (("a", "b", "c", "mine"), ("a", "b", "c", "theirs"), ("a", "b", "c", "theirs", "mine")),
        (("a", "c"), ("a", "b", "C!"), ("a", "C!")),
        (("a", "b", "c", "same"), ("a", "b", "c", "same"), ("a", "b", "c", "same")),
    ],
)
def test_edits_of_different_paragraphs_go_together(mine, theirs, merged):
    assert merge_texts(text("a", "b", "c"), text(*mine), text(*theirs)) == (text(*merged), [])


def test_two_texts_from_nothing_are_both_kept():
    assert merge_texts("", "Mine.", "Theirs.") == ("Theirs.\n\nMine.", [])


def test_only_the_paragraph_that_both_changed_is_in_conflict():
    merged, [conflict] = merge_texts(text("a", "b", "c"), text("A!", "mine", "c"), text("a", "theirs", "C!"))
    assert merged == text("A!", "mine", "C!")
    assert (conflict.base, conflict.mine, conflict.theirs) == ("b", "mine", "theirs")


def test_what_one_deleted_and_the_other_changed_is_in_conflict():
    _, [conflict] = merge_texts(text("a", "b", "c"), text("a", "c"), text("a", "B!", "c"))
    assert (conflict.base, conflict.mine, conflict.theirs) == ("b", "", "B!")


def test_choice_for_another_conflict_settles_nothing():
    base, mine = text("a", "b"), text("a", "mine")
    _, [before] = merge_texts(base, mine, text("a", "theirs"))
    _, [after] = merge_texts(base, mine, text("a", "theirs, later"), choices={before.key: THEIRS})
    assert after.theirs == "theirs, later"


def test_tags_are_a_set():
    assert merge_names(["Sea", "Old"], ["sea", "Hill"], ["Sea", "Old", "Lake"]) == ["Sea", "Hill", "Lake"]


def test_of_other_fields_the_changed_one_is_taken():
    base = {"title": "T", "slug": "s", "tags": ["a"], "cover_id": 1, "body": "b"}
    mine = base | {"title": "Mine", "tags": ["a", "b"]}
    theirs = base | {"slug": "theirs", "tags": ["a", "c"], "cover_id": None}
    merged, conflicts = merge_fields(base, mine, theirs)
    assert conflicts == []
    assert merged == {"title": "Mine", "slug": "theirs", "tags": ["a", "b", "c"], "cover_id": None, "body": "b"}


def test_field_that_both_changed_is_in_conflict_until_somebody_chooses():
    base, mine, theirs = {"title": "T"}, {"title": "Mine"}, {"title": "Theirs"}
    merged, [conflict] = merge_fields(base, mine, theirs)
    assert (merged["title"], conflict.field) == ("Mine", "title")
    assert merge_fields(base, mine, theirs, choices={conflict.key: THEIRS}) == ({"title": "Theirs"}, [])


def test_longest_texts_are_merged_whole():
    base = [f"w{number}" for number in range(20_000)]
    mine, theirs = [*base[:5_000], "mine", *base[5_001:]], [*base[:15_000], "theirs", *base[15_001:]]
    merged = [*mine[:15_000], "theirs", *mine[15_001:]]
    assert merge_texts(text(*base), text(*mine), text(*theirs)) == (text(*merged), [])
