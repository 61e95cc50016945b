"""Text search vectors, put together here: Postgres' own parser splits words by the server's locale, and splits none
of Chinese or Thai."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

# What Postgres can hold: positions up to this one, so many of one word.
LAST_POSITION = 16_383
MOST_POSITIONS = 255
# The stem of a word stands beside it, marked, so that completing and spelling never meet it.
STEM = "="


class Part(NamedTuple):
    """The words of one part of a post, and the weight they have: A, B, C or D."""

    weight: str
    words: list[str]


def vector(parts: Iterable[Part], stems: Mapping[str, str], *, after: int = 0) -> str:
    """As a literal of the type tsvector. `stems` has those of the words that have one unlike themselves; `after` is the
    position before the first.
    """
    places: dict[str, list[str]] = {}
    position = after
    for weight, words in parts:
        mark = "" if weight == "D" else weight
        for word in words:
            position = min(position + 1, LAST_POSITION)
            places.setdefault(word, []).append(f"{position}{mark}")
            if (stem := stems.get(word)) is not None:
                places.setdefault(STEM + stem, []).append(f"{position}{mark}")
        # A phrase does not reach from one part into the next.
        position += 1
    return " ".join(f"'{word}':{','.join(found[:MOST_POSITIONS])}" for word, found in places.items())
