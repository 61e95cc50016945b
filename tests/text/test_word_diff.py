"""What changed, for people."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.text.word_diff import compare, compare_words

TEXTS = st.lists(st.sampled_from(["One two three.", "Four five.", "", "six", "One two seven."]), max_size=8).map(
    "\n\n".join
)


def said(blocks) -> list[str]:
    marks = {"same": "{}", "added": "[+{}]", "removed": "[-{}]"}
    return [
        f"({block.skipped})" if block.skipped else "".join(marks[run.op].format(run.text) for run in block.runs)
        for block in blocks
    ]


def test_words_that_changed_are_marked_within_their_paragraph():
    old = "Same.\n\nSame too.\n\nThe quick brown fox.\n\nAfter.\n\nEnd."
    new = "Same.\n\nSame too.\n\nThe slow brown fox jumps.\n\nAfter.\n\nEnd."
    assert said(compare(old, new)) == [
        "(1)",
        "Same too.",
        "The [-quick ][+slow ]brown [-fox.][+fox jumps.]",
        "After.",
        "(1)",
    ]


def test_paragraphs_that_came_and_went_are_whole():
    assert said(compare("a\n\nb", "a\n\nnew\n\nb")) == ["a", "[+new]", "b"]
    assert said(compare("a\n\nb", "b")) == ["[-a]", "b"]
    assert said(compare("Something old here", "Nothing in common")) == ["[-Something old here]", "[+Nothing in common]"]


def test_same_texts_differ_in_nothing():
    assert compare("a\r\n\r\nb", "a\n\nb") == []


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_out_of_the_comparison(old, new):
    blocks = compare(old, new, context=100)
    if blocks:
        for text, gone in ((old, "added"), (new, "removed")):
            read = [[run.text for run in block.runs if run.op != gone] for block in blocks]
            assert [t for t in ("".join(each) for each in read) if t] == [t for t in text.split("\n\n") if t]


@given(st.text(max_size=50), st.text(max_size=50))
def test_no_character_is_lost_between_words(old, new):
    runs = compare_words(old, new)
    assert "".join(run.text for run in runs if run.op != "added") == old
    assert "".join(run.text for run in runs if run.op != "removed") == new


@pytest.mark.parametrize("breaks", [" ", "\n\n", "\n\n\n\n"])
@pytest.mark.parametrize("kind", ["all different", "all the same", "a hundred words"])
def test_longest_texts_are_compared_while_somebody_waits(kind, breaks):
    count = 20_000
    words = {
        "all different": [f"w{n}" for n in range(count)],
        "all the same": ["w"] * count,
        "a hundred words": [f"w{n * n % 101}" for n in range(count)],
    }[kind]
    begun = time.process_time()
    compare(breaks.join(words), breaks.join([*words[5_000:], *words[:4_000]]))
    compare(breaks.join(words), breaks.join(word + "!" for word in words))
    assert time.process_time() - begun < 15
