"""What must always hold of what is being written, whoever writes to the tables."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from blog.models import Post, PostLink, Presence, UnmergedCopy, WorkingCopy
from tests.factories import LONG_AGO, PostFactory, UserFactory

pytestmark = pytest.mark.django_db


def copy(post: Post, **fields) -> WorkingCopy:
    return WorkingCopy.objects.create(post=post, base_version=1, saved_at=timezone.now(), **fields)


def refused(name: str):
    return pytest.raises(IntegrityError, match=name)


def test_post_has_one_working_copy():
    post = PostFactory()
    copy(post)
    with refused("post_id"), transaction.atomic():
        copy(post)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"go_live_at": LONG_AGO}, "workingcopy_goes_live_with_something"),
        ({"go_live_at": LONG_AGO, "staged": {"body": ""}}, "workingcopy_goes_live_with_something"),
        ({"tab": "<script>"}, "workingcopy_tab_is_plain"),
        ({"sequence": 1, "seen_from": 2}, "workingcopy_seen_is_past"),
    ],
)
def test_nonsense_is_refused(fields, name):
    with refused(name), transaction.atomic():
        copy(PostFactory(), **fields)


def test_tab_begins_one_post():
    copy(PostFactory(), started_in="tab-12345678")
    with refused("started_in"), transaction.atomic():
        copy(PostFactory(), started_in="tab-12345678")


@pytest.mark.parametrize("model", [UnmergedCopy, Presence, PostLink])
def test_one_row_stands_for_one_thing(model):
    post, user, now = PostFactory(), UserFactory(), timezone.now()
    fields = {
        UnmergedCopy: {"tab": "tab-12345678", "fields": {}, "saved_at": now},
        Presence: {"tab": "tab-12345678", "user": user, "seen_at": now},
        PostLink: {"target_id": 7},
    }[model]
    model.objects.create(post=post, **fields)
    with refused("unmergedcopy_one|presence_one|postlink_once"), transaction.atomic():
        model.objects.create(post=post, **fields)


def test_what_is_written_goes_with_the_post_and_links_to_it_stay():
    post, other = PostFactory(), PostFactory()
    copy(post)
    PostLink.objects.create(post=other, target=post)
    PostLink.objects.create(post=post, target=other)
    key = post.pk
    post.delete()
    assert not WorkingCopy.objects.exists()
    assert list(PostLink.objects.values_list("post_id", "target_id")) == [(other.pk, key)]


def test_presence_is_not_logged():
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'blog_presence'")
        assert cursor.fetchone() == ("u",)


@pytest.mark.parametrize(
    ("tab", "sequence", "is_known"),
    [("mine-1234", 9, True), ("mine-1234", 6, True), ("mine-1234", 5, False), ("others-12", 9, True),
     ("others-12", 8, False), ("mine-1234", 10, False)],
)  # fmt: skip
def test_tab_replaces_only_what_it_has_seen(tab, sequence, is_known):
    there = WorkingCopy(tab="mine-1234", sequence=9, seen_from=6)
    assert there.is_known_to(tab, sequence) == is_known
