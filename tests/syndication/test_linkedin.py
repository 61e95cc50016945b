import dataclasses

import pytest

from blog.syndication.kinds import Refused
from blog.syndication.linkedin import little_text

from .cases import CONTENT, case_of
from .networks import linkedin


@pytest.fixture
def case(other):
    found = case_of("linkedin", other.url("").rstrip("/"))
    other.network = found.network
    yield found
    assert found.network.faults == []


def test_article_is_shown_with_its_address(case):
    copy = case.kind.create(case.account(), CONTENT, "key-1")
    assert copy.url == f"https://www.linkedin.com/feed/update/{copy.id}/"
    [post] = case.network.posts.values()
    assert post["content"]["article"] == {"source": CONTENT.url, "title": "A title", "description": "In short."}


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("a_b (c) [d] {e} *f* ~g~ <h> @i | \\", r"a\_b \(c\) \[d\] \{e\} \*f\* \~g\~ \<h\> \@i \| \\"),
        ("#Tag and C# here", r"{hashtag|\#|Tag} and C\# here"),
        ("plain", "plain"),
    ],
)
def test_signs_with_a_meaning_are_marked(case, text, marked):
    assert little_text(text) == marked
    case.kind.create(case.account(), dataclasses.replace(CONTENT, text=text), "key-1")
    assert len(case.network.posts) == 1


def test_author_that_is_none_is_said_before_anything_is_sent(case, other):
    case.settings["author"] = "alice"
    with pytest.raises(Refused, match="urn:li:person"):
        case.kind.create(case.account(), CONTENT, "key-1")
    assert other.got == []


def test_refusal_of_a_text_that_is_too_long_is_told(case):
    with pytest.raises(Refused, match="3000"):
        case.kind.create(case.account(), dataclasses.replace(CONTENT, text="x" * 3001), "key-1")
    assert linkedin.TOKEN
