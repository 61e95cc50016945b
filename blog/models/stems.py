"""Stems of words, as Postgres' snowball dictionaries make them."""

from collections.abc import Collection

from django.db import connection

# Words of a language follow Zipf's law: after a few hundred posts nearly all are known.
MOST_REMEMBERED = 200_000
_remembered: dict[tuple[str, str], str] = {}


def stems(words: Collection[str], stemmer: str) -> dict[str, str]:
    """By word, its stem; an empty one where the word means nothing, such as “the”; without words that are their own."""
    if not stemmer:
        return {}
    missing = [word for word in set(words) if (stemmer, word) not in _remembered]
    if missing:
        _look_up(missing, stemmer)
    found = ((word, _remembered[stemmer, word]) for word in words)
    return {word: stem for word, stem in found if stem != word}


def _look_up(words: list[str], stemmer: str) -> None:
    if len(_remembered) > MOST_REMEMBERED:
        _remembered.clear()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word, coalesce((ts_lexize(%s::regdictionary, word))[1], '') FROM unnest(%s::text[]) word",
            [f"pg_catalog.{stemmer}_stem", words],
        )
        _remembered.update({(stemmer, word): stem for word, stem in cursor})
