"""Folders of Markdown with front matter, as Hugo, Jekyll, Zola and plain note-keeping have them."""

import datetime as dt
import re
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from django.utils.text import Truncator

from blog.models import Post
from blog.text import attribution, front_matter
from blog.text.languages import normalised
from blog.text.slugs import slugify
from blog.transfer.archives import Archive
from blog.transfer.fields import Fields
from blog.transfer.records import CrossPostRecord, PostRecord, Problem
from blog.transfer.shortcodes import translate
from blog.transfer.site_layout import SiteLayout, is_bundle, is_markdown

MAX_BYTES = 5 * 1024**2
LONGEST_TITLE = Post._meta.get_field("title").max_length
LONGEST_SLUG = Post._meta.get_field("slug").max_length
LONGEST_META = Post._meta.get_field("meta_description").max_length or 0

_DATED_NAME = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})(?:[-_ T][\d:.-]*(?=[-_ ]))?[-_ ]+(?=.)|(\d{4}-\d{1,2}-\d{1,2})$")
_LANGUAGE_ENDING = re.compile(r"\.([a-z]{2,3}(?:[-_][A-Za-z]{2,4})?)$")
_FIRST_HEADING = re.compile(r"\s*(?:#[ \t]+(?P<atx>[^\n]+)|(?P<setext>\S[^\n]*)\n=+[ \t]*)(?:\n|\Z)")
_ARTICLE = re.compile(r"the\s+", re.IGNORECASE)


class MarkdownFolder:
    """Every Markdown file is one document; sections, README files and the engine's own files are not."""

    name = "markdown"

    def __init__(self, archive: Archive, zone: dt.tzinfo) -> None:
        self.archive = archive
        self.zone = zone
        self.layout = SiteLayout(archive)
        self.hosts = self.layout.hosts
        self.keys = [name for name in archive if self.layout.is_document(name)]
        self._mention([name for name in archive if is_markdown(name) and not self.layout.is_document(name)])
        self._by_file_name: dict[str, str | None] = {}
        for key in self.keys:
            for name in {PurePosixPath(key).name, PurePosixPath(key).stem, _own_name(key)}:
                self._by_file_name[name] = key if name not in self._by_file_name else None

    def _mention(self, passed_over: list[str]) -> None:
        if passed_over:
            names = ", ".join(passed_over[:5]) + (" …" if len(passed_over) > 5 else "")
            self.archive.warnings.append(f"{len(passed_over)} Markdown files are no posts and passed over: {names}")

    @staticmethod
    def recognises(archive: Archive) -> bool:
        return any(is_markdown(name) for name in [*archive, *archive.refused])

    def read(self, key: str) -> PostRecord:
        """One document in full. Raises Problem."""
        source = self.archive.read(key, limit=MAX_BYTES)
        text = _decode(key, source)
        try:
            matter = front_matter.split(text)
        except front_matter.FrontMatterError as error:
            raise Problem(key, f"{error.message}; correct the front matter", line=error.line) from error
        fields = Fields(key, matter, text)
        body = translate(matter.body, lambda target: self._find_document(target, key))
        title, body = self._title(key, fields, body)
        found = attribution.extract(body)
        publish_at, has_own_date = self._date(key, fields)
        cover, cover_alt = fields.picture(
            "cover", "image", "featured_image", "featuredimage", "feature_image", "header", "thumbnail", "images"
        )
        summary, description = fields.text("summary", "excerpt"), fields.text("description")
        return PostRecord(
            key=key,
            source=source,
            title=title,
            slug=self._slug(key, fields, title),
            body=found.body if found else body,
            kind=self._kind(key, fields),
            is_draft=self._is_draft(key, fields),
            # Elsewhere it can be a picture.
            is_featured=fields.is_flag("featured") and fields.flag("featured", default=False),
            publish_at=publish_at,
            has_own_date=has_own_date,
            expire_at=fields.moment("expirydate", "expire_at", zone=self.zone),
            updated_at=fields.moment("lastmod", "updated", "last_modified_at", "modified", zone=self.zone),
            tags=self._tags(fields),
            aliases=_aliases(key, fields, self.layout.content),
            authors=fields.texts("author", "authors"),
            excerpt=summary or description,
            meta_description=Truncator(description).chars(LONGEST_META) if summary else "",
            language=normalised(fields.text("language", "lang", "locale", longest=10)) or _language(key),
            series=fields.text("series", longest=100),
            series_position=fields.number("series_order", "series_position", "part"),
            cover=cover,
            cover_alt=cover_alt,
            cross_posts=_merged(fields, found),
            warnings=_warnings(key, fields, has_own_date),
        )

    def _find_document(self, target: str, key: str) -> str | None:
        """What Hugo's `ref` and Jekyll's `post_url` and `link` call a document by: a path, or only its name."""
        bare = target.strip("/")
        beside = str(PurePosixPath(key).parent / bare)
        stems = [f"{base}{path}" for base in ("", self.layout.content, "_posts/") for path in (bare, beside)]
        endings = ("", ".md", ".markdown", "/index.md")
        paths = (f"{stem}{ending}" for stem in stems for ending in endings)
        return next((path for path in paths if path in self.archive), self._by_file_name.get(bare))

    def _title(self, key: str, fields: Fields, body: str) -> tuple[str, str]:
        """The title, and the body without the heading that says the same."""
        title = fields.text("title", longest=LONGEST_TITLE)
        heading = _FIRST_HEADING.match(body)
        words = (heading["atx"] or heading["setext"]).strip().rstrip("#").rstrip() if heading else ""
        if heading and (not title or title == words):
            rest = body[heading.end() :].lstrip("\n") if len(words) <= LONGEST_TITLE else body
            return title or words[:LONGEST_TITLE].strip(), rest
        return title or re.sub(r"[-_\s]+", " ", _own_name(key)).strip().capitalize() or "Untitled", body

    def _slug(self, key: str, fields: Fields, title: str) -> str:
        given = fields.text("slug") or _last_part(_old_address(fields)) or _own_name(key)
        return slugify(given, fallback="", max_length=LONGEST_SLUG) or slugify(title, max_length=LONGEST_SLUG)

    def _kind(self, key: str, fields: Fields) -> str:
        kinds = {str(fields.value(name)).lower() for name in ("layout", "type", "kind", "template")}
        if kinds & {"page", "page.html"}:
            return "page"
        has_date = "date" in fields or bool(_DATED_NAME.match(_stem(key)))
        return "page" if self.layout.is_page(key) and not has_date and not kinds & {"post", "posts"} else "post"

    def _is_draft(self, key: str, fields: Fields) -> bool:
        is_draft = fields.flag("draft", default=self.layout.is_draft(key))
        # For some engines `published` says whether, for others when.
        return is_draft or (fields.is_flag("published") and not fields.flag("published", default=True))

    def _date(self, key: str, fields: Fields) -> tuple[dt.datetime | None, bool]:
        """When the post is published, and whether that is the document's own word."""
        names = [
            "publishdate",
            "date",
            "pubdate",
            "published_at",
            *(() if fields.is_flag("published") else ["published"]),
        ]
        if given := fields.moment(*names, zone=self.zone):
            return given, True
        if dated := _DATED_NAME.match(_stem(key)):
            day = dated[1] or dated[2]
            try:
                return front_matter.parse_date(day, self.zone), True
            except ValueError as error:
                raise Problem(key, f"the date in the file's name: {error}; rename the file") from error
        if self._is_draft(key, fields):
            return None, False
        modified = self.archive.modified_at(key) or dt.datetime.now(dt.UTC)
        return (modified if modified.tzinfo else modified.replace(tzinfo=self.zone)), False

    def _tags(self, fields: Fields) -> tuple[str, ...]:
        """Tags and categories are the same here. Jekyll and plain files write several into one text."""
        on_spaces = not self.layout.content
        names = [*fields.texts("tags", "categories", on_spaces=on_spaces), *fields.texts("tag", "category")]
        tags = {name.casefold(): name for name in (name.removeprefix("#") for name in reversed(names))}
        tags.pop("uncategorized", None)
        if long := next((name for name in tags.values() if len(name) > 100), None):
            raise fields.problem("tags", f"“{long[:40]}…” has {len(long)} characters; shorten it to 100")
        return tuple(reversed(tags.values()))


