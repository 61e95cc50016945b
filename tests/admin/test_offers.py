"""What is offered about copies elsewhere: to update them when a post changes, to delete them when it goes."""

import datetime as dt

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from blog.actions.posts import save_post, trash_post
from blog.models import Delivery, Post
from blog.syndication.copies import update_copies
from blog.views.offers import left_elsewhere
from tests.admin.forms import send
from tests.admin.test_post_editor import editor_of
from tests.admin.test_post_verbs import do
from tests.factories import LONG_AGO, PostFactory, TargetFactory

OFFER = "data-offer-copies"


@pytest.fixture
def toots(db):
    return TargetFactory(kind="mastodon", name="Toots", settings={"server": "https://m.example"})


@pytest.fixture
def skies(db):
    return TargetFactory(kind="bluesky", name="Skies", settings={})


def live(author, *targets, **fields) -> Post:
    """A post that is out, with copies that say something else."""
    post = PostFactory(author=author, published=True, version=0, **fields)
    save_post(post=post, by=author)
    for number, target in enumerate(targets):
        Delivery.objects.create(
            target=target,
            post=post,
            post_title=post.title,
            action="create",
            state="sent",
            content={"text": "Before"},
            copy_id=f"{post.pk}-{number}",
            copy_url=f"https://elsewhere.example/{post.pk}/{number}",
            started_at=LONG_AGO,
        )
    return post


def page_after(client, post, **typed) -> str:
    response = send(client, editor_of(post), **({"_save": ""} | typed))
    assert response.status_code == 302
    return client.get(response.url).content.decode()


def actions() -> list[tuple[str, str]]:
    return [(d.action, d.state) for d in Delivery.objects.order_by("pk")]


# --- After a change --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["alice", "eve", "root"])
def test_update_is_offered_once_where_the_copies_are_named(client, request, alice, who, toots, skies):
    more = TargetFactory(kind="devto", name="Articles", settings={})
    post = live(alice, toots, skies, more)
    client.force_login(request.getfixturevalue(who))
    page = page_after(client, post, title="Other words")
    assert "The copies at Articles, Toots say what the post said before." in page
    assert "The copy at Skies cannot be changed and stays as it is." in page
    assert f'formaction="/admin/blog/post/{post.pk}/form/update_copies/"' in page
    assert actions() == [("create", "sent")] * 3, "nothing is sent by itself"
    assert OFFER not in client.get(editor_of(post)).content.decode()


def test_names_of_targets_are_no_markup(client, alice):
    post = live(alice, *(TargetFactory(kind=kind, name=f"<b>{kind}", settings={}) for kind in ("devto", "bluesky")))
    client.force_login(alice)
    page = page_after(client, post, title="Other words")
    assert "The copy at &lt;b&gt;devto says" in page
    assert "Copies stand at &lt;b&gt;bluesky, &lt;b&gt;devto." in client.get(deletion_of(post)).content.decode()
    done = client.post(f"/admin/blog/post/{post.pk}/form/update_copies/", follow=True).content.decode()
    assert "<b>" not in page + done


def test_offer_is_not_shown_with_another_post(client, alice, toots):
    post, other = live(alice, toots), live(alice, toots)
    client.force_login(alice)
    send(client, editor_of(post), title="Other words", _save="")
    assert OFFER not in client.get(editor_of(other)).content.decode()
    assert OFFER in client.get(editor_of(post)).content.decode()


def test_nothing_is_offered_where_the_copies_say_the_same_or_there_is_none(client, alice, toots):
    post = live(alice, toots)
    client.force_login(alice)
    update_copies(post=Post.objects.whole().get(pk=post.pk), by=alice)
    assert OFFER not in page_after(client, post, body="A detail")
    bare = live(alice)
    assert OFFER not in page_after(client, bare, title="Other words")
    assert "offer_copies_of" not in client.session


def test_where_no_copy_can_be_changed_that_is_said(client, alice, skies):
    post = live(alice, skies)
    client.force_login(alice)
    page = page_after(client, post, title="Other words")
    assert "The copy at Skies cannot be changed and stays as it is." in page
    assert "update_copies" not in page


@pytest.mark.parametrize("changes", [{"visibility": "private"}, {"_unpublish": ""}])
def test_of_a_post_that_is_not_for_everyone_nothing_is_offered(client, alice, toots, changes):
    post = live(alice, toots)
    client.force_login(alice)
    assert OFFER not in page_after(client, post, title="Other words", **changes)


