"""The front page: everything one is working on, in one list."""

import datetime as dt

import lxml.html
import pytest
from django.db import connection
from django.utils import timezone

from blog.admin.front_page import Cursor, desk
from blog.models import ImportRun, Post
from tests.factories import PostFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def edited(ago: float, **fields) -> Post:
    """A post last changed that many hours ago."""
    return PostFactory(updated_at=NOW - dt.timedelta(hours=ago), **fields)


def failed_run(by, ago: float, **fields) -> ImportRun:
    run = ImportRun.objects.create(by=by, **{"origin": "old.zip", "created": 47, "failed": 3, **fields})
    ImportRun.objects.filter(pk=run.pk).update(started_at=NOW - dt.timedelta(hours=ago))
    return run


def rows(response) -> list[str]:
    page = lxml.html.fromstring(response.content.decode())
    return [" ".join(row.text_content().split()) for row in page.find_class("desk-what")]


def test_all_kinds_stand_in_one_list_with_their_states_newest_first(client, alice):
    edited(1, author=alice, title="A draft", body="One two three.")
    edited(2, author=alice, title="Soon", status="published", publish_at=dt.datetime(2999, 1, 2, 9, 30, tzinfo=dt.UTC))
    edited(3, author=alice, title="Out", status="published", publish_at=dt.datetime(2014, 1, 2, 9, 30, tzinfo=dt.UTC))
    failed_run(alice, 4)
    edited(5, author=alice, title="A page", page=True, body="")
    edited(6, author=alice, title="Thrown away", trashed_at=dt.datetime(2020, 1, 2, 9, 30, tzinfo=dt.UTC))
    client.force_login(alice)
    assert rows(client.get("/admin/")) == [
        "A draft draft post, not public yet; 3 words",
        "Soon scheduled post, appears on 2 Jan 2999, 09:30",
        "Out published post, out since 2 Jan 2014, 09:30 · See it",
        "old.zip failed import, 3 of 50 documents could not be read",
        "A page draft page, not public yet; still empty",
        "Thrown away trashed post, in the trash since 2 Jan 2020, 09:30",
    ]


def test_rows_lead_to_the_editor_and_to_the_public_page(client, alice):
    post = edited(1, author=alice, published=True)
    client.force_login(alice)
    page = client.get("/admin/").content.decode()
    assert f'href="/admin/blog/post/{post.pk}/change/"' in page
    assert f'href="{post.get_absolute_url()}"' in page


def test_authors_find_their_own_things_and_editors_all_or_theirs(client, alice, eve):
    edited(1, author=alice, title="Alice’s")
    edited(2, author=eve, title="Eve’s")
    failed_run(alice, 3, origin="alice.zip")
    failed_run(eve, 4, origin="eve.zip")
    failed_run(eve, 5, origin="fine.zip", failed=0)
    client.force_login(alice)
    assert [row.split()[0] for row in rows(client.get("/admin/"))] == ["Alice’s", "alice.zip"]
    client.force_login(eve)
    assert [row.split()[0] for row in rows(client.get("/admin/"))] == ["Alice’s", "Eve’s", "alice.zip", "eve.zip"]
    assert [row.split()[0] for row in rows(client.get("/admin/?whose=mine"))] == ["Eve’s", "eve.zip"]


def test_older_pages_miss_and_repeat_nothing_even_within_one_moment(client, eve, monkeypatch):
    monkeypatch.setattr("blog.admin.front_page.LENGTH", 3)
    for hours in (1, 2, 2, 2, 2, 3, 4):
        edited(hours, author=eve)
    for hours in (2, 2, 5):
        failed_run(eve, hours)
    seen, before = [], None
    for _ in range(4):
        page = desk(eve, before=before)
        seen += [(row.kind, row.place.pk) for row in page.rows]
        before = Cursor.read(page.older) if page.older else None
    assert before is None
    assert len(seen) == len(set(seen)) == 10


@pytest.mark.parametrize("before", ["x", "~~", "2020-01-01~1~1", "2020-01-01T00:00:00+00:00~1~" + "9" * 30, "a\x00b"])
def test_nonsense_cursor_shows_the_newest(client, alice, before):
    edited(1, author=alice, title="Newest")
    client.force_login(alice)
    assert len(rows(client.get("/admin/", {"before": before}))) == 1


def test_empty_desk_says_what_to_do(client, alice):
    client.force_login(alice)
    page = client.get("/admin/").content.decode()
    assert "Nothing here yet." in page
    assert page.count('href="/admin/blog/post/add/"') == 2


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("person", ["alice", "eve"])
def test_front_page_takes_the_same_queries_for_one_thing_and_for_three(
    client, request, person, count, django_assert_num_queries
):
    user = request.getfixturevalue(person)
    for hours in range(count):
        edited(hours, author=user)
        failed_run(user, hours)
    client.force_login(user)
    with django_assert_num_queries(7):
        assert len(rows(client.get("/admin/"))) == 2 * count


def test_each_list_is_read_in_the_order_of_an_index(alice):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off")
    cursor = Cursor(NOW, 1, 7)
    posts = Post.objects.order_by("-updated_at", "-id")
    assert "post_recently_edited" in cursor.older(posts, "updated_at", 1)[:31].explain()
    own = cursor.older(posts.filter(author=alice), "updated_at", 1)
    assert "post_recent_by_author" in own[:31].explain()


def test_navigation_offers_what_one_may_look_at(client, carol, eve, root):
    labels = {}
    for person in (carol, eve, root):
        client.force_login(person)
        nav = lxml.html.fromstring(client.get("/admin/").content).find_class("nouns")[0]
        labels[person.username] = [link.text for link in nav.findall("a")]
    assert labels["carol"] == ["Posts", "Tags", "Series", "Sources", "Pictures"]
    assert labels["eve"] == [*labels["carol"], "Redirects", "Not found", "Feeds", "Mentions", "Outbox", "Imports"]
    targets = labels["eve"].index("Outbox")
    assert labels["root"] == [
        *labels["eve"][:targets],
        "Targets",
        *labels["eve"][targets:],
        "Settings",
        "People",
        "Roles",
    ]


@pytest.mark.parametrize("person", ["anonymous", "charlie"])
def test_readers_are_sent_to_sign_in(client, request, person):
    if person == "charlie":
        client.force_login(request.getfixturevalue(person))
    response = client.get("/admin/")
    assert response.status_code == 302
    assert "login" in response.url


@pytest.mark.parametrize("when", ["0001-01-01T00:00:00%2b23:00", "9999-12-31T23:59:59-23:00"])
def test_front_page_opens_at_the_top_when_its_cursor_is_a_moment_that_never_was(client, alice, when):
    PostFactory(author=alice, title="Still there")
    client.force_login(alice)
    assert "Still there" in client.get(f"/admin/?before={when}~1~1").content.decode()
