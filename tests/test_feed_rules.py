"""Feeds, sitemap and outline keep the rules of their formats, whatever people write; the rules find what is wrong."""

import feedparser
import pytest

from accounts.models import User
from blog.models import Post, SiteSettings
from tests import feed_rules, sitemap_rules
from tests.corner import OWN_LISTS, Corner
from tests.factories import CrossPostFactory, ImageFactory, PostFactory, SourceFactory, with_renditions

pytestmark = pytest.mark.django_db

SITE = "http://localhost:8000"
RULES = {"feed/": feed_rules.rss, "feed.atom": feed_rules.atom, "feed.json": feed_rules.json_feed}
FEEDS = [(base + ending, rules) for base in ["/", *OWN_LISTS] for ending, rules in RULES.items()]

HOSTILE = """
# ]]> & <![CDATA[ &amp;

A footnote[^1], [a way](../x?a=1&b=2), [mail](mailto:a@example.com), [none](javascript:alert(1)), <https://例え.jp/ü>.

<script>alert(1)</script><style>p{}</style><iframe src="//x"></iframe><p style="x" onclick="y()">raw</p>
<img src="http://[" onerror="x()"> <img src="/a b.png" srcset="/x.png 2x"> <svg onload=alert(1)></svg>

![AVIF](PICTURE "A caption & <b>")

```html
<p>&lt;code&gt;</p>
```

| a | b |
|---|---|
| ]]> | \u200f\u202e |

- [x] done

!!! note "<i>"
    Form\x0cfeed, bell\x07, \ufffe, \U0001f327\u200d\U0001f468

שלום \u2067עולם\u2069

[^1]: Foot ]]> note.
"""


@pytest.fixture
def corner():
    """Of everything the worst."""
    SiteSettings(
        title="]]> & <b>site</b> \x0b",
        description="<p>&amp; ]]>\x00".replace("\0", ""),
        websub_hub="https://hub.example/?a=1&b=ü",
    ).save()
    made = Corner()
    User.objects.update(name="Ada </author> & \x08Co", bio="]]> <b>")
    for name in (made.tag, made.series, made.source):
        name.description = "]]> & <b>\x07"
        name.save()
    made.source.home_url, made.source.feed_url = "https://a.example/ü", "https://a.example/ü?feed=1&x=2"
    made.source.save()
    made.tag.name = "Rain & <wind> ]]> \x1f"
    made.tag.save()
    return made


def hostile_posts(corner):
    picture, bare = with_renditions(ImageFactory()), ImageFactory(mime="image/avif")
    body = HOSTILE.replace("PICTURE", picture.reference)
    texts = [
        {"title": "]]> <script>alert(1)</script> &amp; \x07", "body": body, "cover": picture, "excerpt": "<b>]]>&amp;"},
        {"title": "\U0001f327 שלום " * 30, "body": body, "cover": bare, "language": "he"},
        {"title": "x" * 300, "body": "", "language": "no such!"},
        {"title": "\u202e", "body": "![](" + bare.reference + ")", "version": 2},
        {"title": "Only spaces", "body": " \n\n ", "excerpt": "\n"},
    ]
    for number, fields in enumerate(texts):
        post = corner.post(published=True, slug=f"雨-{number}", **fields)
        post.cross_posts.update(url=f"https://a.example/ü/{number}?a&b", is_canonical=number % 2)
        CrossPostFactory(post=post, source=SourceFactory(), direction="to", url=f"https://b.example/{number}")


@pytest.mark.parametrize(("path", "rules"), FEEDS)
def test_feed_keeps_the_rules_whatever_was_written(client, corner, path, rules):
    hostile_posts(corner)
    content = client.get(path).content
    assert content.count(b"a.example/") > 5
    assert rules(content, SITE + path) == []


@pytest.mark.parametrize(("path", "rules"), [each for each in FEEDS if not each[0].endswith(".json")])
def test_another_parser_reads_all_of_the_feed(client, corner, path, rules):
    hostile_posts(corner)
    response = client.get(path)
    read = feedparser.parse(response.content, response_headers={"content-type": response.headers["Content-Type"]})
    assert not read.bozo, read.bozo_exception
    assert len(read.entries) == 5
    assert read.entries[2].title == "x" * 300
    assert [link.rel for link in read.feed.links if link.rel == "hub"] == ["hub"]
    assert "שלום" in read.entries[-1].content[0].value
    assert all(entry.id and entry.link.startswith(SITE) and entry.published_parsed for entry in read.entries)


@pytest.mark.parametrize(("path", "rules"), FEEDS[:3])
def test_feed_of_an_empty_site_keeps_the_rules(client, path, rules):
    assert rules(client.get(path).content, SITE + path) == []


@pytest.mark.parametrize(("path", "rules"), FEEDS)
def test_older_part_of_a_feed_keeps_the_rules(client, corner, monkeypatch, path, rules):
    monkeypatch.setattr("blog.feeds.POSTS_A_FEED", 1)
    hostile_posts(corner)
    newest = Post.objects.listed().newest_first().first()
    microseconds = int(newest.publish_at.timestamp() * 1_000_000)
    older = f"{path}?before={microseconds}.{newest.pk}"
    assert rules(client.get(older).content, SITE + older) == []


