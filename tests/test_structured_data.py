"""What pages say in schema.org's words: by the rules that Google documents for what it shows, checked strictly."""

import datetime as dt
import json

import html5lib
import pytest

from blog.models import CrossPost, Post, SiteSettings, Source
from tests.factories import (
    CrossPostFactory,
    ImageFactory,
    PostFactory,
    SeriesFactory,
    SourceFactory,
    TagFactory,
    UserFactory,
    with_renditions,
)
from tests.schema_org import problems

pytestmark = pytest.mark.django_db
SITE = "http://localhost:8000"


def head(client, path):
    response = client.get(path)
    assert response.status_code == 200, path
    return html5lib.parse(response.content, namespaceHTMLElements=False).find("head")


def things(client, path):
    """By type; checked."""
    blocks = [script for script in head(client, path).iter("script") if script.get("type") == "application/ld+json"]
    assert len(blocks) == 1
    document = json.loads(blocks[0].text)
    assert document.keys() == {"@context", "@graph"}
    assert document["@context"] == "https://schema.org"
    assert [problem for thing in document["@graph"] for problem in problems(thing)] == []
    return {thing["@type"]: thing for thing in document["@graph"]}


def metas(client, path):
    found = {}
    for meta in head(client, path).iter("meta"):
        found.setdefault(meta.get("property") or meta.get("name"), []).append(meta.get("content"))
    return found


def links(client, path, rel):
    return [link.get("href") for link in head(client, path).iter("link") if link.get("rel") == rel]


def names(trail):
    return [(step["name"], step["item"].removeprefix(SITE)) for step in trail["itemListElement"]]


@pytest.fixture
def site(db):
    site = SiteSettings(title="Notes & “rain”", tagline="Mostly wet", language="en", time_zone="Europe/Berlin")
    site.social_links = "Mastodon https://social.example/@ada\nContact /contact/"
    site.description = "A blog of rain."
    site.save()
    return site


@pytest.fixture
def post(site):
    author = UserFactory(
        username="ada", slug="ada", name="Ada Lovelace", bio="Counts drops.", website="https://ada.example/"
    )
    cover = with_renditions(ImageFactory(alt="A hill in the rain"))
    tags = [TagFactory(name="Rain"), TagFactory(name="Hills & dales")]
    post = PostFactory(
        title="Rain", author=author, cover=cover, series=SeriesFactory(name="Weather"), tags=tags, published=True
    )
    PostFactory(slug="about", title="About", author=author, published=True, page=True)
    source = SourceFactory(name="Elsewhere")
    CrossPostFactory(post=post, source=source, url="https://elsewhere.example/rain")
    CrossPostFactory(post=post, source=source, url="https://copy.example/rain", direction=CrossPost.Direction.TO)
    Post.objects.filter(pk=post.pk).update(version=2, excerpt="How it fell.")
    return Post.objects.get(pk=post.pk)


def test_checker_finds_what_it_looks_for():
    step = {"@type": "ListItem", "position": 2, "name": "", "item": "/relative/"}
    found = problems({"@type": "BreadcrumbList", "itemListElement": [step]})
    assert len(found) == 3
    article = {"@type": "BlogPosting", "headline": "x", "datePublished": "2014-11-18T14:00:00", "made": "up"}
    assert "BlogPosting.datePublished: '2014-11-18T14:00:00'" in problems(article)
    assert "BlogPosting.made: 'up'" in problems(article)
    assert "BlogPosting without author" in problems(article)


def test_post_is_an_article_with_all_that_is_recommended(client, post):
    found = things(client, post.get_absolute_url())
    article = found["BlogPosting"]
    assert article["headline"] == "Rain"
    assert article["description"] == "How it fell."
    assert article["datePublished"] == "2014-11-18T15:00:00+01:00"
    assert (
        article["dateModified"]
        == post.updated_at.astimezone(dt.UTC).replace(microsecond=0).astimezone(SiteSettings.load().zone).isoformat()
    )
    assert article["author"] == {
        "@type": "Person",
        "name": "Ada Lovelace",
        "url": f"{SITE}/authors/ada/",
        "sameAs": "https://ada.example/",
    }
    assert article["publisher"]["sameAs"] == ["https://social.example/@ada"]
    assert article["image"]["url"].endswith("social1200-jpg.jpg")
    assert (article["image"]["width"], article["image"]["height"]) == (1200, 630)
    assert article["image"]["caption"] == "A hill in the rain"
    assert sorted(article["keywords"]) == ["Hills & dales", "Rain"]
    assert article["articleSection"] == "Weather"
    assert article["isPartOf"][1]["url"] == f"{SITE}/series/weather/"
    assert article["isBasedOn"] == ["https://elsewhere.example/rain"]
    assert article["sameAs"] == ["https://copy.example/rain"]
    assert article["mainEntityOfPage"] == article["url"] == SITE + post.get_absolute_url()
    assert (article["wordCount"], article["inLanguage"]) == (post.word_count, "en")
    assert names(found["BreadcrumbList"]) == [
        ("Notes & “rain”", "/"),
        ("2014", "/2014/"),
        ("Rain", post.get_absolute_url()),
    ]


