"""Addresses that lead nowhere, or somewhere else."""

import pytest
from django.test import Client

from blog.actions.hits import flush_hits
from blog.freshness import site_state
from blog.models import MissingAddress, Redirect
from tests.corner import NOT_LISTED
from tests.factories import PostFactory, RedirectFactory, TagFactory

pytestmark = pytest.mark.django_db


def moved_to(client, path):
    response = client.get(path)
    return response.headers.get("Location") if response.status_code == 301 else response.status_code


@pytest.mark.parametrize(
    "path",
    [
        "/nothing/",
        "/wp-login.php",
        "/2014/11/nothing/",
        "/2014/11/nothing/more/",
        "/tags/nothing/",
        "/%00/",
        "/2014/11/a%00b/",
        "/tags/%00/feed/",
        "/%ff%fe/",
        "/tags/%c3%28/",
        "/" + "a" * 6000 + "/",
        "/tags/" + "a" * 6000 + "/",
        "/" + "a/" * 2000,
        "/\\evil.example/",
        "/%E2%80%AEabc/",
        "/tags/..%2f..%2fadmin/",
    ],
)
def test_page_is_not_found_when_nothing_has_the_address(client, path):
    response = client.get(path)
    assert response.status_code == 404
    assert b"There is no page at this address" in response.content
    assert b"noindex" in response.content


@pytest.mark.parametrize("path", ["//", "//evil.example", "//evil.example/", "/\\evil.example"])
def test_visitor_is_not_led_to_another_site_when_the_path_looks_like_a_host(client, path):
    response = client.get("/", PATH_INFO=path)
    assert response.status_code == 404
    assert "Location" not in response.headers


def test_old_address_leads_to_the_post_the_tag_or_elsewhere(client):
    post, tag = PostFactory(published=True), TagFactory(name="Rain")
    RedirectFactory(old_path="/old/post/", is_gone=False, post=post)
    RedirectFactory(old_path="/category/rain/", is_gone=False, tag=tag)
    RedirectFactory(old_path="/away/", is_gone=False, url="https://a.example/?b=1")
    assert moved_to(client, "/old/post/") == post.get_absolute_url()
    assert moved_to(client, "/category/rain/") == "/tags/rain/"
    assert moved_to(client, "/away/") == "https://a.example/?b=1"


@pytest.mark.parametrize(
    ("old", "asked"),
    [
        ("/old/post.html", "/old/post.html"),
        ("/old/post", "/old/post/"),
        ("/old/post/", "/old/post"),
        ("/old/post/", "/Old/POST/"),
        ("/old/über/", "/old/%C3%BCber/"),
        ("/old/%C3%BCber/", "/old/%C3%BCber/"),
        ("/index.php?p=7", "/index.php?p=7"),
        ("/old/post/", "/old/post/?utm_source=x"),
    ],
)
def test_old_address_is_found_in_whatever_spelling(client, old, asked):
    post = PostFactory(published=True)
    RedirectFactory(old_path=old, is_gone=False, post=post)
    assert moved_to(client, asked) == post.get_absolute_url()


@pytest.mark.parametrize("fields", [f for name, f in NOT_LISTED.items() if name != "unlisted"])
def test_old_address_of_a_hidden_post_does_not_betray_its_new_one(client, fields):
    post = PostFactory(slug="secret-plan", **fields)
    RedirectFactory(old_path="/old/", is_gone=False, post=post)
    response = client.get("/old/")
    assert response.status_code == 404
    assert "Location" not in response.headers


def test_deleted_page_is_gone(client):
    RedirectFactory(old_path="/deleted/", is_gone=True)
    response = client.get("/deleted/")
    assert response.status_code == 410
    assert b"This page was taken away" in response.content


ENDINGS = ["feed/", "feed.atom", "feed.json"]


