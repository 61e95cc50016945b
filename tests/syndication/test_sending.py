import datetime as dt
import json
import subprocess
import sys
import time

import pytest
from django.db import connection
from django.utils import timezone

from blog import jobs
from blog.models import CrossPost, Delivery, Post, Source, Target
from blog.models.sealed import Sealed
from blog.syndication import outbox, sending
from tests.factories import PostFactory, SourceFactory, TargetFactory
from tests.other_server import reply

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


def asked_for(target, **fields) -> Delivery:
    [delivery] = outbox.announce(post=PostFactory(published=True, **fields), targets=[target], by=None)
    return delivery


def send(target) -> Delivery | None:
    return sending.send_next(target_id=target.pk)


def test_copy_comes_back_onto_the_post(target, other):
    delivery = asked_for(target)
    assert send(target) == delivery
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.next_try_at) == ("sent", 1, None)
    assert (delivery.copy_url, delivery.copy_id) == ("https://elsewhere.example/1", "1")
    [cross] = CrossPost.objects.all()
    assert (cross.post, cross.url, cross.direction) == (delivery.post, "https://elsewhere.example/1", "to")
    assert (cross.source.name, cross.target, cross.external_id) == (target.name, target, "1")
    assert send(target) is None
    assert len(other.got) == 1


def test_copy_is_listed_under_the_target_s_source(target):
    source = SourceFactory()
    Target.objects.update(source=source)
    asked_for(target)
    send(target)
    assert CrossPost.objects.get().source == source
    assert Source.objects.count() == 1


def test_post_that_is_no_longer_public_is_not_sent(target, other):
    delivery = asked_for(target)
    Post.objects.update(visibility="private")
    send(target)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.answer) == ("failed", "The post is not public any more.")
    assert other.got == []


def test_post_that_expired_while_it_waited_is_not_sent(target, other):
    delivery = asked_for(target)
    Post.objects.update(expire_at=timezone.now() - MINUTE)
    send(target)
    delivery.refresh_from_db()
    assert (delivery.state, other.got) == ("failed", [])


@pytest.mark.parametrize("taken_back", [{"trashed_at": timezone.now()}, {"visibility": "private"}, {"status": "draft"}])
@pytest.mark.parametrize("action", ["create", "update"])
def test_post_that_was_taken_back_is_not_sent_at_the_second_attempt_either(target, other, action, taken_back):
    delivery = asked_for(target)
    if action == "update":
        send(target)
        delivery = outbox.ask_for_change(post=delivery.post, target=target, action=action, by=None)
    other.answers["/hook"] = reply(503)
    send(target)
    asked = len(other.got)
    Post.objects.update(**taken_back)
    Delivery.objects.filter(pk=delivery.pk).update(next_try_at=timezone.now())
    Target.objects.update(wait_until=None)
    send(target)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.answer) == ("failed", "The post is not public any more.")
    assert len(other.got) == asked


def test_what_is_not_due_waits(target, other):
    delivery = asked_for(target)
    Delivery.objects.update(next_try_at=timezone.now() + MINUTE)
    assert send(target) is None
    assert sending.targets_with_work() == []
    Delivery.objects.filter(pk=delivery.pk).update(next_try_at=timezone.now())
    assert sending.targets_with_work() == [target.pk]


def test_server_that_is_down_is_asked_again_later_and_in_the_end_given_up(target, other):
    other.answers["/hook"] = reply(503, b'{"message": "maintenance"}')
    delivery = asked_for(target)
    for attempt, minutes in enumerate(sending.WAITS, start=1):
        send(target)
        delivery.refresh_from_db()
        assert (delivery.state, delivery.attempts, delivery.status_code) == ("waiting", attempt, 503)
        wait = delivery.next_try_at - timezone.now()
        assert minutes * MINUTE * 0.85 < wait < minutes * MINUTE * 1.15
        Delivery.objects.update(next_try_at=timezone.now())
        Target.objects.update(wait_until=None)
    send(target)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.answer) == ("failed", "The answer was 503. maintenance")
    assert {got.headers["webhook-id"] for got in other.got} == {str(delivery.key)}
    assert len({got.body.split(b'"data":')[1] for got in other.got}) == 1


def test_retry_after_holds_for_all_that_goes_there(target, other):
    other.answers["/hook"] = reply(429, Retry_After="600")
    first, second = asked_for(target), asked_for(target)
    send(target)
    first.refresh_from_db()
    assert first.next_try_at - timezone.now() > 9 * MINUTE
    assert send(target) is None
    Target.objects.update(wait_until=timezone.now())
    other.answers["/hook"] = reply(204)
    assert send(target) == second
    assert Target.objects.get().failures == 0


def test_refusal_is_final_and_says_why(target, other):
    other.answers["/hook"] = reply(422, b'{"error": {"message": "text is too long"}}')
    delivery = asked_for(target)
    send(target)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.answer) == ("failed", "The answer was 422. text is too long")