def test_post_whose_canonical_copy_is_elsewhere_says_so_everywhere(client, post):
    post.cross_posts.filter(direction="from").update(is_canonical=True)
    path = post.get_absolute_url()
    article = things(client, path)["BlogPosting"]
    assert article["mainEntityOfPage"] == "https://elsewhere.example/rain"
    assert article["url"] == SITE + path
    assert links(client, path, "canonical") == ["https://elsewhere.example/rain"]


def test_barest_post_says_nothing_empty(client, site):
    post = PostFactory(title="Bare", body="", language="ar", published=True)
    article = things(client, post.get_absolute_url())["BlogPosting"]
    assert article.keys() & {"keywords", "image", "sameAs", "isBasedOn", "wordCount", "articleSection"} == set()
    assert article["inLanguage"] == "ar"


def test_home_is_the_site_with_its_search(client, post):
    website = things(client, "/")["WebSite"]
    assert (website["name"], website["url"]) == ("Notes & “rain”", f"{SITE}/")
    assert website["potentialAction"]["target"]["urlTemplate"] == f"{SITE}/search/?q={{search_term_string}}"


def test_author_has_a_profile(client, post):
    found = things(client, "/authors/ada/")
    assert found["ProfilePage"]["mainEntity"] == {
        "@type": "Person",
        "name": "Ada Lovelace",
        "url": f"{SITE}/authors/ada/",
        "sameAs": "https://ada.example/",
        "description": "Counts drops.",
    }
    assert names(found["BreadcrumbList"]) == [("Notes & “rain”", "/"), ("Ada Lovelace", "/authors/ada/")]


@pytest.mark.parametrize(
    ("path", "trail"),
    [
        ("/tags/rain/", [("Tags", "/tags/"), ("Rain", "/tags/rain/")]),
        ("/series/weather/", [("Weather", "/series/weather/")]),
        ("/sources/elsewhere/", [("Sources", "/sources/"), ("Elsewhere", "/sources/elsewhere/")]),
        ("/2014/", [("Archive", "/archive/"), ("2014", "/2014/")]),
        ("/2014/11/", [("Archive", "/archive/"), ("November 2014", "/2014/11/")]),
    ],
)
def test_list_names_its_posts_and_the_way_to_it(client, post, path, trail):
    found = things(client, path)
    assert names(found["BreadcrumbList"])[1:] == trail
    listed = found["CollectionPage"]["mainEntity"]["itemListElement"]
    assert [item["url"] for item in listed] == [SITE + post.get_absolute_url()]


def test_page_of_a_source_says_what_the_source_is(client, post):
    about = {"@type": "Organization", "name": "Elsewhere", "url": "https://elsewhere.example/"}
    Source.objects.update(home_url=about["url"])
    assert things(client, "/sources/elsewhere/")["CollectionPage"]["about"] == about
    Source.objects.update(logo=with_renditions(ImageFactory()))
    about = things(client, "/sources/elsewhere/")["CollectionPage"]["about"]
    assert (about["logo"]["width"], about["logo"]["height"]) == (800, 600)


def test_list_is_named_in_the_language_of_the_site(client, post):
    SiteSettings.objects.update(language="de")
    assert things(client, "/2014/11/")["CollectionPage"]["name"] == "November 2014"
    assert things(client, "/2014/11/")["CollectionPage"]["inLanguage"] == "de"


@pytest.mark.parametrize(("path", "name"), [("/archive/", "Archive"), ("/tags/", "Tags"), ("/sources/", "Sources")])
def test_index_is_a_collection(client, post, path, name):
    assert things(client, path)["CollectionPage"]["name"] == name


