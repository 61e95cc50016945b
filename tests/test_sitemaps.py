"""The sitemap: what is in which of its files, and what is in none."""

import datetime as dt
import html
import re

import pytest
from lxml import etree

from blog.models import Image, Post
from blog.sitemaps import File
from tests.corner import NOT_LISTED, OWN_LISTS, Corner
from tests.factories import (
    LONG_AGO,
    CrossPostFactory,
    ImageFactory,
    PostFactory,
    TagFactory,
    with_renditions,
)

pytestmark = pytest.mark.django_db

NAMESPACES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "image": "http://www.google.com/schemas/sitemap-image/1.1",
}
SITE = "http://localhost:8000"
MARCH, MAY, JUNE = (dt.datetime(2015, month, 2, tzinfo=dt.UTC) for month in (3, 5, 6))


def texts(client, path, element):
    response = client.get(path)
    assert response.headers["Content-Type"] == "application/xml; charset=utf-8"
    return etree.fromstring(response.content).xpath(f"//{element}/text()", namespaces=NAMESPACES)


def test_index_names_the_months_and_the_pages_that_have_something_to_find(client):
    for number, fields in enumerate(NOT_LISTED.values()):
        PostFactory(pk=10_000 + number, **{"publish_at": MAY, **fields})
    PostFactory(pk=1, published=True)
    PostFactory(pk=2, published=True)
    PostFactory(pk=3, published=True, publish_at=MARCH)
    PostFactory(pk=4, published=True, page=True, publish_at=JUNE)
    assert texts(client, "/sitemap.xml", "s:loc") == [
        f"{SITE}/sitemap-lists.xml",
        f"{SITE}/sitemap-pages.xml",
        f"{SITE}/sitemap-2014-11.xml",
        f"{SITE}/sitemap-2015-03.xml",
    ]


def test_month_and_pages_go_on_in_another_file_after_so_many_keys(client):
    posts = [PostFactory(pk=pk, published=True) for pk in (19_999, 20_000, 1_000_000)]
    pages = [PostFactory(pk=pk, published=True, page=True) for pk in (19_998, 40_000)]
    files = {
        "sitemap-pages": pages[0],
        "sitemap-pages-2": pages[1],
        "sitemap-2014-11": posts[0],
        "sitemap-2014-11-1": posts[1],
        "sitemap-2014-11-50": posts[2],
    }
    named = texts(client, "/sitemap.xml", "s:loc")
    assert named == [f"{SITE}/{name}.xml" for name in ("sitemap-lists", *files)]
    for name, post in files.items():
        assert texts(client, f"/{name}.xml", "s:loc") == [SITE + post.get_absolute_url()]


def test_index_says_when_something_in_a_file_last_changed_or_appeared(client):
    PostFactory(published=True, updated_at=MAY)
    PostFactory(published=True, updated_at=MARCH)
    PostFactory(published=True, updated_at=JUNE, visibility="private")
    PostFactory(published=True, publish_at=JUNE, updated_at=MARCH)
    dates = [f"2015-{month}-02T00:00:00+00:00" for month in ("06", "05", "06")]
    assert texts(client, "/sitemap.xml", "s:lastmod") == dates


def test_index_of_an_empty_site_is_whole(client):
    assert texts(client, "/sitemap.xml", "s:loc") == [f"{SITE}/sitemap-lists.xml"]
    assert texts(client, "/sitemap.xml", "s:lastmod") == []


def test_file_has_its_posts_with_the_moment_they_changed(client):
    first = PostFactory(published=True, slug="雨-&", publish_at=LONG_AGO)
    last = PostFactory(published=True, slug="rain", version=2, updated_at=MAY)
    PostFactory(published=True, page=True)
    PostFactory(published=True, publish_at=MARCH)
    for fields in NOT_LISTED.values():
        PostFactory(**{"publish_at": LONG_AGO, **fields})
    path = "/sitemap-2014-11.xml"
    assert texts(client, path, "s:loc") == [SITE + post.get_absolute_url() for post in (first, last)]
    assert texts(client, path, "s:lastmod") == ["2014-11-18T14:00:00+00:00", "2015-05-02T00:00:00+00:00"]


@pytest.mark.parametrize("slug", ["plain", "雨", "a&b", "it's", "a+b,c;d=e", "ü-ß", "(x)!*$@:~"])
def test_addresses_are_those_of_the_posts(client, slug):
    post = PostFactory(published=True)
    Post.objects.update(slug=slug)
    post.refresh_from_db()
    assert texts(client, "/sitemap-2014-11.xml", "s:loc") == [SITE + post.get_absolute_url()]


def test_month_is_that_of_the_address(client):
    # In another time zone than UTC it was already December.
    post = PostFactory(published=True, publish_at=dt.datetime(2014, 11, 30, 23, 30, tzinfo=dt.UTC))
    Post.objects.update(published_on=dt.date(2014, 12, 1))
    post.refresh_from_db()
    assert texts(client, "/sitemap-2014-12.xml", "s:loc") == [f"{SITE}/2014/12/{post.slug}/"]
    assert client.get("/sitemap-2014-11.xml").status_code == 404


def test_post_whose_canonical_copy_is_elsewhere_is_in_no_file(client):
    there = PostFactory(published=True, updated_at=JUNE)
    CrossPostFactory(post=there, url="https://a.example/1", is_canonical=True)
    here = PostFactory(published=True, updated_at=MAY)
    CrossPostFactory(post=here, url="https://a.example/2")
    alone = PostFactory(published=True, publish_at=MARCH)
    CrossPostFactory(post=alone, url="https://a.example/3", is_canonical=True)
    assert texts(client, "/sitemap-2014-11.xml", "s:loc") == [SITE + here.get_absolute_url()]
    assert texts(client, "/sitemap.xml", "s:lastmod") == ["2015-05-02T00:00:00+00:00"] * 2
    assert client.get("/sitemap-2015-03.xml").status_code == 404


