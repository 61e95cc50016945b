"""Feeds: full texts, absolute addresses, stable ids, nothing that is not listed."""

import datetime as dt
import json

import pytest
from lxml import etree

from blog.feeds import GUESSES
from blog.models import SiteSettings
from tests.corner import LONG_PAST, NOT_LISTED, OWN_LISTS, Corner
from tests.factories import CrossPostFactory, ImageFactory, PostFactory, SourceFactory, TagFactory

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
ENDINGS = ["feed/", "feed.atom", "feed.json"]
FEEDS = [base + ending for base in ["/", *OWN_LISTS] for ending in ENDINGS]
SITE = "http://localhost:8000"


@pytest.fixture
def corner():
    return Corner()


def rss(client, path="/feed/"):
    return etree.fromstring(client.get(path).content).find("channel")


def atom(client, path="/feed.atom"):
    return etree.fromstring(client.get(path).content)


def feed_json(client, path="/feed.json"):
    return json.loads(client.get(path).content)


@pytest.mark.parametrize("path", FEEDS)
def test_feed_has_listed_posts_only(client, corner, path):
    corner.post(title="For everyone", published=True)
    for name, fields in NOT_LISTED.items():
        corner.post(title=f"Secret {name}", **fields)
    PostFactory(published=True, page=True, title="Secret page")
    text = client.get(path).content.decode()
    assert "For everyone" in text
    assert "Secret" not in text


@pytest.mark.parametrize("path", [base + ending for base in OWN_LISTS for ending in ENDINGS])
def test_feed_is_not_found_when_nothing_in_it_is_listed(client, corner, path):
    for fields in NOT_LISTED.values():
        corner.post(**fields)
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("ending", ENDINGS)
def test_feed_of_an_empty_site_is_whole_and_the_same_each_time(client, ending):
    first = client.get(f"/{ending}")
    assert first.status_code == 200
    assert client.get(f"/{ending}").content == first.content


@pytest.mark.parametrize("ending", ENDINGS)
def test_feed_moves_to_its_right_address_when_case_is_wrong(client, corner, ending):
    corner.post(published=True)
    response = client.get(f"/tags/RAIN/{ending}")
    assert (response.status_code, response.headers["Location"]) == (301, f"/tags/rain/{ending}")


def test_rss_says_everything_of_a_post(client, corner):
    SiteSettings(title="Weather & more", description="Of rain.", language="en").save()
    cover = ImageFactory(size=1234)
    body = "It *rained* on [us](/about/).\n\n![Rain](/media/rain.png)"
    post = corner.post(published=True, title="On <rain>", body=body, cover=cover, excerpt="Wet.")
    channel = rss(client)
    assert channel.findtext("title") == "Weather & more"
    assert channel.findtext("link") == f"{SITE}/"
    assert channel.findtext("description") == "Of rain."
    assert channel.find(f"{ATOM}link[@rel='self']").get("href") == f"{SITE}/feed/"
    item = channel.find("item")
    assert item.findtext("title") == "On <rain>"
    assert item.findtext("link") == SITE + post.get_absolute_url()
    assert item.findtext("description") == "Wet."
    assert item.findtext("{http://purl.org/dc/elements/1.1/}creator") == "ada"
    assert item.findtext("pubDate") == post.publish_at.strftime("%a, %d %b %Y %H:%M:%S +0000")
    assert [category.text for category in item.findall("category")] == ["Rain"]
    assert dict(item.find("enclosure").attrib) == {
        "url": f"{SITE}/media/{cover.file.name}", "length": "1234", "type": "image/png"
    }  # fmt: skip
    html = item.findtext(CONTENT)
    assert f'It <em>rained</em> on <a href="{SITE}/about/">us</a>.' in html
    assert f'src="{SITE}/media/rain.png"' in html
    assert f'Cross-posted from <a href="{SITE}/sources/elsewhere/">Elsewhere</a>.' in html


def test_atom_says_when_a_post_was_published_and_changed_and_where_its_canonical_copy_is(client, corner):
    post = corner.post(published=True, version=2, updated_at=dt.datetime(2015, 1, 2, 3, tzinfo=dt.UTC), language="de")
    post.cross_posts.update(url="https://a.example/1", is_canonical=True)
    feed = atom(client)
    entry = feed.find(f"{ATOM}entry")
    assert feed.findtext(f"{ATOM}updated") == entry.findtext(f"{ATOM}updated") == "2015-01-02T03:00:00+00:00"
    assert entry.findtext(f"{ATOM}published") == post.publish_at.isoformat()
    assert entry.find(f"{ATOM}link[@rel='canonical']").get("href") == "https://a.example/1"
    assert entry.get("{http://www.w3.org/XML/1998/namespace}lang") == "de"
    assert entry.find(f"{ATOM}content").get("type") == "html"
    assert "The text of post" in entry.findtext(f"{ATOM}content")


