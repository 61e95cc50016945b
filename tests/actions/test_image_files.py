"""Pictures on their way into a folder or a bucket."""

import errno
import os
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from blog.actions.image_files import ImageNotStored
from blog.actions.images import delete_image, store_image
from blog.models import Image
from tests.factories import png

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("bucket")]
anywhere = pytest.mark.parametrize("kept_in", ["local", "s3"])


@pytest.fixture
def storage(bucket, kept_in):
    bucket.use(kept_in=kept_in)
    return storages["default"]


def content(storage, name: str) -> bytes:
    with storage.open(name) as file:
        return file.read()


@anywhere
def test_picture_is_stored_and_deleted_for_good(storage, django_capture_on_commit_callbacks):
    image = store_image(data=png(), name="a.png", by=None)
    assert len(content(storage, image.file.name)) == image.size
    with django_capture_on_commit_callbacks(execute=True):
        delete_image(image=image)
    assert not storage.exists(image.file.name)


@anywhere
@pytest.mark.parametrize("harm", ["lost", "cut"])
def test_lost_or_cut_file_is_mended_when_its_picture_comes_again(storage, harm):
    image = store_image(data=png(), name="a.png", by=None)
    whole = content(storage, image.file.name)
    if harm == "lost":
        storage.delete(image.file.name)
    else:
        storage.save(image.file.name, ContentFile(whole[:20]))
    assert store_image(data=png(), name="b.png", by=None) == image
    assert content(storage, image.file.name) == whole


@pytest.mark.parametrize("kept_in", ["s3"])
def test_bucket_is_asked_twice_for_a_new_picture(storage, bucket):
    image = store_image(data=png(), name="a.png", by=None)
    assert bucket.asked() == [f"HEAD /pictures/{image.file.name}", f"PUT /pictures/{image.file.name}"]


def test_picture_with_an_older_name_keeps_it(bucket):
    bucket.use(kept_in="local")
    image = store_image(data=png(), name="a.png", by=None)
    older = f"originals/{image.sha256[:2]}/{image.sha256[:32]}.png"
    storages["default"].save(older, ContentFile(content(storages["default"], image.file.name)))
    Image.objects.update(file=older)
    assert store_image(data=png(), name="b.png", by=None).file.name == older


def test_full_disk_is_told_to_the_author_and_nothing_stays(bucket, settings, monkeypatch, caplog):
    bucket.use(kept_in="local")

    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("config.media.local.os.replace", full)
    with pytest.raises(ImageNotStored, match=r"^The server has no room left for pictures\."):
        store_image(data=png(), name="a.png", by=None)
    assert not Image.objects.exists()
    assert [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()] == []
    assert "No space left" in caplog.text


def test_bucket_that_refuses_is_told_to_the_author_and_explained_in_the_log(bucket, caplog, client, alice):
    bucket.use(secret_access_key="wrong-secret")
    bucket.may_be_denied = True
    client.force_login(alice)
    response = client.post("/admin/blog/image/upload/", {"picture": ContentFile(png(), name="a.png")})
    assert response.status_code == 503
    assert response.json()["message"].startswith("The server could not store this picture.")
    assert not Image.objects.exists()
    assert "check_media" in caplog.text
    assert "wrong-secret" not in caplog.text
