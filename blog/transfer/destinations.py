"""What the links and pictures of one document lead to."""

import posixpath
import re
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from blog.text.destinations import Destination, rewrite_destinations
from blog.transfer.archives import Archive
from blog.transfer.plan import Plan
from blog.transfer.records import Outline, PostRecord, Problem
from blog.transfer.site_layout import is_markdown

# Where sites keep the files that they serve from their root.
STATIC_FOLDERS = ("", "static/", "assets/", "public/", "content/", "source/")
PICTURE_ENDINGS = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg", ".bmp", ".tif", ".tiff", ".heic")
# Of one document; nobody reads more, and each costs a search for its line.
MOST_WARNINGS = 20


@dataclass
class Destinations:
    """By what the document says: the file of each picture, the picture files that are only linked to, the documents."""

    pictures: dict[str, str] = field(default_factory=dict)
    linked_pictures: dict[str, str] = field(default_factory=dict)
    documents: dict[str, tuple[Outline, str]] = field(default_factory=dict)  # with the `#anchor`, if any
    warnings: list[str] = field(default_factory=list)


def destinations_of(record: PostRecord, archive: Archive, plan: Plan) -> Destinations:
    """Raises Problem for the first picture that is not there."""
    finder = _Finder(record, archive, plan)
    rewrite_destinations(record.body, finder.note)
    if record.cover and not _is_local(record.cover):
        place = f"{record.key}:{record.line_of(record.cover) or '?'}"
        finder.found.warnings.append(f"{place}: the cover {record.cover} is elsewhere and cannot come along")
    elif record.cover:
        finder.note_picture(record.cover)
    return finder.found


class _Finder:
    def __init__(self, record: PostRecord, archive: Archive, plan: Plan) -> None:
        self.record = record
        self.archive = archive
        self.plan = plan
        self.found = Destinations()
        self.warned_of: set[str] = set()
        self.folder = posixpath.dirname(record.key)

    def note(self, destination: Destination) -> None:
        if destination.kind == "image":
            self.note_picture(destination.url)
        else:
            self.note_link(destination.url)

    def note_picture(self, destination: str) -> None:
        if not destination or not _is_local(destination):
            return
        name = self._file(destination)
        if name is None:
            raise Problem(
                self.record.key,
                f"the picture {destination} is not there; put it beside the text or correct its path",
                line=self.record.line_of(destination),
            )
        self.found.pictures[destination] = name

    def note_link(self, destination: str) -> None:
        if destination.startswith("#") or not destination:
            return
        if document := self._document(destination):
            anchor = urlsplit(destination).fragment
            if self.plan.address(document):
                self.found.documents[destination] = (document, f"#{anchor}" if anchor else "")
            else:
                self._warn(destination, "leads to a draft without a date, which has no address yet")
        elif _is_local(destination) and (name := self._file(destination)) and name.lower().endswith(PICTURE_ENDINGS):
            self.found.linked_pictures[destination] = name
        elif _is_local(destination) and (not destination.startswith("/") or is_markdown(_path(destination))):
            self._warn(destination, "leads to nothing that is imported")

    def _warn(self, destination: str, what: str) -> None:
        if destination in self.warned_of or len(self.warned_of) == MOST_WARNINGS:
            return
        self.warned_of.add(destination)
        place = f"{self.record.key}:{self.record.line_of(destination) or '?'}"
        self.found.warnings.append(f"{place}: the link {destination} {what}; it stays as it is")

    def _document(self, destination: str) -> Outline | None:
        try:
            parts = urlsplit(destination)
        except ValueError:
            return None
        if parts.scheme in ("http", "https") or parts.netloc:
            own = parts.path if parts.hostname in self.plan.hosts else f"{parts.netloc}{parts.path}"
            return self.plan.document_at(unquote(own)) if parts.path.strip("/") else None
        if parts.scheme or not parts.path:
            return None
        paths = (path for path in self._paths(unquote(parts.path)) if path != ".")
        return next((document for path in paths if (document := self.plan.document_at(path))), None)

    def _paths(self, path: str) -> list[str]:
        if path.startswith("@/"):  # Zola's, from the root of the content
            return [path.removeprefix("@/")]
        if path.startswith("/"):
            return [posixpath.normpath(path).strip("/")]
        as_page = posixpath.splitext(self.record.key)[0]
        # From the file, as editors have it; then from the address the page had, as browsers have it.
        return [posixpath.normpath(posixpath.join(base, path)) for base in (self.folder, as_page)]

    def _file(self, destination: str) -> str | None:
        """The file in the archive: beside the document or in a static folder, decoded or as written."""
        written = dict.fromkeys((destination, unquote(destination), _path(destination), unquote(_path(destination))))
        for path in written:
            inside = posixpath.normpath(path.lstrip("/"))
            beside = [] if path.startswith("/") else [posixpath.normpath(posixpath.join(self.folder, path))]
            for name in [*beside, *(f"{folder}{inside}" for folder in STATIC_FOLDERS)]:
                if found := self.archive.find(name):
                    return found
        return None


def _path(destination: str) -> str:
    return re.split(r"[?#]", destination, maxsplit=1)[0]


def _is_local(destination: str) -> bool:
    """A path, as opposed to an address with a scheme or a host."""
    return not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//|#|\?", destination)