def test_json_feed_says_everything_of_a_post(client, corner):
    post = corner.post(published=True, title="On rain", body="It *rained*.", cover=ImageFactory())
    feed = feed_json(client)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert (feed["home_page_url"], feed["feed_url"]) == (f"{SITE}/", f"{SITE}/feed.json")
    (item,) = feed["items"]
    assert (item["title"], item["url"]) == ("On rain", SITE + post.get_absolute_url())
    assert "<p>It <em>rained</em>.</p>" in item["content_html"]
    assert item["authors"] == [{"name": "ada", "url": f"{SITE}/authors/ada/"}]
    assert item["tags"] == ["Rain"]
    assert item["date_published"] == post.publish_at.isoformat()
    assert item["image"].startswith(f"{SITE}/media/")


def ids(client):
    return (
        rss(client).findtext("item/guid"),
        atom(client).findtext(f"{ATOM}entry/{ATOM}id"),
        feed_json(client)["items"][0]["id"],
    )


def test_id_stays_when_title_slug_and_date_change(client, corner):
    post = corner.post(published=True)
    before = ids(client)
    post.slug, post.title, post.publish_at = "other", "Other", LONG_PAST
    post.save()
    assert ids(client) == before
    assert len(set(before)) == 1


def test_feed_survives_characters_that_xml_cannot_hold(client, corner):
    corner.post(published=True, title="Bell\x07 and \ufffe", body="Form\x0cfeed \U0001f327", excerpt="\x1b[0m")
    assert rss(client).findtext("item/title") == "Bell and "
    assert "\U0001f327" in atom(client).findtext(f"{ATOM}entry/{ATOM}content")
    assert feed_json(client)["items"][0]["summary"] == "[0m"


@pytest.mark.parametrize("ending", ENDINGS)
def test_feed_goes_on_to_older_posts(client, corner, monkeypatch, ending):
    monkeypatch.setattr("blog.feeds.POSTS_A_FEED", 2)
    for number in range(3):
        corner.post(published=True, title=f"Number {number}")
    read = {
        "feed/": lambda path: rss(client, path).find(f"{ATOM}link[@rel='next']"),
        "feed.atom": lambda path: atom(client, path).find(f"{ATOM}link[@rel='next']"),
        "feed.json": lambda path: {"href": url} if (url := feed_json(client, path).get("next_url")) else None,
    }[ending]
    older = read(f"/tags/rain/{ending}").get("href")
    assert older.startswith(f"{SITE}/tags/rain/{ending}?before=")
    older = older.removeprefix(SITE)
    assert read(older) is None
    text = client.get(older).content.decode()
    assert "Number 0" in text
    assert "Number 1" not in text


def test_page_of_a_list_names_its_feeds(client, corner):
    corner.post(published=True)
    for path in OWN_LISTS:
        html = client.get(path).content.decode()
        for ending in ENDINGS:
            assert f'href="{path}{ending}"' in html
            assert f'href="/{ending}"' in html


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("path", "queries"),
    [(base + ending, 5 + (base != "/")) for base in ["/", *OWN_LISTS] for ending in ENDINGS],
)
def test_feed_takes_as_many_queries_however_long_it_is(client, corner, django_assert_num_queries, path, queries, count):
    for _ in range(count):
        corner.post(published=True, cover=ImageFactory()).tags.add(TagFactory())
    with django_assert_num_queries(queries):
        assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", FEEDS)
def test_feed_that_did_not_change_is_not_sent_again(client, corner, django_assert_num_queries, path):
    post = corner.post(published=True)
    tag = client.get(path).headers["ETag"]
    with django_assert_num_queries(1):
        assert client.get(path, headers={"if-none-match": tag}).status_code == 304
    post.title = "Changed"
    post.save()
    assert b"Changed" in client.get(path, headers={"if-none-match": tag}).content


def test_feed_of_a_new_hub_is_sent_again(client):
    tag = client.get("/feed/").headers["ETag"]
    SiteSettings(websub_hub="https://hub.example/").save()
    assert client.get("/feed/", headers={"if-none-match": tag}).status_code == 200


