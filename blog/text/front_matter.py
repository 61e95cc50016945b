"""Front matter: the facts about a post that stand above its text, in YAML, TOML or JSON.

`---` opens YAML (closed by `---` or `...`), `+++` TOML, `;;;` JSON, and a file that begins with `{` has bare JSON, as
Hugo writes it. Errors name the line of the file they are on.
"""

import json
import re
import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from typing import Any, Literal

import yaml
from django.utils.dateparse import parse_datetime

_FENCES = {"---": ("yaml", {"---", "..."}), "+++": ("toml", {"+++"}), ";;;": ("json", {";;;"})}
# Aliases of aliases can make a short file into a giant; front matter that needs more than this does not exist.
_MAX_YAML_NODES = 20_000
_MAX_DEPTH = 50

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_TOML_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
_SLASHED_DATE = re.compile(r"^(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?=$|[T ])")
_SHORT_DATE = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})(?=$|[Tt ])")
_ZONE = re.compile(r"\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)$", re.IGNORECASE)
_WORDED_FORMATS = (
    "%d %B %Y",
    "%d %b %Y",
    "%B %d %Y",
    "%b %d %Y",
    "%a %d %b %Y",
    "%A %d %B %Y",
    "%a %b %d %Y",
)


class FrontMatterError(ValueError):
    """Front matter that cannot be read; `line` counts from 1 in the file."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(f"line {line}: {message}")
        self.message = message
        self.line = line


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """`data` is empty where there is none; `body_line` is the line of the file, from 1, on which `body` starts."""

    data: dict[str, Any]
    body: str
    kind: Literal["yaml", "toml", "json"] | None
    body_line: int


def split(text: str) -> FrontMatter:
    """Take the front matter off a text. Raises FrontMatterError; a text without any is a body and nothing else."""
    text = text.removeprefix("\ufeff")
    if text.startswith("{"):
        return _split_bare_json(text)
    lines = _LINE.findall(text) if text[:3] in _FENCES else []
    opening = lines[0].rstrip() if lines else ""
    if opening not in _FENCES:
        return FrontMatter({}, text, None, 1)
    kind, closings = _FENCES[opening]
    end = next((i for i, line in enumerate(lines[1:], start=1) if line.rstrip() in closings), None)
    if end is None:
        # A lone `---` at the head of a text is a thematic break.
        if opening == "---" and not _looks_like_yaml(lines[1:]):
            return FrontMatter({}, text, None, 1)
        raise FrontMatterError(f"the front matter opened by {opening} is never closed; add a line {opening}", 1)
    data = _READERS[kind]("".join(lines[1:end]), 2)
    return FrontMatter(data, "".join(lines[end + 1 :]), kind, end + 2)


def _looks_like_yaml(lines: list[str]) -> bool:
    return bool(lines) and re.match(r"[\w-]+:(\s|$)", lines[0]) is not None


def _split_bare_json(text: str) -> FrontMatter:
    try:
        data, end = _json_decoder().raw_decode(text)
    except json.JSONDecodeError as error:
        if not re.match(r'\{\s*["}]', text):
            return FrontMatter({}, text, None, 1)
        raise FrontMatterError(f"not valid JSON: {error.msg}", error.lineno) from error
    except (ValueError, RecursionError) as error:
        raise FrontMatterError(_reason(error), 1) from error
    newline = re.compile(r"[^\S\n]*\n?").match(text, end)
    end = newline.end() if newline else end
    return FrontMatter(data, text[end:], "json", text.count("\n", 0, end) + 1)


class _UnreadableError(ValueError):
    pass


def _reason(error: Exception) -> str:
    return "nested too deeply" if isinstance(error, RecursionError) else str(error)


def _json_decoder() -> json.JSONDecoder:
    return json.JSONDecoder(object_pairs_hook=_without_duplicates)


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _UnreadableError(f"“{key}” is given twice")
        found[key] = value
    return found


def _read_json(text: str, first_line: int) -> dict[str, Any]:
    try:
        data = _json_decoder().decode(text)
    except json.JSONDecodeError as error:
        raise FrontMatterError(f"not valid JSON: {error.msg}", error.lineno + first_line - 1) from error
    except (ValueError, RecursionError) as error:
        raise FrontMatterError(_reason(error), first_line) from error
    return _mapping(data, first_line)


def _read_toml(text: str, first_line: int) -> dict[str, Any]:
    try:
        return tomllib.loads(text.replace("\r\n", "\n"))
    except (ValueError, RecursionError) as error:
        place = _TOML_PLACE.search(str(error))
        message = _TOML_PLACE.sub("", _reason(error))
        last_line = first_line + max(0, text.count("\n") - 1)
        line = int(place[1]) + first_line - 1 if place and place[1] else last_line
        raise FrontMatterError(f"not valid TOML: {message}", line) from error


class _Loader(yaml.SafeLoader):
    """Plain data only; keys once; aliases bounded."""

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self.depth = 0
        self.sizes: dict[yaml.Node, int] = {}

    def construct_document(self, node: yaml.Node) -> Any:
        if self._written_out(node) > _MAX_YAML_NODES:
            raise yaml.constructor.ConstructorError(None, None, "too much for front matter", node.start_mark)
        return super().construct_document(node)

    def _written_out(self, node: yaml.Node) -> int:
        """How many nodes there would be if every alias were written out."""
        if isinstance(node, yaml.ScalarNode):
            return 1
        if node not in self.sizes:
            # Met again before its size is known, a node contains itself.
            self.sizes[node] = _MAX_YAML_NODES
            pairs = isinstance(node, yaml.MappingNode)
            children = [child for pair in node.value for child in pair] if pairs else node.value
            self.sizes[node] = 1 + sum(self._written_out(child) for child in children)
        return self.sizes[node]

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep)
        except ValueError as error:
            value = str(node.value)[:60]
            message = f"“{value}” is not a possible date or number ({error})"
            raise yaml.constructor.ConstructorError(None, None, message, node.start_mark) from error

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise yaml.composer.ComposerError(None, None, "nested too deeply", self.peek_event().start_mark)
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key_node, _ in node.value:
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
            if key is not None and key != "<<" and key in seen:
                raise yaml.constructor.ConstructorError(None, None, f"“{key}” is given twice", key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep)


def _read_yaml(text: str, first_line: int) -> dict[str, Any]:
    loader: _Loader | None = None
    try:
        loader = _Loader(text)
        data = loader.get_single_data()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line if mark else 0
        message = " ".join(filter(None, (error.context, error.problem)))
        raise FrontMatterError(f"not valid YAML: {message}", line + first_line) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + first_line
        raise FrontMatterError(f"a character that YAML forbids: U+{ord(text[error.position]):04X}", line) from error
    except (ValueError, RecursionError) as error:
        raise FrontMatterError(f"not valid YAML: {_reason(error)}", first_line) from error
    finally:
        if loader:
            loader.dispose()
    return _mapping(data, first_line)


def _mapping(data: Any, line: int) -> dict[str, Any]:
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise FrontMatterError("front matter must be a list of names and values", line)
    return {str(key): value for key, value in data.items()}


_READERS = {"yaml": _read_yaml, "toml": _read_toml, "json": _read_json}


def parse_date(value: object, default_tz: tzinfo) -> datetime:
    """A moment from what front matter gives as a date, in `default_tz` where it names no zone of its own.

    Understands dates and times already parsed, ISO 8601 and RFC 3339 (`2014-05-20`, `2014-05-20 21:10:00 -0500`,
    `2014-05-20T21:10:00Z`), `2014/05/20`, and English words (`20 May 2014`, `May 20, 2014 9:10 PM`,
    `Tue, 20 May 2014 21:10:00 +0000`). Raises ValueError naming what it got.
    """
    if isinstance(value, datetime):
        moment = value
    elif isinstance(value, date):
        moment = datetime.combine(value, time.min)
    elif isinstance(value, str) and value.strip():
        moment = _parse_date_text(value.strip())
    else:
        raise ValueError(f"“{value}” is not a date; write one like 2014-05-20 or 2014-05-20 21:10:00 -0500")
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=default_tz)
    try:
        moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"“{value}” is too far from today") from error
    return moment


def _parse_date_text(text: str) -> datetime:
    problem = f"“{text[:60]}” is not a date I understand; write it like 2014-05-20 or 2014-05-20 21:10:00 -0500"
    try:
        return _parse_numeric(text) or _parse_worded(text) or _refuse(problem)
    except ValueError as error:
        raise ValueError(
            problem if str(error) == problem else f"“{text[:60]}” is not a possible date ({error})"
        ) from error


def _refuse(problem: str) -> datetime:
    raise ValueError(problem)


def _parse_numeric(text: str) -> datetime | None:
    padded = _SLASHED_DATE.sub(r"\1-\2-\3", text)
    padded = _SHORT_DATE.sub(lambda found: f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}", padded)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", padded):
        return datetime.combine(date.fromisoformat(padded), time.min)
    zone = _ZONE.search(padded, 10)
    stem = padded[: zone.start()] if zone else padded
    name = zone[1].upper() if zone else ""
    return parse_datetime(f"{stem}{'Z' if name in ('UTC', 'GMT') else name}")


def _parse_worded(text: str) -> datetime | None:
    """English words in the usual orders, then perhaps a time of day, then perhaps a zone."""
    clock = re.search(r"\b\d{1,2}:\d{2}(?::\d{2})?(\s*[AaPp]\.?[Mm]\.?)?", text)
    day = text[: clock.start()] if clock else text
    words = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b|[,.]|\bat\b|\bSept\b", _tidy, day).split()
    for form in _WORDED_FORMATS:
        try:
            moment = datetime.strptime(" ".join(words), form)  # noqa: DTZ007 (the zone comes below)
        except ValueError:
            continue
        return _with_clock(moment, clock, text[clock.end() :].strip() if clock else "")
    return None


def _tidy(found: re.Match[str]) -> str:
    return "Sep" if found[0] == "Sept" else " " if found[0] in {",", ".", "at"} else ""


def _with_clock(moment: datetime, clock: re.Match[str] | None, zone: str) -> datetime | None:
    if not clock:
        return moment
    numbers = [int(number) for number in re.findall(r"\d+", clock[0])]
    half = (clock[1] or "").strip().lower()[:1]
    if half:
        numbers[0] = numbers[0] % 12 + (12 if half == "p" else 0)
    iso = f"{moment:%Y-%m-%d} {':'.join(f'{number:02}' for number in numbers)}"
    return _parse_numeric(f"{iso} {zone}".strip())
