import dataclasses

import pytest

from blog.syndication.devto import tags_of
from blog.syndication.kinds import Refused

from .cases import CONTENT, case_of


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


def test_an_article_that_has_the_canonical_address_already_is_brought_up_to_date(case):
    case.kind.create(case.account(), CONTENT, "key-1")
    newer(case, number=200, size=30_000)
    copy = case.kind.create(case.account(), dataclasses.replace(CONTENT, title="Once more"), "key-2")
    assert copy.id == "1"
    assert case.network.articles[1]["title"] == "Once more"
    assert len(case.network.articles) == 201


def test_a_deleted_one_that_is_sent_again_is_published_again(case):
    copy = case.kind.create(case.account(), CONTENT, "key-1")
    case.kind.delete(case.account(), copy.id, "key-2")
    assert case.kind.find(case.account(), CONTENT, "key-3") is None
    assert case.kind.create(case.account(), CONTENT, "key-3") == copy
    assert case.network.articles[1]["published"] is True


def test_an_address_that_an_article_of_somebody_else_has_is_refused(case):
    case.network.elsewhere = {CONTENT.canonical_url}
    with pytest.raises(Refused, match="already been taken"):
        case.kind.create(case.account(), CONTENT, "key-1")


def test_what_went_out_lately_is_found_among_many_long_articles(case):
    newer(case, number=300, size=30_000)
    copy = case.kind.create(case.account(), CONTENT, "key-1")
    newer(case, number=20, size=30_000)
    assert case.kind.find(case.account(), CONTENT, "key-1") == copy


def newer(case, *, number: int, size: int) -> None:
    """More articles of the same account; together they are larger than what is read of one answer."""
    first = len(case.network.articles) + 1
    for each in range(first, first + number):
        address = f"https://blog.example/{each}/"
        case.network.articles[each] = {
            "id": each,
            "url": address,
            "canonical_url": address,
            "published": True,
            "body_markdown": "x" * size,
        }


def test_long_title_is_cut(case):
    case.kind.create(case.account(), dataclasses.replace(CONTENT, title="x" * 200), "key-1")
    assert len(case.network.articles[1]["title"]) == 128
