import datetime as dt

import pytest
from django.core import mail
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from blog import jobs
from blog.actions.posts import publish_post, restore_post, save_post, trash_post, unpublish_post
from blog.models import Announcement, Delivery, Post, Revision, Target
from blog.syndication import outbox
from blog.syndication.kinds import Refused
from tests.factories import PostFactory, TargetFactory, UserFactory

pytestmark = pytest.mark.django_db
LATER = dt.timedelta(days=3)


@pytest.fixture
def target():
    return TargetFactory(is_default=True)


def draft(author, **fields) -> Post:
    post = Post(author=author, **({"title": "News", "body": "Text"} | fields))
    save_post(post=post, by=author)
    return post


def states() -> list[tuple[str, str]]:
    return [(d.action, d.state) for d in Delivery.objects.order_by("pk")]


def test_post_is_sent_when_it_is_published_and_not_when_it_is_edited(target, alice):
    TargetFactory(is_default=False)
    post = draft(alice)
    assert states() == []
    publish_post(post=post, by=alice)
    [delivery] = Delivery.objects.all()
    assert (delivery.target, delivery.by, delivery.post_title, delivery.state) == (target, alice, "News", "waiting")
    assert delivery.next_try_at <= timezone.now()
    post.title = "Other news"
    save_post(post=post, by=alice)
    assert states() == [("create", "waiting")]
    Delivery.objects.update(state="sent", next_try_at=None)
    save_post(post=post, by=alice)
    unpublish_post(post=post, by=alice)
    publish_post(post=post, by=alice)
    assert states() == [("create", "sent")]


def test_author_decides_for_each_post(target, alice):
    other = TargetFactory(is_default=False)
    post = draft(alice)
    Announcement.objects.create(post=post, target=target, is_wanted=False)
    Announcement.objects.create(post=post, target=other, is_wanted=True)
    publish_post(post=post, by=alice)
    assert [delivery.target for delivery in Delivery.objects.all()] == [other]


def test_scheduled_post_is_sent_at_its_time(target, alice):
    post, at = draft(alice), timezone.now() + LATER
    publish_post(post=post, by=alice, at=at)
    assert Delivery.objects.get().next_try_at == at
    assert [job.scheduled_at for job in ProcrastinateJob.objects.filter(task_name="blog.jobs.send_to_target")] == [at]
    sooner = timezone.now() + LATER / 2
    publish_post(post=post, by=alice, at=sooner)
    assert Delivery.objects.get().next_try_at == sooner


def test_post_that_is_taken_back_in_time_is_not_sent_and_sent_when_it_comes_again(target, alice):
    post = draft(alice)
    publish_post(post=post, by=alice, at=timezone.now() + LATER)
    unpublish_post(post=post, by=alice)
    assert states() == [("create", "cancelled")]
    publish_post(post=post, by=alice)
    assert states() == [("create", "waiting")]
    trash_post(post=post)
    assert states() == [("create", "cancelled")]


@pytest.mark.parametrize("take_back", [trash_post, lambda post: unpublish_post(post=post, by=None)])
def test_what_was_tried_in_vain_is_called_off_too(target, alice, take_back):
    post = draft(alice)
    publish_post(post=post, by=alice)
    other = TargetFactory()
    Delivery.objects.update(attempts=2, content={"text": "Old"}, answer="The answer was 503.")
    change = {"post": post, "action": "update", "next_try_at": timezone.now()}
    Delivery.objects.create(target=other, **change)
    take_back(post=post)
    assert states() == [("create", "cancelled"), ("update", "cancelled")]
    assert outbox.announce(post=post, targets=[target], by=alice)[0].content == {}


def test_words_that_may_have_arrived_are_sent_again_as_they_were(target, alice):
    post = draft(alice)
    publish_post(post=post, by=alice)
    Delivery.objects.update(attempts=8, content={"text": "Old"}, is_unsure=True)
    unpublish_post(post=post, by=alice)
    publish_post(post=post, by=alice)
    again = Delivery.objects.get()
    assert (again.state, again.content, again.attempts) == ("waiting", {"text": "Old"}, 0)


def test_scheduled_post_that_comes_back_from_the_trash_is_sent_at_its_time(target, alice):
    post, at = draft(alice), timezone.now() + LATER
    publish_post(post=post, by=alice, at=at)
    beside = outbox.announce(post=post, targets=[TargetFactory()], by=alice)
    outbox.call_off(deliveries=Delivery.objects.filter(pk=beside[0].pk))
    trash_post(post=post)
    assert states() == [("create", "cancelled"), ("create", "cancelled")]
    restore_post(post=post)
    assert states() == [("create", "waiting"), ("create", "cancelled")]
    assert Delivery.objects.earliest("pk").next_try_at == at


def test_post_that_was_out_comes_back_from_the_trash_and_nothing_is_sent(target, alice):
    post = draft(alice)
    publish_post(post=post, by=alice)
    trash_post(post=post)
    restore_post(post=post)
    assert states() == [("create", "cancelled")]


