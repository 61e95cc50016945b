import pytest

from blog.outgoing.errors import NotSent
from blog.syndication.reading.article import article_of
from blog.syndication.reading.discovery import discover
from blog.syndication.reading.items import NotReadable
from blog.syndication.reading.wordpress import posts_address
from tests.other_server import reply

from .reading_samples import ATOM, HFEED, JSON, RSS, WORDPRESS
from .test_reading import answer


def page(head: str = "", body: str = "<p>Welcome</p>") -> bytes:
    return reply(200, f"<html><head>{head}</head><body>{body}</body></html>".encode(), Content_Type="text/html")


def test_feeds_that_a_page_names_are_found_in_its_order(other):
    links = (
        '<link rel="alternate" type="application/atom+xml" href="/atom">'
        '<link rel="alternate" type="application/rss+xml" href="rss">'
        '<link rel="alternate" type="application/rss+xml" href="/missing">'
        '<link rel="alternate" type="text/html" href="/de"><link rel="stylesheet" href="x.css">'
    )
    other.answers |= {"/": page(links), "/atom": reply(200, ATOM.encode()), "/rss": reply(200, RSS.encode())}
    found = discover(other.url())
    assert [(one.url, one.title, one.items, one.kind) for one in found] == [
        (other.url("/atom"), "Company blog", 2, "xml"),
        (other.url("/rss"), "Company blog", 2, "xml"),
    ]


def test_address_of_a_feed_is_the_feed(other):
    other.answers["/f.json"] = reply(200, JSON.encode(), Content_Type="application/feed+json")
    [found] = discover(other.url("/f.json"))
    assert (found.url, found.kind) == (other.url("/f.json"), "json")


def test_wordpress_is_found_by_its_api(other):
    other.answers["/"] = page(f'<link rel="https://api.w.org/" href="{other.url("/wp-json/")}">')
    path = posts_address(other.url("/wp-json/")).removeprefix(other.url("").rstrip("/"))
    other.answers[path] = reply(200, WORDPRESS.encode(), Content_Type="application/json")
    [found] = discover(other.url())
    assert (found.kind, found.items) == ("wordpress", 2)


def test_wordpress_without_readable_addresses_is_asked_in_its_way():
    assert posts_address("https://a.example/?rest_route=/").startswith("https://a.example/?rest_route=/wp/v2/posts&")


def test_page_that_is_a_feed_itself_is_found(other):
    other.answers["/"] = reply(200, HFEED.encode(), Content_Type="text/html")
    [found] = discover(other.url())
    assert (found.kind, found.items) == ("h-feed", 2)


def test_usual_addresses_are_tried_last(other):
    other.answers |= {"/blog": page(), "/rss.xml": reply(200, RSS.encode())}
    [found] = discover(other.url("/blog"))
    assert found.url == other.url("/rss.xml")


def test_site_without_a_feed_is_said(other):
    other.answers["/"] = page()
    with pytest.raises(NotReadable, match="No feed was found"):
        discover(other.url())
    other.answers["/"] = reply(403)
    with pytest.raises(NotReadable, match="403"):
        discover(other.url())


def test_private_network_is_refused(other, settings):
    settings.OUTGOING_ALLOWED = []
    with pytest.raises(NotSent):
        discover(other.url())


WORDS = "This is one sentence of the article that is long enough. " * 10


def test_article_is_read_by_what_the_page_says_of_itself():
    html = f"""<html lang="de"><head><title>Site | A title</title><link rel="canonical" href="/2026/a-title/">
    <meta property="og:image" content="/cover.jpg"><meta name="author" content="Wrong">
    <script type="application/ld+json">{{"@graph": [{{"@type": "BlogPosting", "headline": "A title",
      "author": [{{"name": "Ann Example"}}], "datePublished": "2026-11-24T09:00:00Z",
      "keywords": "One, Two"}}]}}</script>
    </head><body><nav>Menu</nav><article><p>{WORDS}</p></article><aside>Other posts</aside></body></html>"""
    item = article_of(answer(html, "text/html", "https://company.example/2026/a-title/?utm_source=x"))
    assert (item.key, item.url) == ("https://company.example/2026/a-title/",) * 2
    assert (item.title, item.author, item.tags, item.language) == ("A title", "Ann Example", ("One", "Two"), "de")
    assert item.picture_url == "https://company.example/cover.jpg"
    assert item.published.isoformat() == "2026-11-24T09:00:00+00:00"
    assert WORDS.strip() in item.html
    assert "Menu" not in item.html


def test_article_without_any_markup_is_found_by_its_words():
    body = f"<div id=menu><a href=/>Home</a></div><div><p>{WORDS}</p><p>{WORDS}</p></div>"
    html = f"<html><head><title>T</title></head><body>{body}</body></html>"
    item = article_of(answer(html, "text/html", "https://company.example/x"))
    assert (item.title, WORDS.strip() in item.html) == ("T", True)


def test_article_of_another_encoding_is_read():
    html = f"<html><head><meta charset='iso-8859-1'><title>Grüße</title></head><body><article><p>{WORDS}</p></article>"
    assert article_of(answer(html.encode("latin-1"), "text/html")).title == "Grüße"


@pytest.mark.parametrize("html", ["", "<html></html>", "<p>Short</p>", "\0\0", "{}", "<article>" * 5_000])
def test_page_without_an_article_is_said(html):
    with pytest.raises(NotReadable):
        article_of(answer(html, "text/html"))
