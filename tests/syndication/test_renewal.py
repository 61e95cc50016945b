"""Tokens that end are renewed without anybody where the network lets us, and never lost or told."""

import datetime as dt
import json
import logging
import socket

import pytest
from django.core import mail
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from blog import jobs
from blog.models import Delivery, Target
from blog.models.sealed import Sealed
from blog.syndication import outbox, sending
from blog.syndication.credentials import account_of, renew, with_access
from blog.syndication.kinds import Account, SignInNeeded, TryLater
from blog.syndication.linkedin import LinkedIn
from tests.factories import PostFactory, UserFactory
from tests.other_server import reply

from .networks.linkedin import DAY, REFRESH, TOKEN

pytestmark = pytest.mark.django_db
# Closes the connection without a word.
CUT = socket.socket.close
RENEWED = {"token": "linkedin-token-1", **REFRESH, "refresh_token": "refresh-token-1"}


def asked_for(target) -> Delivery:
    [delivery] = outbox.announce(post=PostFactory(published=True), targets=[target], by=None)
    return delivery


def sent(target, delivery) -> Delivery:
    sending.send_next(target_id=target.pk)
    delivery.refresh_from_db()
    target.refresh_from_db()
    return delivery


def days_from_now(days: int) -> dt.date:
    return timezone.now().date() + dt.timedelta(days=days)


# --- Renewing -------------------------------------------------------------------------------------------------------
def test_ended_token_is_renewed_and_the_post_sent_by_the_same_attempt(linkedin, linkedin_server):
    delivery = sent(linkedin, asked_for(linkedin))
    assert (delivery.state, delivery.attempts, delivery.answer) == ("sent", 1, "")
    assert (len(linkedin_server.posts), linkedin_server.renewals) == (1, 1)
    assert linkedin.credentials.opened() == RENEWED
    assert "refresh-token-1" not in linkedin.credentials.sealed
    assert (linkedin.paused_at, linkedin.expires_on) == (None, days_from_now(300))
    Target.objects.update(wait_until=None)
    sent(linkedin, asked_for(linkedin))
    assert (len(linkedin_server.posts), linkedin_server.renewals) == (2, 1)


def test_access_lasts_as_long_as_either_token(linkedin, linkedin_server):
    linkedin_server.refresh_lasts = 5 * DAY
    sent(linkedin, asked_for(linkedin))
    assert linkedin.expires_on == days_from_now(60)


def test_trying_a_target_renews_its_token_too(linkedin, client, admin_user):
    client.force_login(admin_user)
    page = client.post(f"/admin/blog/target/{linkedin.pk}/try/", follow=True).content.decode()
    assert "It works, as Alice Example." in page
    linkedin.refresh_from_db()
    assert linkedin.credentials.opened() == RENEWED


@pytest.mark.parametrize("missing", REFRESH)
def test_without_all_that_it_takes_nobody_is_asked_for_a_new_token(linkedin, linkedin_server, other, missing):
    Target.objects.update(credentials=Sealed.of({"token": TOKEN, **REFRESH, missing: ""}))
    delivery = sent(linkedin, asked_for(linkedin))
    assert (delivery.state, delivery.attempts) == ("waiting", 0)
    assert linkedin.paused_why == "The answer was 401. The token used in the request has expired"
    assert {got.path for got in other.got} == {"/rest/posts"}


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        ({"refresh_has_expired": True}, "The refresh token ••• is invalid, expired or revoked"),
        ({"refresh": {**REFRESH, "client_secret": "another-secret"}}, "Client authentication failed: •••"),
    ],
)
def test_refused_renewal_pauses_the_target_and_says_why(linkedin, linkedin_server, fault, why):
    for name, value in fault.items():
        setattr(linkedin_server, name, value)
    delivery = sent(linkedin, asked_for(linkedin))
    assert (delivery.state, delivery.attempts, delivery.is_unsure) == ("waiting", 0, False)
    assert why in linkedin.paused_why
    assert linkedin.credentials.opened() == {"token": TOKEN, **REFRESH}


@pytest.mark.parametrize("answer", [reply(503), CUT], ids=["maintenance", "no answer"])
def test_renewal_that_is_not_answered_is_tried_later(linkedin, linkedin_server, other, answer):
    other.answers["/oauth/v2/accessToken"] = answer
    delivery = sent(linkedin, asked_for(linkedin))
    assert (delivery.state, delivery.attempts, delivery.is_unsure) == ("waiting", 1, False)
    assert (linkedin.paused_at, linkedin_server.posts) == (None, {})
    del other.answers["/oauth/v2/accessToken"]
    Delivery.objects.update(next_try_at=timezone.now())
    Target.objects.update(wait_until=None)
    assert sent(linkedin, delivery).state == "sent"


