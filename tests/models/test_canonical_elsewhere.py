"""Posts know whether their canonical copy is elsewhere: whatever anybody does, and whoever does it at the same time."""

import importlib
import threading
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, connection, transaction

from blog.models import CrossPost, Post
from tests.factories import CrossPostFactory, PostFactory, SourceFactory

HERE = "https://a.example/1"


def is_right() -> bool:
    elsewhere = set(CrossPost.objects.filter(is_canonical=True).values_list("post", flat=True))
    return elsewhere == set(Post.objects.filter(canonical_elsewhere=True).values_list("pk", flat=True))


def crossed(**fields) -> CrossPost:
    return CrossPostFactory(post=PostFactory(published=True), url=HERE, **fields)


CHANGES = {
    "ticked": lambda cross: CrossPost.objects.update(is_canonical=True),
    "not ticked": lambda cross: CrossPost.objects.update(is_canonical=False),
    "saved": lambda cross: cross.save(),
    "deleted": lambda cross: cross.delete(),
    "moved": lambda cross: CrossPost.objects.update(post=PostFactory()),
    "post deleted": lambda cross: cross.post.delete(),
    "post saved as it was read before": lambda cross: cross.post.save(),
    "post said otherwise": lambda cross: Post.objects.update(canonical_elsewhere=not cross.is_canonical),
    "another copy": lambda cross: CrossPostFactory(
        post=cross.post, url=f"{HERE}2", is_canonical=not cross.is_canonical
    ),
    "made in bulk": lambda cross: CrossPost.objects.bulk_create(
        [CrossPost(post=PostFactory(), source=cross.source, url=HERE, is_canonical=True)]
    ),
}


@pytest.mark.parametrize("is_canonical", [True, False])
@pytest.mark.parametrize("change", CHANGES)
def test_post_knows_where_its_canonical_copy_is_after(db, change, is_canonical):
    cross = crossed(is_canonical=is_canonical)
    assert Post.objects.get().canonical_elsewhere is is_canonical
    CHANGES[change](cross)
    assert is_right()


@pytest.mark.django_db(transaction=True)
def test_two_canonical_copies_at_once_wait_for_one_another():
    post, source = PostFactory(published=True), SourceFactory()
    both = threading.Barrier(2)

    def add(number: int) -> str:
        try:
            with transaction.atomic():
                both.wait(timeout=10)
                CrossPostFactory(post=post, source=source, url=f"{HERE}{number}", is_canonical=True)
        except IntegrityError:
            return "refused"
        finally:
            connection.close()
        return "added"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(add, range(2))) == ["added", "refused"]
    assert is_right()


def test_posts_from_before_are_filled_in_and_what_is_right_stays(db):
    cross, other = crossed(is_canonical=True), crossed(is_canonical=False)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE blog_post DISABLE TRIGGER byline_find_canonical")
        cursor.execute("UPDATE blog_post SET canonical_elsewhere = false")
        cursor.execute("ALTER TABLE blog_post ENABLE TRIGGER byline_find_canonical")
    assert not is_right()
    migration = importlib.import_module("blog.migrations.0020_sitemap_by_month")
    migration.fill_in(None, SimpleNamespace(connection=connection))
    assert is_right()
    assert Post.objects.get(pk=cross.post_id).canonical_elsewhere
    assert not Post.objects.get(pk=other.post_id).canonical_elsewhere
