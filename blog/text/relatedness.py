"""How near two posts are: by the tags and telling words that they share, the rare ones more than the common ones."""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass

MOST_WORDS = 12
# Of what stands in more posts than this, nobody counts how many.
COMMON = 2_000
WORD_WEIGHT = 0.4
OTHER_LANGUAGE = 0.5
# One rare tag or one rare word is enough, what half of all posts have is not.
NEAR_ENOUGH = 0.3


@dataclass(frozen=True, slots=True)
class Rarity:
    """From 0, in every post, to 1, in one of them; by how many of `posts` posts have a thing."""

    posts: int

    def of(self, count: float) -> float:
        rare = math.log((self.posts + 1) / max(count, 1)) / math.log(self.posts + 1)
        return min(max(rare, 0), 1)


def telling_words(counted: Mapping[str, int], rarity: Mapping[str, float], otherwise: float) -> list[str]:
    """Of words with how often a post uses them, those that tell most of it, the most telling first."""
    worth = {
        word: (1 + math.log(count)) * rarity.get(word, otherwise)
        for word, count in counted.items()
        if len(word) > (2 if word.isascii() else 0)
        and len(word) < 40
        and not word.lstrip("-").replace(".", "").isdecimal()
    }
    return sorted(worth, key=lambda word: (-worth[word], word))[:MOST_WORDS]


@dataclass(frozen=True, slots=True)
class Profile:
    """What a post is known by: of tags their keys, of words their stems."""

    language: str
    tags: Collection[int]
    words: Collection[str]


def nearness(
    one: Profile, other: Profile, tags: Mapping[int, float], words: Mapping[str, float], otherwise: float
) -> float:
    """Of rarities by tag and by word; a word that is not among them has the rarity `otherwise`."""
    by_tags = sum(tags.get(tag, 0) for tag in set(one.tags) & set(other.tags))
    by_words = sum(words.get(word, otherwise) for word in set(one.words) & set(other.words))
    near = by_tags + WORD_WEIGHT * by_words
    return near if one.language == other.language else near * OTHER_LANGUAGE
