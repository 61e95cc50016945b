"""The page of results: what it shows, and what it must never show."""

import datetime as dt
import re
import xml.etree.ElementTree as ET
from html import unescape

import pytest
from django.utils import timezone

from blog import jobs
from blog.finding import engine
from blog.models import SiteSettings
from blog.views import search as page
from tests.factories import LONG_AGO, CrossPostFactory, PostFactory, SourceFactory, TagFactory, UserFactory

pytestmark = pytest.mark.django_db


def ask(client, q, **more):
    jobs.keep_search()
    return client.get("/search/", {"q": q, **more})


def main(response):
    return re.search(r'<div id="search-results">.*</main>', response.content.decode(), re.S)[0]


def titles(response):
    found = re.findall(r'<h2 class="card-title"><a[^>]*>(.*?)</a>', response.content.decode())
    return [unescape(re.sub(r"</?mark>", "", title)) for title in found]


def links(response):
    found = re.findall(r'<a href="(/search/[^"]*|/[^"]*/the-newest-post/)"[^>]*>(.*?)</a>', main(response))
    return {re.sub("<[^>]*>", "", text): unescape(url) for url, text in found}


# --- What it shows ----------------------------------------------------------------------------------------------------
def test_results_with_marked_words_in_title_and_passage(client):
    PostFactory(published=True, title="Winter stars", body="Nothing here.\n\nBut the *star* of winter is Sirius.")
    response = ask(client, "stars")
    assert response.status_code == 200
    assert titles(response) == ["Winter stars"]
    html = response.content.decode()
    assert "Winter <mark>stars</mark>" in html
    assert "But the <mark>star</mark> of winter is Sirius." in html
    assert "1 post\n" in html


def test_page_is_public_cacheable_and_hidden_from_search_engines(client):
    PostFactory(published=True, title="stars")
    response = ask(client, "stars")
    assert '<meta name="robots" content="noindex">' in response.content.decode()
    assert response.headers["Cache-Control"].startswith("public")
    assert not response.cookies
    again = client.get("/search/", {"q": "stars"}, headers={"if-none-match": response.headers["ETag"]})
    assert again.status_code == 304
    PostFactory(published=True, title="more stars")
    jobs.keep_search()
    changed = client.get("/search/", {"q": "stars"}, headers={"if-none-match": response.headers["ETag"]})
    assert len(titles(changed)) == 2


def test_facets_count_and_lead_further(client):
    ann, bo = UserFactory(name="Ann Example"), UserFactory(name="Bo")
    moon = TagFactory(name="Naked eye")
    first = PostFactory(published=True, title="stars 1", author=ann, tags=[moon])
    PostFactory(published=True, title="stars 2", author=ann, tags=[moon], publish_at=LONG_AGO + dt.timedelta(days=400))
    PostFactory(published=True, title="stars 3", author=bo)
    CrossPostFactory(post=first, source=SourceFactory(name="The Letters"))
    response = ask(client, "stars")
    text = re.sub(r"\s+", " ", re.sub("<[^>]*>", "", main(response)))
    assert "Tags Naked eye 2" in text
    assert "Years 2015 1 2014 2" in text
    assert "Authors Ann Example 2 Bo 1" in text
    assert "Sources The Letters 1" in text
    offered = links(response)
    assert titles(client.get(offered["Naked eye"])) == ["stars 2", "stars 1"]
    assert titles(client.get(offered["2015"])) == ["stars 2"]
    assert titles(client.get(offered["Bo"])) == ["stars 3"]
    assert titles(client.get(offered["The Letters"])) == ["stars 1"]
    narrowed = client.get(offered["Naked eye"])
    assert links(narrowed)["Remove tag:naked-eye ×"] == "/search/?q=stars"
    assert "Naked eye" not in links(narrowed)


