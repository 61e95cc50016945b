"""What two sequences have in common, in order: patience diff, as Bram Cohen described it.

What occurs once in both holds them together; between two of those the same is asked again. Where nothing does, things
are told apart by their neighbours, and short stretches are compared exhaustively. Takes time in proportion to the
length and its logarithm, whatever there is in them.
"""

from bisect import bisect_left
from collections.abc import Hashable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple

# How often a stretch is looked at again between what it has in common.
DEEPEST = 12
# With this many neighbours on each side a thing is looked for where alone it is not the only one of its kind.
NEIGHBOURS = (0, 1, 4)
# Things of one times things of the other stretch: what is compared exhaustively.
SHORT = 2_500

Things = Sequence[Hashable]


class Match(NamedTuple):
    """So many things, from here in the one and from there in the other."""

    old: int
    new: int
    size: int


class _Stretch(NamedTuple):
    start: int
    end: int
    new_start: int
    new_end: int
    depth: int

    @property
    def cost(self) -> int:
        return (self.end - self.start) * (self.new_end - self.new_start)


def matches(old: Things, new: Things) -> list[Match]:
    """In order, the longest possible ones of what was found; the last one is empty, at the end of both."""
    found: list[Match] = []
    left = [_Stretch(0, len(old), 0, len(new), 0)]
    while left:
        stretch = _without_equal_ends(old, new, left.pop(), found)
        if not stretch.cost:
            continue
        if stretch.cost <= SHORT:
            found += _exhaustively(old, new, stretch)
        elif stretch.depth < DEEPEST:
            anchors = _anchors(old, new, stretch)
            found += anchors
            left += _between(anchors, stretch) if anchors else ()
    return [*_joined(sorted(found)), Match(len(old), len(new), 0)]


def _without_equal_ends(old: Things, new: Things, stretch: _Stretch, found: list[Match]) -> _Stretch:
    start, end, new_start, new_end, depth = stretch
    while start < end and new_start < new_end and old[start] == new[new_start]:
        start, new_start = start + 1, new_start + 1
    while start < end and new_start < new_end and old[end - 1] == new[new_end - 1]:
        end, new_end = end - 1, new_end - 1
    found.append(Match(stretch.start, stretch.new_start, start - stretch.start))
    found.append(Match(end, new_end, stretch.end - end))
    return _Stretch(start, end, new_start, new_end, depth)


def _exhaustively(old: Things, new: Things, stretch: _Stretch) -> Iterator[Match]:
    here, there = old[stretch.start : stretch.end], new[stretch.new_start : stretch.new_end]
    for at, new_at, size in SequenceMatcher(None, here, there, autojunk=False).get_matching_blocks():
        yield Match(stretch.start + at, stretch.new_start + new_at, size)


def _anchors(old: Things, new: Things, stretch: _Stretch) -> list[Match]:
    """What is the only one of its kind in both, as much of it as stands in the same order."""
    for neighbours in NEIGHBOURS:
        here = _only_ones(old, stretch.start, stretch.end, neighbours)
        there = _only_ones(new, stretch.new_start, stretch.new_end, neighbours)
        pairs = [(at, there[thing]) for thing, at in here.items() if thing in there]
        if pairs:
            return _joined(Match(at, new_at, 1) for at, new_at in _longest_in_order(pairs))
    return []


def _only_ones(things: Things, start: int, end: int, neighbours: int) -> dict[Hashable, int]:
    """Where each thing is that is there once; in order."""
    places: dict[Hashable, int | None] = {}
    for at in range(start + neighbours, end - neighbours):
        thing = tuple(things[at - neighbours : at + neighbours + 1]) if neighbours else things[at]
        places[thing] = None if thing in places else at
    return {thing: at for thing, at in places.items() if at is not None}


def _longest_in_order(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Of pairs that are sorted by the one place, the most that are so by the other too; by patience sorting."""
    tops: list[int] = []
    on_top: list[int] = []
    before: list[int | None] = []
    for number, (_, place) in enumerate(pairs):
        pile = bisect_left(tops, place)
        before.append(on_top[pile - 1] if pile else None)
        tops[pile : pile + 1], on_top[pile : pile + 1] = [place], [number]
    chosen: list[tuple[int, int]] = []
    last: int | None = on_top[-1]
    while last is not None:
        chosen.append(pairs[last])
        last = before[last]
    return chosen[::-1]


def _between(anchors: list[Match], stretch: _Stretch) -> Iterator[_Stretch]:
    start, end, new_start, new_end, depth = stretch
    for one, other in pairwise([Match(start, new_start, 0), *anchors, Match(end, new_end, 0)]):
        yield _Stretch(one.old + one.size, other.old, one.new + one.size, other.new, depth + 1)


def _joined(found: Iterable[Match]) -> list[Match]:
    """In order, without empty ones; what goes on where another ends is one with it."""
    joined: list[Match] = []
    for match in (each for each in found if each.size):
        last = joined[-1] if joined else match
        if (match.old, match.new) == (last.old + last.size, last.new + last.size):
            joined[-1] = last._replace(size=last.size + match.size)
        else:
            joined.append(match)
    return joined
