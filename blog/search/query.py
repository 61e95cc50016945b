"""What somebody typed, understood: words, phrases, what to leave out, what to narrow down by. Never raises."""

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum

from .words import is_unspaced, parts_of, runs_of

# Beyond these nothing is read: a query is a line, not a text.
LONGEST_QUERY = 400
MOST_PIECES = 24

_PIECE = re.compile(r'(-?)(?:([a-zA-Z]{3,6}):)?(?:["“”„«»]([^"“”„«»]*)(?:["“”„«»]|$)|([^\s"“”„«»]+))')
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{1,2}))?(?:-([0-9]{1,2}))?", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")


class Field(StrEnum):
    TAG = "tag"
    AUTHOR = "author"
    SOURCE = "source"
    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Word:
    """A word as folded, and how many places after the word before it stands; one to be found by its beginning."""

    text: str
    gap: int = 1
    is_beginning: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing that was typed: a filter if it has a field, otherwise a term; `text` is how to type it again."""

    text: str
    words: tuple[Word, ...] = ()
    is_excluded: bool = False
    field: Field | None = None
    value: str = ""
    day: dt.date | None = None

    @property
    def is_phrase(self) -> bool:
        return len(self.words) > 1


@dataclass(frozen=True, slots=True)
class Query:
    pieces: tuple[Piece, ...] = ()
    is_cut: bool = False

    def __str__(self) -> str:
        return " ".join(piece.text for piece in self.pieces)

    @property
    def terms(self) -> list[Piece]:
        return [piece for piece in self.pieces if piece.field is None]

    @property
    def wanted(self) -> list[Piece]:
        return [piece for piece in self.terms if not piece.is_excluded]

    @property
    def filters(self) -> list[Piece]:
        return [piece for piece in self.pieces if piece.field is not None]

    @property
    def is_empty(self) -> bool:
        """Whether it says what to look for: only leaving something out is not enough."""
        return not self.wanted and not any(not piece.is_excluded for piece in self.filters)

    @property
    def completable(self) -> Piece | None:
        """The last word, if it may be the beginning of one."""
        last = self.pieces[-1] if self.pieces else None
        if last is None or last.field or last.is_excluded or last.is_phrase or last.text.startswith('"'):
            return None
        return last if len(last.words[0].text) > 1 and not last.words[0].is_beginning else None

    def bounds(self) -> tuple[dt.date, dt.date]:
        """The first and the last day that `after:` and `before:` leave; in the wrong order where they leave none."""
        first, last = dt.date(1, 1, 1), dt.date.max
        for piece in self.filters:
            if piece.field is Field.AFTER:
                first = max(first, piece.day)
            elif piece.field is Field.BEFORE:
                last = min(last, piece.day - dt.timedelta(days=1) if piece.day > dt.date.min else piece.day)
        return first, last

    def without(self, *dropped: Piece) -> "Query":
        return Query(tuple(piece for piece in self.pieces if piece not in dropped))

    def and_also(self, text: str) -> "Query":
        """With what this text says besides, at the end."""
        return Query((*self.pieces, *parse(text).pieces))


def parse(text: str) -> Query:
    """Reads the first LONGEST_QUERY characters and MOST_PIECES pieces; `is_cut` says that there was more."""
    line = " ".join(_CONTROL.sub(" ", text[: LONGEST_QUERY + 1]).split())
    pieces: list[Piece] = []
    for sign, field, quoted, bare in _PIECE.findall(line[:LONGEST_QUERY]):
        piece = _filter(sign, field.lower(), quoted or bare) if field else None
        piece = piece or _term(sign, f"{field}:{bare}" if field and bare else quoted or bare, is_quoted=bool(quoted))
        if piece and piece not in pieces:
            pieces.append(piece)
    is_cut = len(text.strip()) > LONGEST_QUERY or len(pieces) > MOST_PIECES
    return Query(tuple(pieces[:MOST_PIECES]), is_cut)


def _filter(sign: str, field: str, value: str) -> Piece | None:
    value = value.strip()
    if field not in set(Field) or not value:
        return None
    kind = Field(field)
    day = None
    if kind in (Field.BEFORE, Field.AFTER) and (sign or (day := _day(value)) is None):
        return None
    return Piece(f"{sign}{kind}:{quoted(value)}", is_excluded=bool(sign), field=kind, value=value, day=day)


def quoted(value: str) -> str:
    """A value as it has to be typed."""
    return value if re.fullmatch(r"[^\s\"“”„«»]+", value) else '"' + re.sub('["“”„«»]', "", value) + '"'


def _day(value: str) -> dt.date | None:
    """The first day of what is named: 2019, 2019-05, 2019-05-31."""
    if not (match := _DATE.fullmatch(value)):
        return None
    year, month, day = (int(number or 1) for number in match.groups())
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _term(sign: str, text: str, *, is_quoted: bool) -> Piece | None:
    words = tuple(_words(text))
    if not words:
        return None
    shown = f'"{text.strip()}"' if is_quoted else text
    return Piece(sign + shown, words, is_excluded=bool(sign))


def _words(text: str) -> list[Word]:
    """In a text each has a place; the last letter of a run without spaces has one too, but says nothing new."""
    found: list[Word] = []
    place = last = 0
    for run in runs_of(text):
        parts = list(parts_of(run))
        told = parts[:-1] if is_unspaced(run) and len(parts) > 1 else parts
        for part in told:
            place += 1
            found.append(Word(part, place - last, is_beginning=is_unspaced(run) and len(run) == 1))
            last = place
        place += len(parts) - len(told)
    return found