def test_pages_follow_one_another(client, monkeypatch):
    monkeypatch.setattr(page, "SIZE", 2)
    for number in range(5):
        PostFactory(published=True, title=f"stars {number}")
    first = ask(client, "stars")
    second = client.get(links(first)["Next page"])
    third = client.get(links(second)["Next page"])
    assert [titles(first), titles(second), titles(third)] == [
        ["stars 4", "stars 3"],
        ["stars 2", "stars 1"],
        ["stars 0"],
    ]
    assert "Next page" not in links(third)
    assert links(third)["Previous page"] == links(first)["Next page"]
    assert 'start="5"' in third.content.decode()


def test_results_follow_the_index_when_it_follows_the_posts_later(client):
    tag = TagFactory(name="Night")
    PostFactory(published=True, title="stars", tags=[tag])
    jobs.keep_search()
    tag.name = "Evening"
    tag.save()
    early = client.get("/search/?q=evening")
    assert titles(early) == []
    jobs.keep_search()
    again = client.get("/search/?q=evening", headers={"if-none-match": early.headers["ETag"]})
    assert titles(again) == ["stars"]


@pytest.mark.parametrize("number", ["0", "-1", "x", "9" * 30, "1.5", "²", "77"])
def test_pages_that_there_are_not_are_answered_calmly(client, number):
    PostFactory(published=True, title="stars")
    assert ask(client, "stars", page=number).status_code == 200


def test_more_than_are_looked_at_is_said(client, monkeypatch):
    monkeypatch.setattr(engine, "CANDIDATES", 2)
    for number in range(3):
        PostFactory(published=True, title=f"stars {number}", tags=[TagFactory()])
    html = ask(client, "stars").content.decode()
    assert "More than 2 posts" in html
    assert "Counted among the 2 posts looked at, the newest first." in html


def test_results_speak_their_own_language_and_the_page_that_of_the_site(client):
    SiteSettings(language="de").save()
    PostFactory(published=True, title="Stars", language="en")
    html = ask(client, "stars").content.decode()
    assert '<html lang="de"' in html
    assert '<article lang="en" dir="ltr">' in html


# --- Where there is nothing ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("q", ["", "   ", "-winter", "\0", "\x01\x02", '"', "tag:", "- -- :"])
def test_nothing_to_look_for_is_met_with_help(client, q):
    PostFactory(published=True, title="The newest post")
    response = ask(client, q)
    assert response.status_code == 200
    assert "How to search" in response.content.decode()


def test_empty_search_shows_recent_posts(client):
    PostFactory(published=True, title="The newest post")
    response = client.get("/search/")
    assert links(response)["The newest post"].endswith("/the-newest-post/")


@pytest.mark.parametrize(
    "q",
    [
        "'; DROP TABLE blog_post; --",
        "a & | ! ( ) <-> :* 'b",
        "x" * 10_000,
        "word " * 2_000,
        '"' * 999,
        "%s %(now)s",
        "\\",
    ],
)
def test_hostile_and_endless_queries_are_answered(client, q):
    PostFactory(published=True)
    assert ask(client, q).status_code == 200


def test_long_queries_are_told_that_only_their_beginning_was_used(client):
    response = ask(client, "word " * 2_000)
    assert "Only the beginning of that long query was used." in response.content.decode()
    assert len(response.content) < 20_000


def test_bytes_that_are_no_text_are_answered(client):
    assert client.get("/search/?q=%ff%fe%00").status_code == 200


def test_too_slow_a_search_says_so_and_is_not_kept(client, monkeypatch):
    def find(*args, **kwargs):
        raise engine.TooSlow

    monkeypatch.setattr(page, "find", find)
    response = ask(client, "stars")
    assert response.status_code == 503
    assert "took too long" in response.content.decode()
    assert "ETag" not in response.headers


# --- Escaping ---------------------------------------------------------------------------------------------------------
def test_nothing_typed_or_written_becomes_markup(client):
    evil = '<script>alert("x")</script>'
    PostFactory(published=True, title=f"stars {evil}", body=f"`stars {evil}`", tags=[TagFactory(name=evil)])
    PostFactory(published=True, title="stars")
    for q in (f"stars {evil}", f"tag:'{evil}", f'"{evil}"', evil, "stars"):
        html = ask(client, q).content.decode()
        assert "<script>" not in html
        assert "alert(&quot;x" in html or 'alert("x' not in html


