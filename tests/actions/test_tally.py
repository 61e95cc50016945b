"""Counts kept in memory."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError

from blog.actions.tally import Tally


@pytest.fixture
def stored(monkeypatch) -> list[dict]:
    """What was handed on; threads are not started, but remembered."""
    monkeypatch.setattr("blog.actions.tally.threading.Timer", Timer)
    Timer.started = []
    return []


class Timer:
    started: list["Timer"]

    def __init__(self, seconds, function):
        self.seconds, self.function = seconds, function

    def start(self):
        assert self.daemon
        self.started.append(self)


def test_counts_are_stored_together_and_once(stored):
    tally = Tally(stored.append, every=10, most=100)
    for key in (1, 2, 1):
        tally.add(key)
    tally.flush()
    tally.flush()
    assert stored == [{1: 2, 2: 1}]


def test_first_count_starts_a_thread_and_the_next_one_after_storing_another(stored):
    tally = Tally(stored.append, every=10, most=100)
    tally.add(1)
    tally.add(1)
    assert [timer.seconds for timer in Timer.started] == [10]
    Timer.started[0].function()
    assert stored == [{1: 2}]
    tally.add(1)
    assert len(Timer.started) == 2


def test_nothing_is_lost_between_threads(stored):
    tally = Tally(stored.append, every=10, most=100)
    begin = threading.Barrier(9)

    def count(key: int) -> None:
        begin.wait(timeout=30)
        for _ in range(2_000):
            tally.add(key % 4)

    def flush() -> None:
        begin.wait(timeout=30)
        for _ in range(500):
            tally.flush()

    with ThreadPoolExecutor(9) as pool:
        done = [*(pool.submit(count, key) for key in range(8)), pool.submit(flush)]
        for one in done:
            one.result(timeout=60)
    tally.flush()
    assert sum(map(Counter, stored), Counter()) == dict.fromkeys(range(4), 4_000)


def test_counts_wait_for_the_next_time_when_they_cannot_be_stored(stored, caplog):
    is_broken = True

    def store(counts) -> None:
        if is_broken:
            raise DatabaseError("cannot execute UPDATE in a read-only transaction")
        stored.append(counts)

    tally = Tally(store, every=10, most=100)
    tally.add(1)
    tally.flush()
    assert "1 counts wait for the next time" in caplog.text
    is_broken = False
    tally.add(1)
    tally.flush()
    assert stored == [{1: 2}]


def test_keys_beyond_the_bound_are_not_counted(stored):
    tally = Tally(stored.append, every=10, most=2)
    for key in (1, 2, 3, 2):
        tally.add(key)
    tally.flush()
    assert stored == [{1: 1, 2: 2}]


@pytest.mark.django_db(transaction=True)
def test_counts_are_stored_by_themselves():
    stored, is_stored = [], threading.Event()

    def store(counts) -> None:
        stored.append(counts)
        is_stored.set()

    tally = Tally(store, every=0.01, most=100)
    tally.add(1)
    assert is_stored.wait(timeout=30)
    assert stored == [{1: 1}]