def _decode(key: str, source: bytes) -> str:
    try:
        text = source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
        wrong = f"byte {error.start} (0x{source[error.start]:02x}) is not UTF-8"
        raise Problem(key, f"{wrong}; save the file in the encoding UTF-8", line=line) from error
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")


def _stem(key: str) -> str:
    """The name of the file, or of the folder that a bundle is, without ending and language."""
    path = PurePosixPath(key)
    return path.parent.name if is_bundle(key) else _LANGUAGE_ENDING.sub("", path.stem)


def _own_name(key: str) -> str:
    """What the name says beside the date; nothing for an `index.md` without a folder."""
    stem = _stem(key)
    return "" if stem == "index" else _DATED_NAME.sub("", stem, count=1)


def _language(key: str) -> str:
    found = _LANGUAGE_ENDING.search(PurePosixPath(key).stem)
    return found[1] if found else ""


def _old_address(fields: Fields) -> str:
    """The path at which the post stood, if the document says so; `/:year/:title/` is a pattern and no path."""
    address = fields.text("permalink", "url", "path")
    return "" if not address or ":" in address else f"/{address.lstrip('/')}"


def _last_part(address: str) -> str:
    path = PurePosixPath(unquote(_path(address)))
    return path.stem if path.suffix in (".html", ".htm") and path.stem != "index" else path.name


def _path(address: str) -> str:
    try:
        return urlsplit(address).path
    except ValueError:
        return ""


def _aliases(key: str, fields: Fields, content: str) -> tuple[str, ...]:
    """Where the post stood before; relative ones count from the document's section, as Hugo has it."""
    section = PurePosixPath("/", key.removeprefix(content)).parent
    section = section.parent if is_bundle(key) else section
    given = (*fields.texts("aliases", "alias", "redirect_from"), _old_address(fields))
    paths = [alias if re.match(r"/|https?://", alias) else str(section / alias) for alias in given if alias]
    return tuple(dict.fromkeys(paths))


def _merged(fields: Fields, found: attribution.Attribution | None) -> tuple[CrossPostRecord, ...]:
    """The sources of front matter and sentence, each once: “the Example Blog” is Example Blog."""
    merged = {_ARTICLE.sub("", record.source.casefold()): record for record in fields.cross_posts()}
    for source in found.sources if found else ():
        key = source.name.casefold()
        given = merged.get(key)
        merged[key] = CrossPostRecord(
            given.source if given else source.name,
            given.url if given and given.url else source.url or "",
            is_canonical=given.is_canonical if given else False,
            place=found.place,
            direction=found.direction,
            with_article=source.with_article,
        )
    return tuple(merged.values())


def _warnings(key: str, fields: Fields, has_own_date: bool) -> tuple[str, ...]:
    warnings = []
    if not has_own_date and not fields.value("draft") and "_drafts" not in key:
        warnings.append(f"{key}: has no date; the file's own is taken")
    if any(name in fields for name in ("canonical", "canonical_url", "canonicalurl")) and not fields.cross_posts():
        warnings.append(f"{key}: its canonical address is not kept; name it under cross_posted_from")
    return tuple(warnings)
