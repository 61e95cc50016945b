"""Pictures on public pages: in the formats and sizes there are, honest about how wide they are shown, never broken."""

import re

import html5lib
import pytest

from blog.models import Image
from blog.text.markdown import render
from blog.text.picture_sizes import CARD_SIZES, FEATURED_SIZES, column_sizes, gallery_sizes, wide_sizes
from blog.text.pictures import Picture, Source
from blog.text.sanitiser import clean
from blog.text.tones import TONES, stylesheet, tone_of
from config.settings import BASE_DIR
from tests.factories import ImageFactory, PostFactory, with_renditions

CSS = BASE_DIR / "static" / "css"
HOSTILE = "\"><script>alert(1)</script>&amp;' onerror=x"


def parsed(client, path):
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parse(client.get(path).content.decode())


@pytest.fixture
def cover(db):
    return with_renditions(ImageFactory(alt=HOSTILE, caption=HOSTILE, credit=HOSTILE, dominant_colour="#2f6fcc"))


# --- On a post's page -----------------------------------------------------------------------------------------------
def test_cover_comes_in_every_format_best_first_and_is_loaded_at_once(client, cover):
    post = PostFactory(published=True, cover=cover)
    picture = parsed(client, post.get_absolute_url()).find(".//figure[@class='cover']/picture")
    assert [source.get("type") for source in picture.findall("source")] == ["image/avif", "image/webp"]
    for source in picture.findall("source"):
        assert re.fullmatch(r"/media/\S+w400\S+ 400w, /media/\S+w800\S+ 800w", source.get("srcset"))
        assert source.get("sizes") == column_sizes(cover.width)
    img = picture.find("img")
    assert img.get("src").endswith("w800-jpg.jpg")
    assert (img.get("width"), img.get("height")) == ("640", "480")
    assert (img.get("loading"), img.get("fetchpriority")) == ("eager", "high")
    assert set(img.get("class").split()) == {"u-featured", "tone-36c"}
    assert img.get("alt") == HOSTILE


def test_picture_below_a_cover_waits_and_the_first_of_other_texts_does_not(cover):
    body = f"![]({cover.reference})\n\n![]({cover.reference})"
    loading = [re.findall(r'loading="(\w+)"', PostFactory(body=body, cover=c).body_html) for c in (cover, None)]
    assert loading == [["lazy", "lazy"], ["eager", "lazy"]]


def test_shared_post_shows_its_social_crop(client, cover):
    html = parsed(client, PostFactory(published=True, cover=cover).get_absolute_url())
    metas = {meta.get("property") or meta.get("name"): meta.get("content") for meta in html.iter("meta")}
    assert metas["og:image"].startswith("http://localhost:8000/media/renditions/")
    assert metas["og:image"].endswith("social1200-jpg.jpg")
    assert (metas["og:image:width"], metas["og:image:height"]) == ("1200", "630")
    assert (metas["og:image:type"], metas["og:image:alt"]) == ("image/jpeg", HOSTILE)
    assert metas["twitter:card"] == "summary_large_image"


def test_page_shows_the_original_until_there_are_renditions(client, db):
    image = ImageFactory()
    post = PostFactory(published=True, cover=image, body=f"![]({image.reference})")
    for path in ("/", post.get_absolute_url()):
        html = parsed(client, path)
        shown = [img.get("src") for img in html.iter("img")]
        assert shown == [image.url] * len(shown)
        assert shown
        assert not list(html.iter("source"))
    assert f'content="http://localhost:8000{image.url}"' in client.get(post.get_absolute_url()).content.decode()


def test_feeds_enclose_the_crop(client, cover):
    PostFactory(published=True, cover=cover)
    for feed in ("/feed/", "/feed.atom", "/feed.json"):
        assert "social1200-jpg.jpg" in client.get(feed).content.decode(), feed


# --- In lists -------------------------------------------------------------------------------------------------------
def test_card_shows_the_crop_of_its_cover_once_to_screen_readers(client, cover):
    post = PostFactory(published=True, cover=cover, title="Hills")
    card = parsed(client, "/").find(".//article")
    link = card.find("a[@class='card-cover']")
    assert (link.get("href"), link.get("tabindex"), link.get("aria-hidden")) == (post.get_absolute_url(), "-1", "true")
    img = link.find("picture/img")
    assert (img.get("width"), img.get("height"), img.get("alt") or "") == ("800", "533", "")
    assert all(source.get("sizes") == CARD_SIZES for source in link.iter("source"))
    assert "card400-avif" in link.find("picture/source").get("srcset")


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("path", "queries"), [("/", 3), ("/feed/", 5)])
def test_covers_cost_one_query_however_many_there_are(client, db, django_assert_num_queries, path, queries, count):
    for _ in range(count):
        PostFactory(published=True, cover=with_renditions(ImageFactory()))
    with django_assert_num_queries(queries):
        assert client.get(path).content.decode().count("/media/renditions/") >= count


@pytest.mark.parametrize("count", [1, 3])
def test_post_takes_as_many_queries_however_many_pictures_it_has(client, db, django_assert_num_queries, count):
    pictures = [with_renditions(ImageFactory()) for _ in range(count)]
    post = PostFactory(published=True, cover=pictures[0], body="\n\n".join(f"![]({p.reference})" for p in pictures))
    with django_assert_num_queries(7):
        client.get(post.get_absolute_url())


