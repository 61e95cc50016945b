"""The formats that can be imported: one file and one line each."""

import datetime as dt
from typing import Protocol

from .archives import Archive
from .markdown_folder import MarkdownFolder
from .records import PostRecord, Unusable


class Format(Protocol):
    """`keys` names the documents in a stable order; `read` is called twice for each. `hosts`: of the site it was."""

    name: str
    keys: list[str]
    hosts: set[str]

    def __init__(self, archive: Archive, zone: dt.tzinfo) -> None: ...

    @staticmethod
    def recognises(archive: Archive) -> bool: ...

    def read(self, key: str) -> PostRecord: ...


FORMATS: dict[str, type[Format]] = {
    "markdown": MarkdownFolder,
}


def format_of(archive: Archive, name: str = "") -> type[Format]:
    """The format of that name, or the first that recognises the archive. Raises Unusable."""
    if name and name not in FORMATS:
        raise Unusable(f"There is no format {name}; choose one of: {', '.join(FORMATS)}.")
    for candidate in [FORMATS[name]] if name else FORMATS.values():
        if candidate.recognises(archive):
            return candidate
    raise Unusable(f"{archive.origin}: has no Markdown files (.md) in it; give the folder or ZIP that has the posts.")