@pytest.mark.parametrize("body", [b"{}", b'{"access_token": ""}', b'{"access_token": 7}', b"[]", b"<p>Welcome</p>"])
def test_answer_without_a_token_changes_nothing(linkedin, other, body):
    other.answers["/oauth/v2/accessToken"] = reply(200, body)
    sent(linkedin, asked_for(linkedin))
    assert linkedin.paused_at
    assert linkedin.credentials.opened() == {"token": TOKEN, **REFRESH}


@pytest.mark.parametrize("lasts", [10**30, -5, "soon", None, 2.5])
def test_no_answer_about_time_loses_a_token(linkedin, other, lasts):
    body = json.dumps({"access_token": "new-token", "expires_in": lasts}).encode()
    other.answers["/oauth/v2/accessToken"] = reply(200, body)
    renew(target=linkedin, used=account_of(linkedin))
    linkedin.refresh_from_db()
    # The refresh token stays where no other comes along.
    assert linkedin.credentials.opened() == {"token": "new-token", **REFRESH}


def test_new_token_that_is_refused_too_is_not_renewed_again(linkedin, linkedin_server, other):
    other.answers["/rest/posts"] = reply(401, b'{"message": "Not this one either"}')
    delivery = sent(linkedin, asked_for(linkedin))
    assert (delivery.state, linkedin_server.renewals) == ("waiting", 1)
    assert linkedin.paused_why == "The answer was 401. Not this one either"
    assert linkedin.credentials.opened() == RENEWED


@pytest.mark.parametrize("server", ["", "https://api.linkedin.com", "https://api.linkedin.com/"])
def test_linkedin_itself_renews_elsewhere_than_it_publishes(monkeypatch, server):
    asked = []

    def ask(method, url, **sent):
        asked.append((method, url, sent["data"]))
        raise TryLater("Not today.")

    monkeypatch.setattr("blog.syndication.linkedin.call", ask)
    account = Account(settings={"author": "", "server": server}, credentials={"token": TOKEN, **REFRESH})
    with pytest.raises(TryLater):
        LinkedIn().renew(account)
    sent = {"grant_type": "refresh_token", **REFRESH}
    assert asked == [("POST", "https://www.linkedin.com/oauth/v2/accessToken", sent)]


def test_other_networks_are_not_asked_for_tokens(target, other):
    other.answers["/hook"] = reply(401)
    with pytest.raises(SignInNeeded):
        with_access(target, lambda account: sending.kind_of(target).check(account))
    assert len(other.got) == 1


def test_lost_key_is_said_as_always(linkedin, settings, other):
    asked_for(linkedin)
    settings.CREDENTIALS_KEYS = ["another"]
    sending.send_next(target_id=linkedin.pk)
    assert "CREDENTIALS_KEY" in Target.objects.get().paused_why
    assert other.got == []


def test_problem_of_a_renewal_is_not_one_of_the_post(linkedin, other):
    other.answers["/oauth/v2/accessToken"] = CUT
    with pytest.raises(TryLater) as problem:
        renew(target=linkedin, used=account_of(linkedin))
    assert not problem.value.is_unsure


# --- Never told -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("refresh_has_expired", [False, True])
def test_no_secret_is_in_logs_answers_jobs_or_mail(linkedin, linkedin_server, caplog, refresh_has_expired, other):
    caplog.set_level(logging.DEBUG)
    UserFactory(is_superuser=True, email="root@example.com")
    linkedin_server.refresh_has_expired = refresh_has_expired
    if not refresh_has_expired:
        # A server that repeats what it does not like, at such length that only the beginning of it is kept.
        words = f"{'x' * 190} linkedin-token-1 is bad".encode()
        other.answers["/rest/posts"] = lambda connection: connection.sendall(
            reply(401) if linkedin_server.renewals == 0 else reply(400, b'{"message": "%s"}' % words)
        )
    delivery = sent(linkedin, asked_for(linkedin))
    for job in ProcrastinateJob.objects.filter(task_name="blog.jobs.tell_of_paused_target"):
        jobs.tell_of_paused_target(**job.args)
    told = [delivery.answer, linkedin.paused_why, caplog.text, *(f"{m.subject} {m.body}" for m in mail.outbox)]
    told += [str(job.args) for job in ProcrastinateJob.objects.all()]
    assert "•••" in delivery.answer
    for secret in {TOKEN, *REFRESH.values(), *linkedin.credentials.opened().values()}:
        assert not any(secret[:10] in words for words in told), secret
