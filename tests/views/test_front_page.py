"""The post that leads the front page."""

import datetime as dt
import re

import pytest
import time_machine

from blog.models import Post, SiteSettings
from tests.corner import LONG_PAST, NOT_LISTED
from tests.factories import ImageFactory, PostFactory, with_renditions

pytestmark = pytest.mark.django_db


def page(client, path="/"):
    return client.get(path).content.decode()


def leading(html):
    found = re.search(r'<article class="featured.*?</article>', html, re.DOTALL)
    return found and re.search(r'class="u-url" href="[^"]*">([^<]*)<', found[0])[1]


def titles(html):
    return re.findall(r'class="u-url" href="[^"]*">([^<]*)<', html)


def test_newest_featured_post_leads_and_is_not_repeated_below(client):
    for title, is_featured in [("Old lead", True), ("Lead", True), ("Middle", False), ("Last", False)]:
        PostFactory(published=True, title=title, is_featured=is_featured)
    html = page(client)
    assert leading(html) == "Lead"
    assert titles(html) == ["Lead", "Last", "Middle", "Old lead"]


def test_nothing_leads_when_nothing_is_featured(client):
    PostFactory(published=True)
    assert leading(page(client)) is None


@pytest.mark.parametrize("fields", NOT_LISTED.values(), ids=NOT_LISTED.keys())
def test_post_that_no_list_may_show_does_not_lead(client, fields):
    PostFactory(published=True, title="Lead", is_featured=True)
    # Newer than the other one.
    PostFactory(**{"publish_at": LONG_PAST + dt.timedelta(days=1), **fields, "title": "Secret", "is_featured": True})
    html = page(client)
    assert leading(html) == "Lead"
    assert "Secret" not in html


def test_featured_page_does_not_lead(client):
    PostFactory(published=True, page=True, is_featured=True, title="About")
    assert "About" not in page(client)


def test_featured_post_leads_from_its_moment_until_it_expires(client):
    start, end = LONG_PAST + dt.timedelta(days=2), LONG_PAST + dt.timedelta(days=3)
    PostFactory(published=True, title="Before", is_featured=True)
    PostFactory(published=True, title="Brief", is_featured=True, publish_at=start, expire_at=end)
    for moment, expected in [(start - dt.timedelta(seconds=1), "Before"), (start, "Brief"), (end, "Before")]:
        with time_machine.travel(moment, tick=False):
            assert leading(page(client)) == expected


def test_featured_post_leads_the_first_page_only_and_has_its_place_on_its_own(client):
    SiteSettings(posts_per_page=2).save()
    PostFactory(published=True, title="Lead", is_featured=True)
    for number in range(3):
        PostFactory(published=True, title=f"Number {number}")
    first = page(client)
    assert titles(first) == ["Lead", "Number 2", "Number 1"]
    second = page(client, re.search(r'<a rel="next" href="([^"]*)"', first)[1])
    assert leading(second) is None
    assert titles(second) == ["Number 0", "Lead"]


def test_front_page_shows_the_only_post_there_is_when_it_is_featured(client):
    PostFactory(published=True, title="Lead", is_featured=True)
    html = page(client)
    assert titles(html) == ["Lead"]
    assert "Nothing is published" not in html


def test_featuring_a_post_changes_what_caches_may_keep(client):
    post = PostFactory(published=True)
    before = client.get("/").headers["ETag"]
    Post.objects.filter(pk=post.pk).update(is_featured=True)
    assert client.get("/", headers={"If-None-Match": before}).status_code == 200


def test_cover_of_the_leading_post_is_loaded_at_once_and_no_other(client):
    for number in range(3):
        PostFactory(published=True, cover=with_renditions(ImageFactory()), is_featured=number == 1)
    loading = re.findall(r'<img [^>]*loading="(\w+)"', page(client))
    assert loading == ["eager", "lazy", "lazy"]


@pytest.mark.parametrize("count", [1, 3])
def test_front_page_takes_as_many_queries_however_many_are_featured(client, django_assert_num_queries, count):
    for _ in range(count):
        PostFactory(published=True, is_featured=True, cover=with_renditions(ImageFactory()))
    with django_assert_num_queries(3):
        assert leading(page(client))
