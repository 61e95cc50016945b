import datetime as dt
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from blog.transfer.records import Problem

from .archive import Archive, is_skipped

UNREADABLE = "cannot be read ({}); check its permissions"


class FolderArchive(Archive):
    """The files below a folder. Links that lead out of it are not followed."""

    def __init__(self, root: Path) -> None:
        super().__init__(str(root))
        self.root = root.resolve()
        for path in sorted(self._walk()):
            name = path.relative_to(self.root).as_posix().encode("utf-8", "replace").decode()
            if reason := self._reason_to_refuse(path):
                self.refused[name] = reason
            else:
                self._add(name, name)

    def close(self) -> None:
        """Each file was closed when it had been read."""

    def _walk(self) -> Iterator[Path]:
        for folder, subfolders, files in os.walk(self.root, onerror=self._note_unreadable):
            here = Path(folder)
            subfolders[:] = [name for name in subfolders if not is_skipped(name)]
            for name in subfolders:
                if (here / name).is_symlink() and not self._is_inside(here / name):
                    link = (here / name).relative_to(self.root)
                    self.warnings.append(f"{link}: is a link out of the folder, not followed; copy what it leads to.")
            yield from (here / name for name in files if not is_skipped(name))

    def _note_unreadable(self, error: OSError) -> None:
        name = Path(error.filename).relative_to(self.root).as_posix()
        self.refused[f"{name}/"] = UNREADABLE.format(error.strerror)

    def _reason_to_refuse(self, path: Path) -> str:
        if not _is_utf8(path):
            return "has a name that is not UTF-8; rename it"
        if path.is_symlink() and not self._is_inside(path):
            return "is a link that leads out of the folder or nowhere; put the file itself there"
        try:
            is_file = stat.S_ISREG(path.stat().st_mode)
        except OSError as error:
            return UNREADABLE.format(error.strerror)
        return "" if is_file else "is no ordinary file; take it out"

    def _is_inside(self, path: Path) -> bool:
        try:
            return path.resolve(strict=True).is_relative_to(self.root)
        except (OSError, RuntimeError):  # leads nowhere, or in a circle
            return False

    def _read(self, name: str, limit: int) -> bytes:
        try:
            with (self.root / self._names[name]).open("rb") as file:
                return file.read(limit + 1)
        except OSError as error:
            raise Problem(name, UNREADABLE.format(error.strerror)) from error

    def modified_at(self, name: str) -> dt.datetime | None:
        try:
            return dt.datetime.fromtimestamp(int((self.root / self._names[name]).stat().st_mtime), dt.UTC)
        except (OSError, OverflowError, ValueError):
            return None


def _is_utf8(path: Path) -> bool:
    return not any("\ud800" <= char <= "\udfff" for char in str(path))
