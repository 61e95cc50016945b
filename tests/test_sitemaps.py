"""The sitemap and robots.txt."""

import datetime as dt

import pytest
from lxml import etree

from tests.corner import NOT_LISTED
from tests.factories import PostFactory

pytestmark = pytest.mark.django_db

NAMESPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
SITE = "http://localhost:8000"


def texts(client, path, element):
    response = client.get(path)
    assert response.headers["Content-Type"] == "application/xml; charset=utf-8"
    return etree.fromstring(response.content).xpath(f"//s:{element}/text()", namespaces=NAMESPACE)


def test_index_names_one_file_a_month_with_listed_posts(client):
    for fields in NOT_LISTED.values():
        PostFactory(**({"publish_at": dt.datetime(2011, 1, 1, tzinfo=dt.UTC)} | fields))
    for month in (3, 3, 5):
        PostFactory(published=True, publish_at=dt.datetime(2014, month, 5, tzinfo=dt.UTC))
    assert texts(client, "/sitemap.xml", "loc") == [
        f"{SITE}/sitemap-pages.xml",
        f"{SITE}/sitemap-2014-05.xml",
        f"{SITE}/sitemap-2014-03.xml",
    ]


def test_month_has_its_listed_posts_with_the_day_they_changed(client):
    post = PostFactory(published=True, slug="rain", version=2, updated_at=dt.datetime(2015, 1, 2, tzinfo=dt.UTC))
    PostFactory(published=True, publish_at=dt.datetime(2014, 12, 5, tzinfo=dt.UTC))
    for fields in NOT_LISTED.values():
        PostFactory(**fields)
    assert texts(client, "/sitemap-2014-11.xml", "loc") == [SITE + post.get_absolute_url()]
    assert texts(client, "/sitemap-2014-11.xml", "lastmod") == ["2015-01-02T00:00:00+00:00"]


def test_month_is_not_found_when_nothing_in_it_is_listed(client):
    for fields in NOT_LISTED.values():
        PostFactory(**fields)
    assert client.get("/sitemap-2014-11.xml").status_code == 404


def test_pages_are_named_when_everybody_may_find_them(client):
    PostFactory(published=True, page=True, slug="about")
    for fields in NOT_LISTED.values():
        PostFactory(page=True, **fields)
    assert texts(client, "/sitemap-pages.xml", "loc") == [
        f"{SITE}/", f"{SITE}/archive/", f"{SITE}/tags/", f"{SITE}/about/"
    ]  # fmt: skip


@pytest.mark.parametrize("count", [1, 3])
def test_sitemap_takes_as_many_queries_however_long_it_is(client, django_assert_num_queries, count):
    for month in range(count):
        PostFactory(published=True, publish_at=dt.datetime(2014, 1 + month, 1, tzinfo=dt.UTC))
        PostFactory(published=True, publish_at=dt.datetime(2014, 1, 2 + month, tzinfo=dt.UTC))
    for path in ("/sitemap.xml", "/sitemap-2014-01.xml", "/sitemap-pages.xml"):
        with django_assert_num_queries(2):
            assert client.get(path).status_code == 200


def test_robots_are_led_to_the_sitemap_and_kept_from_the_doors(client):
    text = client.get("/robots.txt").content.decode()
    assert f"Sitemap: {SITE}/sitemap.xml\n" in text
    assert "Disallow: /admin/\n" in text
