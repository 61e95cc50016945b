"""Lets one system account pass through folders that are closed to everybody else.

Postgres refuses to run as root, so root runs it as an account of its own; that account must be able to reach a project
below, say, /root (mode 0700). An access control list lets exactly it pass, and nobody look.
The stored form is the kernel's: a version, then entries of tag, permissions and id, in order (linux/posix_acl_xattr.h).
"""

import errno
import os
import stat
import struct
from pathlib import Path

ATTRIBUTE = "system.posix_acl_access"
VERSION = struct.Struct("<I")
ENTRY = struct.Struct("<HHI")
OWNER, USER, OWNING_GROUP, GROUP, MASK, OTHER = 0x01, 0x02, 0x04, 0x08, 0x10, 0x20
NO_ID = 0xFFFFFFFF
SEARCH = 1


class NoPassage(Exception):  # noqa: N818  (stays inside this package)
    """A folder stays closed; the message says what to do."""


def open_passage(*, to: Path, account: int) -> None:
    """Lets the user id `account` pass through every folder above `to` and `to` itself; raises `NoPassage`."""
    for folder in (to, *to.parents):
        status = folder.stat()
        if not status.st_mode & stat.S_IXOTH and status.st_uid != account:
            _admit(folder, account, status.st_mode)


def _admit(folder: Path, account: int, mode: int) -> None:
    try:
        wanted = _with_entry(_entries(folder, mode), account)
        os.setxattr(folder, ATTRIBUTE, VERSION.pack(2) + b"".join(ENTRY.pack(*entry) for entry in wanted))
    except (OSError, AttributeError) as error:
        raise NoPassage(
            f"{folder} is closed to the account that runs Postgres. Move the project elsewhere (for example to /srv), "
            f"run it as an ordinary user, or let others pass: chmod o+x {folder}"
        ) from error


def _entries(folder: Path, mode: int) -> list[tuple[int, int, int]]:
    try:
        stored = os.getxattr(folder, ATTRIBUTE)
    except OSError as error:
        if error.errno != errno.ENODATA:
            raise
        return [(OWNER, mode >> 6 & 7, NO_ID), (OWNING_GROUP, mode >> 3 & 7, NO_ID), (OTHER, mode & 7, NO_ID)]
    return list(ENTRY.iter_unpack(stored[VERSION.size :]))


def _with_entry(entries: list[tuple[int, int, int]], account: int) -> list[tuple[int, int, int]]:
    held = {(tag, owner): permissions for tag, permissions, owner in entries}
    held[USER, account] = held.get((USER, account), 0) | SEARCH
    mask = SEARCH | held.get((MASK, NO_ID), held[OWNING_GROUP, NO_ID])
    held[MASK, NO_ID] = mask
    return [(tag, permissions, owner) for (tag, owner), permissions in sorted(held.items())]
