"""A text as feeds carry it."""

import pytest

from blog.text import markdown
from blog.text.feed_html import for_feeds
from blog.text.pictures import Picture, Source

BASE = "https://a.example/2014/11/rain/"
PICTURE = Picture(
    src="/media/a.jpg",
    width=800,
    height=600,
    alt='A "hill"',
    sources=(Source("image/avif", "/media/a.avif 400w, /media/b.avif 800w"),),
    srcset="/media/s.jpg 400w, /media/a.jpg 800w",
    sizes="100vw",
    tone="tone-1",
)


def fed(text):
    return for_feeds(markdown.render(text, pictures=lambda asked: dict.fromkeys(asked, PICTURE)).html, BASE)


def test_picture_is_the_one_that_every_reader_can_show():
    html = fed("![A hill](image:1)")
    assert (
        '<img src="https://a.example/media/a.jpg"'
        ' srcset="https://a.example/media/s.jpg 400w, https://a.example/media/a.jpg 800w"'
        ' width="800" height="600" alt="A hill">'
    ) in html
    assert "<picture>" not in html
    assert "<source" not in html


def test_links_within_the_text_lead_to_the_page():
    html = fed("Text[^1] and [more](#more), [up](../).\n\n## More\n\n[^1]: Foot.")
    for url in (f"{BASE}#fn:1", f"{BASE}#fnref:1", f"{BASE}#more", "https://a.example/2014/11/"):
        assert f'href="{url}"' in html


def test_heading_has_no_link_to_itself():
    assert '<h2 id="more">More</h2></div>' in fed("## More")


@pytest.mark.parametrize(
    "text", ["| a |\n|---|\n| 1 |", "```python\nx = 1\n```", "- [x] done", '!!! note "Hi"\n    there']
)
def test_nothing_is_left_that_only_our_page_can_use(text):
    html = fed(text)
    for name in ("tabindex", "role", "aria-", "data-", "loading", "decoding", "sizes"):
        assert f" {name}" not in html


def test_picture_whose_address_makes_no_sense_is_left_out():
    html = markdown.render('<img src="http://[" alt="x"> <img src="/y.png" alt="y">').html
    assert for_feeds(html, BASE).count("<img") == html.count("<img") - 1 == 1


def test_words_that_look_like_tags_stay():
    assert '<code>&lt;picture&gt; class="x"&lt;/picture&gt;</code>' in fed('`<picture> class="x"</picture>`')
