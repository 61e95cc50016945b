"""Reads values out of front matter in all the spellings that blog engines know, and says where one is wrong."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from blog.text.front_matter import FrontMatter, parse_date
from blog.transfer.records import CrossPostRecord, Problem

LONGEST_SOURCE = 100
# Tables that hold more fields of the post: Zola's, and Hugo's of late.
_INNER_TABLES = ("taxonomies", "extra", "params")
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_TRUE, _FALSE = {"true", "yes", "on", "1"}, {"false", "no", "off", "0", ""}


class Fields:
    """The front matter of one document. Names ignore case, as Hugo's do; the first one given counts."""

    def __init__(self, key: str, matter: FrontMatter, text: str) -> None:
        self.key = key
        self._head = text.split("\n")[: matter.body_line - 1]
        self._data: dict[str, Any] = {}
        tables = [matter.data, *(table for name in _INNER_TABLES if isinstance(table := matter.data.get(name), dict))]
        for name, value in ((str(n).lower(), v) for table in tables for n, v in table.items()):
            if value is not None and value != "":
                self._data.setdefault(name, value)

    def __contains__(self, name: str) -> bool:
        return name in self._data

    def value(self, *names: str) -> Any:
        return next((self._data[name] for name in names if name in self._data), None)

    def problem(self, name: str, message: str) -> Problem:
        return Problem(self.key, f"{name}: {message}", line=self._line(name))

    def text(self, *names: str, longest: int | None = None) -> str:
        """One line of text; of a list its first."""
        for name in names:
            value = self._data.get(name)
            value = value[0] if isinstance(value, list) and value else value
            if text := " ".join(self._text(name, value).split()):
                if longest and len(text) > longest:
                    raise self.problem(name, f"has {len(text)} characters; shorten it to {longest}")
                return text
        return ""

    def texts(self, *names: str, on_spaces: bool = False) -> tuple[str, ...]:
        """All values of all these names, in order. Plain text falls apart at commas, or else at spaces if so wished."""
        found = []
        for name in names:
            value = self._data.get(name)
            if not isinstance(value, list | Mapping):
                text = self._text(name, value)
                value = text.split() if on_spaces and "," not in text else text.split(",")
            for part in value if isinstance(value, list) else [value]:
                part = part.get("name", "") if isinstance(part, Mapping) else part
                found.append(" ".join(self._text(name, part).split()))
        return tuple(dict.fromkeys(text for text in found if text))

    def flag(self, name: str, *, default: bool) -> bool:
        value = self._data.get(name, default)
        word = str(value).strip().lower()
        if word in _TRUE or word in _FALSE:
            return word in _TRUE
        raise self.problem(name, "must be true or false")

    def is_flag(self, name: str) -> bool:
        return str(self._data.get(name, "")).strip().lower() in _TRUE | _FALSE

    def number(self, *names: str) -> int | None:
        for name in (name for name in names if name in self._data):
            text = self._text(name, self._data[name]).strip()
            if not re.fullmatch(r"\d{1,6}", text, re.ASCII):
                raise self.problem(name, "must be a whole number")
            return int(text)
        return None

    def moment(self, *names: str, zone: dt.tzinfo) -> dt.datetime | None:
        for name in (name for name in names if name in self._data):
            try:
                return parse_date(self._data[name], zone)
            except ValueError as error:
                raise self.problem(name, str(error)) from error
        return None

    def picture(self, *names: str) -> tuple[str, str]:
        """The destination and the alternative text of a picture, given as text or as a table."""
        for name in (name for name in names if name in self._data):
            value = self._data[name]
            value = value[0] if isinstance(value, list) and value else value
            if not isinstance(value, Mapping):
                return self._text(name, value).strip(), ""
            inner = {str(key).lower(): text for key, text in value.items()}
            keys = ("image", "path", "src", "url", "file", "feature")
            source = next((inner[key] for key in keys if inner.get(key)), "")
            if source:
                return self._text(name, source).strip(), self._text(name, inner.get("alt"))
        return "", ""

    def cross_posts(self) -> tuple[CrossPostRecord, ...]:
        name = "cross_posted_from"
        value = self._data.get(name)
        entries = value if isinstance(value, list) else [] if value is None else [value]
        records = tuple(self._cross_post(name, entry) for entry in entries)
        if sum(record.is_canonical for record in records) > 1:
            raise self.problem(name, "only one copy can be the canonical one; remove “canonical” from the others")
        return records

    def _cross_post(self, name: str, entry: Any) -> CrossPostRecord:
        if not isinstance(entry, Mapping):
            entry = {"source": entry}
        given = {str(key).lower(): value for key, value in entry.items()}
        source = self._text(name, given.get("source") or given.get("name")).strip()
        url = self._text(name, given.get("url") or given.get("link")).strip()
        if re.match(r"https?://", source):
            url = url or source
            source = ""
        source = source or re.sub(r"^https?://(www\.)?", "", url).partition("/")[0]
        if not source:
            raise self.problem(name, "each entry needs a source, such as “source: Example Blog”")
        if len(source) > LONGEST_SOURCE:
            raise self.problem(name, f"a source has {len(source)} characters; shorten it to {LONGEST_SOURCE}")
        place = self._text(name, given.get("place")).strip().lower() or "top"
        if place not in ("top", "bottom"):
            raise self.problem(name, "place must be top or bottom")
        is_canonical = given.get("canonical") is True
        if is_canonical and not url:
            raise self.problem(name, "the canonical copy needs its “url”")
        return CrossPostRecord(source, url, is_canonical=is_canonical, place=place)

    def _text(self, name: str, value: Any) -> str:
        if value is None:
            return ""
        if isinstance(value, bool) or not isinstance(value, str | int | float | dt.date | dt.time):
            raise self.problem(name, "must be text; put it in quotes")
        return _UNSTORABLE.sub("\ufffd", str(value))

    def _line(self, name: str) -> int | None:
        written = re.compile(rf"\s*[\"']?{re.escape(name)}[\"']?\s*[:=]", re.IGNORECASE)
        return next((number for number, line in enumerate(self._head, start=1) if written.match(line)), None)
