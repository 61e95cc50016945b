"""robots.txt, llms.txt and the sources as an outline."""

import datetime as dt

import pytest
from lxml import etree

from blog.models import SiteSettings
from blog.text import robots
from tests.corner import NOT_LISTED, Corner
from tests.factories import CrossPostFactory, PostFactory, SourceFactory

pytestmark = pytest.mark.django_db

SITE = "http://localhost:8000"
FILES = ["/robots.txt", "/llms.txt", "/sources.opml"]
SETTINGS = "/admin/blog/sitesettings/1/change/"


def text(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_robots_are_kept_from_the_doors_and_led_to_the_sitemap(client):
    lines = text(client, "/robots.txt").splitlines()
    assert lines[0] == "User-agent: *"
    assert "Disallow: /admin/" in lines
    assert lines[-1] == f"Sitemap: {SITE}/sitemap.xml"
    assert list(robots.problems("\n".join(lines))) == []


def test_robots_are_told_what_the_site_wants_and_still_of_the_sitemap(client):
    SiteSettings(robots_txt="User-agent: GPTBot\r\nDisallow: /\r\n").save()
    assert text(client, "/robots.txt") == f"User-agent: GPTBot\nDisallow: /\n\nSitemap: {SITE}/sitemap.xml\n"


def test_robots_are_told_of_another_sitemap_only_when_it_is_written(client):
    SiteSettings(robots_txt="User-agent: *\nDisallow:\nSITEMAP: https://a.example/s.xml").save()
    assert text(client, "/robots.txt") == "User-agent: *\nDisallow:\nSITEMAP: https://a.example/s.xml\n"


def settings_form(**fields):
    site = {"title": "A", "posts_per_page": 10, "language": "en", "time_zone": "UTC", "featured_post": ""}
    return site | fields


def test_wrong_lines_of_robots_are_named_in_the_settings(client, root):
    client.force_login(root)
    html = client.post(SETTINGS, settings_form(robots_txt="User-agent: *\nDisalow: /x/\nDisallow: y")).content.decode()
    assert "Line 2: crawlers know no such directive." in html
    assert "Line 3: a path starts with / or * and has no spaces." in html
    assert SiteSettings.load().robots_txt == ""


@pytest.mark.parametrize(
    ("written", "error"),
    [
        ("User-agent: *\n" + "Disallow: /x/\n" * 4_000, "At most 50000 characters."),
        ("User-agent: *\0", "Null characters"),
    ],
)
def test_robots_that_cannot_be_kept_are_refused(client, root, written, error):
    client.force_login(root)
    assert error in client.post(SETTINGS, settings_form(robots_txt=written)).content.decode()
    assert SiteSettings.load().robots_txt == ""


def test_robots_return_to_the_default_when_emptied(client, root):
    default = text(client, "/robots.txt")
    SiteSettings(robots_txt="User-agent: *\nDisallow: /").save()
    client.force_login(root)
    assert client.post(SETTINGS, settings_form(robots_txt="")).status_code == 302
    assert text(client, "/robots.txt") == default


@pytest.mark.parametrize("hub", ["javascript:alert(1)", "ftp://a.example/", "not one"])
def test_hub_is_a_web_address(client, root, hub):
    client.force_login(root)
    assert client.post(SETTINGS, settings_form(websub_hub=hub)).status_code == 200
    assert SiteSettings.load().websub_hub == ""


def test_llms_are_told_the_site_its_pages_and_its_newest_posts(client):
    SiteSettings(
        title="Weather", description="Of rain,\n and snow.", navigation="About us /about/\nElsewhere https://a.example/"
    ).save()
    post = PostFactory(published=True, title="On [rain]_\\", excerpt="Wet.\n\n# Really")
    page = PostFactory(published=True, page=True, title="About", excerpt="Who.")
    assert text(client, "/llms.txt").split("\n\n") == [
        "# Weather",
        "> Of rain, and snow.",
        "## Pages",
        f"- [About us](<{SITE}/about/>)\n- [About](<{SITE}{page.get_absolute_url()}index.md>): Who.",
        "## Newest posts",
        f"- [On \\[rain\\]\\_\\\\](<{SITE}{post.get_absolute_url()}index.md>): Wet. # Really",
        "## Optional",
        f"- [All posts](<{SITE}/archive/>)\n- [Tags](<{SITE}/tags/>)\n- [Sources](<{SITE}/sources/>)\n"
        f"- [RSS](<{SITE}/feed/>)\n- [Sitemap](<{SITE}/sitemap.xml>)\n",
    ]


def test_llms_are_told_so_much_and_no_more(client, monkeypatch):
    monkeypatch.setattr("blog.views.machines.POSTS_IN_LLMS", 2)
    monkeypatch.setattr("blog.views.machines.PAGES_IN_LLMS", 1)
    for _ in range(3):
        PostFactory(published=True, title="A post", excerpt="word " * 400)
        PostFactory(published=True, page=True, title="A page")
    told = text(client, "/llms.txt")
    assert (told.count("A post"), told.count("A page")) == (2, 1)
    assert len(told) < 2_000


def test_sources_are_an_outline_with_their_feeds_and_home_pages(client):
    for fields in [
        {"name": "A & B", "feed_url": "https://a.example/feed?x=1&y=2", "home_url": "https://a.example/"},
        {"name": "Only <home>", "home_url": "https://b.example/"},
        {"name": "Only feed", "feed_url": "https://c.example/feed"},
        {"name": "Neither"},
    ]:
        CrossPostFactory(post=PostFactory(published=True), source=SourceFactory(**fields))
    outline = etree.fromstring(client.get("/sources.opml").content)
    assert outline.get("version") == "2.0"
    assert [dict(each.attrib) for each in outline.iterfind("body/outline")] == [
        {
            "type": "rss",
            "text": "A & B",
            "title": "A & B",
            "xmlUrl": "https://a.example/feed?x=1&y=2",
            "htmlUrl": "https://a.example/",
        },
        {"type": "link", "text": "Only <home>", "url": "https://b.example/"},
        {"type": "rss", "text": "Only feed", "title": "Only feed", "xmlUrl": "https://c.example/feed"},
    ]


def test_outline_is_bounded(client, monkeypatch):
    monkeypatch.setattr("blog.views.machines.SOURCES_IN_OPML", 2)
    for _ in range(3):
        CrossPostFactory(post=PostFactory(published=True), source=SourceFactory(home_url="https://a.example/"))
    assert text(client, "/sources.opml").count("<outline") == 2


def test_outline_without_sources_has_the_site_itself(client):
    assert f'xmlUrl="{SITE}/feed/"' in text(client, "/sources.opml")


def test_page_of_sources_names_the_outline_and_that_of_tags_does_not(client):
    Corner().post(published=True)
    html = text(client, "/sources/")
    assert '<link rel="blogroll" type="text/xml" href="/sources.opml">' in html
    assert '<a href="/sources.opml"' in html
    assert "sources.opml" not in text(client, "/tags/")


@pytest.mark.parametrize("path", FILES)
def test_nothing_that_is_not_listed_is_told(client, path):
    corner = Corner()
    for name, fields in NOT_LISTED.items():
        post = corner.post(title=f"Secret {name}", **fields)
        page = PostFactory(page=True, title=f"Secret page {name}", **fields)
        for one in (post, page):
            CrossPostFactory(post=one, source=SourceFactory(name=f"Secret {one.pk}", home_url="https://secret.example"))
    assert "secret" not in text(client, path).lower()


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("path", "queries"), [("/robots.txt", 1), ("/llms.txt", 3), ("/sources.opml", 2)])
def test_file_takes_as_many_queries_however_long_it_is(client, django_assert_num_queries, path, queries, count):
    for _ in range(count):
        post = PostFactory(published=True)
        CrossPostFactory(post=post, source=SourceFactory(home_url="https://a.example/"))
        PostFactory(published=True, page=True)
    with django_assert_num_queries(queries):
        assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", FILES)
def test_file_that_did_not_change_is_not_sent_again(client, django_assert_num_queries, path):
    PostFactory(published=True)
    tag = client.get(path).headers["ETag"]
    with django_assert_num_queries(1):
        assert client.get(path, headers={"if-none-match": tag}).status_code == 304
    site = SiteSettings.load()
    site.title = f"New {dt.datetime.now(dt.UTC)}"
    site.save()
    assert client.get(path, headers={"if-none-match": tag}).status_code == 200
