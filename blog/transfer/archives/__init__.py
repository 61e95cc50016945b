"""Folders and ZIP files, read alike and with suspicion."""

from pathlib import Path

from blog.transfer.records import Unusable

from .archive import Archive
from .folder import FolderArchive
from .zip_file import ZipArchive

__all__ = ["Archive", "open_archive"]


def open_archive(path: Path) -> Archive:
    """A context manager that closes what it opened. Raises Unusable."""
    try:
        if path.is_dir():
            return FolderArchive(path)
        if path.is_file():
            return ZipArchive(path)
        exists = path.exists()
    except (OSError, ValueError) as error:
        raise Unusable(f"{path}: cannot be opened ({error}); check the path and its permissions.") from error
    if exists:
        raise Unusable(f"{path}: is neither a folder nor a file; give a folder or a ZIP of Markdown files.")
    raise Unusable(f"{path}: there is no such file or folder; check the path.")
