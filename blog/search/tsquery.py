"""Queries as Postgres reads them (the type tsquery)."""

from collections.abc import Iterable, Mapping, Sequence

from .query import Piece, Query, Word

# By word, what it may stand in the index as: itself, its stems.
Forms = Mapping[str, Sequence[str]]


def candidates(query: Query, forms: Forms, skipped: frozenset[str] = frozenset()) -> str:
    """All that the index alone can tell: the words, not their order. Empty if there is no word.

    `skipped` are words that mean nothing and are not worth looking up, unless they are all there is.
    """
    wanted = [_any(word, forms) for piece in _telling(query, skipped) for word in piece.words]
    left_out = [f"!{_any(piece.words[0], forms)}" for piece in query.terms if piece.is_excluded and not piece.is_phrase]
    return " & ".join(dict.fromkeys(wanted + left_out))


def in_head(query: Query, forms: Forms, skipped: frozenset[str] = frozenset()) -> str:
    """Any of the words."""
    return " | ".join(dict.fromkeys(_any(word, forms) for piece in _telling(query, skipped) for word in piece.words))


def rest(query: Query) -> str:
    """What has to be checked in each vector: phrases, wanted and not."""
    phrases = (
        ("!" if piece.is_excluded else "") + f"({_phrase(piece.words)})" for piece in query.terms if piece.is_phrase
    )
    return " & ".join(phrases)


def _telling(query: Query, skipped: frozenset[str]) -> list[Piece]:
    telling = [piece for piece in query.wanted if piece.is_phrase or piece.words[0].text not in skipped]
    return telling or query.wanted


def _any(word: Word, forms: Forms) -> str:
    if word.is_beginning:
        return f"'{word.text}':*"
    return _either(forms.get(word.text, [word.text]))


def _either(forms: Iterable[str]) -> str:
    written = [form if form.endswith(":*") else f"'{form}'" for form in forms]
    return written[0] if len(written) == 1 else "(" + " | ".join(written) + ")"


def _phrase(words: Sequence[Word]) -> str:
    first, *others = words
    written = f"'{first.text}'" + (":*" if first.is_beginning else "")
    for word in others:
        written += f" <{word.gap}> '{word.text}'" + (":*" if word.is_beginning else "")
    return written