# --- Did you mean ----------------------------------------------------------------------------------------------------
def test_a_misspelt_word_is_corrected_from_the_words_of_the_site(client):
    PostFactory(published=True, title="A telescope in winter")
    response = ask(client, "telescpoe winter")
    assert links(response)["telescope winter"] == "/search/?q=telescope+winter"
    assert titles(client.get(links(response)["telescope winter"])) == ["A telescope in winter"]


def test_no_word_is_offered_that_would_find_nothing(client):
    PostFactory(published=True, title="A telescope")
    PostFactory(published=True, title="Summer")
    assert "Did you mean" not in ask(client, "telescpoe summer").content.decode()
    assert "Did you mean" not in ask(client, "telescope").content.decode()


@pytest.mark.parametrize(
    "hidden",
    [
        {},
        {"published": True, "visibility": "private"},
        {"published": True, "visibility": "unlisted"},
        {"published": True, "trashed_at": LONG_AGO},
        {"published": True, "publish_at": timezone.now() + dt.timedelta(days=9)},
        {"published": True, "expire_at": timezone.now() - dt.timedelta(days=1)},
        {"published": True, "page": True},
    ],
)
def test_nothing_hidden_shows_in_results_facets_corrections_or_suggestions(client, hidden):
    tag = TagFactory(name="Hiddentag")
    author = UserFactory(name="Hiddenauthor", username="hiddenauthor")
    secret = PostFactory(title="Codename zanzibar", body="unmistakeable", tags=[tag], author=author, **hidden)
    CrossPostFactory(post=secret, source=SourceFactory(name="Hiddensource"))
    PostFactory(published=True, title="Open", body="unmistakeable words")
    for q in (
        "unmistakeable",
        "zanzibra",
        "zanzib",
        "codenam",
        "tag:hiddentag",
        "author:hiddenauthor",
        "source:hiddensource",
        "",
    ):
        html = main(ask(client, q)).lower()
        secrets = {"zanzibar", "codename", "hiddentag", "hiddenauthor", "hiddensource"} - {q.rpartition(":")[2]}
        leaked = [word for word in secrets if word in html]
        assert leaked == [], q


# --- Cost -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("count", [1, 3])
def test_results_take_the_same_queries_for_one_and_for_three(client, count, django_assert_num_queries):
    for number in range(count):
        PostFactory(published=True, title=f"stars {number}", tags=[TagFactory(), TagFactory()], author=UserFactory())
    jobs.keep_search()
    with django_assert_num_queries(8):  # two of them are the savepoint
        assert len(titles(client.get("/search/?q=stars"))) == count


@pytest.mark.parametrize("count", [1, 3])
def test_nothing_found_takes_the_same_queries(client, count, django_assert_num_queries):
    PostFactory.create_batch(count, published=True)
    jobs.keep_search()
    with django_assert_num_queries(7):
        assert titles(client.get("/search/?q=nowhere")) == []
    with django_assert_num_queries(2):
        client.get("/search/")


# --- For browsers ----------------------------------------------------------------------------------------------------
def test_browsers_learn_how_to_search(client):
    SiteSettings(title="Stars & <Sky>").save()
    response = client.get("/opensearch.xml")
    assert response.headers["Content-Type"] == "application/opensearchdescription+xml"
    space = {"o": "http://a9.com/-/spec/opensearch/1.1/"}
    root = ET.fromstring(response.content)
    assert root.find("o:Description", space).text == "Stars & <Sky>"
    assert len(root.find("o:ShortName", space).text) <= 16
    template = root.find("o:Url", space).get("template")
    assert template == "http://localhost:8000/search/?q={searchTerms}"
    assert 'type="application/opensearchdescription+xml" href="/opensearch.xml"' in client.get("/").content.decode()
