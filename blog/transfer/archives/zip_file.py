import datetime as dt
import lzma
import re
import stat
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path, PurePosixPath

from blog.transfer.records import Problem, Unusable

from .archive import Archive, is_skipped

# What a person's blog never reaches and a bomb soon does. `zipfile` gives out no more of an entry than it declares.
MAX_ENTRIES = 500_000
MAX_TOTAL = 50 * 1024**3
MAX_RATIO = 150
RATIO_COUNTS_FROM = 1024**2

# Folders that mean something to the site they come from, and so are no wrapping.
MEANINGFUL_FOLDER = re.compile(r"_posts|_drafts|content|\d{4}")
# All that `zipfile` and its decompressors raise on damaged and hostile files.
BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, RuntimeError, ValueError)
UTF8_FLAG, ENCRYPTED_FLAG = 0x800, 0x1


class ZipArchive(Archive):
    """The files of a ZIP, read from where they are and never unpacked to disk.

    A single folder around everything is left out of the names, so that a folder and the ZIP of it are the same import.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        try:
            self._zip = zipfile.ZipFile(path)
        except PermissionError as error:
            raise Unusable(f"{path}: cannot be read ({error.strerror}); check its permissions.") from error
        except BROKEN as error:
            raise Unusable(f"{path}: is not a ZIP, or a damaged one ({error}); make it again.") from error
        try:
            self._list_entries(path)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self._zip.close()

    def _list_entries(self, path: Path) -> None:
        entries = self._zip.infolist()
        if len(entries) > MAX_ENTRIES:
            raise Unusable(f"{path}: has more than {MAX_ENTRIES:,} entries; split it into several ZIPs.")
        if sum(entry.file_size for entry in entries) > MAX_TOTAL:
            raise Unusable(f"{path}: would unpack to more than {MAX_TOTAL // 1024**3} GB; split it into several ZIPs.")
        self._entries: dict[str, zipfile.ZipInfo] = {}
        for entry in entries:
            name = _name(entry)
            if name.endswith("/"):
                continue
            if reason := _reason_to_refuse(entry, name):
                self.refused[name.replace("\0", "�")] = reason
            elif name in self._entries:
                self.refused[name] = "is in the ZIP twice; keep one of the two"
            elif not is_skipped(name):
                self._entries[name] = entry
        wrapping = _wrapping([*self._entries])
        self.refused = {name.removeprefix(wrapping): reason for name, reason in self.refused.items()}
        for name in sorted(self._entries):
            if name.removeprefix(wrapping) not in self.refused:
                self._add(name.removeprefix(wrapping), name)

    def _read(self, name: str, limit: int) -> bytes:
        try:
            with self._zip.open(self._entries[self._names[name]]) as file:
                return file.read(limit + 1)
        except BROKEN as error:
            raise Problem(name, f"cannot be read from the ZIP ({error}); make the ZIP again") from error

    def modified_at(self, name: str) -> dt.datetime | None:
        try:
            # A ZIP keeps local time and not where that was.
            return dt.datetime(*self._entries[self._names[name]].date_time)  # noqa: DTZ001
        except ValueError:
            return None


def _name(entry: zipfile.ZipInfo) -> str:
    """With slashes, and decoded as UTF-8 also where the flag that says so is missing, as macOS leaves it out."""
    name = entry.orig_filename
    if not entry.flag_bits & UTF8_FLAG:
        with suppress(UnicodeError):
            name = name.encode("cp437").decode()
    return name.replace("\\", "/")


def _reason_to_refuse(entry: zipfile.ZipInfo, name: str) -> str:
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if name.startswith("/") or re.match(r"[A-Za-z]:", name) or ".." in PurePosixPath(name).parts or "\0" in name:
        return "has a path that leads out of the ZIP; make the ZIP again with plain relative paths"
    if kind not in (0, stat.S_IFREG):
        return "is a link or no ordinary file; put the file itself into the ZIP"
    if entry.flag_bits & ENCRYPTED_FLAG:
        return "is encrypted; make the ZIP again without a password"
    if entry.file_size > max(RATIO_COUNTS_FROM, MAX_RATIO * entry.compress_size):
        return f"unpacks to more than {MAX_RATIO} times its size, as a ZIP bomb does; take it out"
    return ""


def _wrapping(names: list[str]) -> str:
    """The one folder around all files, with its slash; nothing if there is none or if it means something."""
    tops = {name.partition("/")[0] if "/" in name else "" for name in names}
    top = tops.pop() if len(tops) == 1 else ""
    return f"{top}/" if top and not MEANINGFUL_FOLDER.fullmatch(top) else ""
