"""The copies of `publish_at` beside tags and cross-posts, which lists are ordered by: equal whatever anybody does."""

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.db.models import F

from blog.actions.posts import save_post
from blog.actions.tags import merge_tags
from blog.freshness import site_state
from blog.models import CrossPost, Post, PostTag
from tests.factories import LONG_AGO, CrossPostFactory, PostFactory, SourceFactory, TagFactory

DAY = dt.timedelta(days=1)


def differing() -> int:
    return sum(links.objects.exclude(publish_at=F("post__publish_at")).count() for links in (PostTag, CrossPost))


def linked(**fields) -> Post:
    post = PostFactory(published=True, tags=[TagFactory()], **fields)
    CrossPostFactory(post=post)
    return post


def test_links_have_the_date_of_their_post(db):
    post = linked()
    assert PostTag.objects.get().publish_at == CrossPost.objects.get().publish_at == post.publish_at


def test_links_of_a_draft_have_none(db):
    CrossPostFactory(post=PostFactory(tags=[TagFactory()]))
    assert PostTag.objects.get().publish_at is None
    assert CrossPost.objects.get().publish_at is None


def save_between(cross_post: CrossPost, post: Post) -> None:
    post.save()
    cross_post.save()


CHANGES = {
    "saved": lambda post: save_post(post=post, by=None),
    "bulk update of posts": lambda post: Post.objects.update(publish_at=LONG_AGO + 9 * DAY),
    "bulk update of links": lambda post: [
        links.objects.update(publish_at=LONG_AGO - DAY) for links in (PostTag, CrossPost)
    ],
    "links made by hand": lambda post: PostTag.objects.bulk_create(
        [PostTag(post=post, tag=TagFactory(), publish_at=LONG_AGO - DAY)]
    ),
    "link moved to another post": lambda post: CrossPost.objects.update(post=PostFactory(published=True)),
    "tags set": lambda post: post.tags.set([TagFactory()]),
    "tags merged": lambda post: merge_tags(into=TagFactory(), others=list(post.tags.all())),
    "cross-post saved as it was": lambda post: save_between(CrossPost.objects.get(), post),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_links_stay_equal_to_their_post(db, change):
    post = linked()
    post.publish_at += DAY
    change(post)
    assert PostTag.objects.exists()
    assert differing() == 0


def test_links_lose_the_date_with_their_post(db):
    linked(status="draft")
    Post.objects.update(publish_at=None)
    assert [*PostTag.objects.values_list("publish_at", flat=True)] == [None]
    assert [*CrossPost.objects.values_list("publish_at", flat=True)] == [None]


def test_copied_date_is_no_change_of_the_site(db):
    post = linked(status="draft")
    before = site_state().version
    Post.objects.filter(pk=post.pk).update(publish_at=LONG_AGO + DAY)
    assert site_state().version == before


@pytest.mark.django_db(transaction=True)
def test_new_link_and_new_date_wait_for_one_another():
    post, tag, source = PostFactory(published=True), TagFactory(), SourceFactory()
    is_linked, may_end = threading.Event(), threading.Event()

    def link() -> None:
        with transaction.atomic():
            PostTag.objects.create(post=post, tag=tag)
            CrossPost.objects.create(post=post, source=source)
            is_linked.set()
            may_end.wait(timeout=0.5)
        connection.close()

    def move() -> None:
        is_linked.wait(timeout=10)
        Post.objects.update(publish_at=LONG_AGO + 9 * DAY)
        may_end.set()
        connection.close()

    with ThreadPoolExecutor(2) as pool:
        [task.result() for task in (pool.submit(link), pool.submit(move))]
    assert PostTag.objects.get().publish_at == LONG_AGO + 9 * DAY
    assert differing() == 0
