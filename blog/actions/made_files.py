"""Files that the worker makes of what is in the database, each kept in a row of its own."""

import hashlib
from typing import TypeVar

from blog.imaging.names import stored_name
from blog.models import SiteFile, SocialCard

from .file_removal import delete_files_later, hold_files
from .image_files import keep_file

Row = TypeVar("Row", SocialCard, SiteFile)


def put_file(*, row: Row, folder: str, extension: str, data: bytes) -> Row:
    """Store the file and the row that names it, in this transaction; what it replaces goes once nobody sees it.

    Raises `ImageNotStored`.
    """
    hold_files()
    before = row.file.name
    sha256 = hashlib.sha256(data).hexdigest()
    row.file = keep_file(row.file.storage, stored_name(folder, sha256, extension), data)
    row.sha256, row.size = sha256, len(data)
    row.save()
    if before and before != row.file.name:
        delete_files_later([before])
    return row


def drop_file(*, row: SocialCard | SiteFile) -> None:
    row.delete()
    delete_files_later([row.file.name])
