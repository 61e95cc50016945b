"""“Did you mean”: the query with words of the site in place of those that it does not know, if that finds more."""

from dataclasses import replace

from django.db import connection

from blog.models import PostQuerySet
from blog.search.query import Piece, Query, Word
from blog.search.spelling import distance, farthest, is_worth_keeping, keys_of

from .engine import Found, find

# With more finds than this nobody needs another word.
FEW = 2
MOST_CORRECTED = 3
# How much more common a word must be than the one that was typed.
TIMES = 10

_SQL = """
SELECT word, posts FROM blog_searchword
WHERE keys && %(keys)s::text[] AND length(word) BETWEEN %(shortest)s AND %(longest)s AND posts > %(more_than)s
ORDER BY posts DESC, word LIMIT 300
"""


def better_query(found: Found, *, allowed: PostQuerySet) -> Query | None:
    """Asks the index before it answers: a word from a post that is not among `allowed` is never offered."""
    if found.count > FEW:
        return None
    corrected = _corrected(found)
    if corrected is None:
        return None
    return corrected if find(corrected, allowed=allowed, size=1, with_facets=False).count > found.count else None


def _corrected(found: Found) -> Query | None:
    known = found.lookups.posts
    pieces: list[Piece] = []
    corrections = 0
    for piece in found.query.pieces:
        words = list(piece.words)
        for place, word in enumerate(words):
            is_suspect = not piece.is_excluded and known.get(word.text, 0) <= FEW and corrections < MOST_CORRECTED
            if is_suspect and (better := _nearest(word.text, known.get(word.text, 0))):
                words[place] = replace(word, text=better)
                corrections += 1
        pieces.append(piece if words == list(piece.words) else _retyped(piece, words))
    return Query(tuple(pieces)) if corrections else None


def _nearest(word: str, posts: int) -> str | None:
    """The most common of the words of the site that are nearest to it."""
    limit = farthest(word)
    if not limit or not is_worth_keeping(word):
        return None
    parameters = {
        "keys": keys_of(word),
        "shortest": len(word) - limit,
        "longest": len(word) + limit,
        "more_than": posts * TIMES,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SQL, parameters)
        near = [(distance(word, other, limit), -count, other) for other, count in cursor]
    return min((found for found in near if 0 < found[0] <= limit), default=(0, 0, None))[2]


def _retyped(piece: Piece, words: list[Word]) -> Piece:
    text = " ".join(word.text for word in words)
    return replace(piece, text=f'"{text}"' if piece.is_phrase else text, words=tuple(words))
