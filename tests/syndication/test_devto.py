import dataclasses

import pytest

from blog.syndication.devto import tags_of
from blog.syndication.kinds import Refused

from .test_networks import CONTENT, case_of


@pytest.fixture
def case(other):
    found = case_of("devto", other.url("").rstrip("/"))
    other.network = found.network
    yield found
    assert found.network.faults == []


def test_whole_text_goes_with_its_canonical_address(case):
    case.kind.create(case.account(), dataclasses.replace(CONTENT, picture_url="https://blog.example/c.jpg"), "key-1")
    [article] = case.network.articles.values()
    assert article["canonical_url"] == CONTENT.canonical_url
    assert article["tags"] == ["postgresql", "blogsoftware", "ber", "one"]
    assert article["main_image"] == "https://blog.example/c.jpg"


def test_tags_are_what_forem_takes():
    assert tags_of(("C++", "c", "日本", "Ruby on Rails")) == ["c", "rubyonrails"]


def test_second_article_with_the_same_canonical_address_is_refused(case):
    case.kind.create(case.account(), CONTENT, "key-1")
    with pytest.raises(Refused, match="already been taken"):
        case.kind.create(case.account(), CONTENT, "key-2")


def test_long_title_is_cut(case):
    case.kind.create(case.account(), dataclasses.replace(CONTENT, title="x" * 200), "key-1")
    assert len(case.network.articles[1]["title"]) == 128
