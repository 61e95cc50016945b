"""Files in a folder and in a bucket."""

import errno
import os
import stat
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from config.media.s3 import BucketFailed

NAME = "originals/ab/abcdef.avif"
anywhere = pytest.mark.parametrize("kept_in", ["local", "s3"])
pytestmark = pytest.mark.xdist_group("bucket")


@pytest.fixture
def storage(bucket, kept_in):
    bucket.use(kept_in=kept_in)
    return storages["default"]


def content(storage) -> bytes:
    with storage.open(NAME) as file:
        return file.read()


@anywhere
def test_file_is_stored_read_and_deleted(storage):
    assert not storage.exists(NAME)
    assert storage.save(NAME, ContentFile(b"a picture")) == NAME
    assert storage.exists(NAME)
    assert storage.size(NAME) == 9
    assert content(storage) == b"a picture"
    storage.delete(NAME)
    assert not storage.exists(NAME)
    storage.delete(NAME)


@anywhere
def test_saving_again_replaces_the_file_under_its_name(storage):
    storage.save(NAME, ContentFile(b"a damaged one"))
    assert storage.save(NAME, ContentFile(b"a picture")) == NAME
    assert content(storage) == b"a picture"


@anywhere
def test_missing_file_is_told_as_such(storage):
    with pytest.raises(FileNotFoundError):
        storage.open(NAME)
    with pytest.raises(FileNotFoundError):
        storage.size(NAME)


@pytest.mark.parametrize("kept_in", ["local"])
def test_full_disk_leaves_neither_a_half_file_nor_the_old_one_damaged(storage, settings, monkeypatch):
    storage.save(NAME, ContentFile(b"a picture"))

    def chunks(self, *_):
        yield b"half"
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(ContentFile, "chunks", chunks)
    with pytest.raises(OSError, match="No space left"):
        storage.save(NAME, ContentFile(b"another"))
    assert [path.name for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()] == ["abcdef.avif"]
    assert content(storage) == b"a picture"


@pytest.mark.parametrize("kept_in", ["local"])
def test_proxy_may_read_what_is_stored_whatever_the_umask(storage):
    before = os.umask(0o077)
    try:
        storage.save(NAME, ContentFile(b"a picture"))
    finally:
        os.umask(before)
    path = Path(storage.path(NAME))
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in (path.parent, path.parent.parent)} == {0o755}


def test_object_has_its_type_and_may_be_kept_for_ever_and_has_no_acl(bucket):
    storages["default"].save(NAME, ContentFile(b"a picture"))
    stored = bucket.owner.head_object(Bucket="pictures", Key=NAME)
    assert stored["ContentType"] == "image/avif"
    assert stored["CacheControl"] == "public, max-age=31536000, immutable"
    assert bucket.asked() == [f"PUT /pictures/{NAME}"]
    assert [name for name in bucket.calls[0].headers if "acl" in name or "grant" in name] == []


def test_large_file_is_stored_by_one_request(bucket):
    storages["default"].save(NAME, ContentFile(b"x" * 12_000_000))
    assert bucket.asked() == [f"PUT /pictures/{NAME}"]
    assert content(storages["default"]) == b"x" * 12_000_000
    assert bucket.asked()[1:] == [f"GET /pictures/{NAME}"]


def test_objects_are_kept_under_the_prefix_and_read_at_the_cdn_without_a_signature(bucket):
    bucket.use(prefix="blog/two", url="https://cdn.example.com")
    storage = storages["default"]
    storage.save(NAME, ContentFile(b"a picture"))
    assert bucket.names() == [f"blog/two/{NAME}"]
    assert storage.url(NAME) == f"https://cdn.example.com/{NAME}"
    assert content(storage) == b"a picture"


def test_address_in_the_bucket_is_made_without_asking_it(bucket):
    assert storages["default"].url(NAME) == f"{bucket.server.url}/pictures/{NAME}"
    assert bucket.asked() == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"access_key_id": "AKIAWRONG"}, "correct S3_ACCESS_KEY_ID"),
        ({"secret_access_key": "wrong-secret"}, "Correct S3_SECRET_ACCESS_KEY"),
        ({"name": "other"}, "docs/operations.md"),
        ({"endpoint": "http://127.0.0.1:9"}, "Correct S3_ENDPOINT_URL"),
    ],
)
def test_what_is_wrong_with_the_bucket_is_said_with_the_variable(bucket, wrong, said, monkeypatch):
    monkeypatch.setattr("time.sleep", lambda seconds: None)  # between attempts
    bucket.may_be_denied = True
    bucket.use(**wrong)
    for act in (lambda s: s.save(NAME, ContentFile(b"x")), lambda s: s.open(NAME)):
        with pytest.raises(BucketFailed, match=said) as failure:
            act(storages["default"])
        assert bucket.server.secret not in str(failure.value)
        assert "wrong-secret" not in str(failure.value)
