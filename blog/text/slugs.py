"""Slugs from titles and names: lower case, words joined by hyphens, letters of every script kept."""

import re
import unicodedata
from collections.abc import Callable, Collection

# Letters whose customary spelling without the mark is not simply the bare letter, and letters that do not decompose.
_SPELT_OUT = str.maketrans(
    {
        "ä": "ae",
        "ö": "oe",
        "ü": "ue",
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "oe",
        "å": "aa",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ł": "l",
        "ı": "i",
        "&": " and ",
    }
)
_APOSTROPHES = re.compile(r"(?<=\w)['’ʼ](?=\w)")
# Letters, digits and the marks that Indic and other scripts write their vowels with.
_KEPT_CATEGORIES = ("L", "N", "M")


def slugify(text: str, *, max_length: int = 100, fallback: str = "untitled") -> str:
    """A slug of at most `max_length` characters, cut between words where it can be; `fallback` if nothing is left.

    Accents are folded in Latin script (`Über` becomes `ueber`, `café` becomes `cafe`); other scripts stay as they are.
    """
    lowered = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text).lower())
    spelt = _APOSTROPHES.sub("", lowered).translate(_SPELT_OUT)
    folded = "".join(_fold(char) for char in spelt)
    words = "".join(char if _is_kept(char) else " " for char in folded).split()
    return _cut("-".join(words), max_length) or fallback[:max_length]


def is_slug(text: str) -> bool:
    """Whether `text` has the shape that `slugify` gives: words of letters, digits and marks, single hyphens between."""
    return all(
        word and all(unicodedata.category(char)[0] in _KEPT_CATEGORIES for char in word) for word in text.split("-")
    )


def unique_slug(wanted: str, taken: Collection[str] | Callable[[str], bool], *, max_length: int | None = None) -> str:
    """`wanted`, or the first of `wanted-2`, `wanted-3` … that is not taken, shortened to fit `max_length`."""
    is_taken = taken if callable(taken) else taken.__contains__
    slug, number = wanted, 1
    while is_taken(slug):
        number += 1
        suffix = f"-{number}"
        stem = wanted if max_length is None else wanted[: max_length - len(suffix)].rstrip("-")
        slug = f"{stem}{suffix}"
    return slug


def _is_kept(char: str) -> bool:
    return unicodedata.category(char)[0] in _KEPT_CATEGORIES


def _fold(char: str) -> str:
    """A Latin letter without its marks; anything else unchanged, for there a mark makes another letter."""
    if char.isascii():
        return char
    base = unicodedata.normalize("NFD", char)[0]
    return base if base.isascii() and base.isalpha() else char


def _cut(slug: str, length: int) -> str:
    if len(slug) <= length:
        return slug
    head, hyphen, _ = slug[: length + 1].rpartition("-")
    return head if hyphen and len(head) >= length // 2 else slug[:length].rstrip("-")