@pytest.mark.parametrize("path", FEEDS)
def test_feed_names_itself_and_its_hub(client, corner, path):
    corner.post(published=True)
    assert client.get(path).headers["Link"] == f'<{SITE}{path}>; rel="self"'
    SiteSettings(websub_hub="https://hub.example/?a>b").save()
    response = client.get(path)
    assert response.headers["Link"] == f'<{SITE}{path}>; rel="self", <https://hub.example/?a%3Eb>; rel="hub"'
    if path.endswith(".json"):
        assert json.loads(response.content)["hubs"] == [{"type": "WebSub", "url": "https://hub.example/?a%3Eb"}]
    else:
        hubs = etree.fromstring(response.content).iter(f"{ATOM}link")
        assert [link.get("href") for link in hubs if link.get("rel") == "hub"] == ["https://hub.example/?a%3Eb"]


@pytest.fixture
def crossed(corner):
    """A post that came from a place with a feed and one without, and has a copy."""
    post = corner.post(published=True, language="pt-BR")
    corner.source.feed_url = "https://a.example/feed"
    corner.source.save()
    post.cross_posts.update(url="https://a.example/1", is_canonical=True)
    CrossPostFactory(post=post, source=SourceFactory(), url="https://b.example/1")
    CrossPostFactory(post=post, source=SourceFactory(), url="https://c.example/1", direction="to")
    return post


def test_rss_says_from_which_feed_a_post_came_and_in_what_language_it_is(client, crossed):
    item = rss(client).find("item")
    assert [(each.text, each.get("url")) for each in item.findall("source")] == [
        ("Elsewhere", "https://a.example/feed")
    ]
    assert item.findtext("{http://purl.org/dc/elements/1.1/}language") == "pt-BR"


def test_atom_says_where_a_post_came_from_and_where_its_copies_are(client, crossed):
    links = atom(client).find(f"{ATOM}entry").findall(f"{ATOM}link")
    assert [(link.get("rel"), link.get("href")) for link in links] == [
        ("alternate", SITE + crossed.get_absolute_url()),
        ("canonical", "https://a.example/1"),
        ("via", "https://a.example/1"),
        ("via", "https://b.example/1"),
        ("related", "https://c.example/1"),
    ]


def test_json_feed_names_the_canonical_copy_only_when_it_is_elsewhere(client, crossed):
    assert feed_json(client)["items"][0]["external_url"] == "https://a.example/1"
    crossed.cross_posts.update(is_canonical=False)
    assert "external_url" not in feed_json(client)["items"][0]


def test_feed_of_an_author_names_the_author(client, corner):
    corner.post(published=True)
    assert feed_json(client, "/authors/ada/feed.json")["authors"] == [{"name": "ada", "url": f"{SITE}/authors/ada/"}]
    author = atom(client, "/authors/ada/feed.atom").find(f"{ATOM}author")
    assert [each.text for each in author] == ["ada", f"{SITE}/authors/ada/"]
    assert "authors" not in feed_json(client)


def test_feed_has_a_picture_of_the_site(client):
    icon = f"{SITE}/static/favicon.png"
    assert [each.text for each in rss(client).find("image")] == [icon, "A new blog", f"{SITE}/"]
    assert atom(client).findtext(f"{ATOM}icon") == icon
    assert feed_json(client)["favicon"] == icon


@pytest.mark.parametrize("ending", ENDINGS[:2])
def test_feed_that_somebody_opens_has_a_stylesheet(client, ending):
    response = client.get(f"/{ending}")
    sheet = etree.fromstring(response.content).getroottree().xpath("preceding-sibling::processing-instruction()")
    assert [(each.target, each.attrib) for each in sheet] == [
        ("xml-stylesheet", {"href": "/static/css/feed.css", "type": "text/css"})
    ]
    assert response.headers["Content-Type"] == "application/xml; charset=utf-8"
    assert "style-src 'self'" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("base", ["/", "/tags/rain/", "/authors/ada/", "/series/weather/", "/sources/elsewhere/"])
@pytest.mark.parametrize("guess", GUESSES)
def test_guess_leads_to_the_feed(client, corner, base, guess):
    corner.post(published=True)
    response = client.get(base + guess)
    assert (response.status_code, response.headers["Location"]) == (301, base + GUESSES[guess])
    assert client.get(response.headers["Location"]).status_code == 200


def test_guess_keeps_what_an_address_has_escaped(client):
    assert client.get("/tags/%E9%9B%A8/rss/").headers["Location"] == "/tags/%E9%9B%A8/feed/"
