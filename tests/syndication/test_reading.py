import datetime as dt

import httpx
import pytest

from blog.outgoing.client import Answer
from blog.syndication.reading.items import Item, NotReadable, bounded, same_address
from blog.syndication.reading.registry import read

from .reading_samples import TYPES


def answer(body, kind="application/xml", url="https://company.example/feed") -> Answer:
    body = body if isinstance(body, bytes) else body.encode()
    return Answer(status=200, headers=httpx.Headers({"content-type": kind}), body=body, url=url)


def sample(name) -> Answer:
    text, kind = TYPES[name]
    url = "https://company.example/wp-json/wp/v2/posts" if name == "wordpress" else "https://company.example/feed"
    return answer(text, kind, url)


@pytest.mark.parametrize("name", TYPES)
def test_every_format_says_the_same(name):
    second, first = read(sample(name)).items
    assert (second.title, second.author) == ("Second & last", "Ann Example")
    assert second.url.startswith("https://company.example/second/")
    assert second.html.strip() == "<p>Whole <b>text</b> of two.</p>"
    assert second.tags == ("Engineering", "Databases")
    assert second.published == dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)
    assert "In short." in second.summary
    assert second.is_whole
    assert (first.title, first.key, first.url) == ("First", *["https://company.example/first/"] * 2)
    assert "Only a summary." in first.html
    if name != "atom":
        assert second.picture_url in ("https://company.example/cover.jpg", "")
    if name in ("rss", "atom", "json"):
        assert not first.is_whole
        assert second.key == "tag:company.example,2026:2"


def test_publisher_says_how_often_it_wants_to_be_asked():
    assert read(sample("rss")).minutes == 90


def test_origin_is_read():
    assert read(sample("atom")).items[0].origins == ("https://first.example/there/",)


def test_new_date_changes_nothing_and_new_words_do():
    text, _kind = TYPES["rss"]
    restamped = text.replace("24 Nov 2026 10:00:00 +0100", "25 Nov 2026 12:00:00 +0100")
    edited = text.replace("Whole", "New")
    hashes = [read(answer(version)).items[0].content_hash for version in (text, restamped, edited)]
    assert hashes[0] == hashes[1] != hashes[2]


def test_items_that_are_there_twice_are_read_once():
    items = [
        Item(key="1", url="https://a.example/x", title="One"),
        Item(key="1", url="https://a.example/x", title="One, again"),
        Item(key="2", url="http://www.a.example/x/?utm_source=feed#top", title="One"),
        Item(key="3", url="https://a.example/x", title="Another about the same page"),
        Item(key="", url="https://a.example/y", title="Without a name"),
        Item(key="", url="", title="Nothing to know it by"),
        Item(key="5", url="https://a.example/z"),
    ]
    assert [(item.key, item.title) for item in bounded(items)] == [
        ("1", "One"),
        ("3", "Another about the same page"),
        ("a.example/y", "Without a name"),
    ]


def test_short_messages_that_all_name_the_home_page_stay_apart():
    items = [Item(key=str(number), url="https://a.example/", title="") for number in range(3)]
    assert len(bounded(items)) == 0
    items = [Item(key=str(number), url="https://a.example/", html="Hello") for number in range(3)]
    assert len(bounded(items)) == 3


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/x", "http://www.A.example/x/"),
        ("https://a.example/x?utm_source=1&utm_medium=2", "https://a.example/x#part"),
        ("https://a.example:443/x?b=1&fbclid=2", "https://a.example/x?b=1"),
    ],
)
def test_spellings_of_one_address_are_one(one, other):
    assert same_address(one) == same_address(other) != ""


@pytest.mark.parametrize("url", ["", "mailto:a@b.example", "http://[::1", "http://a.example:99999/", "/x"])
def test_what_is_no_address_has_no_spelling(url):
    assert same_address(url) == ""


def test_broken_xml_is_read_as_far_as_it_goes():
    text, _kind = TYPES["rss"]
    broken = text.replace("</description></item>\n</channel></rss>", "").replace("&amp;", "&")
    assert read(answer(broken)).items[0].title == "Second & last"


@pytest.mark.parametrize("encoding", ["iso-8859-1", "utf-16", "windows-1252"])
def test_other_encodings_are_read(encoding):
    text = TYPES["rss"][0].replace("First", "Grüße").replace('encoding="utf-8"', f'encoding="{encoding}"')
    assert read(answer(text.encode(encoding))).items[1].title == "Grüße"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("<html><body>Welcome</body></html>", "text/html"),
        ("", "application/rss+xml"),
        ('{"version": "https://jsonfeed.org/version/1", "items": [', "application/feed+json"),
        ('{"version": "https://jsonfeed.org/version/1", "items": 5', "application/feed+json"),
        ("\x89PNG", "image/png"),
        ('{"version": "3", "jsonfeed.org": 1}', "application/json"),
    ],
)
def test_what_is_no_feed_is_said(body, kind):
    with pytest.raises(NotReadable):
        read(answer(body, kind))


@pytest.mark.parametrize("items", ["5", "null", '"x"', "[1, null, []]", '[{"id": {"a": 1}, "title": 5}]', "{}"])
def test_json_feed_of_wrong_types_gives_nothing(items):
    assert (
        read(
            answer(f'{{"version": "https://jsonfeed.org/version/1", "items": {items}}}', "application/feed+json")
        ).items
        == []
    )


@pytest.mark.parametrize("post", ["1", '{"title": "x"}', '{"_embedded": 5, "guid": []}', '{"date_gmt": 5, "link": 7}'])
def test_wordpress_of_wrong_types_gives_nothing(post):
    assert read(answer(f"[{post}]", "application/json", "https://a.example/wp-json/wp/v2/posts")).items == []


LAUGHS = """<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">
<!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;"><!ENTITY f "&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;">]>
<rss version="2.0"><channel><item><title>&f;</title><guid>1</guid></item></channel></rss>"""
FILE = """<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY f SYSTEM "file:///etc/passwd">]>
<rss version="2.0"><channel><item><title>&f;x</title><guid>1</guid></item></channel></rss>"""
MANY = "<rss version='2.0'><channel>" + "".join(f"<item><guid>{n}</guid><title>t</title></item>" for n in range(3_000))
DEEP = "<rss version='2.0'><channel><item><guid>1</guid><title>t</title><description>" + "<div>" * 20_000
LONG = (
    f"<rss version='2.0'><channel><item><guid>{'g' * 9_000}</guid><title>{'t' * 99_999}</title></item></channel></rss>"
)


@pytest.mark.parametrize("body", [LAUGHS, FILE, MANY, DEEP, LONG], ids=["laughs", "file", "many", "deep", "long"])
def test_hostile_feed_says_little(body):
    document = read(answer(body))
    assert len(document.items) <= 500
    for item in document.items:
        assert len(item.title) <= 1_000
        assert len(item.key) <= 500
        assert "root:" not in item.title
