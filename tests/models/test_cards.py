"""What lists show of each post."""

import pytest
from django.db import connection

from blog.imaging.specs import CARD
from blog.models import Image, Post
from blog.models.picture import picture_of
from blog.text.picture_sizes import CARD_SIZES
from tests.factories import ImageFactory, PostFactory, TagFactory, with_renditions

pytestmark = pytest.mark.django_db


def test_tags_of_a_card_are_its_own_by_name_with_their_addresses():
    rain, odd, plain = TagFactory(name="Rain"), TagFactory(name="A \"quoted\" \\ ☂ 'one'"), TagFactory(name="Snow")
    PostFactory(published=True, slug="two", tags=[rain, odd])
    PostFactory(published=True, slug="one", tags=[plain])
    PostFactory(published=True, slug="none")
    cards = {post.slug: post for post in Post.objects.listed().cards()}
    shown = {slug: [(tag.name, tag.get_absolute_url()) for tag in post.card_tags] for slug, post in cards.items()}
    assert shown == {
        "two": [(odd.name, odd.get_absolute_url()), ("Rain", "/tags/rain/")],
        "one": [("Snow", "/tags/snow/")],
        "none": [],
    }


def test_picture_of_a_card_is_the_crop_of_its_own_cover():
    covers = [with_renditions(ImageFactory(dominant_colour="#336699")), ImageFactory()]
    for cover in covers:
        PostFactory(published=True, cover=cover)
    for post in Post.objects.listed().cards():
        cover = Image.objects.get(pk=post.cover_id)
        assert post.card_picture == picture_of(cover, CARD, cover.renditions.all(), sizes=CARD_SIZES)
        assert post.card_picture.src.startswith("/media/")
        assert len(post.card_picture.sources) == (2 if cover == covers[0] else 0)


def test_cards_ask_for_tags_and_renditions_of_the_posts_shown_only():
    """Postgres looks them up behind LIMIT, not once for every post that it passes."""
    for number in range(30):
        PostFactory(published=True, slug=f"post-{number}", tags=[TagFactory(name=f"Tag {number}")])
    sql, parameters = Post.objects.listed().cards().newest_first()[:3].query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, SUMMARY OFF, FORMAT JSON) {sql}", parameters)
        [[[plan]]] = cursor.fetchall()
    loops = [node["Actual Loops"] for node in _nodes(plan["Plan"]) if node.get("Parent Relationship") == "SubPlan"]
    assert loops == [3, 3]


def _nodes(plan):
    yield plan
    for child in plan.get("Plans", ()):
        yield from _nodes(child)
