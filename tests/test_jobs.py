import datetime as dt
import re

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from blog import jobs
from blog.models import Image, Post
from blog.syndication import canonicals, polling
from config.settings import BASE_DIR
from tests.factories import CrossPostFactory, FeedFactory, ImageFactory, PostFactory


@pytest.mark.django_db
def test_outdated_posts_are_rebuilt_by_the_worker():
    post = PostFactory(body="*new*")
    Post.objects.update(renderer_version=0, body_html="")
    assert jobs.rerender_stale_posts(timestamp=0) == 1
    post.refresh_from_db()
    assert "<em>new</em>" in post.body_html


@pytest.mark.django_db
def test_pictures_in_posts_follow_a_move_of_the_storage(settings, client):
    image = ImageFactory()
    shown = PostFactory(published=True, body=f"![]({image.reference})")
    linked = PostFactory(published=True, body=f"[large]({image.reference})")
    plain = PostFactory(published=True)
    Post.objects.filter(pk=plain.pk).update(body_html="not made again")
    # Beyond the old one in the alphabet, and before it.
    for url in ("https://cdn.example.com/", "/files/", "/media/"):
        settings.MEDIA_URL = url
        assert jobs.rerender_stale_posts(timestamp=0) == 2
        assert f'href="{url}{image.file.name}"' in client.get(linked.get_absolute_url()).content.decode()
        assert f'src="{url}{image.file.name}"' in client.get(shown.get_absolute_url()).content.decode()
        assert jobs.rerender_stale_posts(timestamp=0) == 0
    plain.refresh_from_db()
    assert plain.body_html == "not made again"


@pytest.mark.django_db
def test_expired_sessions_are_forgotten_and_others_kept():
    now = timezone.now()
    for key, days in (("old", -1), ("live", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=now + dt.timedelta(days=days))
    jobs.forget_old_sessions(timestamp=0)
    assert [session.session_key for session in Session.objects.all()] == ["live"]


@pytest.mark.django_db
def test_unused_pictures_are_set_aside_and_after_a_month_deleted(settings):
    now = timezone.now()
    fresh, old, deleted, kept, shown = (
        ImageFactory(unused_since=now - dt.timedelta(days=n)) for n in (0, 2, 40, 40, 40)
    )
    Image.objects.filter(pk=kept.pk).update(is_kept=True)
    Image.objects.filter(pk__in=[deleted.pk, shown.pk]).update(quarantined_at=now - dt.timedelta(days=31))
    post = PostFactory(cover=shown)
    Image.objects.filter(pk=shown.pk).update(unused_since=now, quarantined_at=now - dt.timedelta(days=31))
    assert jobs.sort_out_unused_pictures(timestamp=0) == {"quarantined": 1, "deleted": 1}
    assert list(Image.objects.in_quarantine()) == [old]
    assert set(Image.objects.all()) == {fresh, old, kept, shown}
    assert list(Image.objects.unused()) == [kept, old, fresh]
    post.delete()
    jobs.sort_out_unused_pictures(timestamp=0)
    shown.refresh_from_db()
    assert shown.unused_since
    assert not shown.quarantined_at, "not on the day on which it was last used"


@pytest.mark.django_db
def test_nothing_is_deleted_where_that_is_switched_off(settings):
    settings.UNUSED_PICTURES_DAYS = 0
    ImageFactory(quarantined_at=timezone.now() - dt.timedelta(days=4_000))
    assert jobs.sort_out_unused_pictures(timestamp=0) == {"quarantined": 0, "deleted": 0}
    assert Image.objects.in_quarantine().exists()


def test_worker_knows_every_periodic_job():
    known = {periodic.task.name: periodic.cron for periodic in app.periodic_registry.periodic_tasks.values()}
    assert known == {
        "blog.jobs.rerender_stale_posts": "*/10 * * * *",
        "blog.jobs.keep_search": "* * * * *",
        "blog.jobs.forget_old_sessions": "23 3 * * *",
        "blog.jobs.halve_missing_addresses": "11 3 * * 1",
        "blog.jobs.sort_out_unused_pictures": "37 3 * * *",
        "blog.jobs.make_missing_renditions": "*/10 * * * *",
        "blog.jobs.draw_social_cards": "*/10 * * * *",
        "blog.jobs.make_site_icons": "*/10 * * * *",
        "blog.jobs.forget_absent_people": "*/10 * * * *",
        "blog.jobs.apply_due_changes": "* * * * *",
        "blog.jobs.send_deliveries": "* * * * *",
        "blog.jobs.poll_feeds": "* * * * *",
        "blog.jobs.check_canonicals": "41 * * * *",
        "blog.jobs.forget_old_pings": "29 3 * * *",
        "blog.jobs.thin_out_autosaves": "53 3 * * *",
        "blog.jobs.rerender_links_of_the_clock": "* * * * *",
        "blog.jobs.retry_stalled_jobs": "* * * * *",
        "blog.jobs.watch_expiry": "7 6 * * *",
    }


def test_every_job_that_is_put_into_the_queue_is_a_task_that_the_worker_knows():
    written = [path.read_text() for path in (BASE_DIR / "blog").rglob("*.py")]
    asked = {name for text in written for name in re.findall(r'defer_once\(\s*"(\w+)"', text)}
    assert "make_renditions" in asked
    assert {name for name in asked if f"blog.jobs.{name}" not in app.tasks} == set()


def test_every_function_of_the_jobs_module_is_a_task():
    functions = re.findall(r"^def ([a-z]\w*)", (BASE_DIR / "blog" / "jobs.py").read_text(), re.MULTILINE)
    assert functions
    assert [name for name in functions if f"blog.jobs.{name}" not in app.tasks] == []


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["rerender_stale_posts", "keep_search", "poll_feeds", "check_canonicals"])
def test_what_takes_long_goes_on_after_jobs_that_matter_more(name, monkeypatch):
    monkeypatch.setattr(jobs, "TURN", -1)
    monkeypatch.setattr(polling, "poll_due", lambda **limits: 0)
    monkeypatch.setattr(canonicals, "check", lambda cross: "")
    FeedFactory(next_poll_at=timezone.now())
    CrossPostFactory(is_canonical=True, url="https://example.com/first")
    Post.objects.update(renderer_version=0, title="Other words for the search")
    ProcrastinateJob.objects.all().delete()
    getattr(jobs, name)()
    waiting = ProcrastinateJob.objects.get(task_name=f"blog.jobs.{name}")
    assert waiting.priority < 0
    assert waiting.queueing_lock == waiting.lock == name


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["rerender_stale_posts", "keep_search", "poll_feeds", "check_canonicals"])
def test_what_is_done_is_not_put_into_the_queue_again(name):
    getattr(jobs, name)()
    assert not ProcrastinateJob.objects.exists()
