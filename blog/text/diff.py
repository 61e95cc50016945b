"""Three-way merge of what two people wrote from one text: by paragraph, losing nothing that only one of them wrote.

Paragraphs are what stands between blank lines; put together again, a text is the same to the character. Edits of
different paragraphs go together, neighbours too; of what both added at one place, both stay. Only a paragraph that both
changed, differently, is a conflict, for somebody to choose from.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from .matching import matches

# What somebody may choose for a conflict.
MINE, THEIRS, BOTH = "mine", "theirs", "both"
BREAK = "\n\n"

Paragraphs = Sequence[str]


@dataclass(frozen=True, slots=True)
class Conflict:
    """What both changed: as it was, as one and as the other has it now. Texts, or whatever values a field has."""

    field: str
    base: Any
    mine: Any
    theirs: Any

    @property
    def key(self) -> str:
        """The same for the same three, so that a choice holds for what was shown and for nothing else."""
        said = repr((self.field, self.base, self.mine, self.theirs))
        return hashlib.sha256(said.encode(errors="replace")).hexdigest()[:16]


class _Edit(NamedTuple):
    """Paragraphs from `start` up to, but without, `end` of the base become these; none of the base: an insertion."""

    start: int
    end: int
    new: tuple[str, ...]


class _Group(NamedTuple):
    """Edits that touch the same paragraphs of the base."""

    start: int
    end: int
    mine: list[_Edit]
    theirs: list[_Edit]


def paragraphs(text: str) -> list[str]:
    return text.split(BREAK) if text else []


def with_one_newline(text: str) -> str:
    """Line ends as they are stored; browsers send others."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def merge_texts(
    base: str, mine: str, theirs: str, *, field: str = "body", choices: Mapping[str, str] | None = None
) -> tuple[str, list[Conflict]]:
    """The text with both sides' changes, and the conflicts for which `choices` (by `Conflict.key`) says nothing.

    Where there is one, the text has what is mine. Takes time in proportion to the length, and to the logarithm of the
    number of paragraphs.
    """
    old, own, other = (paragraphs(text) for text in (base, mine, theirs))
    merged: list[str] = []
    conflicts: list[Conflict] = []
    for part in _merged_parts(old, own, other):
        if not isinstance(part, tuple):
            merged += part
            continue
        conflict = Conflict(field, *(BREAK.join(side) for side in part))
        choice = (choices or {}).get(conflict.key)
        if choice is None:
            conflicts.append(conflict)
        merged += {THEIRS: part[2], BOTH: [*part[2], *part[1]]}.get(choice or MINE, part[1])
    return BREAK.join(merged), conflicts


def _merged_parts(
    old: Paragraphs, mine: Paragraphs, theirs: Paragraphs
) -> Iterator[list[str] | tuple[list[str], list[str], list[str]]]:
    """Paragraphs on which both agree, and between them what was there, mine and theirs where they do not.

    As diff3 does it (Khanna, Kunal, Pierce: "A Formal Investigation of Diff3"), but that what was changed side by side
    does not touch.
    """
    position = 0
    for group in _groups(_edits(old, mine), _edits(old, theirs)):
        yield list(old[position : group.start])
        yield from _settled(old, group)
        position = group.end
    yield list(old[position:])


def _edits(old: Paragraphs, new: Paragraphs) -> list[_Edit]:
    """As many paragraphs as before in one place are taken for the same ones, changed."""
    edits: list[_Edit] = []
    at_old = at_new = 0
    for old_start, new_start, size in matches(old, new):
        replaced = new[at_new:new_start]
        if old_start - at_old == len(replaced):
            edits += [_Edit(at_old + i, at_old + i + 1, (each,)) for i, each in enumerate(replaced)]
        elif old_start > at_old or replaced:
            edits.append(_Edit(at_old, old_start, tuple(replaced)))
        at_old, at_new = old_start + size, new_start + size
    return edits


