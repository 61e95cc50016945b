"""A picture that is the logo of a source is in use: it is never set aside or deleted."""

import threading

import pytest
from django.db import transaction
from django.utils import timezone

from blog.actions.images import ImageInUse, delete_image
from blog.actions.named import save_named
from blog.actions.unused_images import delete_quarantined, look_for_unused, quarantine_unused
from blog.models import Image, Source
from tests.factories import ImageFactory, SourceFactory

from .test_unused_images import MONTH, elsewhere, long_in_quarantine


@pytest.mark.django_db
def test_saved_logo_is_out_of_quarantine_at_once_and_stays_out():
    logo, other = long_in_quarantine(), long_in_quarantine()
    save_named(item=Source(name="Elsewhere", logo=logo))
    logo.refresh_from_db()
    assert (logo.unused_since, logo.quarantined_at) == (None, None)
    long_ago = timezone.now() - 2 * MONTH
    # Whatever its row says.
    Image.objects.filter(pk=logo.pk).update(unused_since=long_ago)
    assert quarantine_unused(limit=10) == 0
    Image.objects.filter(pk=logo.pk).update(unused_since=long_ago, quarantined_at=long_ago)
    assert delete_quarantined(since=MONTH, limit=10) == 1
    assert Image.objects.get() == logo
    look_for_unused(after=0, limit=10)
    assert not Image.objects.unused().exists()
    with pytest.raises(ImageInUse):
        delete_image(image=logo)
    assert not Image.objects.filter(pk=other.pk).exists()


@pytest.mark.django_db
def test_logo_that_is_one_no_more_is_unused():
    logo = ImageFactory(unused_since=None)
    source = SourceFactory(logo=logo)
    source.logo = None
    save_named(item=source)
    look_for_unused(after=0, limit=10)
    assert list(Image.objects.unused()) == [logo]
    delete_image(image=logo)
    assert not Image.objects.exists()


@pytest.mark.django_db
def test_picture_deleted_meanwhile_is_no_logo():
    source = SourceFactory(logo=ImageFactory())
    Image.objects.all().delete()
    save_named(item=source)
    source.refresh_from_db()
    assert source.logo is None


def _save_with(logo: int, stored: threading.Event, go_on: threading.Event) -> int:
    with transaction.atomic():
        source = Source(name="Elsewhere", logo_id=logo)
        save_named(item=source)
        stored.set()
        assert go_on.wait(10)
    return source.pk


@pytest.mark.django_db(transaction=True)
def test_picture_that_is_being_made_a_logo_is_not_deleted():
    image = long_in_quarantine()
    stored, go_on = threading.Event(), threading.Event()
    saving = elsewhere(_save_with, image.pk, stored, go_on)
    assert stored.wait(10)
    assert delete_quarantined(since=MONTH, limit=10) == 0
    clicking = elsewhere(delete_image, image=image)
    go_on.set()
    source = Source.objects.get(pk=saving.result(10))
    with pytest.raises(ImageInUse):
        clicking.result(10)
    assert source.logo == image


@pytest.mark.django_db(transaction=True)
def test_source_saved_while_its_logo_goes_is_stored_without_it():
    image = long_in_quarantine()
    stored, go_on = threading.Event(), threading.Event()
    go_on.set()
    with transaction.atomic():
        delete_image(image=image)
        saving = elsewhere(_save_with, image.pk, stored, go_on)
        assert not stored.wait(0.5), "it waits to see what becomes of the picture"
    assert Source.objects.get(pk=saving.result(10)).logo is None