def test_wrong_credentials_pause_the_target_and_lose_nothing(target, other):
    other.answers["/hook"] = reply(401)
    deliveries = [asked_for(target) for _ in range(3)]
    send(target)
    target.refresh_from_db()
    assert target.paused_at
    assert send(target) is None
    assert len(other.got) == 1
    other.answers["/hook"] = reply(204)
    outbox.resume(target=target)
    assert {send(target) for _ in deliveries} == set(deliveries)
    assert set(Delivery.objects.values_list("state", "attempts")) == {("sent", 1)}


def test_credentials_of_a_lost_key_pause_the_target(target, other, settings):
    asked_for(target)
    settings.CREDENTIALS_KEYS = ["another"]
    send(target)
    target.refresh_from_db()
    assert "CREDENTIALS_KEY" in target.paused_why
    assert other.got == []


def test_target_that_never_answers_is_asked_less_and_less_and_then_paused(target, other):
    other.answers["/hook"] = reply(500)
    rests = []
    for _ in range(sending.TOO_MANY + len(sending.WAITS)):
        asked_for(target)
        Target.objects.update(wait_until=None)
        Delivery.objects.filter(attempts__gt=0).update(next_try_at=timezone.now() + 900 * MINUTE)
        send(target)
        target.refresh_from_db()
        rests.append(round((target.wait_until - timezone.now()) / MINUTE) if target.wait_until else 0)
    assert rests == [0] * (sending.TOO_MANY - 1) + [*sending.WAITS, sending.WAITS[-1]]
    assert target.paused_at


def test_lost_answer_is_looked_up_before_anything_is_sent_again(target, other, monkeypatch):
    other.answers["/hook"] = lambda connection: connection.close()
    delivery = asked_for(target)
    send(target)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.is_unsure) == ("waiting", True)
    looked = []

    def find(self, account, content, key):
        looked.append(key)
        return sending.Copy(url="https://elsewhere.example/found", id="found")

    monkeypatch.setattr("blog.syndication.webhook.Webhook.find", find)
    Delivery.objects.update(next_try_at=timezone.now())
    send(target)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.copy_id, looked) == ("sent", "found", [str(delivery.key)])
    assert len(other.got) == 1


def test_unreachable_server_makes_nobody_unsure(target, other):
    Target.objects.update(settings={"url": "http://127.0.0.1:1/"})
    delivery = asked_for(target)
    send(target)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.is_unsure) == ("waiting", False)


# What a worker does, in a process of its own that knows the test's database and nothing else of it.
WORKER = """
import json, sys, django
from django.conf import settings
database, allowed, target = json.loads(sys.argv[1])
settings.DATABASES["default"]["NAME"] = database
settings.OUTGOING_ALLOWED = allowed
django.setup()
from blog.syndication import sending
sending.send_next(target_id=target)
"""


@pytest.mark.django_db(transaction=True)
def test_killed_process_leaves_a_delivery_that_is_found_and_looked_up(target, other, settings):
    delivery = asked_for(target)
    other.answers["/hook"] = lambda connection: time.sleep(60)
    told = json.dumps([connection.settings_dict["NAME"], settings.OUTGOING_ALLOWED, target.pk])
    with subprocess.Popen([sys.executable, "-c", WORKER, told], cwd=settings.BASE_DIR) as worker:
        until = time.monotonic() + 60
        while not other.got and worker.poll() is None and time.monotonic() < until:
            time.sleep(0.05)
        assert [got.headers["webhook-id"] for got in other.got] == [str(delivery.key)]
        assert sending.recover() == 0, "its process lives"
        worker.kill()
    while sending.recover() == 0 and time.monotonic() < until:
        time.sleep(0.05)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.is_unsure, delivery.attempts) == ("waiting", True, 1)
    other.answers["/hook"] = reply(204)
    send(target)
    delivery.refresh_from_db()
    assert delivery.state == "sent"
    assert [got.headers["webhook-id"] for got in other.got] == [str(delivery.key)] * 2


def test_deleted_copy_leaves_the_page(target, other):
    delivery = asked_for(target)
    send(target)
    outbox.ask_for_change(post=delivery.post, target=target, action="delete", by=None)
    send(target)
    assert not CrossPost.objects.exists()
    assert b'"type": "post.deleted"' in other.got[-1].body


def test_job_sends_all_that_is_due_in_turns(target, other, monkeypatch):
    for _ in range(3):
        asked_for(target)
    monkeypatch.setattr(jobs, "TURN", -1)
    assert jobs.send_to_target(target.pk) == 1
    monkeypatch.setattr(jobs, "TURN", 60)
    assert jobs.send_to_target(target.pk) == 2
    assert jobs.send_deliveries(0) == 0


def test_job_of_the_minute_finds_what_was_forgotten(target):
    sleeping = TargetFactory(url=target.settings["url"], paused_at=timezone.now())
    asked_for(target)
    asked_for(sleeping)
    assert jobs.send_deliveries(0) == 1


def test_target_without_secret_is_told_plainly(target, other):
    Target.objects.update(credentials=Sealed())
    asked_for(target)
    send(target)
    target.refresh_from_db()
    assert target.paused_why == "The secret is missing."
