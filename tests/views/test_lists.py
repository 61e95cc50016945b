"""Lists: what they show, what they keep back, and their pages."""

import datetime as dt
import re
from itertools import chain

import pytest
import time_machine

from blog.models import CrossPost, Post, SiteSettings
from tests.corner import LONG_PAST, NOT_LISTED, OWN_LISTS, Corner
from tests.factories import CrossPostFactory, PostFactory, SourceFactory, TagFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def corner():
    return Corner()


LISTS = ["/", "/2014/", "/2014/11/", *OWN_LISTS]
INDEXES = {"/tags/": "Rain", "/sources/": "Elsewhere", "/archive/": "November"}


@pytest.mark.parametrize("path", LISTS)
def test_list_shows_listed_posts_only(client, corner, path):
    corner.post(title="For everyone", published=True)
    for name, fields in NOT_LISTED.items():
        corner.post(title=f"Secret {name}", **fields)
    PostFactory(published=True, page=True, title="Secret page")
    html = client.get(path).content.decode()
    assert "For everyone" in html
    assert "Secret" not in html


@pytest.mark.parametrize("path", [path for path in LISTS if path != "/"])
def test_list_is_not_found_when_nothing_in_it_is_listed(client, corner, path):
    for fields in NOT_LISTED.values():
        corner.post(**fields)
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(("path", "name"), INDEXES.items())
def test_index_names_only_what_has_a_listed_post(client, corner, path, name):
    for fields in NOT_LISTED.values():
        corner.post(**fields)
    assert name not in client.get(path).content.decode()
    corner.post(published=True)
    assert name in client.get(path).content.decode()


def test_home_says_so_when_nothing_is_published(client):
    assert b"Nothing is published here yet." in client.get("/").content


def titles(client, path):
    return re.findall(r'class="u-url" href="[^"]*">([^<]*)<', client.get(path).content.decode())


def older(client, path):
    found = re.search(r'<a rel="next" href="([^"]*)"', client.get(path).content.decode())
    return found and found[1]


@pytest.mark.parametrize("path", LISTS)
def test_pages_show_every_post_once_in_order(client, corner, path):
    SiteSettings(posts_per_page=2).save()
    for number in range(5):
        corner.post(published=True, title=f"Number {number}")
    # Two of one instant: only the cursor's second part tells them apart.
    Post.objects.filter(title__in=["Number 2", "Number 3"]).update(publish_at=LONG_PAST + dt.timedelta(hours=15))
    expected = list(Post.objects.newest_first().values_list("title", flat=True))
    if path == "/series/weather/":
        expected.reverse()
    seen, page = [], path
    while page:
        seen.append(titles(client, page))
        page = older(client, page)
    assert [len(titles) for titles in seen] == [2, 2, 1]
    assert list(chain.from_iterable(seen)) == expected


@pytest.mark.parametrize("path", LISTS)
def test_list_asked_for_again_shows_what_has_appeared_meanwhile_and_no_more_what_has_expired(client, corner, path):
    now = LONG_PAST + dt.timedelta(hours=5)
    soon, later, much_later = (now + dt.timedelta(hours=hours) for hours in (1, 2, 3))
    corner.post(published=True, title="Brief", publish_at=now - dt.timedelta(hours=1), expire_at=later)
    corner.post(published=True, title="Due", publish_at=soon)
    with time_machine.travel(now):
        assert titles(client, path) == ["Brief"]
    with time_machine.travel(soon):
        assert sorted(titles(client, path)) == ["Brief", "Due"]
    with time_machine.travel(much_later):
        assert titles(client, path) == ["Due"]


def test_lists_of_one_kind_each_show_their_own_and_as_many_as_a_page_now_has(client):
    for name in ("Rain", "Snow"):
        tag = TagFactory(name=name)
        for number in range(3):
            PostFactory(published=True, title=f"{name} {number}", tags=[tag])
    for size in (1, 2):
        SiteSettings(posts_per_page=size).save()
        for name in ("Rain", "Snow"):
            assert titles(client, f"/tags/{name.lower()}/") == [f"{name} {number}" for number in (2, 1)[:size]]


def test_later_page_leads_back_to_the_newest_posts(client, corner):
    SiteSettings(posts_per_page=1).save()
    for _ in range(2):
        corner.post(published=True)
    assert 'rel="prev"' not in client.get("/tags/rain/").content.decode()
    html = client.get(older(client, "/tags/rain/")).content.decode()
    assert '<a rel="prev" href="/tags/rain/">Newest posts</a>' in html
    assert '<link rel="prev" href="/tags/rain/">' in html


NONSENSE = ["", "x", "1", "1.2.3", "1.x", "-.1", "1.2x", "9" * 18 + ".1", "1." + "9" * 30, "٣.١", "%00", "1.2%00"]


@pytest.mark.parametrize("cursor", NONSENSE)
@pytest.mark.parametrize("path", ["/", "/tags/rain/", "/2014/"])
def test_page_is_not_found_when_its_cursor_means_nothing(client, corner, path, cursor):
    corner.post(published=True)
    assert client.get(f"{path}?before={cursor}").status_code == 404


@pytest.mark.parametrize("cursor", ["x", "1.1", "99999999999.1.1", "1.9999999999999999999.1", "-1.-1.-1.-1"])
def test_page_of_a_series_is_not_found_when_its_cursor_means_nothing(client, corner, cursor):
    corner.post(published=True)
    assert client.get(f"/series/weather/?after={cursor}").status_code == 404


