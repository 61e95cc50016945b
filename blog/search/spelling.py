"""Words that look like another: keys by which they are found, and how far apart two of them are."""

import unicodedata

# Deletions of more than one letter, or beyond the beginning, would multiply the keys; see Garbe's SymSpell.
PREFIX = 7
SHORTEST, LONGEST = 3, 30
# Below so many letters, any word is near any other.
SHORTEST_CORRECTED = 4


def is_worth_keeping(word: str) -> bool:
    """In the vocabulary: a word of letters, in a script that has words."""
    if not SHORTEST <= len(word) <= LONGEST or not word.isalpha():
        return False
    return word.isascii() or not unicodedata.name(word[0], "").startswith(("CJK", "THAI", "HIRAGANA", "KATAKANA"))


def keys_of(word: str) -> list[str]:
    """The beginning, and the beginning with one letter left out: words one mistake apart have one in common."""
    start = word[:PREFIX]
    return sorted({start, *(start[:at] + start[at + 1 :] for at in range(len(start)))})


def farthest(word: str) -> int:
    """How many mistakes a word of that length may have."""
    return 0 if len(word) < SHORTEST_CORRECTED else 1 if len(word) < 8 else 2


def distance(one: str, other: str, limit: int) -> int:
    """Letters inserted, left out, replaced, or swapped with their neighbour (Damerau 1964); above `limit`, any."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        now = [i]
        for j, b in enumerate(other, start=1):
            cost = min(last[j] + 1, now[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            now.append(cost)
        if min(now) > limit:
            return limit + 1
        before, last = last, now
    return last[-1]
