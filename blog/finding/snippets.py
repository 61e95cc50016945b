"""Passages of the posts that a page of results shows."""

from collections.abc import Collection

from django.db import connection

from blog.models import Post
from blog.search.passages import Segment, Wanted
from blog.search.query import Query
from blog.search.vectors import STEM
from blog.search.words import is_unspaced

from .lookups import Lookups


def wanted(query: Query, lookups: Lookups) -> Wanted:
    completable = lookups.completable
    terms = [word.text for piece in query.wanted for word in piece.words]
    stems = {form.removeprefix(STEM) for p in query.wanted if not p.is_phrase
             for form in lookups.forms.get(p.words[0].text, ()) if form.startswith(STEM)}  # fmt: skip
    telling = [word for word in terms if word not in lookups.meaningless] or terms
    return Wanted(
        words=frozenset(word for word in telling if not is_unspaced(word)),
        beginnings=(completable.words[0].text,) if completable else (),
        stems=frozenset(stems),
        pieces=frozenset(word for word in telling if is_unspaced(word)),
    )


def add_snippets(posts: Collection[Post], query: Query, lookups: Lookups) -> None:
    """Give each post `title_segments` and `snippet`, which end as they were where nothing was found in them."""
    look_for = wanted(query, lookups)
    passages = {post.pk: look_for.best_passage(post.text) or post.summary for post in posts}
    asked = [(word, post.stemmer) for post in posts
             for word in look_for.may_be_stemmed(f"{post.title}\n{passages[post.pk]}") if post.stemmer]  # fmt: skip
    stemmed = _with_stems(asked, look_for.stems)
    for post in posts:
        hits = {word for word, stemmer in stemmed if stemmer == post.stemmer}
        post.title_segments = look_for.segments(post.title, hits)
        post.snippet = look_for.segments(passages[post.pk], hits)


def _with_stems(asked: Collection[tuple[str, str]], stems: Collection[str]) -> set[tuple[str, str]]:
    """Those of the words, each with its stemmer, whose stem is one of these."""
    pairs = sorted(set(asked))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word, stemmer FROM unnest(%s::text[], %s::text[]) asked (word, stemmer)"
            " WHERE (ts_lexize(('pg_catalog.' || stemmer || '_stem')::regdictionary, word))[1] = ANY(%s)",
            [[word for word, _ in pairs], [stemmer for _, stemmer in pairs], list(stems)],
        )
        return set(cursor.fetchall())


__all__ = ["Segment", "add_snippets", "wanted"]
