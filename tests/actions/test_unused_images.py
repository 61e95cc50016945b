"""Nothing that somebody uses is ever deleted, at whatever moment."""

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.utils import timezone

from blog.actions.images import ImageInUse, delete_image, store_image
from blog.actions.posts import save_post
from blog.actions.unused_images import delete_quarantined, keep_image, look_for_unused, quarantine_unused
from blog.models import Image, Post, Revision
from tests.factories import ImageFactory, PostFactory, UserFactory, png

MONTH = dt.timedelta(days=30)


def long_in_quarantine(**fields) -> Image:
    long_ago = timezone.now() - 2 * MONTH
    return ImageFactory(unused_since=long_ago, quarantined_at=long_ago, **fields)


def elsewhere(verb, *args, **kwargs):
    """In a thread, so on a connection of its own."""

    def run():
        try:
            return verb(*args, **kwargs)
        finally:
            connection.close()

    pool = ThreadPoolExecutor(1)
    try:
        return pool.submit(run)
    finally:
        pool.shutdown(wait=False)


@pytest.mark.django_db
def test_looking_goes_through_all_in_steps_and_notices_both_ways():
    now = timezone.now()
    left, used, unused = ImageFactory(unused_since=None), ImageFactory(), ImageFactory()
    PostFactory(cover=used)
    Image.objects.filter(pk=used.pk).update(unused_since=now)
    last, steps = 0, 0
    while last is not None:
        last, steps = look_for_unused(after=last, limit=2), steps + 1
    assert steps == 3
    assert set(Image.objects.unused()) == {left, unused}


@pytest.mark.django_db
def test_kept_picture_is_not_set_aside_again():
    image = long_in_quarantine()
    keep_image(image=image)
    assert quarantine_unused(limit=10) == 0
    image.refresh_from_db()
    assert (image.is_kept, image.quarantined_at) == (True, None)


@pytest.mark.django_db
def test_picture_that_a_row_wrongly_calls_unused_is_let_out():
    image = long_in_quarantine()
    Revision.objects.create(post=PostFactory(), version=1, reason="saved", snapshot={}, image_ids=[image.pk])
    assert delete_quarantined(since=MONTH, limit=10) == 0
    image.refresh_from_db()
    assert (image.unused_since, image.quarantined_at) == (None, None)


@pytest.mark.django_db
def test_picture_of_earlier_versions_is_deleted_only_on_purpose():
    image = ImageFactory()
    Revision.objects.create(post=PostFactory(), version=1, reason="saved", snapshot={}, image_ids=[image.pk])
    delete_image(image=image)
    assert not Image.objects.exists()


@pytest.mark.django_db
def test_uploading_a_picture_again_takes_it_out_of_quarantine():
    image = store_image(data=png(), name="a.png", by=None)
    assert image.is_new
    long_ago = timezone.now() - 2 * MONTH
    Image.objects.update(unused_since=long_ago, quarantined_at=long_ago)
    again = store_image(data=png(), name="b.png", by=None)
    assert (again.pk, again.is_new, again.quarantined_at) == (image.pk, False, None)
    assert quarantine_unused(limit=10) == 0, "its day begins anew"


def _save_with(
    image_pk: int, stored: threading.Event, go_on: threading.Event, *, use: str, title: str = "A title"
) -> int:
    with transaction.atomic():
        post = Post(author=UserFactory(), title=title)
        if use == "cover":
            post.cover_id = image_pk
        else:
            post.body = f"![](image:{image_pk})"
        save_post(post=post, by=None)
        stored.set()
        assert go_on.wait(10)
    return post.pk


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("use", ["text", "cover"])
def test_picture_that_is_being_saved_with_a_post_is_not_deleted(use):
    image = long_in_quarantine()
    stored, go_on = threading.Event(), threading.Event()
    saving = elsewhere(_save_with, image.pk, stored, go_on, use=use)
    assert stored.wait(10)
    # Not committed: no question can find this use. The job passes over, the editor's click waits and then refuses.
    assert delete_quarantined(since=MONTH, limit=10) == 0
    clicking = elsewhere(delete_image, image=image)
    go_on.set()
    post = Post.objects.get(pk=saving.result(10))
    with pytest.raises(ImageInUse):
        clicking.result(10)
    assert delete_quarantined(since=MONTH, limit=10) == 0
    image.refresh_from_db()
    assert (image.unused_since, image.quarantined_at) == (None, None)
    assert image in post.images.all() or post.cover == image


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("use", ["text", "cover"])
def test_post_saved_while_its_picture_goes_is_stored_without_it(use):
    image = long_in_quarantine()
    stored, go_on = threading.Event(), threading.Event()
    go_on.set()
    with transaction.atomic():
        delete_image(image=image)
        saving = elsewhere(_save_with, image.pk, stored, go_on, use=use)
        assert not stored.wait(0.5), "it waits to see what becomes of the picture"
    post = Post.objects.get(pk=saving.result(10))
    assert post.cover is None
    assert not post.images.exists()
    assert Revision.objects.get(post=post).image_ids == []


@pytest.mark.django_db(transaction=True)
def test_two_who_save_with_one_picture_do_not_wait_for_one_another():
    image = ImageFactory(unused_since=None)
    stored, go_on = threading.Event(), threading.Event()
    saving = elsewhere(_save_with, image.pk, stored, go_on, use="cover")
    assert stored.wait(10)
    at_once = threading.Event()
    at_once.set()
    assert elsewhere(_save_with, image.pk, threading.Event(), at_once, use="cover", title="Another").result(10)
    go_on.set()
    assert saving.result(10)
