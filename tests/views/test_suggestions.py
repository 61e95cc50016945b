"""What a page that is not found suggests instead."""

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from blog.models import Post
from blog.views import suggestions
from blog.views.suggestions import _around
from tests.corner import NOT_LISTED
from tests.factories import LONG_AGO, PostFactory, UserFactory

pytestmark = pytest.mark.django_db


def suggested(client, path) -> list[str]:
    response = client.get(path)
    assert response.status_code == 404
    return [post.slug for post in response.context["posts"]]


@pytest.mark.parametrize(
    "path",
    [
        "/2014/05/rebuilding-teh-lathe/",
        "/2014/05/rebiulding-the-lathe/",
        "/2014/05/ebuilding-the-lathe/",
        "/2014/05/rebuilding-the-lath/",
        "/blog/rebuilding-the-lathe.html",
        "/posts/lathe-rebuilding/",
        "/2014/05/how-we-are-rebuilding-the-lathe/",
        "/rebuilding-lathe/",
        "/Rebuilding_The_Lathe/",
        "/2014/05/rebuilding-the-lathe/index.html",
        "/2014/05/rebuilding-the-lathe-2/",
    ],
)
def test_post_that_was_probably_meant_is_suggested_first(client, path):
    for slug in ("the-lathe", "rebuilding-the-stove", "rain", "zebra", "a-year-of-rain"):
        PostFactory(published=True, slug=slug)
    PostFactory(published=True, slug="rebuilding-the-lathe", title="Rebuilding <the> lathe")
    assert suggested(client, path)[0] == "rebuilding-the-lathe"
    page = client.get(path).content.decode()
    assert "Perhaps you were looking for" in page
    assert '<a href="/2014/11/rebuilding-the-lathe/">Rebuilding &lt;the&gt; lathe</a>' in page


def test_post_is_found_by_words_of_its_title_too(client):
    PostFactory(published=True, slug="five-kinds-of-grit", title="Grinding a mirror, part 2: Körnungen")
    assert suggested(client, "/2014/05/grinding-a-mirror-part-2/") == ["five-kinds-of-grit"]
    assert suggested(client, "/2014/05/mirror-grinding/") == ["five-kinds-of-grit"]
    assert suggested(client, "/2014/05/a-mirror-for-the-grinding-shop/") == ["five-kinds-of-grit"]


@pytest.mark.parametrize("fields", NOT_LISTED.values(), ids=NOT_LISTED)
def test_post_that_is_in_no_list_is_not_suggested(client, fields):
    PostFactory(slug="secret-plan", title="Secret plan", **fields)
    PostFactory(published=True, slug="secret-plan-b")
    assert suggested(client, "/2013/01/secret-plan-a/") == ["secret-plan-b"]
    assert "secret-plan/" not in client.get("/2013/01/secret-plan-a/").content.decode()


def test_page_is_not_suggested_among_posts(client):
    PostFactory(published=True, page=True, slug="about-the-workshop")
    assert suggested(client, "/2014/05/about-the-workshop-us/") == []


def test_nothing_is_suggested_that_is_not_like_it(client):
    PostFactory(published=True, slug="a-year-of-rain")
    assert suggested(client, "/privacy-policy/") == []
    assert "Perhaps" not in client.get("/privacy-policy/").content.decode()


@pytest.mark.parametrize("count", [1, 3, 30])
def test_not_more_than_four_are_suggested_in_one_query(client, count, django_assert_num_queries):
    for number in range(count):
        PostFactory(published=True, slug=f"rebuilding-the-lathe-{number}")
    suggested(client, "/blog/rebuilding-the-lathe.html")
    with django_assert_num_queries(3):  # redirects, posts, the settings of the site
        assert len(suggested(client, "/blog/rebuilding-the-lathe.html")) == min(count, 4)


@pytest.mark.parametrize("path", ["/wp-login.php", "/.env", "/a/" + "x-" * 5_000, "/2014/05/lathe.php"])
def test_nothing_is_looked_up_for_what_only_programs_ask_for(client, path, django_assert_num_queries):
    PostFactory(published=True, slug="lathe")
    with django_assert_num_queries(1 if len(path) > 500 else 2):
        assert suggested(client, path) == []


def test_page_without_suggestions_is_shown_when_they_cannot_be_looked_up(client, monkeypatch, caplog):
    def refuse(path):
        raise OperationalError("canceling statement due to statement timeout")

    monkeypatch.setattr("blog.views.errors.nearest_posts", refuse)
    assert suggested(client, "/nothing/") == []
    assert "Found no posts like '/nothing/'." in caplog.text


def test_page_that_is_not_found_is_kept_for_a_second(client):
    PostFactory(published=True, slug="rain")
    response = client.get("/rani/")
    assert "s-maxage=1" in response.headers["Cache-Control"]
    assert not response.cookies


def test_each_way_to_look_for_posts_has_its_index():
    author = UserFactory()
    days = {"publish_at": LONG_AGO, "published_on": LONG_AGO.date()}
    Post.objects.bulk_create(
        Post(title="x", slug=f"{number % 50}-{number}-x", author=author, status="published", **days)
        for number in range(5_000)
    )
    arguments = (timezone.now(), "7-7-x", "x-7-7", ["7", "57"], ["7", "57"], ["57"])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE blog_post")
        statement, values = _around(*arguments).query.get_compiler("default").as_sql()
        cursor.execute(f"EXPLAIN {statement}", values)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert plan.count("Scan using post_listed_slug ") == 1
    assert plan.count("Scan Backward using post_listed_slug ") == 1
    assert plan.count("Scan using post_listed_slug_backwards ") == 1
    assert plan.count("Scan Backward using post_listed_slug_backwards ") == 1
    assert plan.count("Index Scan using blog_post_pkey ") == 3
    assert "Seq Scan" not in plan


@pytest.mark.parametrize(
    ("words", "count"),
    [(["rain", "the"], 1), (["the"], 8), (["rain"], 1), (["snow"], 0), ([], 0), (["the", "snow"], 0)],
)
def test_few_posts_are_found_by_words_of_their_slugs(words, count):
    for number in range(9):
        PostFactory(published=True, slug=f"the-{number}")
    PostFactory(published=True, slug="the-rain")
    with connection.cursor() as cursor:
        cursor.execute("SELECT byline_posts_with_words(%s)", [words])
        assert len(cursor.fetchall()) == count


def test_suggestions_are_looked_up_one_at_a_time(client):
    PostFactory(published=True, slug="rain")
    with suggestions._one_at_a_time:
        assert suggested(client, "/rani/") == []
    assert suggested(client, "/rani/") == ["rain"]
