"""What folders and ZIP files have in common: named files, found ignoring case and Unicode form where need be."""

import datetime as dt
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import PurePosixPath
from types import TracebackType
from typing import Self

from blog.transfer.records import Problem

# Never content: what operating systems, version control and build tools leave beside it.
SKIPPED_FOLDERS = frozenset({"__MACOSX", "node_modules", "__pycache__"})


class Archive(ABC):
    """Files by their path within, with slashes. `refused` has the paths that may not be read, each with the reason.

    `warnings` are about what was passed over and is no failure.
    """

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.refused: dict[str, str] = {}
        self.warnings: list[str] = []
        self._names: dict[str, str] = {}  # as asked for → as the file system or the ZIP has it
        self._folded: dict[str, str | None] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @abstractmethod
    def close(self) -> None: ...

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def has_folder(self, name: str) -> bool:
        return any(path.startswith(f"{name}/") for path in self._names)

    def find(self, name: str) -> str | None:
        """The file of that path; failing that the only one that differs from it in nothing but case."""
        name = unicodedata.normalize("NFC", name)
        return name if name in self._names or name in self.refused else self._folded.get(name.casefold())

    def read(self, name: str, *, limit: int) -> bytes:
        """The content of a file. Raises Problem when it is larger than `limit` bytes or cannot be read."""
        if name in self.refused:
            raise Problem(name, self.refused[name])
        content = self._read(name, limit)
        if len(content) > limit:
            raise Problem(name, f"is larger than {limit // 1024**2} MB; make it smaller")
        return content

    @abstractmethod
    def _read(self, name: str, limit: int) -> bytes:
        """At least the first `limit` bytes, and more than `limit` if there are more."""

    @abstractmethod
    def modified_at(self, name: str) -> dt.datetime | None:
        """When the file was last written; without a time zone where the archive does not say which."""

    def _add(self, name: str, stored: str) -> None:
        normal = unicodedata.normalize("NFC", name)
        if normal in self._names or normal in self.refused:
            self._names.pop(normal, None)
            self.refused[normal] = "is there twice under this name; keep one of the two"
            return
        self._names[normal] = stored
        folded = normal.casefold()
        self._folded[folded] = None if folded in self._folded else normal


def is_skipped(name: str) -> bool:
    """Hidden files and folders, and those of tools."""
    parts = PurePosixPath(name).parts
    return any(part in SKIPPED_FOLDERS or part.startswith(".") for part in parts) or parts[-1:] == ("Thumbs.db",)