def test_copies_are_updated_with_one_click_without_scripts_and_with(client, alice, toots, skies):
    post = live(alice, toots, skies)
    client.force_login(alice)
    said = client.post(f"/admin/blog/post/{post.pk}/form/update_copies/", follow=True).content.decode()
    assert "The copy at Toots is about to be updated." in said
    assert actions() == [("create", "sent"), ("create", "sent"), ("update", "waiting")]
    answer = do(alice, post, "update_copies")
    assert answer.json()["message"] == "All copies that can be updated say what the post says."
    assert Delivery.objects.filter(action="update").count() == 1


@pytest.mark.parametrize(("who", "status"), [("bob", 404), ("carol", 404), ("charlie", 401), ("eve", 200)])
def test_others_do_not_update_copies(request, alice, toots, who, status):
    post = live(alice, toots)
    assert do(request.getfixturevalue(who), post, "update_copies").status_code == status
    assert Delivery.objects.filter(action="update").exists() == (status == 200)


def test_contributor_does_not_update_copies_of_what_was_published_for_her(carol, toots):
    post = live(carol, toots)
    assert do(carol, post, "update_copies").status_code == 403
    assert not Delivery.objects.filter(action="update").exists()


@pytest.mark.parametrize("changes", [{"visibility": "private"}, {"status": "draft"}])
def test_copies_of_what_is_not_public_are_not_updated(alice, toots, changes):
    post = live(alice, toots)
    Post.objects.update(**changes)
    assert do(alice, post, "update_copies").status_code == 409
    assert not Delivery.objects.filter(action="update").exists()


# --- When it goes ----------------------------------------------------------------------------------------------------
def deletion_of(post) -> str:
    return f"/admin/blog/post/{post.pk}/delete/"


def test_trash_names_copies_and_leaves_them_unless_told_otherwise(client, alice, toots, skies):
    post = live(alice, toots, skies)
    waits = TargetFactory(name="Waits")
    at = timezone.now()
    Delivery.objects.create(target=waits, post=post, action="create", state="waiting", next_try_at=at)
    client.force_login(alice)
    page = client.get(deletion_of(post)).content.decode()
    assert "Copies stand at Skies, Toots." in page
    assert '<input type="checkbox" name="_copies">' in page
    assert "Not sent yet, and then not sent any more: Waits." in page
    page = client.post(deletion_of(post), {"post": "yes"}, follow=True).content.decode()
    assert actions() == [("create", "sent"), ("create", "sent"), ("create", "cancelled")]
    assert "Copies of it still stand at Skies, Toots." in page


@pytest.mark.parametrize("is_trashed", [False, True])
def test_copies_are_deleted_with_their_post_if_somebody_says_so(client, alice, toots, skies, is_trashed):
    post = live(alice, toots, skies)
    if is_trashed:
        trash_post(post=post)
    client.force_login(alice)
    page = client.post(deletion_of(post), {"post": "yes", "_copies": "on"}, follow=True).content.decode()
    assert "2 copies are about to be deleted." in page
    assert Post.objects.exists() != is_trashed
    deleted = Delivery.objects.filter(action="delete", state="waiting").order_by("pk")
    assert sorted(d.copy_id for d in deleted) == [f"{post.pk}-0", f"{post.pk}-1"]
    assert {d.by for d in deleted} == {alice}
    if not is_trashed:
        assert "Its copies there are about to be deleted: Skies, Toots." in page
        assert "still stand" not in page


def test_post_without_copies_goes_without_a_question(client, alice, toots):
    post = live(alice)
    client.force_login(alice)
    assert "_copies" not in client.get(deletion_of(post)).content.decode()


def test_copies_are_deleted_later_from_the_trash(client, alice, toots):
    post = live(alice, toots)
    trash_post(post=post)
    client.force_login(alice)
    door = f"/admin/blog/post/{post.pk}/form/delete_copies/"
    assert f'formaction="{door}"' in client.get(editor_of(post)).content.decode()
    assert "1 copy is about to be deleted." in client.post(door, follow=True).content.decode()
    assert "There is no copy that could be deleted" in client.post(door, follow=True).content.decode()
    assert actions() == [("create", "sent"), ("delete", "waiting")]


