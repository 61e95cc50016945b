"""Where copies stand, which of them are behind, and how they are brought up to date or deleted with their post."""

import json

import pytest
from django.utils import timezone

from blog.actions.posts import delete_post, publish_post, rerender_posts, save_post, trash_post
from blog.models import Announcement, Delivery, Post, SocialCard, Target
from blog.syndication import outbox, sending
from blog.syndication.copies import behind, copies_of, delete_copies, update_copies
from blog.syndication.kinds import Content
from blog.syndication.registry import KINDS, PINGS
from tests.factories import ImageFactory, PostFactory, TargetFactory, with_renditions

pytestmark = pytest.mark.django_db


def with_copies(author, *targets, post=None) -> Post:
    """A post that is out, with a copy at each target that says what the post says."""
    if post is None:
        post = Post(author=author, title="News", body="Text")
        save_post(post=post, by=author)
        publish_post(post=post, by=author)
    for target in targets:
        outbox.announce(post=post, targets=[target], by=author)
        Target.objects.update(wait_until=None)
        delivery = sending._claimed(target.pk)
        sending._note_success(delivery, sending.Copy(url=f"https://elsewhere.example/{target.pk}", id=str(target.pk)))
        delivery.save()
    return post


def whole(post: Post) -> Post:
    return Post.objects.whole().get(pk=post.pk)


def names(targets) -> list[str]:
    return [target.name for target in targets]


@pytest.fixture
def toots():
    return TargetFactory(kind="mastodon", name="Toots", settings={"server": "https://m.example"})


@pytest.fixture
def skies():
    return TargetFactory(kind="bluesky", name="Skies", settings={})


@pytest.fixture
def articles():
    return TargetFactory(kind="devto", name="Articles", settings={})


def test_copies_are_behind_once_the_post_says_something_that_they_show(alice, toots, skies, articles):
    post = with_copies(alice, toots, skies, articles)
    assert behind(whole(post)) == ([], [])
    post.excerpt, post.body = "Text", "Text, and more"
    save_post(post=post, by=alice)
    assert names(behind(whole(post)).updatable) == ["Articles"], "the others show only title and excerpt"
    post.title = "Better news"
    save_post(post=post, by=alice)
    found = behind(whole(post))
    assert (names(found.updatable), names(found.fixed)) == (["Articles", "Toots"], ["Skies"])


def test_picture_that_is_made_later_makes_no_copy_behind_and_another_cover_does(alice, skies, articles):
    image = ImageFactory(alt="A hill")
    hook = TargetFactory(name="Hook")
    post = Post(author=alice, title="News", body=f"Text\n\n![](image:{image.pk})")
    save_post(post=post, by=alice)
    publish_post(post=post, by=alice)
    with_copies(alice, skies, articles, hook, post=post)
    with_renditions(image)
    SocialCard.objects.create(post=post, file="renditions/aa/card.png", digest="x", sha256="0" * 64, size=1)
    rerender_posts(after=0, limit=10)
    assert behind(whole(post)) == ([], [])
    post.refresh_from_db()
    post.cover = with_renditions(ImageFactory(alt="A valley"))
    save_post(post=post, by=alice)
    found = behind(whole(post))
    assert (names(found.updatable), names(found.fixed)) == (["Articles", "Hook"], ["Skies"])


def test_words_of_the_author_make_a_copy_behind(alice, toots):
    post = with_copies(alice, toots)
    Announcement.objects.create(post=post, target=toots, text="My words {url}")
    assert names(behind(whole(post)).updatable) == ["Toots"]


def test_copies_are_updated_once_and_not_behind_meanwhile_and_afterwards(alice, toots, skies):
    post = with_copies(alice, toots, skies)
    post.title = "Better news"
    save_post(post=post, by=alice)
    assert names(update_copies(post=whole(post), by=alice)) == ["Toots"]
    assert names(behind(whole(post)).updatable) == []
    assert update_copies(post=whole(post), by=alice) == []
    Target.objects.update(wait_until=None)
    update = sending._claimed(toots.pk)
    sending._note_success(update, sending.Copy(id=update.copy_id))
    update.save()
    assert (update.action, update.by, update.copy_id) == ("update", alice, str(toots.pk))
    assert names(behind(whole(post)).updatable) == []
    post.title = "The best news"
    save_post(post=post, by=alice)
    assert names(behind(whole(post)).updatable) == ["Toots"]


