"""Hits of redirects: counted in memory, stored together."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from blog.actions.hits import count_hit, count_missing, flush_hits, halve_missing, store_hits, store_missing
from blog.models import MissingAddress, Redirect
from tests.factories import RedirectFactory


def hits() -> dict[int, int]:
    return dict(Redirect.objects.values_list("pk", "hits"))


@pytest.mark.django_db
def test_counting_asks_the_database_nothing_and_storing_writes_once(django_assert_num_queries):
    often, once, never = RedirectFactory.create_batch(3)
    with django_assert_num_queries(0):
        for redirect in (often, once, often):
            count_hit(redirect=redirect)
    assert set(hits().values()) == {0}
    with django_assert_num_queries(6) as queries:  # savepoint, two settings, lock, update, savepoint
        flush_hits()
    assert sum(query["sql"].startswith("UPDATE") for query in queries.captured_queries) == 1
    assert hits() == {often.pk: 2, once.pk: 1, never.pk: 0}


@pytest.mark.django_db
def test_hits_of_a_redirect_deleted_meanwhile_are_forgotten():
    deleted, kept = RedirectFactory.create_batch(2)
    count_hit(redirect=deleted)
    count_hit(redirect=kept)
    Redirect.objects.filter(pk=deleted.pk).delete()
    flush_hits()
    assert hits() == {kept.pk: 1}


@pytest.mark.django_db(transaction=True)
def test_processes_that_store_at_the_same_time_lose_nothing():
    keys = [redirect.pk for redirect in RedirectFactory.create_batch(20)]

    def store(number: int) -> None:
        try:
            for _ in range(10):
                store_hits(dict.fromkeys(keys if number % 2 else reversed(keys), 1))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(store, range(4), timeout=60))
    assert hits() == dict.fromkeys(keys, 40)


@pytest.mark.django_db(transaction=True)
def test_hits_wait_for_the_next_time_while_somebody_changes_the_redirect(caplog):
    redirect = RedirectFactory()
    count_hit(redirect=redirect)

    def flush() -> None:
        try:
            flush_hits()
        finally:
            connection.close()

    with transaction.atomic(), ThreadPoolExecutor(1) as pool:
        Redirect.objects.select_for_update().get(pk=redirect.pk)
        pool.submit(flush).result(timeout=30)
    assert "wait for the next time" in caplog.text
    assert hits() == {redirect.pk: 0}
    flush_hits()
    assert hits() == {redirect.pk: 1}


@pytest.mark.django_db(transaction=True)
def test_only_the_count_itself_does_without_the_disk():
    redirect = RedirectFactory()
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = on")
        store_hits({redirect.pk: 1})
        cursor.execute("SHOW synchronous_commit")
        assert cursor.fetchone() == ("on",)
    connection.close()


def missing() -> dict[str, int]:
    return dict(MissingAddress.objects.values_list("path", "hits"))


@pytest.mark.django_db
def test_what_is_not_found_is_counted_together(django_assert_num_queries):
    for path in ("/a/", "/b/", "/a/"):
        count_missing(path=path)
    flush_hits()
    count_missing(path="/a/")
    flush_hits()
    assert missing() == {"/a/": 3, "/b/": 1}


@pytest.mark.django_db
def test_only_the_most_wanted_addresses_are_kept(monkeypatch):
    monkeypatch.setattr("blog.actions.hits.KEPT_MISSING", 3)
    store_missing({"/often/": 5, "/twice/": 2, "/once/": 1})
    store_missing({"/new/": 1, "/newer/": 3})
    assert missing() == {"/often/": 5, "/newer/": 3, "/twice/": 2}


@pytest.mark.django_db
def test_what_nobody_asks_for_any_more_is_forgotten():
    store_missing({"/often/": 5, "/once/": 1})
    assert halve_missing() == 1
    assert missing() == {"/often/": 2}


@pytest.mark.django_db(transaction=True)
def test_processes_that_count_the_same_addresses_at_the_same_time_lose_nothing():
    paths = [f"/{number}/" for number in range(20)]

    def store(number: int) -> None:
        try:
            for _ in range(10):
                store_missing(dict.fromkeys(paths if number % 2 else reversed(paths), 1))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(store, range(4), timeout=60))
    assert missing() == dict.fromkeys(paths, 40)
