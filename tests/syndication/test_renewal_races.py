"""A token that was renewed is kept, whatever becomes of the delivery, and however many need it at once."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from blog.models import Delivery, Target
from blog.syndication import outbox, sending
from blog.syndication.credentials import account_of, renew, with_access
from blog.syndication.linkedin import LinkedIn
from tests.factories import PostFactory

from .test_renewal import RENEWED, asked_for, sent

pytestmark = pytest.mark.django_db(transaction=True)


def test_new_token_stays_when_the_delivery_is_rolled_back(linkedin, linkedin_server, monkeypatch):
    delivery = asked_for(linkedin)

    def dies(*_arguments):
        raise ZeroDivisionError

    monkeypatch.setattr(sending, "_note_success", dies)
    with pytest.raises(ZeroDivisionError):
        sending.send_next(target_id=linkedin.pk)
    assert Target.objects.get().credentials.opened() == RENEWED
    monkeypatch.undo()
    sending.recover()
    assert sent(linkedin, delivery).state == "sent"
    assert (len(linkedin_server.posts), linkedin_server.renewals) == (1, 1)


def test_new_token_stays_when_the_process_dies_before_it_is_used(linkedin, linkedin_server, monkeypatch):
    delivery = asked_for(linkedin)
    asked = []
    create = LinkedIn.create

    def dies_the_second_time(*arguments):
        asked.append(arguments)
        if len(asked) == 2:
            raise SystemExit
        return create(*arguments)

    monkeypatch.setattr(LinkedIn, "create", dies_the_second_time)
    with pytest.raises(SystemExit):
        sending.send_next(target_id=linkedin.pk)
    delivery.refresh_from_db()
    assert delivery.state == "sending"
    assert Target.objects.get().credentials.opened() == RENEWED
    assert sending.recover() == 1
    assert sent(linkedin, delivery).state == "sent"
    assert linkedin_server.renewals == 1


def somebody_waits() -> bool:
    """For a lock, in this database."""
    waiting = "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS ({waiting})")
        return cursor.fetchone()[0]


def until(condition, *, seconds: float) -> bool:
    ends = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > ends:
            return False
    return True


def test_two_who_need_a_new_token_at_once_ask_for_one(linkedin, linkedin_server, other):
    """Both have the old one in hand; the second waits for the first, and finds the new one."""
    both, answer = threading.Barrier(2), linkedin_server.renew

    def when_the_other_waits(got):
        try:
            assert until(somebody_waits, seconds=10)
            return answer(got)
        finally:
            connection.close()

    linkedin_server.renew = when_the_other_waits

    def one():
        try:
            target = Target.objects.get()
            account = account_of(target)
            both.wait(10)
            renew(target=target, used=account)
            return with_access(Target.objects.get(), LinkedIn().check)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        names = [future.result(20) for future in [pool.submit(one), pool.submit(one)]]
    assert names == ["Alice Example", "Alice Example"]
    assert linkedin_server.renewals == 1
    assert Target.objects.get().credentials.opened() == RENEWED


def test_renewal_is_never_a_part_of_another_transaction(linkedin):
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        renew(target=linkedin, used=account_of(linkedin))


def test_nobody_who_publishes_waits_for_a_renewal(linkedin, linkedin_server):
    answer, post = linkedin_server.renew, PostFactory(published=True)

    def while_somebody_publishes(got):
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '2s'")
            outbox.announce(post=post, targets=[linkedin], by=None)
            return answer(got)
        finally:
            connection.close()

    linkedin_server.renew = while_somebody_publishes
    renew(target=linkedin, used=account_of(linkedin))
    assert Delivery.objects.get().post == post
