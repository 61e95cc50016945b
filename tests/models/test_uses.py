"""Which pictures something uses."""

import importlib

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from blog.actions.posts import save_post
from blog.models import Image, Post, Revision
from blog.models.uses import is_used
from tests.factories import ImageFactory, PostFactory, UserFactory

pytestmark = pytest.mark.django_db


def waiting(**fields) -> Image:
    return ImageFactory(unused_since=timezone.now(), quarantined_at=timezone.now(), **fields)


def written(body="Text.", **fields) -> Post:
    post = Post(author=UserFactory(), title="A title", body=body, **fields)
    save_post(post=post, by=post.author)
    return post


def used() -> list[Image]:
    return list(Image.objects.filter(is_used()))


@pytest.mark.parametrize("use", ["text", "cover"])
def test_saving_a_post_takes_its_pictures_out_of_quarantine_at_once(use):
    image, other = waiting(), waiting()
    post = written(f"![]({image.reference})") if use == "text" else written(cover=image)
    image.refresh_from_db()
    other.refresh_from_db()
    assert (image.unused_since, image.quarantined_at) == (None, None)
    assert other.quarantined_at
    assert used() == [image]
    assert Revision.objects.get(post=post).image_ids == [image.pk]


def test_picture_of_an_earlier_version_is_still_used():
    image = ImageFactory()
    post = written(f"![]({image.reference})")
    post.body = "No more."
    save_post(post=post, by=None)
    assert not post.images.exists()
    assert used() == [image]
    post.revisions.first().delete()
    assert used() == [image]
    post.revisions.all().delete()
    assert used() == []


def test_picture_that_only_code_names_is_not_used():
    image = ImageFactory()
    written(f"`![]({image.reference})` and image:{image.pk}")
    assert used() == []


def test_cover_deleted_a_moment_ago_is_no_error():
    image = ImageFactory()
    post = Post(author=UserFactory(), title="A title", body=f"![Words]({image.reference})", cover=image)
    Image.objects.all().delete()
    save_post(post=post, by=None)
    post.refresh_from_db()
    assert post.cover is None
    assert "Words" in post.body_html


def test_pictures_of_older_revisions_are_filled_in_once_and_again():
    post = PostFactory()
    bodies = ["![](image:7) ![](image:7) ![](image:12 'x')", "none", "image:99999999999999999999", ""]
    for version, body in enumerate(bodies, start=1):
        cover = 3 if version == 1 else None
        Revision.objects.create(post=post, version=version, reason="saved", snapshot={"body": body, "cover_id": cover})
    migration = importlib.import_module("blog.migrations.0009_revision_pictures")
    for _ in range(2):
        with connection.schema_editor() as editor:
            migration.fill(apps, editor)
    assert list(post.revisions.order_by("version").values_list("image_ids", flat=True)) == [[3, 7, 12], [], [], []]


def test_quarantine_of_a_picture_in_use_or_kept_is_refused():
    for fields in ({"unused_since": None}, {"is_kept": True}):
        with pytest.raises(IntegrityError, match="image_in_quarantine_is_unused"), transaction.atomic():
            ImageFactory(quarantined_at=timezone.now(), **fields)
