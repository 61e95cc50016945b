"""Redirects, counted."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from blog.actions.redirects import count_hit
from blog.models import Redirect
from tests.factories import RedirectFactory


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_a_redirect_that_somebody_else_holds():
    redirect, free = RedirectFactory(), RedirectFactory()

    def count() -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '2s'")
            count_hit(redirect=redirect)
            count_hit(redirect=free)
        finally:
            connection.close()

    with transaction.atomic(), ThreadPoolExecutor(1) as pool:
        Redirect.objects.select_for_update().get(pk=redirect.pk)
        pool.submit(count).result(timeout=30)
    count_hit(redirect=redirect)
    assert set(Redirect.objects.values_list("pk", "hits")) == {(redirect.pk, 1), (free.pk, 1)}


@pytest.mark.django_db(transaction=True)
def test_only_the_count_itself_does_without_the_disk():
    redirect = RedirectFactory()
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = on")
        count_hit(redirect=redirect)
        cursor.execute("SHOW synchronous_commit")
        assert cursor.fetchone() == ("on",)
    connection.close()
