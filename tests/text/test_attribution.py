import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.text.attribution import AttributedSource, extract

TEXT = "First paragraph of the text.\n\nSecond paragraph.\n"


def source(name, url=None, *, the=False):
    return AttributedSource(name, url, the)


EXAMPLE = "https://example.com/a"


@pytest.mark.parametrize(
    ("sentence", "sources"),
    [
        ("(This post was cross-posted from the Harbour Blog.)", [source("Harbour Blog", the=True)]),
        ("(Cross-posted from the Harbour Blog)", [source("Harbour Blog", the=True)]),
        ("(Cross-post from Harbour and LinkedIn)", [source("Harbour"), source("LinkedIn")]),
        ("(Cross-posted from X, Y and Z.)", [source("X"), source("Y"), source("Z")]),
        ("(Cross-posted from X, Y, and the Z Blog.)", [source("X"), source("Y"), source("Z Blog", the=True)]),
        ("Originally published on [Harbour](https://example.com/a)", [source("Harbour", EXAMPLE)]),
        ("Originally published on [Harbour](https://example.com/a).", [source("Harbour", EXAMPLE)]),
        (
            "*This article originally appeared on [Harbour](https://example.com/a) and Medium.*",
            [source("Harbour", EXAMPLE), source("Medium")],
        ),
        (
            "_First published at [the Harbour Blog](<https://example.com/a>)._",
            [source("Harbour Blog", EXAMPLE, the=True)],
        ),
        ("First published at the [Harbour Blog](https://example.com/a)!", [source("Harbour Blog", EXAMPLE, the=True)]),
        ("Cross posted at Medium", [source("Medium")]),
        ("Crossposted from Medium.", [source("Medium")]),
        ("Crosspost from Medium", [source("Medium")]),
        ("Cross-posted: [Medium](https://example.com/a)", [source("Medium", EXAMPLE)]),
        ("**Note:** x", None),
        ("Note: this post was originally posted on Medium.", [source("Medium")]),
        ("**This post was originally published on Medium.**", [source("Medium")]),
        ("*(Originally posted at Medium)*", [source("Medium")]),
        ("(*Originally posted at Medium*)", [source("Medium")]),
        ("> Originally posted at Medium", [source("Medium")]),
        ("This was first published in *The Harbour Gazette*.", [source("Harbour Gazette", the=True)]),
        ("Republished from Harbour & Co", [source("Harbour"), source("Co")]),
        (
            "Originally published at https://www.example.com/a/b.",
            [source("example.com", "https://www.example.com/a/b")],
        ),
        ("Originally published at <https://example.com/a>", [source("example.com", EXAMPLE)]),
        ("Originally published at example.com", [source("example.com")]),
        ("Originally published on Medium on May 20, 2014.", [source("Medium")]),
        ("Originally published on dev.to and on Medium", [source("dev.to"), source("Medium")]),
        (
            "Originally published on [A](https://example.com/a_(b)) and [B and C](https://example.com/a).",
            [source("A", "https://example.com/a_(b)"), source("B and C", EXAMPLE)],
        ),
        ("This post\nwas cross-posted from\nthe Harbour Blog.", [source("Harbour Blog", the=True)]),
        ("Ursprünglich etwas anderes.", None),
        ("The paper was originally published in Nature in 1953 and changed biology.", None),
        ("Originally published in Nature, the paper was ignored for years.", None),
        ("Originally published on Medium, but I have rewritten it since.", None),
        ("Cross-posted from Medium. I have changed a few words.", None),
        ("(Cross-posted from Medium.) Now to the matter at hand.", None),
        ("(Cross-posted from Medium) and (something else)", None),
        ("I cross-posted this to everything I could find.", None),
        ("Cross-posting is a pain.", None),
        ("Cross-posted from my old notebook", None),
        ("Originally published on", None),
        ("Cross-posted from a place where people once wrote long sentences about nothing at all", None),
        ("The first published at Medium", None),
        ("    Cross-posted from Medium", None),
        ("```\nCross-posted from Medium\n```", None),
        ("# Cross-posted from Medium", None),
        ("- Cross-posted from Medium", None),
    ],
)
@pytest.mark.parametrize("place", ["top", "bottom"])
def test_sentence_is_taken_for_an_attribution_only_when_it_is_one(sentence, sources, place):
    body = f"{sentence}\n\n{TEXT}" if place == "top" else f"{TEXT}\n{sentence}\n"

    found = extract(body)

    if sources is None:
        assert found is None
    else:
        assert found is not None
        assert list(found.sources) == sources
        assert (found.body, found.place) == (TEXT, place)


def test_sentence_after_a_leading_picture_counts_as_the_head():
    found = extract(f"![A boat (old)](boat.jpg)\n\n(Cross-posted from the Harbour Blog)\n\n{TEXT}")

    assert found.place == "top"
    assert found.body == f"![A boat (old)](boat.jpg)\n\n{TEXT}"


def test_rule_above_a_sentence_at_the_foot_goes_with_it():
    assert extract(f"{TEXT}\n---\n\n*Originally published on Medium.*\n").body == TEXT


def test_sentence_in_the_middle_stays():
    assert extract("One.\n\n(Cross-posted from the Harbour Blog)\n\nTwo.\n") is None


def test_copy_elsewhere_is_told_from_the_original():
    assert extract(f"Cross-posted to Medium.\n\n{TEXT}").direction == "to"
    assert extract(f"Cross-posted from Medium.\n\n{TEXT}").direction == "from"


def test_windows_line_ends_are_understood():
    found = extract("(Cross-posted from Medium)\r\n\r\nText.\r\n")

    assert found.body == "Text.\r\n"


def test_text_of_nothing_but_the_sentence_leaves_an_empty_body():
    assert extract("(Cross-posted from Medium)").body == ""


@given(st.text(alphabet="()[]*_.,: \nabcross-posted fromtheM", max_size=300))
def test_any_text_is_read_without_an_error_and_never_grows(text):
    found = extract(text)

    assert found is None or (found.sources and len(found.body) <= len(text))