def _groups(mine: list[_Edit], theirs: list[_Edit]) -> Iterator[_Group]:
    """In the order of the base; what was only added between two paragraphs touches neither."""
    marked = sorted([(edit, False) for edit in mine] + [(edit, True) for edit in theirs], key=lambda each: each[0][:2])
    group: _Group | None = None
    for edit, is_theirs in marked:
        if group is None or (edit.start >= group.end and (edit.start, edit.end) != (group.start, group.end)):
            if group:
                yield group
            group = _Group(edit.start, edit.end, [], [])
        (group.theirs if is_theirs else group.mine).append(edit)
        group = group._replace(end=max(group.end, edit.end))
    if group:
        yield group


def _settled(old: Paragraphs, group: _Group) -> Iterator[list[str] | tuple[list[str], list[str], list[str]]]:
    mine, theirs = (_applied(old, group, edits) for edits in (group.mine, group.theirs))
    if not group.theirs or mine == theirs:
        yield mine
    elif not group.mine:
        yield theirs
    elif group.start == group.end:
        yield [*theirs, *mine]
    else:
        yield list(old[group.start : group.end]), mine, theirs


def _applied(old: Paragraphs, group: _Group, edits: list[_Edit]) -> list[str]:
    position, made = group.start, []
    for edit in edits:
        made += [*old[position : edit.start], *edit.new]
        position = edit.end
    return made + list(old[position : group.end])


def merge_names(base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]) -> list[str]:
    """Names as a set, ignoring case: with what either added, without what either took away."""
    old, own, other = ({name.casefold(): name for name in names} for names in (base, mine, theirs))
    gone = {name for name in old if name not in own or name not in other}
    return [name for folded, name in {**own, **other}.items() if folded not in gone]


def merge_rows(
    field: str,
    base: Mapping[str, Any],
    mine: Mapping[str, Any],
    theirs: Mapping[str, Any],
    *,
    choices: Mapping[str, str] | None = None,
) -> tuple[dict[str, Any], list[Conflict]]:
    """Rows by their keys, each as a whole; one that is missing is as it was without either. As `merge_fields`."""
    merged: dict[str, Any] = {}
    conflicts: list[Conflict] = []
    for key in {**theirs, **mine}:
        old, own, other = base.get(key), mine.get(key), theirs.get(key)
        row = other if own in (other, old) else own
        if own not in (other, old) and other != old:
            conflict = Conflict(field, old, own, other)
            choice = (choices or {}).get(conflict.key)
            row = other if choice == THEIRS else own
            conflicts += [conflict] if choice is None else []
        if row is not None:
            merged[key] = row
    return merged, conflicts


def merge_fields(
    base: Mapping[str, Any],
    mine: Mapping[str, Any],
    theirs: Mapping[str, Any],
    *,
    choices: Mapping[str, str] | None = None,
) -> tuple[dict[str, Any], list[Conflict]]:
    """All of a post at once: `body` by paragraph, `tags` as a set, rows row by row, of others the one that was changed.

    A field that `mine` does not mention is as in `theirs`. Conflicts as `merge_texts` has them.
    """
    merged: dict[str, Any] = dict(theirs)
    conflicts: list[Conflict] = []
    for name, own in mine.items():
        old, other = base.get(name), theirs.get(name)
        if isinstance(own, Mapping):
            merged[name], found = merge_rows(name, old or {}, own, other or {}, choices=choices)
            conflicts += found
            continue
        if own in (other, old):
            merged[name] = other
        elif other == old:
            merged[name] = own
        elif name == "tags":
            merged[name] = merge_names(old or [], own, other or [])
        elif name == "body":
            merged[name], found = merge_texts(old or "", own, other or "", choices=choices)
            conflicts += found
        else:
            conflict = Conflict(name, old, own, other)
            choice = (choices or {}).get(conflict.key)
            merged[name] = other if choice == THEIRS else own
            conflicts += [conflict] if choice is None else []
    return merged, conflicts