def test_page_is_a_web_page_below_home(client, post):
    found = things(client, "/about/")
    assert found["WebPage"]["name"] == "About"
    assert names(found["BreadcrumbList"])[1:] == [("About", "/about/")]


@pytest.mark.parametrize(
    "title",
    [
        "</script><script>alert(1)</script>",
        "<!--<script>",
        "]]> & \"quotes\" 'and' \\u003c \\",
        "Rain 🌧️ on 👩‍👩‍👧‍👦",
        "مطر على التل",
        "雨\u2028下\u2029雨了",
        "W" * 300,
    ],
)
def test_title_never_breaks_out_of_its_block(client, site, title):
    author, tag = UserFactory(username="x", slug="x", name=title[:150]), TagFactory(name=title[:90], slug="x")
    post = PostFactory(title=title, author=author, series=SeriesFactory(name=title[:90], slug="x"), published=True)
    post.tags.add(tag)
    path = post.get_absolute_url()
    found = things(client, path)
    assert found["BlogPosting"]["headline"] == title
    assert found["BlogPosting"]["keywords"] == [title[:90]]
    assert metas(client, path)["og:title"] == [title]
    text = client.get(path).content.decode()
    assert text.count("</script>") == text.count("<script")
    for listed in ("/tags/x/", "/series/x/", "/authors/x/"):
        assert things(client, listed)


def test_post_is_described_to_social_networks(client, post):
    Post.objects.filter(pk=post.pk).update(language="pt-BR")
    found = metas(client, post.get_absolute_url())
    assert found["og:type"] == ["article"]
    assert found["og:locale"] == ["pt_BR"]
    assert found["article:published_time"] == ["2014-11-18T15:00:00+01:00"]
    assert len(found["article:modified_time"]) == 1
    assert found["article:author"] == [f"{SITE}/authors/ada/"]
    assert found["author"] == ["Ada Lovelace"]
    assert found["article:section"] == ["Weather"]
    assert sorted(found["article:tag"]) == ["Hills & dales", "Rain"]
    assert found["twitter:card"] == ["summary_large_image"]
    assert found["og:image:width"] == ["1200"]
    assert found["og:image:alt"] == ["A hill in the rain"]


@pytest.mark.parametrize(
    ("language", "locale"), [("en", "en_US"), ("de", "de_DE"), ("en-gb", "en_GB"), ("tlh", None), ("zh-hans", None)]
)
def test_language_is_told_with_a_country(client, site, language, locale):
    post = PostFactory(language=language, published=True)
    assert metas(client, post.get_absolute_url()).get("og:locale") == (locale and [locale])


@pytest.mark.parametrize("path", ["/", "/tags/rain/", "/authors/ada/", "/2014/", "/archive/", "/tags/", "/about/"])
def test_page_asks_for_large_pictures_and_names_what_made_it(client, post, path):
    found = metas(client, path)
    assert found["robots"] == ["max-image-preview:large"]
    assert found["generator"] == ["Byline"]
    assert found["og:site_name"] == ["Notes & “rain”"]
    assert links(client, path, "canonical") == [SITE + path]


def test_older_page_of_a_list_is_its_own_address_but_in_no_index(client, post):
    path = "/tags/rain/?before=9000000000000000.1"
    assert metas(client, path)["robots"] == ["noindex"]
    assert links(client, path, "canonical") == [SITE + path]
    assert not [one for one in head(client, path).iter("script") if one.get("type")]


def test_profiles_elsewhere_are_those_of_the_site_on_its_front_page_and_of_the_author_on_theirs(client, post):
    assert links(client, "/", "me") == ["https://social.example/@ada"]
    assert links(client, "/authors/ada/", "me") == ["https://ada.example/"]
    assert links(client, post.get_absolute_url(), "me") == []
    assert links(client, post.get_absolute_url(), "author") == ["/authors/ada/"]


@pytest.mark.parametrize("state", [{"visibility": "private"}, {"status": "draft"}])
def test_lists_say_nothing_of_posts_that_are_not_listed(client, post, state):
    hidden = PostFactory(title="Secret", published=True, tags=[*post.tags.all()], author=post.author)
    Post.objects.filter(pk=hidden.pk).update(**state)
    for path in ("/tags/rain/", "/authors/ada/", "/2014/"):
        assert hidden.slug not in json.dumps(things(client, path))
