"""A text broken into lines that fill a box: as large as it fits, and lines of much the same length."""

import unicodedata
from dataclasses import dataclass
from functools import cached_property

from .text import ELLIPSIS, Run, Text

# In pixels; the smallest can still be read in the little view of a phone.
SIZES = (120, 108, 96, 88, 80, 72, 66, 60, 54, 48, 44)
# Line distance for each pixel of size; scripts that reach higher and deeper get more.
LATIN_LEAD, TALL_LEAD = 1.14, 1.34
BALANCE_STEPS = 8


@dataclass(frozen=True)
class Block:
    """Lines at one size; `lead` is the distance from one to the next, all in pixels."""

    text: Text
    size: int
    lead: int
    lines: tuple[tuple[int, int], ...]

    @property
    def height(self) -> int:
        return self.lead * len(self.lines)

    def runs(self, line: tuple[int, int]) -> list[Run]:
        return self.text.runs(*line)


def fitted(text: str, language: str, *, width: int, height: int, sizes: tuple[int, ...] = SIZES) -> Block:
    """As large as it fits into the box; at the smallest size what is too long ends in an ellipsis.

    Raises `CannotDraw`.
    """
    whole = Text.of(text, language)
    smallest = _Measured(whole, sizes[-1])
    # A word that is too long for a line at the smallest size has to be broken at each.
    breaks_words = smallest.longest_word > width
    for size in sizes:
        measured = _Measured(whole, size)
        if not breaks_words and measured.longest_word > width:
            continue
        lines = measured.lines(width)
        if measured.lead * len(lines) <= height:
            return Block(whole, size, measured.lead, measured.balanced(width, len(lines)))
    return _cut(smallest, language, width, height)


def _cut(measured: "_Measured", language: str, width: int, height: int) -> Block:
    most = max(1, height // measured.lead)
    text = measured.text
    end = measured.lines(width)[most - 1][1]
    while end > 1:
        shown = text.signs[:end].rstrip(" ,;:.–—-") + ELLIPSIS
        shorter = _Measured(Text.of(shown, language, is_rtl=text.is_rtl), measured.size)
        if len(lines := shorter.lines(width)) <= most:
            return Block(shorter.text, measured.size, measured.lead, lines)
        end = max((place for place in text.clusters if place < end), default=1)
    return Block(text, measured.size, measured.lead, measured.lines(width)[:most])


class _Measured:
    """A text at one size."""

    def __init__(self, text: Text, size: int) -> None:
        self.text, self.size = text, size
        starts = [0, *text.breaks[:-1]]
        self._words = list(zip(starts, text.breaks, strict=True))

    @cached_property
    def lead(self) -> int:
        is_tall = any(face.scale != 1.0 for face in self.text.faces)
        return round(self.size * (TALL_LEAD if is_tall else LATIN_LEAD))

    @cached_property
    def _widths(self) -> list[float]:
        """Of each word with the space behind it, and without."""
        return [(self.text.width(start, end, self.size), self._bare(start, end)) for start, end in self._words]

    def _bare(self, start: int, end: int) -> float:
        return self.text.width(start, self._without_space(start, end), self.size)

    def _without_space(self, start: int, end: int) -> int:
        while end > start and unicodedata.category(self.text.signs[end - 1])[0] == "Z":
            end -= 1
        return end

    @cached_property
    def longest_word(self) -> float:
        return max(bare for _, bare in self._widths)

    def lines(self, width: float) -> tuple[tuple[int, int], ...]:
        """Each as long as it goes, from start to end without the space that ends it."""
        lines: list[tuple[int, int]] = []
        start, used = 0, 0.0
        for (begin, end), (full, bare) in zip(self._words, self._widths, strict=True):
            if used + bare > width and begin > start:
                lines.append((start, self._without_space(start, begin)))
                start, used = begin, 0.0
            if bare > width:
                *broken, start = self._pieces(begin, end, width)
                lines += broken
                used, full = self.text.width(start, end, self.size), 0.0
            used += full
        lines.append((start, self._without_space(start, len(self.text.signs))))
        return tuple(lines)

    def _pieces(self, start: int, end: int, width: float) -> list:
        """Of a word that is too long for a line, the lines that it fills, and where the rest begins."""
        lines: list = []
        places = [place for place in self.text.clusters if start < place <= end]
        last = start
        for place in places:
            if self.text.width(start, place, self.size) > width and last > start:
                lines.append((start, last))
                start = last
            last = place
        return [*lines, start]

    def balanced(self, width: int, count: int) -> tuple[tuple[int, int], ...]:
        """In as many lines, none much shorter than the others."""
        if count == 1:
            return self.lines(width)
        narrow, wide = max(width / 2, min(self.longest_word, width)), float(width)
        for _ in range(BALANCE_STEPS):
            middle = (narrow + wide) / 2
            narrow, wide = (narrow, middle) if len(self.lines(middle)) <= count else (middle, wide)
        return self.lines(wide)
