"""The words of a text as search knows them: without case, accents and ligatures, in every script."""

import re
import unicodedata
from collections.abc import Iterator

# Longer ones are cut, in texts and in queries alike: nobody types them, and Postgres takes 2,046 bytes.
LONGEST_WORD = 60

# Marks over and under letters of the scripts that spell the same word without them: Latin, Greek, Cyrillic; the
# points of Hebrew and Arabic, and Arabic's lengthening stroke. In Indic scripts a mark is a vowel and stays.
_MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u065f\u0670]"
)
# Letters that do not decompose.
_SPELT_OUT = str.maketrans(
    {
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ł": "l",
        "ħ": "h",
        "ŧ": "t",
        "ı": "i",
        "ʻ": "'",
        "ʼ": "'",
    }
)
# A format character inside a word (soft hyphen, joiner) is no letter.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
# Scripts that put no spaces between words: Thai, Lao, Burmese, Khmer, kana, and all Chinese characters.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_UNSPACED += "\U00020000-\U0003ffff"
_RUNS = re.compile(rf"[{_UNSPACED}]+|(?:(?![{_UNSPACED}])[^\W_]|(?<=[^\W_])[\u0900-\u0dff\u0f00-\u0fff])+")
RUN_IN_TEXT = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u1fff\u3099\u309a\u00ad])*")


def fold(text: str) -> str:
    """As compared: `Straße` is `strasse`, `Crème` is `creme`, `ﬁn` is `fin`."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", _INVISIBLE.sub("", text)).casefold()
    return unicodedata.normalize("NFC", _MARKS.sub("", unicodedata.normalize("NFKD", decomposed))).translate(_SPELT_OUT)


def words_of(text: str) -> list[str]:
    """The words in their order; of a script without spaces every two neighbouring letters, and the last one alone."""
    return [word for run in runs_of(text) for word in parts_of(run)]


def runs_of(text: str) -> list[str]:
    """What stands together, folded: words, and pieces of a script without spaces as a whole."""
    return _RUNS.findall(fold(text))


def parts_of(run: str) -> Iterator[str]:
    if not is_unspaced(run):
        yield run[:LONGEST_WORD]
        return
    for at in range(len(run) - 1):
        yield run[at : at + 2]
    yield run[-1]


def is_unspaced(run: str) -> bool:
    return run > "\u0e00" and _FIRST_UNSPACED.match(run) is not None


_FIRST_UNSPACED = re.compile(f"[{_UNSPACED}]")
