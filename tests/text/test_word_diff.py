"""What changed, for people."""

from difflib import SequenceMatcher

from hypothesis import given
from hypothesis import strategies as st

from blog.text.word_diff import CHEAP, compare, compare_words

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


def test_all_that_did_not_change_is_shown_on_demand():
    assert said(compare("a\n\nb\n\nc\n\nd", "a\n\nb\n\nc\n\nx", context=None)) == ["a", "b", "c", "[-d]", "[+x]"]
    assert compare("a\n\nb", "a\n\nb", context=None) == []


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


def test_long_paragraphs_are_compared_by_their_rarest_words(monkeypatch):
    """Exhaustively, time would grow with the square of the length."""
    compared = []

    class Counting(SequenceMatcher):
        def __init__(self, junk, old, new, **options):
            compared.append(len(old) * len(new))
            super().__init__(junk, old, new, **options)

    monkeypatch.setattr("blog.text.word_diff.SequenceMatcher", Counting)
    for count in (10, 400, 600, 20_000):
        words = [f"w{n * n % 101}" for n in range(count)]
        compare_words(" ".join(words), " ".join([*words[5:], *words[:4]]))
    assert len(compared) == 2
    assert max(compared) <= CHEAP
