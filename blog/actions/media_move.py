"""All files of pictures, from one storage to another."""

import hashlib
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from enum import StrEnum
from typing import NamedTuple

from django.core.exceptions import SuspiciousOperation
from django.core.files.base import File
from django.core.files.storage import Storage

from blog.models.files import WITH_FILES

THREADS = 8
# Read at a time, of the database: rows; of a file: bytes.
ROWS, BYTES = 500, 64 * 1024


class Outcome(StrEnum):
    COPIED = "copied"
    PRESENT = "already there"
    FAILED = "failed"


class Moved(NamedTuple):
    name: str
    outcome: Outcome
    reason: str = ""


def count_files() -> int:
    return sum(model.objects.count() for model in WITH_FILES)


def move_media(*, source: Storage, target: Storage, is_dry_run: bool = False) -> Iterator[Moved]:
    """Copy what the target does not have, or has damaged; each copy is read back and compared by SHA-256.

    Nothing is deleted. The work is done as the results are asked for; who stops asking waits for the files under way,
    and no others. A dry run reads both and writes nothing.
    """
    pool = ThreadPoolExecutor(THREADS)
    under_way: set[Future[Moved]] = set()
    try:
        for name, sha256 in _files():
            under_way.add(pool.submit(_move, name, sha256, source, target, is_dry_run))
            if len(under_way) >= 2 * THREADS:
                done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
                yield from (future.result() for future in done)
        yield from (future.result() for future in under_way)
    finally:
        pool.shutdown(cancel_futures=True)


def _files() -> Iterator[tuple[str, str]]:
    for model in WITH_FILES:
        yield from model.objects.order_by("pk").values_list("file", "sha256").iterator(chunk_size=ROWS)


def _move(name: str, sha256: str, source: Storage, target: Storage, is_dry_run: bool) -> Moved:
    try:
        if _stored_sha256(target, name) == sha256:
            return Moved(name, Outcome.PRESENT)
        with source.open(name) as file:
            if _sha256(file) != sha256:
                return Moved(name, Outcome.FAILED, "The original is damaged; upload the picture again.")
            if not is_dry_run:
                file.seek(0)
                target.save(name, file)
        if not is_dry_run and _stored_sha256(target, name) != sha256:
            return Moved(name, Outcome.FAILED, "The copy is not what was written; run the command again.")
    except (OSError, SuspiciousOperation) as error:
        return Moved(name, Outcome.FAILED, str(error))
    return Moved(name, Outcome.COPIED)


def _stored_sha256(storage: Storage, name: str) -> str | None:
    try:
        with storage.open(name) as file:
            return _sha256(file)
    except FileNotFoundError:
        return None


def _sha256(file: File) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks(BYTES):
        digest.update(chunk)
    return digest.hexdigest()
