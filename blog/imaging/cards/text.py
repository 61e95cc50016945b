"""A text made ready for drawing: in which font and direction each sign goes, and where a line may end."""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from bidi import algorithm

from .card import CannotDraw
from .fonts import PLAIN_SCRIPTS, Face, can_shape, face_for, script_of

RTL_LANGUAGES = frozenset("ar arc ckb dv fa he ks ps sd ug ur yi".split())
JOINERS = "\u200c\u200d"
ELLIPSIS = "…"
LONGEST = 300
# Emoji and the like are left out where no font has them; words never are.
DISPENSABLE = ("So", "Sk", "Sm", "Cn", "Co")
# Japanese and Chinese lines may end between any two signs but before and after these.
NEVER_FIRST = frozenset("、。，．・：；？！ー々ゝゞヽヾぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ…‥〜%％°")
# Thai writes these before, and those after, the sign that they belong to.
GLUED_AFTER, GLUED_BEFORE = frozenset("เแโใไ"), frozenset("ะาำๅๆ")


class Run(NamedTuple):
    """Signs that are drawn in one go."""

    text: str
    face: Face
    is_rtl: bool

    def width(self, size: int) -> float:
        return self.face.at(size).getlength(self.text, direction=self.direction)

    @property
    def direction(self) -> str | None:
        """As Pillow wants it; it knows of none where it cannot shape."""
        return ("rtl" if self.is_rtl else "ltr") if can_shape() else None


@dataclass(frozen=True)
class Text:
    """Raises `CannotDraw` when it is made of something that cannot be drawn here."""

    signs: str
    faces: tuple[Face, ...]
    levels: tuple[int, ...]
    is_rtl: bool

    @classmethod
    def of(cls, text: str, language: str, *, is_rtl: bool | None = None) -> "Text":
        signs, faces = _drawable(clean(text), language)
        if is_rtl is None:
            is_rtl = _runs_from_right(signs, language)
        _refuse_unshaped(signs, is_rtl)
        return cls(signs, faces, _levels(signs, is_rtl), is_rtl)

    def runs(self, start: int, end: int) -> list[Run]:
        """What stands in this part of the text, from left to right."""
        spans = [
            (key, [*places]) for key, places in groupby(range(start, end), lambda i: (self.levels[i], self.faces[i]))
        ]
        runs = [
            (level, Run(self.signs[places[0] : places[-1] + 1], face, level % 2 == 1))
            for (level, face), places in spans
        ]
        return _in_visual_order(runs)

    def width(self, start: int, end: int, size: int) -> float:
        return sum(run.width(size) for run in self.runs(start, end))

    @cached_property
    def breaks(self) -> list[int]:
        """Where a new line may begin, ascending, the end of the text included."""
        return [i for i in range(1, len(self.signs)) if _may_break(self.signs[i - 1], self.signs[i])] + [
            len(self.signs)
        ]

    @cached_property
    def clusters(self) -> list[int]:
        """Where a word that fits into no line may be broken."""
        return [i for i in range(1, len(self.signs)) if not _are_glued(self.signs[i - 1], self.signs[i])] + [
            len(self.signs)
        ]

    def break_after(self, start: int) -> int:
        return self.breaks[bisect_right(self.breaks, start)]


def _runs_from_right(signs: str, language: str) -> bool:
    """As its first letter does; in a language that does, also when a foreign name comes first."""
    if algorithm.get_base_level(signs):
        return True
    is_rtl = language.partition("-")[0].lower() in RTL_LANGUAGES
    return is_rtl and any(unicodedata.bidirectional(sign) in ("R", "AL") for sign in signs)


def clean(text: str) -> str:
    """In one line, without what directs other programs."""
    text = unicodedata.normalize("NFC", text[: 4 * LONGEST])
    text = "".join(sign if sign in JOINERS or unicodedata.category(sign)[0] != "C" else " " for sign in text)
    text = re.sub("[\ufe00-\ufe0f\u20e3]|[\U000e0000-\U000e0fff]", "", text)
    return re.sub(r"\s+", " ", text).strip(f" {JOINERS}")[:LONGEST]


