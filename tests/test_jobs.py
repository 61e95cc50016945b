import datetime as dt

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from procrastinate.contrib.django import app

from blog import jobs
from blog.models import Post
from tests.factories import ImageFactory, PostFactory


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
    plain = PostFactory(published=True)
    Post.objects.filter(pk=plain.pk).update(body_html="not made again")
    # Beyond the old one in the alphabet, and before it.
    for url in ("https://cdn.example.com/", "/files/", "/media/"):
        settings.MEDIA_URL = url
        assert jobs.rerender_stale_posts(timestamp=0) == 1
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


def test_worker_knows_every_periodic_job():
    known = {periodic.task.name: periodic.cron for periodic in app.periodic_registry.periodic_tasks.values()}
    assert known == {
        "blog.jobs.rerender_stale_posts": "*/10 * * * *",
        "blog.jobs.forget_old_sessions": "23 3 * * *",
    }
