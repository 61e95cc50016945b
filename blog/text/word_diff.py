"""What changed between two texts, for people: paragraph by paragraph, and within one word by word.

Takes time in proportion to the length, whatever the texts: stretches are compared word by word only where that is
cheap, and by their rarest words where it is not.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Literal, NamedTuple

from .diff import paragraphs, with_one_newline
from .matching import matches

Op = Literal["same", "added", "removed"]
_WORDS = re.compile(r"\S+\s*|\s+")
# Words of one times words of the other paragraph: what is compared exhaustively.
CHEAP = 250_000
# Of two paragraphs with less in common, one is new and the other gone.
ALIKE = 0.3


class Run(NamedTuple):
    op: Op
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph; `skipped` instead of text: so many that are the same in both."""

    runs: tuple[Run, ...] = ()
    skipped: int = 0

    @property
    def is_same(self) -> bool:
        return all(run.op == "same" for run in self.runs)


def compare(old: str, new: str, *, context: int | None = 1) -> list[Block]:
    """The paragraphs that differ, each with `context` others around it, or all; empty if none does."""
    before, after = (paragraphs(with_one_newline(text)) for text in (old, new))
    blocks: list[Block] = []
    at_old = at_new = 0
    for old_start, new_start, size in matches(before, after):
        blocks += _replaced(before[at_old:old_start], after[at_new:new_start])
        blocks += [Block((Run("same", each),)) for each in after[new_start : new_start + size]]
        at_old, at_new = old_start + size, new_start + size
    return _folded(blocks, context)


def compare_words(old: str, new: str) -> tuple[Run, ...]:
    """Of one line or paragraph."""
    return tuple(_runs(_WORDS.findall(old), _WORDS.findall(new)))


def _replaced(before: Sequence[str], after: Sequence[str]) -> Iterator[Block]:
    for old, new in zip_longest(before, after):
        if old is None or new is None:
            yield Block((Run("added", new) if old is None else Run("removed", old),))
            continue
        runs = compare_words(old, new)
        same = sum(len(run.text) for run in runs if run.op == "same")
        if same >= ALIKE * min(len(old), len(new)):
            yield Block(runs)
        else:
            yield Block((Run("removed", old),))
            yield Block((Run("added", new),))


def _runs(old: Sequence[str], new: Sequence[str]) -> Iterator[Run]:
    exact = len(old) * len(new) <= CHEAP
    exhaustive = SequenceMatcher(None, old, new, autojunk=False) if exact else None
    at_old = at_new = 0
    for old_start, new_start, size in exhaustive.get_matching_blocks() if exhaustive else matches(old, new):
        if at_old < old_start:
            yield Run("removed", "".join(old[at_old:old_start]))
        if at_new < new_start:
            yield Run("added", "".join(new[at_new:new_start]))
        if size:
            yield Run("same", "".join(new[new_start : new_start + size]))
        at_old, at_new = old_start + size, new_start + size


def _folded(blocks: list[Block], context: int | None) -> list[Block]:
    changed = [number for number, block in enumerate(blocks) if not block.is_same]
    if not changed or context is None:
        return blocks if changed else []
    shown = {near for number in changed for near in range(number - context, number + context + 1)}
    folded: list[Block] = []
    skipped = 0
    for number, block in enumerate(blocks):
        if number not in shown:
            skipped += 1
            continue
        folded += [Block(skipped=skipped)] if skipped else []
        folded.append(block)
        skipped = 0
    return folded + ([Block(skipped=skipped)] if skipped else [])