def _drawable(text: str, language: str) -> tuple[str, tuple[Face, ...]]:
    """The signs that are drawn, each with its font: as long as one font has them, it is not left."""
    kept: list[str] = []
    faces: list[Face | None] = []
    missing: list[str] = []
    for sign in text:
        kind = unicodedata.category(sign)
        face = _face_of(sign, kind, faces[-1] if faces else None, language)
        if face is not None or kind[0] == "Z" or sign in JOINERS:
            kept.append(sign)
            faces.append(face or (faces[-1] if faces else None))
        elif kind not in DISPENSABLE:
            missing.append(sign)
    if missing:
        letters = [sign for sign in missing if unicodedata.category(sign)[0] == "L"]
        scripts = sorted({script_of(sign).title() for sign in letters or missing})
        raise CannotDraw(f"no font here has its letters: {', '.join(scripts)}")
    first = next((face for face in faces if face), None)
    if first is None:
        raise CannotDraw("there is nothing in it that could be drawn")
    return _without_gaps("".join(kept), tuple(face or first for face in faces))


def _face_of(sign: str, kind: str, before: Face | None, language: str) -> Face | None:
    if sign in JOINERS:
        return before
    # Letters choose; what stands between them stays with them where it can.
    if before and (kind[0] in "MPZ" or kind == "Nd") and (before.has(sign) or kind[0] == "Z"):
        return before
    return None if kind[0] == "Z" else face_for(sign, language)


def _without_gaps(signs: str, faces: tuple[Face, ...]) -> tuple[str, tuple[Face, ...]]:
    """Without the doubled spaces and loose joiners that left-out signs leave."""
    kept: list[int] = []
    for i, sign in enumerate(signs):
        is_doubled = sign == " " and (not kept or signs[kept[-1]] == " ")
        if not is_doubled and not (sign in JOINERS and not _joins(signs, i)):
            kept.append(i)
    while kept and signs[kept[-1]] == " ":
        kept.pop()
    return "".join(signs[i] for i in kept), tuple(faces[i] for i in kept)


def _joins(signs: str, place: int) -> bool:
    around = signs[max(place - 1, 0) : place] + signs[place + 1 : place + 2]
    return all(unicodedata.category(sign)[0] in "LM" for sign in around)


def _refuse_unshaped(signs: str, is_rtl: bool) -> None:
    if can_shape():
        return
    letters = {script_of(sign) for sign in signs if unicodedata.category(sign)[0] in "LM"}
    if is_rtl or letters - PLAIN_SCRIPTS - {"COMBINING", "MODIFIER"}:
        raise CannotDraw("the library FriBiDi is not here, which its script needs")


def _levels(signs: str, is_rtl: bool) -> tuple[int, ...]:
    """Of each sign, by the Unicode Bidirectional Algorithm (UAX #9): odd ones run from right to left."""
    places = [i for i, sign in enumerate(signs) if sign not in JOINERS]
    storage = algorithm.get_empty_storage()
    storage["base_level"], storage["base_dir"] = int(is_rtl), "LR"[is_rtl]
    algorithm.get_embedding_levels("".join(signs[i] for i in places), storage)
    algorithm.explicit_embed_and_overrides(storage)
    algorithm.resolve_weak_types(storage)
    algorithm.resolve_neutral_types(storage, False)
    algorithm.resolve_implicit_levels(storage, False)
    known = dict(zip(places, (sign["level"] for sign in storage["chars"]), strict=True))
    levels: list[int] = []
    for i in range(len(signs)):
        levels.append(known.get(i, levels[-1] if levels else int(is_rtl)))
    return tuple(levels)


def _in_visual_order(runs: list[tuple[int, Run]]) -> list[Run]:
    """Rule L2: from the highest level down, what is at least that high is turned round."""
    for level in range(max((level for level, _ in runs), default=0), 0, -1):
        parts = [[*part] for _, part in groupby(runs, lambda run: run[0] >= level)]  # noqa: B023  (used at once)
        runs = [run for part in parts for run in (reversed(part) if part[0][0] >= level else part)]
    return [run for _, run in runs]


def _may_break(before: str, after: str) -> bool:
    if after == " " or _are_glued(before, after):
        return False
    if before == " ":
        return after not in "–—"
    if before in "-–—/" and after.isalpha():
        return True
    if after in NEVER_FIRST or unicodedata.category(after) in ("Pe", "Pf", "Po", "Pd"):
        return False
    return unicodedata.category(before) not in ("Ps", "Pi") and (_is_ideographic(before) or _is_ideographic(after))


def _is_ideographic(sign: str) -> bool:
    """Of a script that puts no spaces between words; Korean does."""
    is_wide = unicodedata.east_asian_width(sign) in "WF" or sign in NEVER_FIRST
    return is_wide and script_of(sign) != "HANGUL"


def _are_glued(before: str, after: str) -> bool:
    is_mark = unicodedata.category(after)[0] == "M"
    return is_mark or before in JOINERS or after in JOINERS or before in GLUED_AFTER or after in GLUED_BEFORE