def test_outline_keeps_the_rules_whatever_was_written(client, corner):
    hostile_posts(corner)
    assert feed_rules.opml(client.get("/sources.opml").content, f"{SITE}/sources.opml") == []


def test_sitemap_keeps_the_rules_whatever_was_written(client, corner):
    hostile_posts(corner)
    PostFactory(published=True, page=True, slug="ü")
    for path in ("/sitemap.xml", "/sitemap-2014-11.xml", "/sitemap-pages.xml", "/sitemap-lists.xml"):
        assert sitemap_rules.sitemap(client.get(path).content, SITE + path) == []


def test_sitemap_of_an_empty_site_keeps_the_rules(client):
    for path in ("/sitemap.xml", "/sitemap-lists.xml"):
        assert sitemap_rules.sitemap(client.get(path).content, SITE + path) == []


# What is put in place of what, and the words in which the rules complain.
MISTAKES = {
    "feed/": [
        ("</rss>", "", "not XML"),
        ('version="2.0"', 'version="0.9"', "not rss 2.0"),
        ("<description>", "<description>&lt;script&gt;", "<script>"),
        ("<language>en<", "<language>english please<", "no language"),
        ("<language>", "<language>en</language><language>", "language more than once"),
        ("+0000</pubDate>", "</pubDate>", "not RFC 822"),
        ("Tue, 18", "Wed, 18", "another day of the week"),
        ('rel="self"', 'rel="alternate"', "self link is"),
        ('length="', 'length="x', "enclosure without length"),
        ('isPermaLink="false"', "", "guid is not an absolute address"),
        ("<guid", "<published>x</published><guid", "unknown published"),
        ("</dc:creator>", "</dc:creator><author>Ada</author>", "author is not a mail address"),
        ('src="http', 'src="x', "src is not absolute"),
        ("&lt;em&gt;", '&lt;em onclick="x"&gt;', "onclick of <em>"),
        ("&lt;em&gt;", "&lt;em&gt;&amp;lt;p&amp;gt;", "escaped twice"),
    ],
    "feed.atom": [
        ("<updated>2", "<updated>20.1.2", "updated is not RFC 3339"),
        ("<id>tag:", "<id>", "id is not an IRI"),
        ("<author>", "<contributor>", "not XML"),
        ("<name>ada</name>", "<name></name>", "author without name"),
        ("<category term=", "<category scheme=", "category without term"),
        ('rel="self"', 'rel="me"', "unknown relation me"),
        ("</title>", '</title><link href="/x/"/>', "link alternate is not an absolute address"),
        ("</entry>", "<title>x</title></entry>", "title more than once"),
        ('xml:lang="de"', 'xml:lang="-"', "no language"),
    ],
    "feed.json": [
        ("version/1.1", "version/1", "not version 1.1"),
        ('"feed_url": "', '"feed_url": "https://x.example', "feed_url is another one"),
        ('"title": "', '"titel": "', "no title"),
        ('"content_html"', '"content"', "no content"),
        ('"id": "', '"_": "', "no id"),
        ('"date_published": "', '"date_published": "x', "date_published is not RFC 3339"),
        ('"name": "ada", "url"', '"uri"', "author is nobody"),
        ('"tags": ["Rain"]', '"tags": [""]', "tag is empty"),
    ],
}


@pytest.mark.parametrize(
    ("ending", "right", "wrong", "problem"),
    [(ending, *each) for ending, mistakes in MISTAKES.items() for each in mistakes],
)
def test_rules_find_a_mistake(client, ending, right, wrong, problem):
    picture = with_renditions(ImageFactory())
    Corner().post(published=True, language="de", cover=picture, body=f"It *rains*.\n\n![]({picture.reference})")
    content, url = client.get(f"/{ending}").content.decode(), f"{SITE}/{ending}"
    assert right in content
    found = RULES[ending](content.replace(right, wrong).encode(), url)
    assert problem in "\n".join(found)


def test_rules_find_an_id_that_is_there_twice(client):
    first, second = PostFactory.create_batch(2, published=True)
    for ending, rules in RULES.items():
        content = client.get(f"/{ending}").content.replace(f":post:{second.pk}".encode(), f":post:{first.pk}".encode())
        assert "twice: tag:" in "\n".join(rules(content, f"{SITE}/{ending}"))


@pytest.mark.parametrize(
    ("right", "wrong", "problem"),
    [
        ("<loc>http://localhost:8000/2014", "<loc>/2014", "not an address"),
        ("<loc>http://localhost:8000/2014", "<loc>https://x.example/2014", "of another site"),
        ("<lastmod>2014", "<lastmod>14", "not a date"),
        ("<url>", "<url><lastmod>2014-01-01</lastmod>", "has"),
        ("</image:loc>", "</image:loc><image:title>x</image:title>", "picture with more than an address"),
        ("sitemap/0.9", "sitemap/0.8", "is a"),
    ],
)
def test_rules_find_a_mistake_in_the_sitemap(client, right, wrong, problem):
    PostFactory(published=True, cover=ImageFactory())
    content = client.get("/sitemap-2014-11.xml").content.decode()
    assert right in content
    found = sitemap_rules.sitemap(content.replace(right, wrong).encode(), f"{SITE}/sitemap-2014-11.xml")
    assert problem in "\n".join(found)
