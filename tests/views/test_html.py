"""Every kind of public page is valid HTML, sound in its outline, and the same for everybody."""

import datetime as dt
from itertools import pairwise

import html5lib
import pytest

from blog.models import CrossPost, Post, SiteSettings
from tests.corner import Corner
from tests.factories import CrossPostFactory, ImageFactory, PostFactory, SourceFactory

pytestmark = pytest.mark.django_db

EVERYTHING = """\
[[toc]]

## Words & "quotes"

A [link](/x?a=1&b=2 "Title") and `<code>`[^1].

[^1]: A note.

| a | b |
|---|--:|
| 1 | 2 |

- [x] done

```python
print("<b>")
```

!!! note "A & B"
    Text.

![A hill](image:1 "So green")

Term
: Meaning
"""

PAGES = {
    "home": "/",
    "later page of home": "/?before=2000000000000000.1",
    "post": "/2014/11/rain/",
    "page": "/about/",
    "tag": "/tags/rain/",
    "author": "/authors/ada/",
    "series": "/series/weather/",
    "source": "/sources/elsewhere/",
    "year": "/2014/",
    "month": "/2014/11/",
    "archive": "/archive/",
    "tags": "/tags/",
    "sources": "/sources/",
    "not found": "/nothing/",
}
MACHINES = ["/feed/", "/feed.atom", "/feed.json", "/sitemap.xml", "/robots.txt", "/2014/11/rain/index.md"]


@pytest.fixture
def site():
    SiteSettings(
        title='Rain & "sun"',
        tagline="<Both>",
        navigation="About & more /about/?a=1&b=2",
        social_links="Mastodon https://m.example/@a",
        footer="© <us>",
        posts_per_page=1,
    ).save()
    corner = Corner()
    corner.source.home_url, corner.author.website = "https://elsewhere.example/?a=1&b=2", "https://ada.example/"
    corner.source.save()
    corner.author.save()
    for slug in ("before", "rain", "after"):
        corner.post(
            published=True, slug=slug, title=f'<{slug}> & "co"', body=EVERYTHING, cover=ImageFactory(alt='"A" & <b>')
        )
    CrossPostFactory(
        post=corner.tag.posts.get(slug="rain"),
        source=SourceFactory(name="There & then"),
        direction=CrossPost.Direction.TO,
        url="https://there.example/?a=1&b=2",
    )
    PostFactory(published=True, page=True, slug="about", body=EVERYTHING, author=corner.author, language="ar")
    return corner


def document(client, path):
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parse(client.get(path).content.decode())


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_page_is_valid_and_has_its_landmarks(client, site, path):
    html = document(client, path)
    assert html.get("lang") == "en"
    assert html.get("dir") == "ltr"
    assert len(html.findall(".//main")) == len(html.findall(".//title")) == 1
    assert html.find(".//body/a").get("href") == f"#{html.find('.//main').get('id')}"
    assert [element.tag for element in html.findall("./body/*")] == ["a", "header", "main", "footer"]
    labels = [nav.get("aria-label") for nav in html.findall(".//nav")]
    assert all(labels)
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_page_has_one_title_and_headings_without_gaps(client, site, path):
    levels = [int(element.tag[1]) for element in document(client, path).iter() if element.tag in HEADINGS]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


HEADINGS = {f"h{level}" for level in range(1, 7)}


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_page_has_unique_ids_and_links_that_lead_to_them(client, site, path):
    html = document(client, path)
    ids = [element.get("id") for element in html.iter() if element.get("id")]
    assert len(set(ids)) == len(ids)
    targets = {link.get("href")[1:] for link in html.iter("a") if (link.get("href") or "").startswith("#")}
    assert targets <= set(ids)


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_page_has_no_inline_style_or_script(client, site, path):
    html = document(client, path)
    assert not html.findall(".//style")
    inline = [script for script in html.iter("script") if not script.get("src")]
    # A data block, which is not run.
    assert {script.get("type") for script in inline} <= {"application/ld+json"}
    for element in html.iter():
        assert not [name for name in element.attrib if name == "style" or name.startswith("on")]


@pytest.mark.parametrize("path", [*PAGES.values(), *MACHINES])
def test_answer_is_the_same_for_everybody_and_carries_no_cookie(client, site, root, path):
    stranger = client.get(path)
    client.force_login(root)
    known = client.get(path)
    assert known.content == stranger.content
    for response in (stranger, known):
        assert not response.cookies
        assert "Cookie" not in response.headers.get("Vary", "")
        assert response.headers["Cache-Control"].startswith("public, max-age=0")


@pytest.mark.parametrize("path", ["/", "/2014/11/rain/", "/feed/", "/sitemap.xml", "/2014/11/rain/index.md"])
def test_page_is_for_reading_only(client, site, path):
    response = client.post(path)
    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD")
    head = client.head(path)
    assert (head.status_code, head.content) == (200, b"")


def test_post_is_an_entry_that_machines_understand(client, site):
    html = document(client, "/2014/11/rain/")
    entry = html.find(".//article[@class='post h-entry']")
    classes = {name for element in entry.iter() for name in (element.get("class") or "").split()}
    assert {"p-name", "p-author", "h-card", "dt-published", "e-content", "p-category", "u-url"} <= classes
    metas = {meta.get("property"): meta.get("content") for meta in html.iter("meta") if meta.get("property")}
    assert metas["og:title"] == '<rain> & "co"'
    assert metas["og:type"] == "article"
    assert metas["og:url"] == "http://localhost:8000/2014/11/rain/"
    assert metas["og:image"].startswith("http://localhost:8000/media/originals/")
    assert metas["og:image:alt"] == '"A" & <b>'


def test_moment_is_written_as_html_takes_it(client, site):
    moment = dt.datetime(2014, 11, 18, 4, 5, 6, 789012, dt.UTC)
    Post.objects.filter(slug="rain").update(publish_at=moment, updated_at=moment + dt.timedelta(days=2), version=2)
    html = document(client, "/2014/11/rain/")
    times = [time.get("datetime") for time in html.iter("time")]
    assert times == ["2014-11-18T04:05:06+00:00", "2014-11-20T04:05:06+00:00"]


def test_text_in_another_language_says_so(client, site):
    article = document(client, "/about/").find(".//article")
    assert (article.get("lang"), article.get("dir")) == ("ar", "rtl")
