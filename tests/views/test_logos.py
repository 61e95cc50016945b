"""The logo of a source: at the head of its page, and beside its name in posts."""

import json

import html5lib
import pytest

from blog.models import CrossPost, Image, SiteSettings, Source
from tests.factories import (
    CrossPostFactory,
    ImageFactory,
    PostFactory,
    RenditionFactory,
    SourceFactory,
    TagFactory,
    with_renditions,
)

pytestmark = pytest.mark.django_db
SITE = "http://localhost:8000"
THERE = "https://elsewhere.example/rain"


def source_with(logo: Image | None, name: str = "Elsewhere") -> Source:
    return SourceFactory(name=name, home_url="https://elsewhere.example/", logo=logo)


def crossed(source: Source, **fields) -> CrossPost:
    return CrossPostFactory(post=PostFactory(published=True), source=source, **{"url": THERE, **fields})


def parsed(client, path: str):
    return html5lib.parse(client.get(path).content, namespaceHTMLElements=False)


def logos(html) -> list:
    return [img for img in html.iter("img") if "source-" in img.get("class", "")]


@pytest.fixture
def logo(db) -> Image:
    return with_renditions(ImageFactory(alt="A leaf", width=800, height=600))


def test_page_of_a_source_begins_with_its_logo(client, logo):
    crossed(source_with(logo))
    html = parsed(client, "/sources/elsewhere/")
    [img] = logos(html)
    assert (img.get("width"), img.get("height"), img.get("alt")) == ("96", "72", "")
    assert img.get("class").split()[0] == "source-logo"
    [picture] = html.iter("picture")
    assert [part.get("type") for part in picture.iter("source")] == ["image/avif", "image/webp"]
    assert "w400-avif.avif 400w" in picture.find("source").get("srcset")


@pytest.mark.parametrize(
    ("direction", "block"), [("from", "attribution"), ("to", "copies")], ids=["came from there", "copied to there"]
)
def test_logo_stands_small_beside_the_name_of_its_source(client, logo, direction, block):
    post = crossed(source_with(logo), direction=direction).post
    html = parsed(client, post.get_absolute_url())
    [line] = [p for p in html.iter("p") if p.get("class") == block]
    [link] = line.iter("a")
    assert (link.get("href"), "".join(link.itertext())) == (THERE, "Elsewhere")
    [img] = link.iter("img")
    assert (img.get("width"), img.get("height"), img.get("alt")) == ("32", "24", "")
    # The smallest there is, and no larger one.
    assert [part.get("srcset").split("/")[-1] for part in link.iter("source")] == [
        "w400-avif.avif 400w",
        "w400-webp.webp 400w",
    ]
    assert img.get("src").endswith("w400-jpg.jpg")


def test_logo_stands_in_a_sentence_of_the_source_s_own_words(client, logo):
    Source.objects.filter(pk=(source := source_with(logo)).pk).update(wording="First published at {source} & there.")
    line = parsed(client, crossed(source).post.get_absolute_url()).find(".//p[@class='attribution']")
    assert "".join(line.itertext()) == "First published at Elsewhere & there."
    assert len(logos(line)) == 1


@pytest.mark.parametrize(("width", "height", "shown"), [(800, 400, 1), (810, 400, 0), (30, 90, 1), (16, 16, 1)])
def test_name_in_letters_is_not_said_twice_in_a_line(client, width, height, shown):
    post = crossed(source_with(ImageFactory(width=width, height=height))).post
    found = logos(parsed(client, post.get_absolute_url()))
    assert len(found) == shown
    assert all(int(img.get("height")) == min(24, height) for img in found)
    assert len(logos(parsed(client, "/sources/elsewhere/"))) == 1


def test_logo_that_is_seen_through_gets_something_bright_behind_it(client):
    source = source_with(ImageFactory(has_transparency=True))
    post = crossed(source).post
    for path in (post.get_absolute_url(), "/sources/elsewhere/"):
        assert [img.get("class").split()[1:] for img in logos(parsed(client, path))] == [["is-clear"]], path
    Image.objects.update(has_transparency=False)
    assert "is-clear" not in client.get(post.get_absolute_url()).content.decode()


def test_source_without_a_logo_shows_none(client):
    post = crossed(source_with(None)).post
    for path in (post.get_absolute_url(), "/sources/elsewhere/"):
        assert not list(parsed(client, path).iter("img")), path


def test_feeds_and_the_markdown_of_a_post_name_the_source_without_its_logo(client, logo):
    post = crossed(source_with(logo)).post
    for path in ("/feed/", "/feed.atom", "/feed.json", f"{post.get_absolute_url()}index.md"):
        text = client.get(path).content.decode()
        assert "Elsewhere" in text, path
        assert "/media/" not in text, path


@pytest.mark.parametrize("count", [1, 3])
def test_logos_cost_no_query(client, django_assert_num_queries, count):
    sources = [source_with(with_renditions(ImageFactory()), name=f"Source {number}") for number in range(count)]
    post = PostFactory(published=True, tags=[TagFactory(name="Rain")])
    for source in sources:
        CrossPostFactory(post=post, source=source, url=THERE)
    # As many as without logos: see test_posts.py and test_lists.py.
    with django_assert_num_queries(6):
        html = client.get(post.get_absolute_url()).content.decode()
    assert html.count("source-mark") == count
    for path, queries in (("/", 3), ("/tags/rain/", 3), (sources[0].get_absolute_url(), 3), ("/feed/", 4)):
        with django_assert_num_queries(queries):
            assert client.get(path).status_code == 200


def about(client) -> dict | None:
    html = client.get("/sources/elsewhere/").content.decode()
    text = html.split('<script type="application/ld+json">')[1].split("</script>")[0]
    return {thing["@type"]: thing for thing in json.loads(text)["@graph"]}["CollectionPage"].get("about")


def test_machines_are_told_whose_logo_it_is(client, logo):
    SiteSettings(title="Notes").save()
    source = source_with(logo)
    crossed(source)
    shown = logo.renditions.get(spec="w800-jpg")
    assert about(client) == {
        "@type": "Organization",
        "name": "Elsewhere",
        "url": "https://elsewhere.example/",
        "logo": {"@type": "ImageObject", "url": SITE + shown.url, "width": 800, "height": 600, "caption": "A leaf"},
    }
    Source.objects.update(logo=None)
    assert about(client) == {"@type": "Organization", "name": "Elsewhere", "url": "https://elsewhere.example/"}
    Source.objects.update(home_url="")
    assert about(client) is None


def test_logo_without_renditions_is_shown_as_it_came(client):
    image = ImageFactory(width=100, height=100)
    RenditionFactory(image=image, spec="square320-webp")
    post = crossed(source_with(image)).post
    for path in (post.get_absolute_url(), "/sources/elsewhere/"):
        [img] = logos(parsed(client, path))
        assert img.get("src") == image.url
    assert about(client)["logo"] == {"@type": "ImageObject", "url": SITE + image.url, "width": 100, "height": 100}
