"""Runs of words with their marks, and how they are written as Markdown.

Programs write `<b>one</b><b> two</b>` and worse; as runs of words that each have a set of marks, they can be put
together again so that each mark begins and ends at a word, as Markdown wants it.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from .escapes import destination, escape

STRONG, EM, STRUCK = "**", "*", "~~"
_HTML = {STRONG: "strong", EM: "em", STRUCK: "del"}
_AUTOLINK = re.compile(r"(?:https?://|mailto:)[^\s<>\\]+")


@dataclass(frozen=True, slots=True)
class Link:
    url: str
    title: str = ""


Mark = str | Link


@dataclass(frozen=True, slots=True)
class Run:
    """`text` is words, unless `is_made`: then it is Markdown. A line break is one that is made of a line feed."""

    text: str
    marks: frozenset[Mark] = frozenset()
    is_made: bool = False

    @property
    def is_space(self) -> bool:
        return not self.is_made and not self.text.strip(" \xa0")

    @property
    def is_break(self) -> bool:
        return self.is_made and self.text == "\n"


BREAK = Run("\n", is_made=True)


@dataclass(slots=True)
class _Sign:
    """One end of a mark in the text being written; both ends share `span`."""

    mark: str
    is_open: bool
    span: int


def written(runs: Sequence[Run], line_break: str = "\\\n") -> str:
    """The Markdown of a paragraph, on one line but for its breaks."""
    pieces: list[str | _Sign] = []
    _write(_tidied(runs), pieces, line_break)
    return "".join(_signed(pieces)).strip(" ")


def _tidied(runs: Sequence[Run]) -> list[Run]:
    """Spaces apart from words, one at a time, and marked only where words on both sides are."""
    split: list[Run] = []
    for run in runs:
        if run.is_made:
            split.append(run)
            continue
        for part in re.split("( +)", run.text):
            if part:
                split.append(replace(run, text=" " if part.startswith(" ") else part))
    found: list[Run] = []
    for run in split:
        is_double = run.is_space and (not found or found[-1].is_break or found[-1].text.endswith(" "))
        if not is_double:
            if run.is_break and found and found[-1].text == " ":
                found.pop()
            if not run.is_break or (found and not found[-1].is_break):
                found.append(run)
    while found and (found[-1].is_space or found[-1].is_break):
        found.pop()
    for i, run in enumerate(found):
        if run.is_space or run.is_break:
            around = found[i - 1].marks & found[i + 1].marks if i else frozenset[Mark]()
            found[i] = replace(run, marks=run.marks & around if run.is_space else around)
    return found


def _write(runs: Sequence[Run], pieces: list[str | _Sign], line_break: str, *, in_link: bool = False) -> None:
    """The mark that reaches furthest is the outermost."""
    i = 0
    while i < len(runs):
        if not runs[i].marks:
            end = _reach(runs, i, None)
            for is_made, group in groupby(runs[i:end], key=lambda run: run.is_made):
                words = "".join(line_break if run.is_break else run.text for run in group)
                pieces.append(words if is_made else escape(words, in_link=in_link))
            i = end
            continue
        # Of two that reach as far a link, which must not be interrupted.
        mark, end = max(
            ((mark, _reach(runs, i, mark)) for mark in runs[i].marks),
            key=lambda found: (found[1], isinstance(found[0], Link), str(found[0])),
        )
        inner = [replace(run, marks=run.marks - {mark}) for run in runs[i:end]]
        if isinstance(mark, Link):
            _write_link(mark, inner, pieces, line_break)
        else:
            span = len(pieces)
            pieces.append(_Sign(mark, True, span))
            _write(inner, pieces, line_break, in_link=in_link)
            pieces.append(_Sign(mark, False, span))
        i = end


def _reach(runs: Sequence[Run], i: int, mark: Mark | None) -> int:
    end = i
    while end < len(runs) and (mark in runs[end].marks if mark else not runs[end].marks):
        end += 1
    return end


def _write_link(link: Link, inner: list[Run], pieces: list[str | _Sign], line_break: str) -> None:
    words = "".join(run.text for run in inner)
    is_bare = not link.title and not any(run.marks or run.is_made for run in inner)
    if is_bare and words in (link.url, link.url.removeprefix("mailto:")) and _AUTOLINK.fullmatch(link.url):
        pieces.append(f"<{words}>")
        return
    if pieces and isinstance(pieces[-1], str) and pieces[-1].endswith("!"):
        # Else it would be a picture.
        pieces[-1] = pieces[-1][:-1] + "\\!"
    pieces.append("[")
    _write([replace(run, marks=_unlinked(run.marks)) for run in inner], pieces, line_break, in_link=True)
    pieces.append(f"]({destination(link.url, link.title)})")


def _unlinked(marks: frozenset[Mark]) -> frozenset[Mark]:
    return frozenset(mark for mark in marks if not isinstance(mark, Link))


def _signed(pieces: list[str | _Sign]) -> list[str]:
    """Signs as delimiters where Markdown will take them for what they are, and as HTML elsewhere."""
    as_html: set[int] = set()
    within_words = len({piece.mark for piece in pieces if isinstance(piece, _Sign)}) == 1
    for i, piece in enumerate(pieces):
        if isinstance(piece, _Sign) and not _is_clean(pieces, i, within_words=within_words):
            as_html.add(piece.span)
    found = []
    for piece in pieces:
        if isinstance(piece, str):
            found.append(piece)
        elif piece.span in as_html:
            found.append(f"<{'' if piece.is_open else '/'}{_HTML[piece.mark]}>")
        else:
            found.append(piece.mark)
    return found


def _is_clean(pieces: list[str | _Sign], i: int, *, within_words: bool) -> bool:
    """Whether words are on one side of the sign, and none on the other; on both only where no other mark is near."""
    sign = pieces[i]
    outer, inner = _char(pieces, i, -1), _char(pieces, i, 1)
    after = -1
    if not sign.is_open:
        outer, inner, after = inner, outer, 1
    at = i + after
    neighbour = pieces[at] if 0 <= at < len(pieces) else ""
    if isinstance(neighbour, _Sign) and neighbour.is_open != sign.is_open:
        # `**one***two*` could be read in several ways.
        return False
    if _kind(outer) == "word":
        return within_words and _kind(inner) == "word"
    return _kind(inner) != "space"


def _char(pieces: list[str | _Sign], i: int, step: int) -> str:
    """The nearest character before or after a sign, other signs aside."""
    i += step
    while 0 <= i < len(pieces):
        piece = pieces[i]
        if isinstance(piece, str) and piece:
            return piece[0] if step > 0 else piece[-1]
        i += step
    return " "


def _kind(char: str) -> str:
    if char.isspace():
        return "space"
    return "mark" if unicodedata.category(char)[0] in "PS" else "word"