def test_attempt_that_nobody_answered_is_told_of(client, alice, toots):
    post = live(alice, toots)
    Delivery.objects.update(state="failed", is_unsure=True)
    client.force_login(alice)
    said = "It may have arrived there, though nobody answered; look there: Toots."
    assert said in client.get(deletion_of(post)).content.decode()
    trash_post(post=post)
    assert said in client.get(editor_of(post)).content.decode()


@pytest.mark.parametrize(
    ("who", "status"), [("bob", 404), ("carol", 404), ("charlie", 401), ("eve", 200), ("root", 200)]
)
def test_others_do_not_delete_copies(request, alice, toots, who, status):
    post, gone = live(alice, toots), live(alice, toots)
    trash_post(post=gone)
    person = request.getfixturevalue(who)
    assert do(person, gone, "delete_copies").status_code == status
    assert do(person, post, "trash", delete_copies=True).status_code == status
    assert Delivery.objects.filter(action="delete").count() == (2 if status == 200 else 0)


def test_who_may_trash_and_not_publish_leaves_the_copies(client, carol, toots):
    carol.user_permissions.add(Permission.objects.get(codename="delete_post"))
    post = live(carol, toots, title="Hers")
    Post.objects.update(status="draft")
    assert do(carol, post, "trash", delete_copies=True).status_code == 403
    client.force_login(carol)
    page = client.get(deletion_of(post)).content.decode()
    assert "Copies stand at Toots" in page
    assert "_copies" not in page
    assert client.post(deletion_of(post), {"post": "yes", "_copies": "on"}).status_code == 403
    assert Post.objects.get().trashed_at is None
    assert not Delivery.objects.filter(action="delete").exists()


def test_copies_are_not_deleted_while_the_post_is_out(alice, toots):
    assert do(alice, live(alice, toots), "delete_copies").status_code == 409
    assert actions() == [("create", "sent")]


@pytest.mark.parametrize(
    "change", [{"status": "draft"}, {"visibility": "private"}, {"expire_at": LONG_AGO + dt.timedelta(days=1)}]
)
def test_copies_of_a_post_that_was_taken_back_are_named_and_deleted_by_a_click(client, alice, toots, skies, change):
    post = live(alice, toots, skies)
    client.force_login(alice)
    assert "still stand" not in client.get(editor_of(post)).content.decode()
    Post.objects.update(**change)
    assert "Copies of it still stand at Skies, Toots." in client.get(editor_of(post)).content.decode()
    door = f"/admin/blog/post/{post.pk}/form/delete_copies/"
    page = client.post(door, follow=True).content.decode()
    assert "2 copies are about to be deleted." in page
    assert "Its copies there are about to be deleted: Skies, Toots." in page


def test_draft_that_nobody_has_read_is_not_looked_for_elsewhere(client, alice, django_assert_num_queries):
    draft = PostFactory(author=alice, status="draft")
    with django_assert_num_queries(0):
        assert left_elsewhere(draft) is None


def test_what_does_not_come_back_from_the_trash_is_said(client, alice, toots, skies):
    waits, post = TargetFactory(name="Waits"), live(alice, toots, skies)
    at = timezone.now()
    Delivery.objects.create(target=waits, post=post, action="create", state="waiting", next_try_at=at)
    trash_post(post=post)
    Delivery.objects.create(target=toots, post=post, action="delete", state="sent")
    client.force_login(alice)
    page = client.post(f"/admin/blog/post/{post.pk}/restore/", follow=True).content.decode()
    assert "Its copies there were deleted, and it is not sent there again: Toots." in page
    assert "It was not sent there; “Sent to” sends it: Waits." in page
    assert do(alice, live(alice, toots), "trash").status_code == 200
    again = do(alice, Post.objects.in_trash().get(), "restore").json()
    assert again["message"] == "Back from the trash."


def test_copies_are_not_updated_when_somebody_else_signed_in_meanwhile(alice, eve, toots):
    post = live(alice, toots)
    refused = do(eve, post, "update_copies", user=alice.pk)
    assert (refused.status_code, refused.json()["error"]) == (403, "another_user")
    assert not Delivery.objects.filter(action="update").exists()
    assert do(eve, post, "update_copies", user=eve.pk).status_code == 200
    assert Delivery.objects.filter(action="update").exists()
