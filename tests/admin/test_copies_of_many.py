"""What becomes of the copies elsewhere when many posts go at once, and what that costs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from blog.actions.posts import trash_post
from blog.models import Delivery, Post
from tests.admin.test_offers import actions, live, skies, toots

__all__ = ["skies", "toots"]
LIST = "/admin/blog/post/"
TRASH = f"{LIST}?state=trashed"
# What one post more costs, its savepoints included; and what all copies together do.
EACH = {"trash": 21, "delete_for_good": 41}
OF_ALL_COPIES = 13


def choose(client, action, *posts, address=LIST, **more):
    chosen = {"action": action, "_selected_action": [post.pk for post in posts]}
    return client.post(address, chosen | more, follow=True)


@pytest.mark.parametrize("action", ["trash", "delete_for_good"])
@pytest.mark.parametrize("is_chosen", [False, True])
def test_many_go_with_their_copies_or_without(client, eve, alice, toots, skies, action, is_chosen):
    posts = [live(alice, toots, skies), live(alice, toots), live(alice)]
    address = LIST
    if action == "delete_for_good":
        address = TRASH
        for post in posts:
            trash_post(post=post)
    client.force_login(eve)
    page = choose(client, action, *posts, address=address).content.decode()
    assert "Copies stand at Skies (1), Toots (2)." in page
    assert Post.objects.in_state(None if action == "trash" else "trashed").count() == 3, "nothing was done yet"
    assert page.count('name="_selected_action"') == 3
    answer = {"_asked": "yes"} | ({"_copies": "on"} if is_chosen else {})
    page = choose(client, action, *posts, address=address, **answer).content.decode()
    assert ("3 copies are about to be deleted." in page) == is_chosen
    assert Delivery.objects.filter(action="delete", state="waiting").count() == (3 if is_chosen else 0)
    assert Post.objects.not_in_trash().count() == 0
    assert Post.objects.count() == (3 if action == "trash" else 0)


def test_copies_of_many_are_deleted_later_from_the_trash(client, eve, alice, toots):
    gone, other, stays = live(alice, toots), live(alice, toots), live(alice, toots)
    for post in (gone, other):
        trash_post(post=post)
    client.force_login(eve)
    page = choose(client, "delete_copies_only", gone, other, address=TRASH).content.decode()
    assert "Copies of the chosen posts stand at Toots (2)." in page
    assert not Delivery.objects.filter(action="delete").exists()
    sure = {"address": TRASH, "_asked": "yes", "_copies": "on"}
    assert (
        "2 copies are about to be deleted."
        in choose(client, "delete_copies_only", gone, other, **sure).content.decode()
    )
    assert "No copy was deleted" in choose(client, "delete_copies_only", gone, address=TRASH).content.decode()
    choose(client, "delete_copies_only", stays, _asked="yes", _copies="on")
    assert sorted(d.post_id for d in Delivery.objects.filter(action="delete")) == [gone.pk, other.pk]


def test_many_without_copies_go_without_a_question(client, eve, alice, toots):
    client.force_login(eve)
    assert "1 post moved to the trash." in choose(client, "trash", live(alice)).content.decode()


def test_author_deletes_no_copies_of_others(client, alice, bob, toots):
    mine, other = live(alice, toots), live(bob, toots)
    client.force_login(alice)
    assert "Copies stand at Toots." in choose(client, "trash", mine, other).content.decode(), "of hers alone"
    choose(client, "trash", mine, other, _asked="yes", _copies="on")
    assert [d.post for d in Delivery.objects.filter(action="delete")] == [mine]


@pytest.mark.parametrize("who", ["carol", "charlie"])
def test_who_deletes_nothing_deletes_no_copies(client, request, alice, toots, who):
    post = live(alice, toots)
    client.force_login(request.getfixturevalue(who))
    for action in ("trash", "delete_for_good", "delete_copies_only"):
        choose(client, action, post, _asked="yes", _copies="on")
    assert actions() == [("create", "sent")]


def test_contributor_is_offered_no_deletion_of_copies(client, carol, toots):
    post = live(carol, toots)
    trash_post(post=post)
    client.force_login(carol)
    choose(client, "delete_copies_only", post, address=TRASH, _asked="yes", _copies="on")
    assert actions() == [("create", "sent")]


def cost(client, action, posts, **more) -> int:
    chosen = {"action": action, "_selected_action": [post.pk for post in posts]}
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.post(TRASH if action == "delete_for_good" else LIST, chosen | more).status_code in (200, 302)
    return len(captured)


def test_deleting_copies_costs_as_much_for_three_posts_as_for_one(client, eve, alice, toots, skies):
    client.force_login(eve)

    def measured(action, count, **more):
        posts = [live(alice, toots, skies) for _ in range(count)]
        if action == "delete_for_good":
            for post in posts:
                trash_post(post=post)
        return cost(client, action, posts, **more)

    for action in ("trash", "delete_for_good"):
        # From then on, the worker has been told of both targets.
        measured(action, 1, _asked="yes", _copies="on")
        assert measured(action, 3) == measured(action, 1), "the question"
        kept = [measured(action, count, _asked="yes") for count in (1, 3)]
        deleted = [measured(action, count, _asked="yes", _copies="on") for count in (1, 3)]
        assert (kept[1] - kept[0], deleted[1] - deleted[0]) == (2 * EACH[action], 2 * EACH[action]), action
        assert deleted[0] - kept[0] == OF_ALL_COPIES, action


def test_more_than_can_be_done_at_once_is_said(client, eve, alice, toots, monkeypatch):
    monkeypatch.setattr("blog.admin.bulk.MOST", 2)
    posts = [live(alice, toots) for _ in range(3)]
    client.force_login(eve)
    page = choose(client, "trash", *posts).content.decode()
    assert "Copies stand at Toots (2)." in page
    assert "Move 2 posts to the trash" in page
    page = choose(client, "trash", *posts, _asked="yes", _copies="on").content.decode()
    assert "2 copies are about to be deleted." in page
    assert "2 posts moved to the trash." in page
    assert "Only the first 2 of the chosen posts were looked at." in page
    assert {d.post for d in Delivery.objects.filter(action="delete")} == set(Post.objects.in_trash())
