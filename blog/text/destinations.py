"""Rewrites where links and images of a Markdown text point, and leaves every other character as it was.

The parser itself tells what is a link: its rules are watched while they run, so code, escapes and broken markup are
left alone exactly where rendering leaves them alone. Destinations inside an image's alternative text, which nobody
sees, and those whose place cannot be told for certain (after an escaped pipe in a table cell) stay as they are.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from html import escape, unescape
from typing import Any, Literal

from markdown_it import MarkdownIt
from markdown_it.helpers import parseLinkDestination, parseLinkLabel
from markdown_it.rules_block import StateBlock, reference
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline, html_inline, image, link
from markdown_it.token import Token

from blog.text.limits import is_too_intricate, parse_inline
from blog.text.parser import build_parser

Kind = Literal["link", "image"]
Written = Literal["bare", "angle", "attribute", "unquoted"]


@dataclass(frozen=True, slots=True)
class Destination:
    """`url` as it is meant, without the escapes it is written with."""

    url: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class _Found:
    """Where a destination is written: a line of the text, and columns in it."""

    line: int
    start: int
    end: int
    destination: Destination
    written: Written


Replace = Callable[[Destination], str | None]

_HTML_TAG = re.compile(r"<(a|img)\b((?:[^<>\"']|\"[^\"]*+\"|'[^']*+')*+)>", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
# Every attribute, so that a value in quotes cannot look like one.
_ATTRIBUTE = re.compile(r"([^\s\"'<>/=]++)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'=<>`]++)))?+")
_ATTRIBUTE_OF = {"a": "href", "img": "src"}
_LABEL = re.compile(r"\[(?:[^\[\]\\]|\\.)*+\]:\s*+", re.DOTALL)
_LINE = re.compile(r"(.*?)(\r\n|\r|\n|\Z)", re.DOTALL)


def rewrite_destinations(source: str, new_url: Replace) -> str:
    """`source` with each destination that `new_url` gives a new URL for written anew; None leaves it."""
    if is_too_intricate(source):
        return source
    watcher = _Watcher(source)
    _parser().parse(watcher.text, {"watcher": watcher})
    pieces: list[str] = []
    position = 0
    for found in sorted(watcher.destinations(), key=lambda each: (each.line, each.start)):
        new = new_url(found.destination)
        start, end = (watcher.offset(found.line, column) for column in (found.start, found.end))
        if new is None or new == found.destination.url or start < position:
            continue
        pieces += [source[position:start], _written(new, found.written)]
        position = end
    return "".join(pieces) + source[position:]


def _written(url: str, how: Written) -> str:
    if how == "attribute":
        return escape(url)
    if how == "unquoted":
        return f'"{escape(url)}"' if not url or re.search(r"[\s\"'=<>`]", url) else escape(url)
    url = re.sub(r"\\(?=[!-/:-@\[-`{-~])", r"\\\\", url).replace("\n", "%0A").replace("\r", "%0D")
    url = re.sub(r"&(?=#?\w+;)", "&amp;", url)
    if how == "angle" or not url or re.search(r"[\s\x00-\x1f\x7f()<>]", url):
        return "<" + re.sub(r"[<>]", r"\\\g<0>", url) + ">"
    return url


class _Watcher:
    """Collects the destinations of one text, by the line and the columns where they are written."""

    def __init__(self, source: str) -> None:
        self.mark = 1 if source.startswith("\ufeff") else 0
        self.text = source[self.mark :]
        lines = [match for match in _LINE.finditer(self.text) if match[0]]
        self.lines = [match[1].replace("\0", "\ufffd") for match in lines]
        self.starts = [match.start() + self.mark for match in lines]
        self.found: dict[tuple[int, int], _Found] = {}
        self.image_urls: set[str] = set()
        self.cursors: dict[int, int] = {}
        self.block: Token | None = None
        self.places: list[tuple[int, int, int]] = []

    def offset(self, line: int, column: int) -> int:
        return self.starts[line] + column

    def destinations(self) -> list[_Found]:
        """All of them; a reference definition that images refer to is an image's."""
        return [
            replace(each, destination=Destination(each.destination.url, "image"))
            if each.destination.url in self.image_urls
            else each
            for each in self.found.values()
        ]

    def enter(self, token: Token) -> None:
        """Find where each line of a token's content stands in the text: (offset in the content, line, column)."""
        self.block = token
        self.places = []
        first = token.map[0] if token.map else len(self.lines)
        offset = 0
        for number, content in enumerate(token.content.split("\n"), start=first):
            column = self._column(number, content)
            if column is not None:
                self.places.append((offset, number, column))
            offset += len(content) + 1

    def _column(self, number: int, content: str) -> int | None:
        if number >= len(self.lines) or not content.strip():
            return None
        line = self.lines[number]
        cursor = self.cursors.get(number, 0)
        stripped = line.rstrip()
        at_end = len(line) - len(content) if line.endswith(content) else len(stripped) - len(content)
        is_at_end = line.endswith(content) or stripped.endswith(content)
        column = at_end if is_at_end and at_end >= cursor and "|" not in line else line.find(content, cursor)
        if column < 0:
            return None
        self.cursors[number] = column + len(content)
        return column

    def add(self, start: int, end: int, destination: Destination, written: Written) -> None:
        """Note a destination by its place in the content of the token last entered."""
        for offset, line, column in reversed(self.places):
            if offset <= start:
                place = column + start - offset
                # Only what is really written there counts: content is not always a plain piece of its line.
                if self.block and self.lines[line][place : place + end - start] == self.block.content[start:end]:
                    self.note(_Found(line, place, place + end - start, destination, written))
                return

    def note(self, found: _Found) -> None:
        self.found[found.line, found.start] = found

    def add_html(self, html: str, at: int) -> None:
        html = _COMMENT.sub(lambda comment: " " * len(comment[0]), html)
        for tag in _HTML_TAG.finditer(html):
            name = tag[1].lower()
            for value in _ATTRIBUTE.finditer(tag[2]):
                group = value.lastindex or 1
                if group == 1 or value[1].lower() != _ATTRIBUTE_OF[name]:
                    continue
                start, end = (at + tag.start(2) + edge for edge in value.span(group))
                kind: Kind = "image" if name == "img" else "link"
                written: Written = "unquoted" if group == 4 else "attribute"
                self.add(start, end, Destination(unescape(value[group]), kind), written)


