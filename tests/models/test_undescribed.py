"""Pictures of which nobody has said what they show."""

import pytest

from blog.models.image import undescribed
from tests.factories import ImageFactory

pytestmark = pytest.mark.django_db


def test_picture_is_described_by_the_text_or_by_the_library():
    silent, told = ImageFactory(original_name="silent.png"), ImageFactory(alt="A tree")
    text = f"![]({silent.reference}) ![]({told.reference}) ![](https://a.example/b.png) ![A fox](c.png)"
    assert undescribed(text) == ["silent.png", "https://a.example/b.png"]
    assert undescribed(f"![The same]({silent.reference})") == []


def test_cover_is_described_by_the_library_alone_and_named_once():
    cover = ImageFactory(original_name="cover.png")
    assert undescribed("", cover) == ["cover.png"]
    assert undescribed(f"![]({cover.reference})", cover) == ["cover.png"]
    assert undescribed("", ImageFactory(alt="A tree")) == []
    assert undescribed("", None) == []


@pytest.mark.parametrize(
    ("text", "queries"), [("No picture", 0), ("![](image:1)", 1), ("![](image:1) ![](image:2)", 1)]
)
def test_asking_costs_at_most_one_query(django_assert_num_queries, text, queries):
    with django_assert_num_queries(queries):
        undescribed(text)