@pytest.mark.parametrize("ending", [*ENDINGS, "index.md"])
def test_what_stood_behind_a_deleted_address_is_gone_with_it(client, ending):
    RedirectFactory(old_path="/deleted/", is_gone=True)
    assert client.get(f"/deleted/{ending}").status_code == 410


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("target", [{"url": "/series/new/"}, {"tag": True}])
def test_feeds_of_a_list_move_with_it(client, ending, target):
    if "tag" in target:
        target = {"tag": TagFactory(name="Rain")}
    redirect = RedirectFactory(old_path="/series/old/", is_gone=False, **target)
    assert moved_to(client, f"/series/old/{ending}") == redirect.target + ending


def test_markdown_of_a_post_moves_with_it(client):
    post = PostFactory(published=True)
    RedirectFactory(old_path="/2014/05/old/", is_gone=False, post=post)
    assert moved_to(client, "/2014/05/old/index.md") == f"{post.get_absolute_url()}index.md"


@pytest.mark.parametrize(
    ("target", "ending"),
    [
        ({"url": "https://a.example/"}, "feed/"),
        ({"url": "/series/new/?page=2"}, "feed/"),
        ({"url": "/series/new/"}, "index.md"),
        ({"post": True}, "feed/"),
    ],
)
def test_feed_or_markdown_is_not_found_where_the_new_address_has_none(client, target, ending):
    if "post" in target:
        target = {"post": PostFactory(published=True)}
    RedirectFactory(old_path="/old/", is_gone=False, **target)
    assert moved_to(client, f"/old/{ending}") == 404


@pytest.mark.parametrize("fields", [f for name, f in NOT_LISTED.items() if name != "unlisted"])
def test_markdown_of_a_hidden_post_is_not_betrayed_by_its_old_address(client, fields):
    RedirectFactory(old_path="/old/", is_gone=False, post=PostFactory(slug="secret-plan", **fields))
    assert moved_to(client, "/old/index.md") == 404


def test_redirect_from_a_feed_itself_wins(client):
    RedirectFactory(old_path="/old/", is_gone=True)
    RedirectFactory(old_path="/old/feed/", is_gone=False, url="https://feeds.example/old")
    assert moved_to(client, "/old/feed/") == "https://feeds.example/old"


@pytest.mark.parametrize("query", ["p=12", "page_id=12", "attachment_id=12"])
def test_post_is_found_by_its_number_in_wordpress(client, query):
    post = PostFactory(published=True)
    RedirectFactory(old_path=f"/?{query}", is_gone=False, post=post)
    assert moved_to(client, f"/?{query}") == post.get_absolute_url()
    assert moved_to(client, f"/?{query}3") == 404


@pytest.mark.parametrize("query", ["p=twelve", "utm_source=12", ""])
def test_home_is_shown_when_a_query_means_nothing(client, query):
    assert client.get(f"/?{query}").status_code == 200


def test_page_that_is_there_wins_over_a_redirect(client):
    post = PostFactory(published=True, body="Still here.")
    RedirectFactory(old_path=post.get_absolute_url(), is_gone=True)
    assert b"Still here." in client.get(post.get_absolute_url()).content


def test_missing_slash_is_added(client):
    post = PostFactory(published=True)
    assert moved_to(client, post.get_absolute_url().rstrip("/")) == post.get_absolute_url()


def test_large_letters_are_made_small(client):
    PostFactory(published=True, tags=[TagFactory(name="Rain")])
    assert moved_to(client, "/TAGS/rain/") == "/tags/rain/"
    assert moved_to(client, "/tags/Rain/") == "/tags/rain/"
    assert moved_to(client, "/Archive/") == "/archive/"


@pytest.mark.parametrize("path", ["/static/old.css", "/media/old.png", "/admin/nothing/", "/accounts/nothing/"])
def test_files_and_doors_are_never_looked_up_among_redirects(client, django_assert_max_num_queries, path):
    RedirectFactory(old_path=path, is_gone=False, url="/elsewhere/")
    with django_assert_max_num_queries(2) as queries:
        response = client.get(path)
    assert response.headers.get("Location") != "/elsewhere/"
    assert not any("blog_redirect" in query["sql"] for query in queries.captured_queries)


