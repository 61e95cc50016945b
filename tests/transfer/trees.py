"""Folders and ZIPs to import, written on the spot."""

import datetime as dt
import io
import zipfile
import zoneinfo
from pathlib import Path

from blog.models import ImportRun, Post
from blog.transfer.archives import open_archive
from blog.transfer.markdown_folder import MarkdownFolder
from blog.transfer.records import PostRecord
from blog.transfer.store import import_archive

ZONE = zoneinfo.ZoneInfo("America/Chicago")
MAY_20 = dt.datetime(2014, 5, 20, tzinfo=ZONE)
Files = dict[str, str | bytes]


def folder(path: Path, files: Files) -> Path:
    for name, content in files.items():
        file = path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def zipped(path: Path, files: Files) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def entry(name: str, *, mode: int = 0o100644) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, (2014, 5, 20, 12, 0, 0))
    info.external_attr = mode << 16
    return info


def zip_of_entries(path: Path, entries: list[tuple[zipfile.ZipInfo, bytes]]) -> Path:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for info, content in entries:
            archive.writestr(info, content, zipfile.ZIP_DEFLATED)
    path.write_bytes(buffer.getvalue())
    return path


def post(title: str = "A title", text: str = "Some text.", **fields: str) -> str:
    """A document with YAML front matter; `fields` are written as they are."""
    lines = [f"{name}: {value}" for name, value in ({"title": title, "date": "2014-05-20"} | fields).items()]
    return "\n".join(["---", *lines, "---", "", text, ""])


def records(path: Path) -> dict[str, PostRecord]:
    """Everything that is read from there, before it is stored, by key."""
    with open_archive(path) as archive:
        documents = MarkdownFolder(archive, ZONE)
        return {key: documents.read(key) for key in documents.keys}


def read(path: Path, files: Files | str) -> PostRecord:
    """The record of the only document; plain text is that of `a-post.md`."""
    files = {"a-post.md": files} if isinstance(files, str | bytes) else files
    (record,) = records(folder(path / "site", files)).values()
    return record


def imported(path: Path, **options) -> ImportRun:
    return import_archive(path=path, **options)


def only_post() -> Post:
    return Post.objects.get()


def failures(run: ImportRun) -> list[str]:
    return list(run.items.filter(outcome="failed").values_list("message", flat=True))


def messages(run: ImportRun) -> list[str]:
    return [line for message in run.items.values_list("message", flat=True) for line in message.splitlines()]
