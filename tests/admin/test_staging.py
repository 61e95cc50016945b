"""Changes that go live at their time: once, what they were when they were staged, merged with what came between."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from blog import jobs
from blog.actions.posts import save_post, trash_post
from blog.models import Post, WorkingCopy
from tests.admin.test_post_verbs import do, hour, live, written
from tests.admin.writing import Tab
from tests.factories import LONG_AGO


def staged(author, body="One, new.\n\nTwo.\n\nThree.", **fields) -> tuple[Post, Tab]:
    post = live(author)
    tab = Tab(author, post)
    tab.save(body=body, **fields)
    assert do(author, post, "stage", at=hour(1), sequence=tab.sequence).status_code == 200
    return post, tab


def test_staged_changes_go_live_at_their_time_once(client, alice):
    post, _ = staged(alice, title="New title")
    assert jobs.apply_staged_changes(post_id=post.pk) is False
    assert "One, new." not in client.get(post.get_absolute_url()).content.decode()
    with time_machine.travel(timezone.now() + dt.timedelta(hours=2)):
        assert jobs.apply_due_changes(timestamp=0) == 1
        assert jobs.apply_due_changes(timestamp=0) == 0
        assert jobs.apply_staged_changes(post_id=post.pk) is False
    page = client.get(post.get_absolute_url()).content.decode()
    assert "One, new." in page
    assert "New title" in page
    after = Post.objects.get()
    assert (after.version, after.publish_at) == (post.version + 1, LONG_AGO)
    assert after.revisions.first().by == alice
    assert not WorkingCopy.objects.get().is_open


def test_job_waits_in_the_queue_for_the_time(alice):
    from procrastinate.contrib.django.models import ProcrastinateJob

    post, _ = staged(alice)
    job = ProcrastinateJob.objects.get(task_name="blog.jobs.apply_staged_changes")
    assert job.scheduled_at == WorkingCopy.objects.get(post=post).go_live_at
    assert job.args == {"post_id": post.pk}


def test_what_is_typed_after_staging_stays_behind(alice):
    post, tab = staged(alice)
    tab.save(body="One, new.\n\nTwo, still typing\n\nThree.")
    with time_machine.travel(timezone.now() + dt.timedelta(hours=2)):
        jobs.apply_due_changes(timestamp=0)
    after, copy = Post.objects.get(), WorkingCopy.objects.get()
    assert after.body == "One, new.\n\nTwo.\n\nThree."
    assert copy.fields["body"] == "One, new.\n\nTwo, still typing\n\nThree."
    assert copy.base_version == after.version
    assert tab.save(body="One, new.\n\nTwo, still typing!\n\nThree.")["outcome"] == "saved"
    assert do(alice, post, "publish").status_code == 200
    assert Post.objects.get().body == "One, new.\n\nTwo, still typing!\n\nThree."


def test_staged_changes_are_merged_with_what_was_published_meanwhile(alice, eve):
    post, _ = staged(alice)
    post.body = "One.\n\nTwo.\n\nThree, by Eve."
    save_post(post=post, by=eve)
    with time_machine.travel(timezone.now() + dt.timedelta(hours=2)):
        assert jobs.apply_due_changes(timestamp=0) == 1
    after = Post.objects.get()
    assert after.body == "One, new.\n\nTwo.\n\nThree, by Eve."
    assert after.revisions.first().reason == "merged"


@pytest.mark.parametrize("what", ["conflict", "trashed", "unpublished", "cover is gone"])
def test_staged_changes_that_cannot_go_live_say_why_and_stay_to_be_published(alice, eve, what):
    from blog.actions.posts import unpublish_post
    from tests.factories import ImageFactory

    cover = ImageFactory(alt="A boat")
    post, _ = staged(alice, cover=cover.pk)
    match what:
        case "conflict":
            post.body = "One, by Eve.\n\nTwo.\n\nThree."
            save_post(post=post, by=eve)
        case "trashed":
            trash_post(post=post)
        case "unpublished":
            unpublish_post(post=post, by=eve)
        case _:
            cover.delete()
    before = Post.objects.get()
    with time_machine.travel(timezone.now() + dt.timedelta(hours=2)):
        assert jobs.apply_due_changes(timestamp=0) == 0
    copy = WorkingCopy.objects.get()
    assert copy.failure
    assert (copy.go_live_at, copy.staged) == (None, None)
    assert copy.fields["body"] == "One, new.\n\nTwo.\n\nThree."
    assert Post.objects.get().version == before.version


def test_staged_changes_are_held_back_again(alice):
    post, _ = staged(alice)
    do(alice, post, "unstage")
    with time_machine.travel(timezone.now() + dt.timedelta(hours=2)):
        assert jobs.apply_due_changes(timestamp=0) == 0
    assert WorkingCopy.objects.get().is_open


def test_only_changes_of_a_post_that_is_out_wait_for_a_time_to_come(alice):
    post = live(alice)
    assert do(alice, post, "stage", at=hour(1)).status_code == 422
    Tab(alice, post).save(body="New")
    assert do(alice, post, "stage", at=hour(-1)).status_code == 422
    assert do(alice, post, "stage").status_code == 422
    draft = written(alice)
    Tab(alice, draft).save(body="New")
    assert do(alice, draft, "stage", at=hour(1)).status_code == 422
