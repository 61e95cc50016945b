"""The preview of what is being written, of what waits, and of any day to come."""

import datetime as dt

import pytest
from django.utils import timezone

from blog.actions.posts import publish_post, save_post
from blog.actions.staging import stage_changes
from blog.models import Post, SiteSettings
from tests.admin.writing import Tab
from tests.factories import LONG_AGO, ImageFactory
from tests.views.test_preview import content


def live(author, **fields) -> Post:
    post = Post(author=author, title="A title", body="As saved.", **fields)
    save_post(post=post, by=author)
    publish_post(post=post, by=author, at=LONG_AGO)
    return post


def preview(client, post: Post, **query) -> str:
    return content(client.get(f"/admin/blog/post/{post.pk}/preview/", query))


def hours(number: int) -> str:
    return (timezone.now() + dt.timedelta(hours=number)).isoformat()


def test_preview_of_what_is_being_written_is_the_page_it_becomes(client, alice):
    post = live(alice)
    cover = ImageFactory(alt="A hill")
    Tab(alice, post).save(title="Newer", body="As *typed*.", tags=["Sea"], cover=cover.pk, excerpt="E")
    client.force_login(alice)
    assert "As saved." in preview(client, post)
    before = preview(client, post, of="working")
    assert "As <em>typed</em>." in before
    client.post(f"/admin/blog/post/{post.pk}/do/publish/", "{}", content_type="application/json")
    post.refresh_from_db()
    # The last change is shown once there is one.
    assert before.split("</header>")[1] == content(client.get(post.get_absolute_url())).split("</header>")[1]


def test_wrong_fields_are_previewed_as_they_are_saved(client, alice):
    post = live(alice)
    Tab(alice, post).save(body="Typed", publish_at="never", cover="x")
    client.force_login(alice)
    assert "Typed" in preview(client, post, of="working")


def test_staged_changes_are_seen_from_their_time_on(client, alice):
    post = live(alice)
    Tab(alice, post).save(body="As staged.")
    stage_changes(post=post, by=alice, at=timezone.now() + dt.timedelta(hours=5))
    Tab(alice, post).save(body="As typed since.")
    client.force_login(alice)
    assert "As saved." in preview(client, post, at=hours(4))
    assert "As staged." in preview(client, post, at=hours(6))
    assert "As staged." in preview(client, post, of="staged")
    assert "As typed since." in preview(client, post, of="working")


def test_preview_of_a_day_says_when_readers_see_nothing(client, alice):
    now = timezone.now()
    post = live(alice)
    Post.objects.update(publish_at=now + dt.timedelta(hours=2), expire_at=now + dt.timedelta(hours=4))
    client.force_login(alice)
    assert "it appears later" in preview(client, post, at=hours(1))
    assert "As saved." in preview(client, post, at=hours(3))
    assert "it has expired" in preview(client, post, at=hours(5))
    Post.objects.update(visibility="private")
    assert "it is private" in preview(client, post, at=hours(3))
    Post.objects.update(status="draft")
    assert "it is a draft" in preview(client, post, at=hours(3))


def test_day_is_the_site_s(client, alice):
    SiteSettings(time_zone="Pacific/Auckland").save()
    post = live(alice)
    Post.objects.update(publish_at=dt.datetime(2030, 6, 30, 12, 30, tzinfo=dt.UTC))
    client.force_login(alice)
    assert "As saved." in preview(client, post, at="2030-07-01T00:31")
    assert "it appears later" in preview(client, post, at="2030-07-01T00:29")


@pytest.mark.parametrize("at", ["never", "2026-02-31", "\0", "9" * 50, "0001-01-01T00:00+14:00"])
def test_day_that_there_is_not_is_said_to_be_none(client, alice, at):
    post = live(alice)
    client.force_login(alice)
    assert client.get(f"/admin/blog/post/{post.pk}/preview/", {"at": at}).status_code in (400, 200)
    assert "no date" in preview(client, post, at="never")


def test_changes_that_have_to_be_merged_by_hand_say_so(client, alice, eve):
    post = live(alice)
    Tab(alice, post).save(body="Alice")
    post.body = "Eve"
    save_post(post=post, by=eve)
    client.force_login(alice)
    assert "merged by hand" in preview(client, post, of="working")


def test_preview_of_what_somebody_else_writes_is_not_found(client, alice, bob, carol):
    post = live(alice)
    Tab(alice, post).save(body="Secret")
    for person in (bob, carol):
        client.force_login(person)
        assert client.get(f"/admin/blog/post/{post.pk}/preview/?of=working").status_code == 404