def test_failed_update_leaves_the_copy_behind(alice, toots):
    post = with_copies(alice, toots)
    post.title = "Better news"
    save_post(post=post, by=alice)
    update_copies(post=whole(post), by=alice)
    Delivery.objects.filter(action="update").update(state="failed", next_try_at=None)
    assert names(behind(whole(post)).updatable) == ["Toots"]


def test_deleted_copy_and_one_that_is_about_to_go_are_not_behind(alice, toots, articles):
    post = with_copies(alice, toots, articles)
    post.title = "Better news"
    save_post(post=post, by=alice)
    delete_copies(made=Delivery.objects.filter(post=post), by=alice)
    assert behind(whole(post)) == ([], [])
    Delivery.objects.filter(action="delete").update(state="sent", next_try_at=None)
    assert behind(whole(post)) == ([], [])


@pytest.mark.parametrize("kind", sorted(KINDS.keys() - PINGS))
def test_every_kind_says_what_its_copies_show(kind):
    assert set(KINDS[kind].shows) <= set(Content.__dataclass_fields__) - {"asked_at", "updated_at"}
    assert "text" in KINDS[kind].shows


def test_what_becomes_of_copies_is_told_by_name(alice, toots, skies, articles):
    post = with_copies(alice, toots, skies)
    with_copies(alice, skies)
    unknown = TargetFactory(kind="webhook", name="Gone kind")
    waiting, tried = TargetFactory(name="Waits"), TargetFactory(name="Tried")
    for target in (unknown, waiting, tried, articles):
        outbox.announce(post=post, targets=[target], by=alice)
    Delivery.objects.filter(target__in=[unknown, articles]).update(state="sent", next_try_at=None)
    Delivery.objects.filter(target=tried).update(state="failed", next_try_at=None, is_unsure=True)
    Target.objects.filter(pk=unknown.pk).update(kind="of-another-version")
    delete_copies(made=Delivery.objects.filter(target=articles), by=alice)
    found = copies_of(Post.objects.values_list("pk", flat=True))
    assert found.deletable == {"Skies": 2, "Toots": 1}
    assert (found.by_hand, found.leaving) == ({"Gone kind": 1}, {"Articles": 1})
    assert (found.waiting, found.doubtful) == ({"Waits": 1}, {"Tried": 1})
    Delivery.objects.filter(action="delete").update(state="sent", next_try_at=None)
    assert copies_of([post.pk]).leaving == {}
    assert not copies_of([PostFactory().pk])


def test_copies_are_deleted_once(alice, toots, skies):
    post = with_copies(alice, toots, skies)
    assert delete_copies(made=Delivery.objects.filter(post=post), by=alice) == 2
    assert delete_copies(made=Delivery.objects.filter(post=post), by=alice) == 0
    Delivery.objects.filter(action="delete").update(state="failed", next_try_at=None)
    assert delete_copies(made=Delivery.objects.filter(post=post), by=alice) == 2
    kept = Delivery.objects.filter(action="delete", state="waiting").values_list("copy_id", "post_title", "by")
    assert sorted(kept) == sorted((str(target.pk), "News", alice.pk) for target in (toots, skies))


def test_copies_of_a_post_that_is_deleted_for_good_are_deleted_all_the_same(alice, target, other):
    post = with_copies(alice, target)
    trash_post(post=post)
    delete_copies(made=Delivery.objects.filter(post=post), by=alice)
    delete_post(post=post)
    deleted = sending.send_next(target_id=target.pk)
    assert (deleted.action, deleted.state, deleted.post) == ("delete", "sent", None)
    assert json.loads(other.got[-1].body)["data"] == {"id": str(target.pk)}


def test_copy_that_is_just_being_made_is_deleted_once_it_is_there(target, other):
    outbox.announce(post=PostFactory(published=True), targets=[target], by=None)
    Delivery.objects.update(state="sending", attempts=1, next_try_at=None)
    delete_copies(made=Delivery.objects.all(), by=None)
    sending.send_next(target_id=target.pk)
    assert other.got == []
    Delivery.objects.filter(action="create").update(state="sent", copy_id="7")
    Delivery.objects.filter(action="delete").update(next_try_at=timezone.now())
    Target.objects.update(wait_until=None)
    deleted = sending.send_next(target_id=target.pk)
    assert (deleted.action, deleted.state, deleted.copy_id) == ("delete", "sent", "7")
    assert [json.loads(got.body)["data"] for got in other.got] == [{"id": "7"}]