@cache
def _parser() -> MarkdownIt:
    parser = build_parser()
    parser.inline.ruler.at("link", _watched_link)
    parser.inline.ruler.at("image", _watched_image)
    parser.inline.ruler.at("html_inline", _watched_html)
    parser.block.ruler.at("reference", _watched_reference)
    parse_content = parser.inline.parse

    def parse(content: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> list[Token]:
        # Only a block's own content, not the alternative text of an image in it, has a known place.
        env["depth"] = env.get("depth", 0) + 1
        try:
            return parse_content(content, md, env, tokens)
        finally:
            env["depth"] -= 1

    parser.inline.parse = parse
    parser.core.ruler.after("block", "watch_blocks", _watch_blocks)
    parser.core.ruler.disable(["linkify", "dashes", "smartquotes", "footnote_tail"])
    return parser


def _watch_blocks(state: StateCore) -> None:
    """Walk the blocks in order; inline content is parsed right after its place is found."""
    watcher: _Watcher = state.env["watcher"]
    for token in state.tokens:
        if token.type == "html_block":
            watcher.enter(token)
            watcher.add_html(token.content, 0)
        elif token.type == "inline":
            watcher.enter(token)
            parse_inline(StateCore(state.src, state.md, state.env, [token]))
    state.tokens = []


def _watched_link(state: StateInline, silent: bool) -> bool:
    return _watch(link, "link", state, silent)


def _watched_image(state: StateInline, silent: bool) -> bool:
    return _watch(image, "image", state, silent)


def _watch(rule: Callable[[StateInline, bool], bool], kind: Kind, state: StateInline, silent: bool) -> bool:
    start, first = state.pos, len(state.tokens)
    if not rule(state, silent):
        return False
    if silent or state.env["depth"] > 1:
        return True
    watcher: _Watcher = state.env["watcher"]
    end, src = state.pos, state.src
    bracket = start + (kind == "image")
    label_end = parseLinkLabel(state, bracket, kind == "link")
    if src[end - 1] != ")" or src[label_end + 1 : label_end + 2] != "(":
        if kind == "image":
            watcher.image_urls.add(str(state.tokens[first:][-1].attrs["src"]))
        return True
    at = label_end + 2
    while at < end and src[at] in " \t\n":
        at += 1
    parsed = parseLinkDestination(src, at, end)
    if parsed.ok and parsed.pos > at:
        written: Written = "angle" if src[at] == "<" else "bare"
        watcher.add(at, parsed.pos, Destination(parsed.str, kind), written)
    return True


def _watched_html(state: StateInline, silent: bool) -> bool:
    start = state.pos
    matched = html_inline(state, silent)
    if matched and not silent and state.env["depth"] == 1:
        state.env["watcher"].add_html(state.src[start : state.pos], start)
    return matched


def _watched_reference(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    if not reference(state, start_line, end_line, silent):
        return False
    if silent:
        return True
    watcher: _Watcher = state.env["watcher"]
    spans = [(state.bMarks[i] + state.tShift[i], state.eMarks[i]) for i in range(start_line, state.line)]
    text = "\n".join(state.src[begin:end] for begin, end in spans)
    label = _LABEL.match(text)
    parsed = parseLinkDestination(text, label.end(), len(text)) if label else None
    if label and parsed and parsed.ok:
        line = start_line + text.count("\n", 0, label.end())
        line_begin = text.rfind("\n", 0, label.end()) + 1
        column = spans[line - start_line][0] - _line_begin(state, line) + label.end() - line_begin
        length = parsed.pos - label.end()
        written: Written = "angle" if text[label.end()] == "<" else "bare"
        watcher.note(_Found(line, column, column + length, Destination(parsed.str, "link"), written))
    return True


def _line_begin(state: StateBlock, line: int) -> int:
    """Where a line begins in the whole text; containers move the parser's own mark past their markers."""
    return state.src.rfind("\n", 0, state.bMarks[line]) + 1
