"""Queries put together once and asked many times."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from blog.models import Post, PostQuerySet
from blog.models.prepared import PreparedQuery
from tests.factories import LONG_AGO, PostFactory, TagFactory

DAY = dt.timedelta(days=1)


@PreparedQuery
def listed_in(now: dt.datetime, one: str, other: str) -> PostQuerySet:
    return Post.objects.listed(at=now).filter(slug__in=[one, other]).whole().order_by("slug")


def test_each_call_answers_for_its_own_arguments(db):
    for slug in "abc":
        PostFactory(published=True, slug=slug)
    assert [post.slug for post in listed_in(LONG_AGO + DAY, "a", "c")] == ["a", "c"]
    assert [post.slug for post in listed_in(LONG_AGO + DAY, "b", "a")] == ["a", "b"]
    assert list(listed_in(LONG_AGO - DAY, "a", "c")) == []


def test_answer_is_the_one_that_the_queryset_gives(db):
    post = PostFactory(published=True, slug="a", tags=[TagFactory(name="Rain")])
    PostFactory(published=True, slug="b", tags=[TagFactory(name="Snow")])
    [plain] = Post.objects.listed().filter(slug__in=["a", "z"]).whole()
    [prepared] = listed_in(LONG_AGO + DAY, "a", "z")
    assert prepared == plain == post
    assert prepared.get_deferred_fields() == plain.get_deferred_fields()
    assert prepared.author == post.author
    assert [tag.name for tag in prepared.tags.all()] == ["Rain"]


def test_arguments_are_values_never_sql(db):
    PostFactory(published=True, slug="a")
    assert list(listed_in(LONG_AGO + DAY, "') OR 1=1 --", "%s")) == []


def test_query_is_put_together_once(db, django_assert_num_queries):
    made = []

    @PreparedQuery
    def by_slug(slug: str) -> PostQuerySet:
        made.append(slug)
        return Post.objects.filter(slug=slug)

    PostFactory(slug="a")
    with django_assert_num_queries(2):
        assert [len(by_slug("a")), len(by_slug("b"))] == [1, 0]
    assert len(made) == 1


@pytest.mark.django_db(transaction=True)
def test_threads_ask_through_their_own_connections():
    for slug in "abcd":
        PostFactory(published=True, slug=slug)

    def ask(slug: str) -> tuple[list[str], int]:
        try:
            found = [post.slug for post in listed_in(LONG_AGO + DAY, slug, slug)]
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                return found, cursor.fetchone()[0]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(ask, "abcd" * 5))
    assert [found for found, _ in answers] == [[slug] for slug in "abcd" * 5]
