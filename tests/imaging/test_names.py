"""Names of stored files: by content, and by a key."""

import hashlib
import re

import pytest

from blog.imaging.names import stored_name

SHA256 = hashlib.sha256(b"a picture").hexdigest()


def test_name_is_made_of_folder_and_128_bits():
    name = stored_name("originals", SHA256, "jpg")
    assert re.fullmatch(r"originals/([0-9a-f]{2})/\1[0-9a-f]{30}\.jpg", name)


def test_same_content_has_the_same_name():
    assert stored_name("originals", SHA256, "jpg") == stored_name("originals", SHA256, "jpg")


def test_name_tells_nothing_of_the_content_it_is_made_from():
    name = stored_name("originals", SHA256, "jpg")
    digest = name.split("/")[-1].removesuffix(".jpg")
    guesses = [SHA256, hashlib.sha256(SHA256.encode()).hexdigest(), hashlib.sha256(bytes.fromhex(SHA256)).hexdigest()]
    assert not any(digest in guess for guess in guesses)


@pytest.mark.parametrize("change", ["key", "content", "folder"])
def test_name_changes_with_key_content_and_folder(settings, change):
    before = stored_name("originals", SHA256, "jpg").split("/", 1)[1]
    folder, sha256 = "originals", SHA256
    if change == "key":
        settings.SECRET_KEY = settings.SECRET_KEY + "x"
    elif change == "content":
        sha256 = hashlib.sha256(b"another picture").hexdigest()
    else:
        folder = "renditions"
    assert stored_name(folder, sha256, "jpg").split("/", 1)[1] != before
