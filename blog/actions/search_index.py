"""The index of search, kept like the posts. Triggers note which posts changed; these verbs take them from there."""

import json
from collections import Counter
from collections.abc import Collection, Iterable
from itertools import chain

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection, transaction
from django.db.models import BooleanField, ExpressionWrapper, OuterRef

from blog.models import CrossPost, Post, PostSearch, PostTag, SearchWordChange, SiteSettings, StaleSearch
from blog.models.post_indexes import LISTED
from blog.models.stems import stems
from blog.search import marks
from blog.search.spelling import is_worth_keeping, keys_of
from blog.search.vectors import STEM, Part, vector
from blog.search.words import words_of
from blog.text.stemmers import stemmer_of

# Of the way vectors and marks are made; a higher one has the worker make all anew.
INDEX_VERSION = 1
# Of a text, in characters: about 40,000 words. Postgres' vectors end at 1 MB.
LONGEST_TEXT = 250_000


@transaction.atomic
def index_changed_posts(*, keys: Collection[int] | None = None, limit: int = 200) -> int:
    """Bring up to date what search knows of the posts that changed: of these, or of the next; how many.

    Whoever changes a post now waits, at the trigger, until this is committed, and then has it done again.
    """
    taken = _take(keys, limit)
    if taken:
        index_posts(keys=taken)
    return len(taken)


def _take(keys: Collection[int] | None, limit: int) -> list[int]:
    """Take these from the notes, or as many as the limit that nobody else has at the moment."""
    with connection.cursor() as cursor:
        if keys is None:
            cursor.execute(_TAKE_NEXT, [limit])
        else:
            cursor.execute("DELETE FROM blog_stalesearch WHERE post_id = ANY(%s) RETURNING post_id", [list(keys)])
        return [key for (key,) in cursor]


# An array is made once; of a plain subquery the planner may ask again for each row, and so take more than the limit.
_TAKE_NEXT = """
DELETE FROM blog_stalesearch WHERE post_id = ANY(ARRAY(
    SELECT post_id FROM blog_stalesearch ORDER BY post_id LIMIT %s FOR UPDATE SKIP LOCKED
)) RETURNING post_id
"""


def index_posts(*, keys: Collection[int]) -> None:
    """Within a transaction that has taken the notes about them."""
    site_language = SiteSettings.load().language
    posts = list(_with_all_that_is_indexed(keys))
    made = [_indexed(post, stemmer_of(post.language or site_language)) for post in posts]
    before = _words_now(keys)
    PostSearch.objects.bulk_create(
        made,
        update_conflicts=True,
        unique_fields=["post"],
        update_fields=["words", "head", "marks", "moment", "expire_at", "stemmer", "version"],
    )
    _note_words(before, made)


def _with_all_that_is_indexed(keys: Collection[int]) -> Iterable[Post]:
    tags = PostTag.objects.filter(post=OuterRef("pk")).order_by("pk")
    sources = CrossPost.objects.filter(post=OuterRef("pk")).values("source").distinct()
    return (
        Post.objects.filter(pk__in=keys)
        .only(
            "title", "plain_text", "toc", "language", "author", "publish_at", "published_on", "expire_at", "created_at"
        )
        .annotate(
            tag_names=ArraySubquery(tags.values("tag__name")),
            tag_keys=ArraySubquery(tags.values("tag")),
            source_keys=ArraySubquery(sources),
            is_listable=ExpressionWrapper(LISTED, output_field=BooleanField()),
        )
    )


def _indexed(post: Post, stemmer: str) -> PostSearch:
    head = [
        Part("A", words_of(post.title)),
        Part("B", list(chain.from_iterable(map(words_of, post.tag_names)))),
    ]
    headings = (words_of(heading["text"]) for heading in post.toc)
    rest = [
        Part("C", list(chain.from_iterable(headings))),
        Part("D", words_of(post.plain_text[:LONGEST_TEXT])),
    ]
    stem_of = {word: stem for word, stem in stems({*chain(*(p.words for p in head + rest))}, stemmer).items() if stem}
    search = PostSearch(
        post=post,
        words=vector(head + rest, stem_of),
        head=vector(head, stem_of),
        marks=_marks(post, stemmer),
        moment=post.publish_at or post.created_at,
        expire_at=post.expire_at,
        stemmer=stemmer,
        version=INDEX_VERSION,
    )
    search.vocabulary = {word for part in head + rest for word in part.words if is_worth_keeping(word)}
    return search