@pytest.mark.parametrize("count", [1, 3])
def test_rendering_takes_three_queries_however_many_pictures_a_text_has(db, django_assert_num_queries, count):
    body = "\n\n".join(f"![]({with_renditions(ImageFactory()).reference})" for _ in range(count))
    post = PostFactory.build(body="", author=None)
    post.body = body
    # Two for the pictures, one for the site's language.
    with django_assert_num_queries(3):
        post.render()
    assert post.body_html.count("<picture>") == count


# --- The renderer and the sanitiser ---------------------------------------------------------------------------------
def known(**facts):
    fields = {"src": "/m/a.jpg", "width": 2000, "height": 1000, **facts}
    picture = Picture(
        **fields, sources=(Source("image/avif", "/m/a.avif 400w"),), srcset="/m/a.jpg 400w, /m/b.jpg 800w"
    )
    return lambda destinations: {destination: picture for destination in destinations if destination == "image:1"}


def test_picture_of_a_text_is_escaped_and_survives_the_sanitiser():
    html = render("![](image:1)", pictures=known(alt=HOSTILE, caption="", credit=HOSTILE, tone="tone-fc0")).html
    assert "<script" not in html
    tree = html5lib.parseFragment(html, namespaceHTMLElements=False)
    img = tree.find(".//img")
    assert img.get("alt") == HOSTILE
    assert img.get("onerror") is None
    assert img.get("class") == "tone-fc0"
    assert img.get("sizes") == column_sizes(2000)
    assert tree.find(".//source").get("srcset") == "/m/a.avif 400w"


def test_pictures_side_by_side_say_that_they_are_half_as_wide():
    html = render("![](image:1) ![](image:1)\n\n![](image:1)", pictures=known()).html
    tree = html5lib.parseFragment(html, namespaceHTMLElements=False)
    assert [img.get("sizes") for img in tree.iter("img")] == [gallery_sizes(2000)] * 2 + [column_sizes(2000)]


@pytest.mark.parametrize(
    ("text", "width", "height", "is_wide"),
    [
        ("![](image:1)", 1350, 600, True),
        ("![](image:1)", 1199, 400, False),
        ("![](image:1)", 1349, 600, False),
        ("> ![](image:1)", 2000, 500, False),
        ("Words ![](image:1)", 2000, 500, False),
        ("![](image:1) ![](image:1)", 2000, 500, False),
        ("![](/elsewhere.jpg)", 2000, 500, False),
    ],
)
def test_panorama_of_its_own_reaches_into_the_margins(text, width, height, is_wide):
    html = render(text, pictures=known(width=width, height=height)).html
    assert ('<figure class="figure wide">' in html) == is_wide
    assert (f'sizes="{wide_sizes(width)}"'.replace(">", "&gt;") in html) == is_wide


def test_figure_after_a_panorama_stays_in_the_column():
    html = render("![](image:1)\n\nWords ![](image:1)", pictures=known(height=500)).html
    tree = html5lib.parseFragment(html, namespaceHTMLElements=False)
    assert [img.get("sizes") for img in tree.iter("img")] == [wide_sizes(2000), column_sizes(2000)]


def test_small_picture_is_shown_no_larger_than_it_is():
    assert column_sizes(120).startswith("min(120px, ")
    assert not column_sizes(2000).startswith("min(2000px")


def test_author_may_not_borrow_other_classes_for_an_image():
    assert clean('<img src="/a.png" class="tone-fff card-cover u-featured">') == '<img src="/a.png" class="tone-fff">'


@pytest.mark.parametrize(
    ("colour", "tone"),
    [("#000000", "tone-000"), ("#ffffff", "tone-fff"), ("#193366", "tone-036"), ("", ""), ("red", ""), ("#12", "")],
)
def test_tone_is_the_nearest_of_the_palette(colour, tone):
    assert tone_of(colour) == tone
    assert not tone or tone in TONES


def test_transparent_picture_has_no_tone_to_shine_through(db):
    image = with_renditions(ImageFactory(has_transparency=True, dominant_colour="#2f6fcc"))
    assert Image.objects.get(pk=image.pk).as_picture().tone == ""


def test_stylesheet_of_the_tones_is_the_one_that_is_made():
    assert (CSS / "tones.css").read_text() == stylesheet()


def test_sizes_say_what_the_stylesheets_say():
    tokens, lists = (CSS / "tokens.css").read_text(), (CSS / "lists.css").read_text()
    size = re.search(r"--size-text: (clamp\([^;]+\));", tokens)[1].replace("0.", ".")
    edge = re.search(r"--edge: (clamp\([^;]+\));", tokens)[1]
    measure = int(re.search(r"--measure: (\d+)em;", tokens)[1])
    margin = int(re.search(r"75em\) {\s+:root {\s+--hang: (\d+)rem;", tokens)[1])
    gaps = {int(number): float(width) for number, width in re.findall(r"--space-(\d): ([\d.]+)rem;", tokens)}
    card = re.search(r"minmax\(0, 1fr\) ([\d.]+)em;", lists)[1]
    column = f"min({measure} * {size}, 100vw - 2 * {edge})"
    assert column_sizes(9_999) == column
    assert wide_sizes(9_999) == f"(width >= 75em) calc({measure + 2 * margin} * {size}), {column}"
    in_margin = f"(width >= 75em) calc({margin - gaps[3]} * {size})"
    assert f"{in_margin}, (width >= 36em) calc({card} * {size}), calc(100vw - 2 * {edge})" == CARD_SIZES
    led = round((measure + 2 * margin - gaps[4]) * 3 / 5)
    assert f"(width >= 62em) calc({led} * {size}), {column}" == FEATURED_SIZES
    assert "minmax(0, 3fr) minmax(0, 2fr)" in lists
    for width in (36, 62, 75):
        assert f"@media (width >= {width}em)" in lists
