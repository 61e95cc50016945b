"""Whether the storage of pictures does all that it is needed for, tried with a little file."""

import secrets
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from urllib.error import HTTPError
from urllib.request import urlopen

from django.core.files.base import ContentFile
from django.core.files.storage import Storage

PATIENCE_SECONDS = 10


class Finding(NamedTuple):
    """`trouble` is empty where all is well, else a sentence with what to do."""

    what: str
    trouble: str = ""


class NotAsNeeded(OSError):  # noqa: N818  (says what is wrong)
    """The storage answers, but otherwise than it should."""


def check_media(*, storage: Any) -> Iterator[Finding]:
    """Of a bucket or a folder; the little file is gone at the end. Ends early where going on would tell nothing new."""
    name, content = f"check/{secrets.token_hex(16)}.png", secrets.token_bytes(64)
    is_bucket = hasattr(storage, "list_one")
    if is_bucket:
        yield (listed := Finding("list", _trouble(storage.list_one)))
        if listed.trouble:
            return
    yield (stored := Finding("store", _trouble(storage.save, name, ContentFile(content))))
    if stored.trouble:
        return
    yield Finding("find", _trouble(_check_found, storage, name))
    yield Finding("read", _trouble(_check_read, storage, name, content))
    if storage.url(name).startswith("http"):
        yield Finding("read as a reader", _trouble(_check_shown, storage.url(name), content))
    if is_bucket:
        yield Finding("keep lists from readers", _trouble(_check_unlisted, storage))
    yield Finding("delete", _trouble(storage.delete, name))


def _trouble(step: Callable[..., object], *arguments: Any) -> str:
    try:
        step(*arguments)
    except OSError as error:
        return str(error)
    return ""


def _check_found(storage: Storage, name: str) -> None:
    if not storage.exists(name) or storage.exists(f"{name}.png"):
        raise NotAsNeeded("It does not tell what it has from what it has not. Allow s3:GetObject and s3:ListBucket.")


def _check_read(storage: Storage, name: str, content: bytes) -> None:
    with storage.open(name) as file:
        if file.read() != content:
            raise NotAsNeeded("It gives back another file than it was given.")


def _check_shown(url: str, content: bytes) -> None:
    try:
        with urlopen(url, timeout=PATIENCE_SECONDS) as answer:  # noqa: S310  (http or https, from settings)
            shown = answer.read(len(content) + 1)
    except HTTPError as error:
        error.close()
        raise NotAsNeeded(
            f"{url} answers {error.code}. Allow everybody, or the CDN, to get objects, or correct MEDIA_URL."
        ) from error
    except OSError as error:
        raise NotAsNeeded(f"{url} does not answer ({error}). Correct MEDIA_URL.") from error
    if shown != content:
        raise NotAsNeeded(f"{url} shows something else. Correct MEDIA_URL; what follows it is a file's name.")


def _check_unlisted(storage: Any) -> None:
    if storage.lists_for_everybody():
        raise NotAsNeeded(
            "Everybody can list the bucket, and so find the pictures of private posts. "
            "Take s3:ListBucket away from the public."
        )