def test_address_is_looked_up_among_redirects_in_one_query(client, django_assert_num_queries):
    RedirectFactory(old_path="/old/", is_gone=True)
    with django_assert_num_queries(3) as queries:  # the posts like it, and the settings of the site
        client.get("/old.html")
    assert sum("blog_redirect" in query["sql"] for query in queries.captured_queries) == 1


def test_answer_to_an_old_address_writes_nothing(client, django_assert_num_queries):
    RedirectFactory(old_path="/old.html", is_gone=False, url="/tags/")
    with django_assert_num_queries(1) as queries:
        assert moved_to(client, "/old.html") == "/tags/"
    assert queries.captured_queries[0]["sql"].startswith("SELECT")


def test_hits_are_counted_and_the_site_does_not_change_by_them(client):
    RedirectFactory(old_path="/moved/", is_gone=False, url="/tags/")
    RedirectFactory(old_path="/gone/")
    RedirectFactory(old_path="/other/")
    before = site_state().version
    for path in ("/moved/", "/Moved", "/moved/?a=1", "/gone/", "/nothing/"):
        client.get(path)
    flush_hits()
    hits = {redirect.old_path: redirect.hits for redirect in Redirect.objects.all()}
    assert hits == {"/moved/": 3, "/gone/": 1, "/other/": 0}
    assert site_state().version == before


def test_broken_page_says_so_without_the_database(django_assert_num_queries, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("secret detail")

    monkeypatch.setattr("blog.views.lists.listings.whole_site", broken)
    client = Client(raise_request_exception=False)
    with django_assert_num_queries(1):  # the site's version, before it broke
        response = client.get("/")
    assert response.status_code == 500
    assert b"Something broke on our side" in response.content
    assert b"secret" not in response.content
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("old", "url", "asked"),
    [
        ("/foo", "/foo/", "/foo/"),
        ("/foo", "/Foo", "/Foo/"),
        ("/foo/", "http://localhost:8000/foo/", "/foo/"),
        ("/regen/ü", "/regen/%C3%BC/", "/regen/ü/"),
    ],
)
def test_visitor_is_not_sent_round_in_circles_when_a_redirect_leads_to_another_spelling_of_itself(
    client, old, url, asked
):
    RedirectFactory(old_path=old, is_gone=False, url=url)
    assert moved_to(client, asked) == 404


READER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def missed(client, path, agent=READER, **fields) -> dict[str, int]:
    client.generic(fields.get("method", "GET"), path, headers={"User-Agent": agent})
    flush_hits()
    return dict(MissingAddress.objects.values_list("path", "hits"))


def test_address_that_readers_do_not_find_is_counted_without_what_is_personal(client):
    missed(client, "/2014/05/old-slug/?email=ada@example.com")
    assert missed(client, "/2014/05/old-slug/") == {"/2014/05/old-slug/": 2}


@pytest.mark.parametrize(
    ("path", "agent"),
    [
        ("/old-slug/", "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"),
        ("/old-slug/", "python-requests/2.32"),
        ("/old-slug/", ""),
        ("/wp-login.php", READER),
        ("/.env", READER),
        ("/unsubscribe/ada@example.com/", READER),
        ("/admin/nothing/", READER),
        ("/media/nothing.png", READER),
        ("/share/secret-token/", READER),
        ("/a/" + "x" * 5_000, READER),
        ("/deleted/", READER),
        ("/moved/", READER),
    ],
)
def test_what_no_reader_misses_is_not_counted(client, path, agent):
    RedirectFactory(old_path="/deleted/", is_gone=True)
    RedirectFactory(old_path="/moved/", is_gone=False, url="/tags/")
    assert missed(client, path, agent) == {}


def test_only_looking_counts(client):
    assert missed(client, "/old-slug/", method="POST") == {}
