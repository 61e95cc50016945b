"""What somebody may have looked for who asked for an address that is not there."""

import re
from difflib import SequenceMatcher

from .slugs import slugify

# Longer addresses were never written by a blog, nor by hand.
LONGEST_PATH = 300
LONGEST_SLUG = 100
MOST_WORDS = 12
# What stands behind an address, or before it, and names nothing itself.
_ENDINGS = frozenset("index amp page print".split())
_PLACES = frozenset("blog posts post archive archives articles article news category tag tags author authors".split())
_PAGE_OF_A_TEXT = re.compile(r"\.(html?|xhtml|shtml|md|markdown)$", re.IGNORECASE)
_FILE = re.compile(r"\.[a-z0-9_~-]{1,8}$", re.IGNORECASE)
# Read by programs, which make nothing of a suggestion.
_FOR_MACHINES = frozenset("feed rss atom trackback embed".split())
# What programs ask every site for, in search of a way in.
_PROBE = re.compile(
    r"\.|wp-|(php|my|sql|pma)*admin$|xmlrpc$|cgi-bin$|vendor$|node_modules$|actuator$|autodiscover$|boaform$|solr$|owa$"
    r"|ecp$|jenkins$|telescope$|_ignition$|_profiler$|graphql$|administrator$|api$",
    re.IGNORECASE,
)


def asked_slug(path: str) -> str:
    """The slug that this (decoded) path was probably meant to have; empty when it looks like nothing people ask for."""
    if len(path) > LONGEST_PATH or "@" in path:
        return ""
    parts = [part for part in re.split(r"[/\\]", path) if part]
    if any(_PROBE.match(part) for part in parts):
        return ""
    named = [bare for part in parts if not _names_nothing(bare := _PAGE_OF_A_TEXT.sub("", part).lower())]
    if not named or parts[-1].lower() in _FOR_MACHINES or _FILE.search(_PAGE_OF_A_TEXT.sub("", parts[-1])):
        return ""
    slug = slugify(named[-1].replace("_", " "), max_length=LONGEST_SLUG, fallback=" ").strip()
    return slug if len(slug) > 2 and len(words_of(slug)) <= MOST_WORDS else ""


def _names_nothing(part: str) -> bool:
    return part.isdecimal() or part in _ENDINGS or part in _PLACES


def words_of(slug: str) -> list[str]:
    return list(dict.fromkeys(slug.split("-")))


def telling_words(slug: str) -> list[str]:
    """Its words that are likely to be rare, the longest first."""
    telling = (word for word in words_of(slug) if len(word) > 3 or not word.isascii())
    return sorted(telling, key=len, reverse=True)


class Likeness:
    """How much slugs are like the one asked for, from 0 to 1: by the words they share, or letter by letter."""

    def __init__(self, asked: str) -> None:
        self._words = set(words_of(asked))
        self._letters = SequenceMatcher(autojunk=False)
        self._letters.set_seq2(asked)

    def of(self, slug: str) -> float:
        by_words = self._shared(set(words_of(slug)))
        self._letters.set_seq1(slug)
        if self._letters.real_quick_ratio() <= by_words or self._letters.quick_ratio() <= by_words:
            return by_words
        return max(by_words, self._letters.ratio())

    def _shared(self, words: set[str]) -> float:
        shared = _weight(words & self._words)
        return 0.7 * shared / _weight(self._words) + 0.3 * shared / _weight(words)


def _weight(words: set[str]) -> int:
    """A long word says more than a short one."""
    return sum(map(len, words)) or 1
