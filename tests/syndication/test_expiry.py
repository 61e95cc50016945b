"""Administrators are told in time that access ends, once, and only where nobody but them can do something about it."""

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from blog import jobs
from blog.models import SiteSettings, Target
from blog.models.sealed import Sealed
from blog.syndication import credentials
from tests.factories import UserFactory
from tests.other_server import reply

from .networks.linkedin import REFRESH, TOKEN

pytestmark = pytest.mark.django_db


def days_from_now(days: int) -> dt.date:
    return timezone.now().date() + dt.timedelta(days=days)


@pytest.fixture
def lonely(linkedin):
    """Without a refresh token."""
    UserFactory(is_superuser=True, email="root@example.com")
    Target.objects.update(credentials=Sealed.of({"token": TOKEN}), expires_on=days_from_now(7))
    linkedin.refresh_from_db()
    return linkedin


def told() -> list:
    """What the worker mails of what was put into the queue."""
    waiting = ProcrastinateJob.objects.filter(task_name="blog.jobs.tell_of_ending_access", status="todo")
    for job in waiting:
        jobs.tell_of_ending_access(**job.args)
    return mail.outbox


def test_administrators_are_told_a_week_before_access_ends_and_once(lonely):
    SiteSettings(title="Notes").save()
    assert [jobs.watch_expiry() for _ in range(3)] == [1, 0, 0]
    [message] = told()
    assert message.to == ["root@example.com"]
    assert message.subject.startswith("Notes can send posts to LinkedIn until ")
    assert f"/admin/blog/target/{lonely.pk}/change/" in message.body
    assert ProcrastinateJob.objects.filter(task_name="blog.jobs.tell_of_ending_access").count() == 1


def test_another_date_is_told_of_anew(lonely):
    assert jobs.watch_expiry() == 1
    ProcrastinateJob.objects.all().delete()
    Target.objects.update(expires_on=days_from_now(60))
    assert jobs.watch_expiry() == 0
    Target.objects.update(expires_on=days_from_now(6))
    assert jobs.watch_expiry() == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"expires_on": None},
        {"expires_on": dt.date(2100, 1, 1)},
        {"expires_on": dt.date(2020, 1, 1)},
        {"paused_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)},
    ],
    ids=["nobody knows when", "far away", "long past", "paused already"],
)
def test_nobody_is_told_of_what_does_not_end_soon(lonely, fields):
    Target.objects.update(**fields)
    assert jobs.watch_expiry() == 0


@pytest.mark.django_db(transaction=True)
def test_two_workers_tell_once(lonely):
    start = threading.Barrier(2)

    def one():
        try:
            start.wait(10)
            return credentials.watch_expiry()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(future.result(20) for future in [pool.submit(one), pool.submit(one)]) == [0, 1]
    assert ProcrastinateJob.objects.filter(task_name="blog.jobs.tell_of_ending_access").count() == 1


def test_mail_is_in_the_language_of_the_site_and_to_nobody_without_an_address(lonely):
    SiteSettings(title="Notizen", language="de").save()
    Target.objects.update(expires_on=dt.date(2027, 3, 5))
    assert jobs.tell_of_ending_access(lonely.pk) == 1
    assert "5. März 2027" in mail.outbox[0].subject
    assert jobs.tell_of_ending_access(0) == 0
    Target.objects.update(expires_on=None)
    assert jobs.tell_of_ending_access(lonely.pk) == 0


def test_token_that_can_be_renewed_is_and_nobody_told(lonely, linkedin_server):
    Target.objects.update(credentials=Sealed.of({"token": TOKEN, **REFRESH}))
    assert jobs.watch_expiry() == 0
    lonely.refresh_from_db()
    assert (lonely.credentials.opened(), lonely.expires_on) == (
        {"token": "linkedin-token-1", **REFRESH, "refresh_token": "refresh-token-1"},
        days_from_now(300),
    )


def test_refresh_token_that_ends_too_is_told_of(lonely, linkedin_server):
    """It is renewed once more, and that is the end of it."""
    Target.objects.update(credentials=Sealed.of({"token": TOKEN, **REFRESH}))
    linkedin_server.refresh_has_expired = True
    assert jobs.watch_expiry() == 1
    lonely.refresh_from_db()
    assert lonely.expires_on == days_from_now(7)


@pytest.mark.parametrize(("days", "count"), [(7, 0), (4, 0), (3, 1)])
def test_network_that_does_not_answer_is_asked_daily_before_anybody_is_told(lonely, other, days, count):
    other.answers["/oauth/v2/accessToken"] = reply(503)
    Target.objects.update(credentials=Sealed.of({"token": TOKEN, **REFRESH}), expires_on=days_from_now(days))
    assert jobs.watch_expiry() == count