def test_pictures_are_the_ones_that_the_page_shows_the_cover_first(client):
    cover, first, second = with_renditions(ImageFactory()), with_renditions(ImageFactory()), ImageFactory()
    body = f"![]({first.reference})\n\n![]({second.reference})\n\n![]({cover.reference})"
    post = PostFactory(published=True, cover=cover, body=body)
    shown = texts(client, "/sitemap-2014-11.xml", "image:loc")
    page = client.get(post.get_absolute_url()).content.decode()
    on_page = [html.unescape(src) for src in re.findall(r'<img [^>]*?src="([^"]+)"', page)]
    assert shown == [SITE + src for src in dict.fromkeys(on_page)]
    assert len(shown) == 3


def test_pictures_are_in_one_order_however_they_were_linked(client):
    first, second = ImageFactory(), ImageFactory()
    post = PostFactory(published=True, body=f"![]({first.reference})\n\n![]({second.reference})")
    post.images.clear()
    for image in (second, first):
        post.images.add(image)
    assert texts(client, "/sitemap-2014-11.xml", "image:loc") == [SITE + image.file.url for image in (first, second)]


def test_picture_as_it_came_stands_for_one_without_renditions_that_all_can_show(client):
    image = ImageFactory()
    post = PostFactory(published=True, cover=image)
    assert texts(client, "/sitemap-2014-11.xml", "image:loc") == [f"{SITE}{post.cover.url}"]


def test_pictures_of_a_post_are_bounded(client, monkeypatch):
    monkeypatch.setattr("blog.sitemaps.PICTURES_A_POST", 2)
    body = "\n\n".join(f"![]({ImageFactory().reference})" for _ in range(3))
    PostFactory(published=True, cover=ImageFactory(), body=body)
    assert len(texts(client, "/sitemap-2014-11.xml", "image:loc")) == 2


@pytest.mark.parametrize(
    "name",
    "2015-01 2014-13 2014-1 0000-01 2014-11-0 2014-11-01 2014-11-1 2014-11-999999999999 2014-12 pages pages-0".split(),
)
def test_file_is_not_found_when_nothing_in_it_can_be(client, name):
    PostFactory(published=True)
    for fields in NOT_LISTED.values():
        PostFactory(**{"publish_at": dt.datetime(2014, 12, 3, tzinfo=dt.UTC), **fields})
        PostFactory(page=True, **fields)
    assert client.get(f"/sitemap-{name}.xml").status_code == 404


def test_file_that_earlier_versions_named_is_gone(client):
    PostFactory(published=True)
    assert client.get("/sitemap-0.xml").status_code == 410


def test_lists_have_a_file(client):
    corner = Corner()
    corner.post(published=True)
    ways = ["/", "/archive/", "/tags/", "/sources/"]
    assert texts(client, "/sitemap-lists.xml", "s:loc") == [SITE + path for path in [*ways, *OWN_LISTS]]


def test_list_in_which_nothing_is_listed_is_in_no_file(client):
    corner = Corner()
    for fields in NOT_LISTED.values():
        corner.post(**fields)
    assert len(texts(client, "/sitemap-lists.xml", "s:loc")) == 4


def test_lists_of_a_kind_are_bounded(client, monkeypatch):
    monkeypatch.setattr("blog.sitemaps.LISTS_A_KIND", 2)
    PostFactory(published=True, tags=TagFactory.create_batch(3))
    tags = [url for url in texts(client, "/sitemap-lists.xml", "s:loc") if "/tags/tag" in url]
    assert len(tags) == 2


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("path", "queries"),
    [("/sitemap.xml", 2), ("/sitemap-2014-11.xml", 3), ("/sitemap-pages.xml", 3), ("/sitemap-lists.xml", 5)],
)
def test_sitemap_takes_as_many_queries_however_long_it_is(client, django_assert_num_queries, path, queries, count):
    corner = Corner()
    for number in range(count):
        corner.post(pk=number + 1, published=True, cover=ImageFactory())
        PostFactory(pk=(number + 1) * 20_000, published=True, tags=[TagFactory()])
        PostFactory(pk=number + 100, published=True, page=True, cover=ImageFactory())
    with django_assert_num_queries(queries):
        assert client.get(path).status_code == 200


def test_sitemap_that_did_not_change_is_not_sent_again(client, django_assert_num_queries):
    PostFactory(published=True)
    for path in ("/sitemap.xml", "/sitemap-2014-11.xml", "/sitemap-lists.xml"):
        tag = client.get(path).headers["ETag"]
        with django_assert_num_queries(1):
            assert client.get(path, headers={"if-none-match": tag}).status_code == 304


def test_renditions_move_the_sitemap_on(client):
    image = ImageFactory()
    PostFactory(published=True, cover=image)
    tag = client.get("/sitemap-2014-11.xml").headers["ETag"]
    with_renditions(Image.objects.get())
    assert client.get("/sitemap-2014-11.xml", headers={"if-none-match": tag}).status_code == 200


def test_path_of_a_file_says_its_month_and_run():
    moment = dt.datetime(2015, 1, 1, tzinfo=dt.UTC)
    numbers = [0, 3, 201501_000000, 201512_000049, 101_000000]
    names = ["pages", "pages-3", "2015-01", "2015-12-49", "0001-01"]
    assert [File(number, moment).path for number in numbers] == [f"/sitemap-{name}.xml" for name in names]
