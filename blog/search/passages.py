"""The passage of a text that answers a query, with the words that were found marked."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from .words import RUN_IN_TEXT, fold, is_unspaced, runs_of

LENGTH = 240
BEFORE = 70
# Of a text, in characters: whoever reads the beginnings of ten needs no more.
LONGEST_TEXT = 120_000
# A word has at least these letters of its stem.
SHARED = 3


class Segment(NamedTuple):
    text: str
    is_hit: bool = False


@dataclass(frozen=True)
class Wanted:
    """What to look for, folded: words, beginnings of words, stems, and pieces of scripts without spaces."""

    words: frozenset[str] = frozenset()
    beginnings: tuple[str, ...] = ()
    stems: frozenset[str] = frozenset()
    pieces: frozenset[str] = frozenset()
    _pattern: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_pattern", self._compiled())

    def _compiled(self) -> re.Pattern[str]:
        starts = {*self.beginnings, *(stem[: max(SHARED, len(stem) - 1)] for stem in self.stems)}
        whole = [rf"\b{re.escape(word)}\b" for word in sorted(self.words)]
        begun = [rf"\b{re.escape(start)}\w*" for start in sorted(starts)]
        return re.compile("|".join([*whole, *begun, *map(re.escape, sorted(self.pieces))]) or r"(?!)")

    def best_passage(self, text: str) -> str:
        """The part of a line of the text that has the most different words of these; empty if there is none."""
        best, most, start = "", 0, 0
        for line in text[:LONGEST_TEXT].splitlines():
            folded = fold(line)
            hits = {match.group() for match in self._pattern.finditer(folded)}
            if len(hits) > most:
                best, most = line, len(hits)
                first = self._pattern.search(folded)
                # Folding moves letters a little; in a line of plain letters it moves none.
                start = first.start() if first else 0
        return cut(best, start) if best else ""

    def may_be_stemmed(self, passage: str) -> set[str]:
        """Words of it of which only their stem can tell whether they are wanted."""
        starts = tuple(stem[: max(SHARED, len(stem) - 1)] for stem in self.stems)
        return (
            {run for run in runs_of(passage) if run.startswith(starts) and run not in self.words} if starts else set()
        )

    def segments(self, passage: str, stemmed: Collection[str] = ()) -> list[Segment]:
        """The passage in pieces; `stemmed` are the words of it whose stem is wanted."""
        found: list[Segment] = []
        for text, is_hit in self._split(passage, stemmed):
            if found and found[-1].is_hit == is_hit:
                found[-1] = Segment(found[-1].text + text, is_hit)
            else:
                found.append(Segment(text, is_hit))
        return found

    def _split(self, passage: str, stemmed: Collection[str]) -> Iterator[tuple[str, bool]]:
        position = 0
        for match in RUN_IN_TEXT.finditer(passage):
            yield passage[position : match.start()], False
            position = match.end()
            runs = runs_of(match.group())
            if any(map(is_unspaced, runs)):
                yield from self._split_unspaced(match.group())
            else:
                yield match.group(), any(self._is_wanted(run, stemmed) for run in runs)
        yield passage[position:], False

    def _is_wanted(self, run: str, stemmed: Collection[str]) -> bool:
        return run in self.words or run in stemmed or (bool(self.beginnings) and run.startswith(self.beginnings))

    def _split_unspaced(self, text: str) -> Iterator[tuple[str, bool]]:
        folded = [fold(letter) for letter in text]
        hit = [False] * len(text)
        for piece in self.pieces:
            for at in range(len(text) - len(piece) + 1):
                if "".join(folded[at : at + len(piece)]) == piece:
                    hit[at : at + len(piece)] = [True] * len(piece)
        yield from zip(text, hit, strict=True)


def cut(line: str, start: int) -> str:
    """About LENGTH characters of it around that place, between words where it has spaces."""
    if len(line) <= LENGTH:
        return line
    begin = max(0, min(start - BEFORE, len(line) - LENGTH))
    if begin and (space := line.find(" ", begin, begin + 30)) >= 0:
        begin = space + 1
    end = min(len(line), begin + LENGTH)
    if end < len(line) and (space := line.rfind(" ", end - 30, end)) > begin:
        end = space
    return ("… " if begin else "") + line[begin:end].rstrip() + (" …" if end < len(line) else "")