def test_deletion_that_nobody_began_is_called_off_when_the_post_comes_back(target, alice):
    post = draft(alice)
    publish_post(post=post, by=alice)
    Delivery.objects.update(state="sent", next_try_at=None, copy_id="7")
    trash_post(post=post)
    outbox.ask_for_change(post=post, target=target, action="delete", by=alice)
    restore_post(post=post)
    assert states() == [("create", "sent"), ("delete", "cancelled")]


@pytest.mark.parametrize("visibility", ["private", "unlisted"])
def test_post_that_is_not_for_everyone_is_not_sent(target, alice, visibility):
    publish_post(post=draft(alice, visibility=visibility), by=alice)
    assert states() == []


def test_page_is_not_sent(target, alice):
    publish_post(post=draft(alice, kind="page"), by=alice)
    assert states() == []


def test_imported_post_is_not_sent(target, alice):
    post = Post(author=alice, title="Old", status="published", publish_at=timezone.now())
    save_post(post=post, by=alice, reason=Revision.Reason.IMPORTED)
    assert states() == []


def test_old_post_is_sent_by_hand_once(target, alice):
    post = PostFactory(published=True)
    [first] = outbox.announce(post=post, targets=[target], by=alice)
    [second] = outbox.announce(post=post, targets=[target], by=alice)
    assert first == second
    assert states() == [("create", "waiting")]
    assert first.next_try_at > post.publish_at


def test_change_needs_a_copy_and_one_that_waits_is_enough(target, alice):
    post = PostFactory(published=True)
    with pytest.raises(Refused, match="no copy"):
        outbox.ask_for_change(post=post, target=target, action="update", by=alice)
    outbox.announce(post=post, targets=[target], by=alice)
    Delivery.objects.update(state="sent", next_try_at=None, copy_id="7")
    asked = [outbox.ask_for_change(post=post, target=target, action="update", by=alice) for _ in range(2)]
    assert asked[0] == asked[1]
    assert asked[0].copy_id == "7"
    assert states() == [("create", "sent"), ("update", "waiting")]


def test_update_that_waits_takes_the_newest_words(target, alice):
    post = PostFactory(published=True)
    outbox.announce(post=post, targets=[target], by=alice)
    Delivery.objects.update(state="sent", next_try_at=None, copy_id="7")
    first = outbox.ask_for_change(post=post, target=target, action="update", by=alice)
    later = timezone.now() + LATER
    Delivery.objects.filter(pk=first.pk).update(content={"text": "Old"}, attempts=3, next_try_at=later)
    again = outbox.ask_for_change(post=post, target=target, action="update", by=alice)
    assert (again.pk, again.content, again.attempts) == (first.pk, {}, 0)
    assert again.key != first.key, "receivers would take it for the one before"
    assert again.next_try_at < later


def test_copy_that_was_deleted_is_none(target, alice):
    post = PostFactory(published=True)
    outbox.announce(post=post, targets=[target], by=alice)
    Delivery.objects.update(state="sent", next_try_at=None, copy_id="7")
    outbox.ask_for_change(post=post, target=target, action="delete", by=alice)
    assert Delivery.objects.copies().count() == 1
    Delivery.objects.filter(action="delete").update(state="sent", next_try_at=None)
    assert Delivery.objects.copies().count() == 0
    with pytest.raises(Refused, match="no copy"):
        outbox.ask_for_change(post=post, target=target, action="update", by=alice)


def test_failed_deliveries_are_replayed(target):
    posts = [PostFactory(published=True) for _ in range(3)]
    for post in posts:
        outbox.announce(post=post, targets=[target], by=None)
    Delivery.objects.update(state="failed", attempts=8, next_try_at=None)
    Delivery.objects.filter(post=posts[2]).update(state="sent")
    assert outbox.replay(deliveries=Delivery.objects.all()) == 2
    assert sorted(states()) == [("create", "sent"), ("create", "waiting"), ("create", "waiting")]
    assert not Delivery.objects.filter(state="waiting").exclude(attempts=0).exists()


def test_paused_target_tells_the_administrators_once(target):
    UserFactory(is_superuser=True, email="root@example.com")
    UserFactory(is_superuser=True, email="", username="no-mail")
    UserFactory(email="author@example.com")
    assert outbox.pause(target=target, why="The token has expired.")
    assert not outbox.pause(target=target, why="Again.")
    [job] = ProcrastinateJob.objects.filter(task_name="blog.jobs.tell_of_paused_target")
    assert jobs.tell_of_paused_target(**job.args) == 1
    [message] = mail.outbox
    assert (message.to, target.name in message.subject) == (["root@example.com"], True)
    assert "The token has expired." in message.body
    outbox.resume(target=target)
    assert (Target.objects.get().paused_at, Target.objects.get().paused_why) == (None, "")
