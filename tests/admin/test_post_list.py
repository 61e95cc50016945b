"""The list of posts: what it finds, what it costs, what it does to many at once."""

import datetime as dt

import pytest
from django.db import connection
from django.utils import timezone

from blog.admin.paging import CAP
from blog.models import Post
from tests.admin.writing import Tab
from tests.factories import LONG_AGO, PostFactory, TagFactory, UserFactory

LIST = "/admin/blog/post/"


@pytest.fixture
def five(eve):
    now = timezone.now()
    day = dt.timedelta(days=1)
    PostFactory(title="a draft")
    PostFactory(title="a scheduled one", status="published", publish_at=now + day)
    PostFactory(title="a published one", published=True)
    PostFactory(title="an expired one", published=True, expire_at=now - day)
    PostFactory(title="a trashed one", published=True, trashed_at=now)


def titles(response) -> list[str]:
    return sorted(post.title for post in response.context["cl"].result_list)


@pytest.mark.parametrize("state", ["draft", "scheduled", "published", "expired", "trashed"])
def test_state_filter_finds_exactly_the_posts_that_say_they_are_in_it(client, eve, five, state):
    client.force_login(eve)
    found = client.get(LIST, {"state": state}).context["cl"].result_list
    assert [post.state for post in found] == [state]
    assert len(Post.objects.in_state(state)) == 1


def test_trash_is_left_out_unless_asked_for(client, eve, five):
    client.force_login(eve)
    assert len(titles(client.get(LIST))) == 4
    assert "a trashed one" not in titles(client.get(LIST))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("postgres", ["Why Postgres is enough"]),
        ("POSTG enou", ["Why Postgres is enough"]),
        ("gres", []),
        ("été par", ["Été à Paris"]),
        ("' | & ! :* (", []),
        ("wh:*", ["Why Postgres is enough"]),
        ("_", []),
    ],
)
def test_search_finds_beginnings_of_words_in_titles(client, eve, query, found):
    PostFactory(title="Why Postgres is enough")
    PostFactory(title="Été à Paris")
    client.force_login(eve)
    assert titles(client.get(LIST, {"q": query})) == found


@pytest.mark.django_db
def test_search_uses_the_index_on_title_words():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = Post.objects.with_title_words("why postg").order_by().explain()
    assert "post_title_words" in plan


@pytest.mark.parametrize(
    ("condition", "index"),
    [("draft", "post_drafts_newest"), ("trashed", "post_trash_newest"), (None, "post_recently_edited")],
)
@pytest.mark.django_db
def test_states_are_listed_by_an_index(condition, index):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off")
    plan = Post.objects.in_state(condition).order_by("-updated_at", "-id")[:50].explain()
    assert index in plan


def test_filters_by_date_tag_and_author_meet(client, eve, alice):
    tag = TagFactory(name="C, and C++")
    PostFactory(title="hit", author=alice, published=True, publish_at=LONG_AGO, tags=[tag])
    PostFactory(title="other author", published=True, publish_at=LONG_AGO, tags=[tag])
    PostFactory(title="other tag", author=alice, published=True, publish_at=LONG_AGO)
    PostFactory(title="other day", author=alice, published=True, publish_at=LONG_AGO - dt.timedelta(days=1), tags=[tag])
    client.force_login(eve)
    day = "2014-11-18"
    response = client.get(LIST, {"from": day, "until": day, "tag": "c, and c++", "author": alice.pk})
    assert titles(response) == ["hit"]


@pytest.mark.parametrize(
    "query",
    [
        "from=x",
        "until=0000-00-00",
        "from=9999-12-31",
        "tag=none",
        "author=x",
        "author=" + "9" * 40,
        "p=9999",
        "p=x",
        "q=a%00b",
    ],
)
def test_nonsense_in_a_filter_is_answered_calmly(client, eve, query):
    PostFactory()
    client.force_login(eve)
    assert client.get(f"{LIST}?{query}", follow=True).status_code == 200


def test_authors_have_no_author_filter(client, alice, bob):
    client.force_login(alice)
    page = client.get(LIST, {"author": bob.pk}).content.decode()
    assert "Bob" not in page
    assert '<select name="author"' not in page


@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_the_same_queries_for_one_post_and_for_three(client, eve, count, django_assert_num_queries):
    for _ in range(count):
        PostFactory(author=UserFactory(), tags=[TagFactory(), TagFactory()])
    client.force_login(eve)
    client.get(LIST)
    with django_assert_num_queries(8):
        assert len(titles(client.get(LIST))) == count


def test_count_ends_at_its_cap(client, eve, monkeypatch):
    monkeypatch.setattr("blog.admin.paging.CAP", 2)
    PostFactory.create_batch(3)
    client.force_login(eve)
    assert client.get(LIST).context["cl"].result_count == 2
    assert CAP == 1_000


def test_bodies_are_not_loaded_for_the_list(client, eve):
    PostFactory()
    client.force_login(eve)
    (post,) = client.get(LIST).context["cl"].result_list
    assert {"body", "body_html", "plain_text"} <= post.get_deferred_fields()


# --- Many at once ----------------------------------------------------------------------------------------------------
def act(client, action, *posts) -> list[str]:
    chosen = {"action": action, "_selected_action": [post.pk for post in posts]}
    return [str(message) for message in client.post(LIST, chosen, follow=True).context["messages"]]


def test_editor_publishes_many_and_hears_which_stayed(client, eve):
    posts = [PostFactory(), PostFactory(), PostFactory(title="")]
    client.force_login(eve)
    assert act(client, "publish", *posts) == [
        "2 posts published.",
        "1 post left as it was: A published post needs a title.",
    ]
    assert sorted(post.state for post in Post.objects.all()) == ["draft", "published", "published"]
    assert posts[0].revisions.get().reason == "published"


def test_unpublish_trash_restore_and_delete_many(client, eve):
    posts = [PostFactory(published=True), PostFactory(published=True)]
    client.force_login(eve)
    assert act(client, "unpublish", *posts) == ["2 posts unpublished."]
    assert act(client, "delete_for_good", *posts) == ["2 posts left as they were: you may not do that with them."]
    assert act(client, "trash", *posts) == ["2 posts moved to the trash."]
    posts[0].refresh_from_db()
    trash = LIST + "?state=trashed"
    client.post(trash, {"action": "restore", "_selected_action": [posts[0].pk]})
    client.post(trash, {"action": "delete_for_good", "_selected_action": [posts[1].pk]})
    assert [post.state for post in Post.objects.all()] == ["draft"]


def test_author_reaches_no_posts_of_others(client, alice, bob):
    mine, other = PostFactory(author=alice), PostFactory(author=bob)
    client.force_login(alice)
    assert act(client, "publish", mine, other) == ["1 post published."]
    other.refresh_from_db()
    assert other.state == "draft"


def test_contributor_is_offered_no_bulk_publication(client, carol):
    post = PostFactory(author=carol)
    client.force_login(carol)
    for action in ("publish", "unpublish", "trash", "restore", "delete_for_good", "delete_selected"):
        act(client, action, post)
    post.refresh_from_db()
    assert post.state == "draft"


def test_list_shows_titles_as_they_are_being_written(client, alice):
    tab = Tab(alice)
    tab.save(title="F")
    tab.save(title="First words")
    client.force_login(alice)
    assert "First words" in client.get("/admin/blog/post/").content.decode()