def _marks(post: Post, stemmer: str) -> list[str]:
    day = (post.published_on if post.publish_at else None) or post.created_at.date()
    return [
        *marks.marks_of_day(day, is_listed=post.is_listable),
        marks.mark(marks.AUTHOR, post.author_id),
        *(marks.mark(marks.TAG, key) for key in post.tag_keys),
        *(marks.mark(marks.SOURCE, key) for key in post.source_keys),
    ]


def _words_now(keys: Collection[int]) -> Counter[str]:
    """How many of these posts have each word, as indexed before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word, count(*) FROM blog_postsearch, unnest(tsvector_to_array(words)) word"
            " WHERE post_id = ANY(%s) AND left(word, 1) <> %s GROUP BY 1",
            [list(keys), STEM],
        )
        return Counter({word: count for word, count in cursor if is_worth_keeping(word)})


def _note_words(before: Counter[str], made: Iterable[PostSearch]) -> None:
    now = Counter(chain.from_iterable(search.vocabulary for search in made))
    now.subtract(before)
    if deltas := {word: delta for word, delta in now.items() if delta}:
        SearchWordChange.objects.create(deltas=deltas)


@transaction.atomic
def count_words(*, limit: int = 100) -> int:
    """Fold as many changes into the vocabulary, which only the worker writes; how many there were."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM blog_searchwordchange WHERE id IN"
            " (SELECT id FROM blog_searchwordchange ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED) RETURNING deltas",
            [limit],
        )
        changes = [json.loads(deltas) for (deltas,) in cursor]
        total: Counter[str] = Counter()
        for deltas in changes:
            total.update(deltas)
        rows = sorted((word, delta) for word, delta in total.items() if delta)
        cursor.executemany(_COUNT, [(word, delta, keys_of(word)) for word, delta in rows])
        gone = [word for word, delta in rows if delta < 0]
        cursor.execute("DELETE FROM blog_searchword WHERE word = ANY(%s) AND posts <= 0", [gone])
    return len(changes)


_COUNT = """
INSERT INTO blog_searchword AS known (word, posts, keys) VALUES (%s, %s, %s)
ON CONFLICT (word) DO UPDATE SET posts = known.posts + EXCLUDED.posts
"""


@transaction.atomic
def note_posts(*, after: int, limit: int, outdated_only: bool) -> int | None:
    """Note the next posts by key for `index_changed_posts`; the last key looked at, None at the end.

    `outdated_only`: those that are not indexed, or as an older version of us did it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, {"after": after, "limit": limit, "version": INDEX_VERSION if outdated_only else 0})
        return cursor.fetchone()[0]


_NOTE = """
WITH looked_at AS (
    SELECT id FROM blog_post WHERE id > %(after)s ORDER BY id LIMIT %(limit)s
), noted AS (
    INSERT INTO blog_stalesearch (post_id) SELECT id FROM looked_at
    WHERE NOT EXISTS (SELECT FROM blog_postsearch WHERE post_id = id AND version = %(version)s)
    ORDER BY id ON CONFLICT DO NOTHING
)
SELECT max(id) FROM looked_at
"""


@transaction.atomic
def note_outdated(*, limit: int) -> int:
    """Note as many of those that an older version of us indexed; how many. Costs nothing where there are none."""
    keys = list(PostSearch.objects.filter(version__lt=INDEX_VERSION).values_list("pk", flat=True)[:limit])
    StaleSearch.objects.bulk_create([StaleSearch(post_id=key) for key in sorted(keys)], ignore_conflicts=True)
    return len(keys)
