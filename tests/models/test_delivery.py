import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from blog.models import Announcement, Delivery
from tests.factories import PostFactory, TargetFactory


@pytest.fixture
def target(db):
    return TargetFactory()


def deliver(target, post, action="create", **fields):
    fields = {"state": "waiting", "next_try_at": timezone.now()} | fields
    return Delivery.objects.create(target=target, post=post, action=action, **fields)


def refused(make) -> str:
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        make()
    return str(error.value)


def test_post_goes_to_a_target_once_whatever_became_of_it(target):
    post = PostFactory(published=True)
    deliver(target, post, state="failed")
    assert "delivery_created_once" in refused(lambda: deliver(target, post))
    deliver(TargetFactory(), post)
    deliver(target, PostFactory(published=True))


def test_one_change_of_a_kind_waits(target):
    post = PostFactory(published=True)
    deliver(target, post, "update")
    assert "delivery_one_change_waits" in refused(lambda: deliver(target, post, "update"))
    deliver(target, post, "update", state="sent")
    deliver(target, post, "delete")


def test_what_waits_knows_when(target):
    assert "delivery_waits_for_a_time" in refused(lambda: deliver(target, PostFactory(), next_try_at=None))


def test_key_is_unique(target):
    first = deliver(target, PostFactory())
    assert "key" in refused(lambda: deliver(target, PostFactory(), key=first.key))


def test_author_says_one_thing_about_a_target(target):
    post = PostFactory()
    Announcement.objects.create(post=post, target=target)
    assert "announcement_once" in refused(lambda: Announcement.objects.create(post=post, target=target))
