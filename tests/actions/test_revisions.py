"""Notes on versions, and the thinning of autosaves."""

import datetime as dt
from collections import Counter

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from blog import jobs
from blog.actions.folding import NotValid
from blog.actions.posts import publish_post, save_post
from blog.actions.revisions import set_note
from blog.models import Post, Revision, WorkingCopy
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def written(**fields) -> Post:
    post = Post(author=UserFactory(), title="T", body="B", **fields)
    save_post(post=post, by=post.author)
    return post


def published() -> Revision:
    post = written()
    return publish_post(post=post, by=post.author)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("version", 9),
        ("reason", "imported"),
        ("snapshot", {"status": "published"}),
        ("parents", [1]),
        ("base_version", 1),
        ("created_at", timezone.now()),
        ("by", None),
    ],
)
def test_of_a_version_only_what_readers_are_told_can_be_changed(column, value):
    revision = published()
    if column == "by":
        value = UserFactory()
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Revision.objects.filter(pk=revision.pk).update(**{column: value})
    Revision.objects.filter(pk=revision.pk).update(is_notable=True, note="Corrected.")
    revision.refresh_from_db()
    assert revision.note == "Corrected."


def test_who_made_a_version_is_forgotten_with_the_account():
    post, person = written(), UserFactory()
    save_post(post=post, by=person)
    person.delete()
    assert post.revisions.first().by is None


def test_readers_are_told_only_of_what_was_published():
    draft = written().revisions.get()
    with pytest.raises(NotValid):
        set_note(revision=draft, note="Nobody saw this")
    with pytest.raises(IntegrityError), transaction.atomic():
        Revision.objects.filter(pk=draft.pk).update(is_notable=True, note="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        Revision.objects.filter(pk=published().pk).update(is_notable=True)


@pytest.mark.parametrize("note", ["x" * 301, "a\0b"])
def test_wrong_note_is_refused(note):
    with pytest.raises(NotValid):
        set_note(revision=published(), note=note)


# --- Thinning --------------------------------------------------------------------------------------------------------
def kept_at(post: Post, *ages: dt.timedelta, reason: str = "autosaved") -> None:
    now = timezone.now()
    first = post.revisions.count() + 10
    created_at = Revision._meta.get_field("created_at")
    created_at.auto_now_add = False
    Revision.objects.bulk_create(
        Revision(post=post, version=first + n, reason=reason, snapshot={"status": "draft"}, created_at=now - age)
        for n, age in enumerate(sorted(ages, reverse=True))
    )
    created_at.auto_now_add = True


def ages(post: Post) -> list[dt.timedelta]:
    kept = post.revisions.filter(reason="autosaved").values_list("created_at", flat=True)
    return [timezone.now() - each for each in kept]


def every(step: dt.timedelta, start: dt.timedelta, end: dt.timedelta) -> list[dt.timedelta]:
    return [start + n * step for n in range(int((end - start) / step))]


def test_autosaves_are_thinned_by_age():
    post = written()
    minutes, hours, days = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)
    kept_at(
        post,
        *every(10 * minutes, 0 * hours, 24 * hours - minutes),
        *every(20 * minutes, 25 * hours, 6 * days),
        *every(6 * hours, 8 * days, 29 * days),
        *every(2 * days, 32 * days, 200 * days),
    )
    jobs.thin_out_autosaves(timestamp=0)
    left = ages(post)
    assert sum(age < days for age in left) == 143
    week = [age for age in left if days < age < 7 * days]
    assert abs(len(week) - (6 * 24 - 25)) <= 2
    month = [age for age in left if 7 * days < age < 30 * days]
    assert abs(len(month) - 21) <= 2
    older = [age for age in left if age > 30 * days]
    assert abs(len(older) - 168 / 7) <= 2
    assert jobs.thin_out_autosaves(timestamp=0) == 0


@pytest.mark.parametrize("reason", ["saved", "published", "imported", "restored", "merged"])
def test_what_the_post_itself_was_is_never_thinned(reason):
    post = written()
    kept_at(post, *[dt.timedelta(days=400, minutes=n) for n in range(5)], reason=reason)
    assert jobs.thin_out_autosaves(timestamp=0) == 0
    assert Counter(post.revisions.values_list("reason", flat=True))[reason] >= 5


def test_what_something_is_based_on_is_never_thinned():
    post = written()
    kept_at(post, *[dt.timedelta(days=400, minutes=n) for n in range(6)])
    one, two, three, *_ = post.revisions.filter(reason="autosaved").order_by("version")
    Revision.objects.create(
        post=post,
        version=99,
        reason="merged",
        snapshot={"status": "draft"},
        base_version=one.version,
        parents=[two.version],
    )
    WorkingCopy.objects.create(post=post, base_version=three.version, saved_at=timezone.now())
    assert jobs.thin_out_autosaves(timestamp=0) == 2
    assert {one, two, three} <= set(post.revisions.all())


def test_posts_are_thinned_each_for_itself_however_many():
    posts = [written() for _ in range(3)]
    for post in posts:
        kept_at(post, *[dt.timedelta(days=400, minutes=n) for n in range(4)])
    assert jobs.thin_out_autosaves(timestamp=0) == 9
