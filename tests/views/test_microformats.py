"""What feed readers and IndieWeb sites read out of the pages: microformats2, by their own reference parser."""

import mf2py
import pytest

from blog.models import CrossPost, SiteSettings
from tests.corner import Corner
from tests.factories import CrossPostFactory, ImageFactory, PostFactory, SourceFactory, with_renditions

pytestmark = pytest.mark.django_db

SITE = "http://localhost:8000"


@pytest.fixture
def corner():
    SiteSettings(title="Weather notes").save()
    corner = Corner()
    corner.author.name, corner.author.website, corner.author.bio = "Ada L.", "https://ada.example/", "Counts rain."
    corner.author.save()
    return corner


def parsed(client, path):
    return mf2py.parse(doc=client.get(path).content.decode(), url=SITE + path)


def of_type(items, kind):
    return [item["properties"] for item in items if kind in item["type"]]


def test_post_is_one_entry_with_everything_a_reader_asks_for(client, corner):
    cover = with_renditions(ImageFactory(alt="A cloud"))
    post = corner.post(published=True, slug="rain", title="On rain", excerpt="Wet.", body="It *rained*.", cover=cover)
    CrossPostFactory(
        post=post, source=SourceFactory(), direction=CrossPost.Direction.TO, url="https://there.example/rain"
    )
    found = parsed(client, "/2014/11/rain/")
    (entry,) = of_type(found["items"], "h-entry")
    assert entry["name"] == ["On rain"]
    assert entry["url"] == [f"{SITE}/2014/11/rain/"]
    assert entry["summary"] == ["Wet."]
    assert entry["category"] == ["Rain"]
    assert entry["published"][0].startswith("2014-11-18T14:")
    assert entry["syndication"] == ["https://there.example/rain"]
    (content,) = entry["content"]
    assert content["html"] == "<p>It <em>rained</em>.</p>"
    (author,) = entry["author"]
    assert author["type"] == ["h-card"]
    assert author["properties"]["name"] == ["Ada L."]
    assert author["properties"]["url"] == [f"{SITE}/authors/ada/"]
    (featured,) = entry["featured"]
    assert featured["alt"] == "A cloud"
    assert featured["value"].startswith(f"{SITE}/media/renditions/")


def test_updated_post_says_when(client, corner):
    corner.post(published=True, slug="rain", version=2)
    (entry,) = of_type(parsed(client, "/2014/11/rain/")["items"], "h-entry")
    assert entry["updated"][0] > entry["published"][0]


def test_box_below_a_post_is_the_card_of_its_author(client, corner):
    corner.post(published=True, slug="rain")
    (card,) = of_type(parsed(client, "/2014/11/rain/")["items"], "h-card")
    assert card["name"] == ["Ada L."]
    assert card["note"] == ["Counts rain."]
    assert card["url"] == [f"{SITE}/authors/ada/", "https://ada.example/"]


def test_page_is_an_entry_without_an_author_box(client, corner):
    PostFactory(published=True, page=True, slug="about", title="About", author=corner.author)
    (entry,) = parsed(client, "/about/")["items"]
    assert entry["properties"]["name"] == ["About"]
    assert entry["properties"]["url"] == [f"{SITE}/about/"]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/", "Weather notes"),
        ("/tags/rain/", "Rain"),
        ("/series/weather/", "Weather"),
        ("/sources/elsewhere/", "Elsewhere"),
        ("/2014/", "2014"),
        ("/2014/11/", "November 2014"),
    ],
)
def test_list_is_a_feed_of_entries(client, corner, path, name):
    for slug in ("one", "two"):
        corner.post(published=True, slug=slug, title=slug.title(), is_featured=slug == "one")
    (feed,) = parsed(client, path)["items"]
    assert feed["type"] == ["h-feed"]
    assert feed["properties"]["name"] == [name]
    entries = of_type(feed["children"], "h-entry")
    assert sorted(entry["name"] for entry in entries) == [["One"], ["Two"]]
    for entry in entries:
        assert entry["url"] == [f"{SITE}/2014/11/{entry['name'][0].lower()}/"]
        assert entry["author"][0]["properties"]["url"] == [f"{SITE}/authors/ada/"]
        assert entry["published"][0].startswith("2014-11-18T14:")
        assert entry["summary"]


def test_authors_page_is_the_authors_card_and_a_feed(client, corner):
    corner.post(published=True)
    found = parsed(client, "/authors/ada/")
    (card,) = of_type(found["items"], "h-card")
    assert (card["name"], card["note"]) == (["Ada L."], ["Counts rain."])
    assert card["url"] == ["https://ada.example/", f"{SITE}/authors/ada/"]
    assert card["uid"] == [f"{SITE}/authors/ada/"]
    assert found["rels"]["me"] == ["https://ada.example/"]
    assert of_type(found["items"], "h-feed")


def test_profiles_of_the_site_are_named_on_every_page(client, corner):
    SiteSettings(social_links="Mastodon https://m.example/@weather").save()
    corner.post(published=True, slug="rain")
    for path in ("/", "/2014/11/rain/"):
        assert "https://m.example/@weather" in parsed(client, path)["rels"]["me"]
