"""The sitemap and robots.txt."""

import datetime as dt

import pytest
from lxml import etree

from tests.corner import NOT_LISTED
from tests.factories import LONG_AGO, PostFactory

pytestmark = pytest.mark.django_db

NAMESPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
SITE = "http://localhost:8000"


def texts(client, path, element):
    response = client.get(path)
    assert response.headers["Content-Type"] == "application/xml; charset=utf-8"
    return etree.fromstring(response.content).xpath(f"//s:{element}/text()", namespaces=NAMESPACE)


def test_index_names_the_files_that_have_something_to_find(client):
    for number, fields in enumerate(NOT_LISTED.values()):
        PostFactory(pk=10_000 + number, **fields)
    PostFactory(pk=1, published=True)
    PostFactory(pk=4_999, published=True)
    PostFactory(pk=15_000, published=True, page=True)
    assert texts(client, "/sitemap.xml", "loc") == [
        f"{SITE}/sitemap-lists.xml",
        f"{SITE}/sitemap-0.xml",
        f"{SITE}/sitemap-3.xml",
    ]


def test_index_says_when_something_in_a_file_last_changed_or_appeared(client):
    march, may, june = (dt.datetime(2015, month, 2, tzinfo=dt.UTC) for month in (3, 5, 6))
    PostFactory(pk=1, published=True, updated_at=may)
    PostFactory(pk=2, published=True, updated_at=march)
    PostFactory(pk=3, published=True, updated_at=june, visibility="private")
    PostFactory(pk=7_000, published=True, publish_at=june, updated_at=march)
    dates = [f"2015-{month}-02T00:00:00+00:00" for month in ("06", "05", "06")]
    assert texts(client, "/sitemap.xml", "lastmod") == dates


def test_index_of_an_empty_site_is_whole(client):
    assert texts(client, "/sitemap.xml", "loc") == [f"{SITE}/sitemap-lists.xml"]
    assert texts(client, "/sitemap.xml", "lastmod") == []


def test_file_has_its_findable_posts_and_pages_with_the_day_they_changed(client):
    last = PostFactory(
        pk=9_999, published=True, slug="rain", version=2, updated_at=dt.datetime(2015, 1, 2, tzinfo=dt.UTC)
    )
    first = PostFactory(pk=5_000, published=True, page=True, slug="about", publish_at=LONG_AGO)
    PostFactory(pk=4_999, published=True)
    PostFactory(pk=10_000, published=True)
    for number, fields in enumerate(NOT_LISTED.values(), start=6_000):
        PostFactory(pk=number, **fields)
    assert texts(client, "/sitemap-1.xml", "loc") == [SITE + post.get_absolute_url() for post in (first, last)]
    assert texts(client, "/sitemap-1.xml", "lastmod") == ["2014-11-18T14:00:00+00:00", "2015-01-02T00:00:00+00:00"]


@pytest.mark.parametrize("path", ["/sitemap-1.xml", "/sitemap-999999999999.xml", "/sitemap-00.xml", "/sitemap--1.xml"])
def test_file_is_not_found_when_nothing_in_it_can_be(client, path):
    PostFactory(published=True)
    for number, fields in enumerate(NOT_LISTED.values(), start=5_000):
        PostFactory(pk=number, **fields)
    assert client.get(path).status_code == 404


def test_ways_into_the_lists_have_a_file(client):
    assert texts(client, "/sitemap-lists.xml", "loc") == [f"{SITE}/", f"{SITE}/archive/", f"{SITE}/tags/"]


@pytest.mark.parametrize("count", [1, 3])
def test_sitemap_takes_as_many_queries_however_long_it_is(client, django_assert_num_queries, count):
    for number in range(count):
        PostFactory(pk=number + 1, published=True)
        PostFactory(pk=(number + 1) * 5_000, published=True)
    for path in ("/sitemap.xml", "/sitemap-0.xml"):
        with django_assert_num_queries(2):
            assert client.get(path).status_code == 200


def test_robots_are_led_to_the_sitemap_and_kept_from_the_doors(client):
    text = client.get("/robots.txt").content.decode()
    assert f"Sitemap: {SITE}/sitemap.xml\n" in text
    assert "Disallow: /admin/\n" in text