def test_series_is_read_by_position_then_by_date(client, corner):
    for title, position in [("C", None), ("D", None), ("B", 2), ("A", 1)]:
        corner.post(published=True, title=title, series_position=position)
    assert titles(client, "/series/weather/") == ["A", "B", "C", "D"]


def test_source_lists_what_came_from_there_and_what_was_copied_there_once(client):
    source = SourceFactory(name="Elsewhere")
    came, went = PostFactory(published=True, title="Came"), PostFactory(published=True, title="Went")
    CrossPostFactory(post=came, source=source, url="https://a.example/1")
    CrossPostFactory(post=came, source=source, url="https://a.example/2")
    CrossPostFactory(post=went, source=source, direction=CrossPost.Direction.TO)
    PostFactory(published=True, title="Ours alone")
    assert titles(client, "/sources/elsewhere/") == ["Went", "Came"]


def test_archive_follows_the_day_of_the_address_where_it_differs_from_the_moment(client):
    SiteSettings(time_zone="Pacific/Auckland").save()
    PostFactory(published=True, title="New year", publish_at=dt.datetime(2014, 12, 31, 20, tzinfo=dt.UTC))
    assert titles(client, "/2015/01/") == ["New year"]
    assert client.get("/2014/").status_code == 404
    assert re.findall(r'href="(/\d[^"]*)"', client.get("/archive/").content.decode()) == ["/2015/", "/2015/01/"]


def test_archive_names_each_month_with_posts_once_newest_first(client):
    for year, month in [(2014, 11), (2014, 11), (2013, 1), (2014, 1), (2013, 12)]:
        for day in (1, 28):
            PostFactory(published=True, publish_at=dt.datetime(year, month, day, 12, tzinfo=dt.UTC))
    html = client.get("/archive/").content.decode()
    assert re.findall(r'href="(/\d{4}/\d\d/)"', html) == ["/2014/11/", "/2014/01/", "/2013/12/", "/2013/01/"]
    assert re.findall(r'href="(/\d{4}/)"', html) == ["/2014/", "/2013/"]


@pytest.mark.parametrize("path", ["/0000/", "/0001/", "/9999/", "/0000/01/", "/2014/00/", "/2014/13/"])
def test_archive_is_not_found_when_there_is_no_such_time(client, path):
    PostFactory(published=True)
    assert client.get(path).status_code == 404


def test_month_moves_when_its_zero_is_missing(client):
    PostFactory(published=True, publish_at=dt.datetime(2014, 3, 5, tzinfo=dt.UTC))
    response = client.get("/2014/3/")
    assert (response.status_code, response.headers["Location"]) == (301, "/2014/03/")


def test_tags_are_shown_in_pages_by_name(client, monkeypatch):
    monkeypatch.setattr("blog.views.indexes.NAMES_A_PAGE", 2)
    tags = [TagFactory(name=name) for name in ("beta", "Alpha", "gamma & delta")]
    PostFactory(published=True, tags=tags)
    names = re.compile(r'<li><a href="/tags/[^"]+">([^<]*)')
    first = client.get("/tags/").content.decode()
    assert names.findall(first) == ["Alpha", "beta"]
    following = re.search(r'<a rel="next" href="([^"]*)"', first)[1]
    second = client.get(following).content.decode()
    assert names.findall(second) == ["gamma &amp; delta"]
    assert '<a rel="prev" href="/tags/">' in second
    assert client.get("/tags/?after=zzz").status_code == client.get("/tags/?after=%00").status_code == 404


QUERIES = {
    "/": 3, "/2014/": 2, "/2014/11/": 2, "/archive/": 2, "/tags/": 2, "/sources/": 2,
    "/tags/rain/": 3, "/authors/ada/": 3, "/series/weather/": 3, "/sources/elsewhere/": 3,
}  # fmt: skip


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("path", "queries"), QUERIES.items())
def test_list_takes_as_many_queries_however_long_it_is(client, corner, django_assert_num_queries, path, queries, count):
    for month in range(count):
        post = corner.post(published=True, publish_at=LONG_PAST - dt.timedelta(days=month))
        post.tags.add(TagFactory())
        CrossPostFactory(post=post)
    with django_assert_num_queries(queries):
        assert client.get(path).status_code == 200


def test_list_leaves_the_texts_in_the_database(client, django_assert_num_queries):
    PostFactory(published=True, body="A text that no list shows. " * 50, excerpt="Short.")
    with django_assert_num_queries(3) as queries:
        client.get("/")
    assert not any('"body_html"' in query["sql"] for query in queries.captured_queries)


def test_post_with_two_copies_at_a_source_is_listed_once(client):
    source = SourceFactory(name="Elsewhere")
    posts = [PostFactory(published=True, title=title) for title in ("First", "Second", "Third")]
    for post in posts:
        CrossPostFactory(post=post, source=source, url="https://a.example/1")
        CrossPostFactory(post=post, source=source, url="https://a.example/2", direction=CrossPost.Direction.TO)
    SiteSettings(posts_per_page=2).save()
    assert titles(client, "/sources/elsewhere/") == ["Third", "Second"]
    assert titles(client, older(client, "/sources/elsewhere/")) == ["First"]
