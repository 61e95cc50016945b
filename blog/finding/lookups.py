"""What has to be known before the index is asked: stems, beginnings, how common words are, whom filters mean."""

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property

from django.db import connection
from django.db.models import Model, Q
from django.db.models.functions import Lower

from accounts.models import User
from blog.models import Source, Tag
from blog.search.marks import AUTHOR, SOURCE, TAG, mark
from blog.search.query import Field, Piece, Query
from blog.search.vectors import STEM
from blog.text.slugs import slugify

# Beginnings of more words than this are looked up as the most used of them.
MOST_BEGINNINGS = 8
# In so many posts the index finds all words of a beginning at once.
FEW_POSTS = 5_000
# Authors may share a name.
MOST_MEANT = 100

_SQL = """
WITH RECURSIVE used AS (
    (SELECT stemmer FROM blog_postsearch ORDER BY stemmer LIMIT 1)
    UNION ALL
    SELECT (SELECT s.stemmer FROM blog_postsearch s WHERE s.stemmer > used.stemmer ORDER BY s.stemmer LIMIT 1)
    FROM used WHERE used.stemmer IS NOT NULL
), stems AS (
    SELECT word, stemmer, (ts_lexize(('pg_catalog.' || stemmer || '_stem')::regdictionary, word))[1] AS stem
    FROM unnest(%(words)s::text[]) word, used WHERE stemmer <> ''
), begun AS (
    SELECT word, posts FROM (
        SELECT word, posts FROM blog_searchword WHERE word LIKE %(beginning)s LIMIT 5000
    ) begin_so ORDER BY posts DESC
)
SELECT set_config('statement_timeout', %(timeout)s, true),
       (SELECT json_agg(json_build_array(word, stemmer, stem)) FROM stems),
       (SELECT json_object_agg(word, posts) FROM blog_searchword WHERE word = ANY(%(words)s)),
       (SELECT sum(posts) FROM begun),
       (SELECT json_agg(word) FROM (SELECT word FROM begun LIMIT %(most)s) top),
       (SELECT reltuples FROM pg_class WHERE oid = 'blog_postsearch'::regclass),
       (SELECT histogram_bounds::text::timestamptz[]::date[] FROM pg_stats
         WHERE schemaname = current_schema() AND tablename = 'blog_postsearch' AND attname = 'moment')
"""


@dataclass
class Lookups:
    """`unknown` are filters that mean nobody and nothing."""

    query: Query
    stems: list[tuple[str, str, str | None]]
    posts: dict[str, int]
    posts_begun: int
    begun: list[str]
    rows: float
    moments: list[dt.date]
    marks: dict[Piece, list[str]] = field(default_factory=dict)

    @cached_property
    def forms(self) -> dict[str, list[str]]:
        """By word, what it may stand in the index as."""
        forms: dict[str, dict[str, None]] = {}
        for word in {word.text for piece in self.query.terms for word in piece.words}:
            forms[word] = {word: None}
        for word, _, stem in self.stems:
            if stem:
                forms[word] |= {STEM + stem: None, stem: None}
        if completable := self.completable:
            forms[completable.words[0].text] |= dict.fromkeys(self._completions(completable.words[0].text))
        return {word: list(found) for word, found in forms.items()}

    @cached_property
    def completable(self) -> Piece | None:
        """The last word, unless it is a whole one that begins too many: “the”."""
        last = self.query.completable
        return None if last is None or last.words[0].text in self.meaningless else last

    def _completions(self, beginning: str) -> list[str]:
        # Postgres puts together all posts that have any of the words before it looks at anything else.
        posts = self.posts_begun + self.posts.get(beginning, 0)
        return [f"'{beginning}':*"] if posts <= FEW_POSTS else self.begun

    @cached_property
    def meaningless(self) -> frozenset[str]:
        """Words such as “the”, in every language of the site that has stemmers."""
        stemmers = {stemmer for _, stemmer, _ in self.stems}
        empty: dict[str, set[str]] = {}
        for word, stemmer, stem in self.stems:
            if not stem:
                empty.setdefault(word, set()).add(stemmer)
        return frozenset(word for word, found in empty.items() if found == stemmers)

    @property
    def rarest(self) -> int | None:
        """In how many posts the rarest word is, as far as that is known."""
        counts = [self.posts.get(w.text) for p in self.query.wanted for w in p.words if p != self.completable]
        return min((count for count in counts if count is not None), default=None)

    @property
    def unknown(self) -> list[Piece]:
        return [piece for piece, found in self.marks.items() if not found]


def look_up(query: Query, *, milliseconds: int) -> Lookups:
    """In one statement, and one more for each kind of filter. Later ones of the transaction end after that time."""
    completable = query.completable
    beginning = completable.words[0].text if completable else ""
    parameters = {
        "words": sorted({word.text for piece in query.terms for word in piece.words}),
        "beginning": f"{beginning}_%" if beginning else "",
        "most": MOST_BEGINNINGS,
        "timeout": f"{milliseconds}ms",
    }
    with connection.cursor() as cursor:
        cursor.execute(_SQL, parameters)
        _, stems, posts, posts_begun, begun, rows, moments = cursor.fetchone()
    found = Lookups(query, stems or [], posts or {}, posts_begun or 0, begun or [], rows or 0, moments or [])
    for name, (model, kind) in SUBJECTS.items():
        if pieces := [piece for piece in query.filters if piece.field is name]:
            found.marks |= _subjects(model, kind, pieces)
    return found


def _subjects(model: type[Model], kind: str, pieces: list[Piece]) -> dict[Piece, list[str]]:
    """By filter, the marks of those it may mean, by name or by slug."""
    names = {piece: piece.value.lower() for piece in pieces}
    slugs = {piece: slugify(piece.value, fallback="-") for piece in pieces}
    rows = model.objects.annotate(lower_name=Lower("name"))
    rows = rows.filter(Q(lower_name__in=names.values()) | Q(slug__in=slugs.values()))[:MOST_MEANT]
    named = list(rows.values_list("pk", "lower_name", "slug"))
    return {
        piece: [mark(kind, key) for key, name, slug in named if name == names[piece] or slug == slugs[piece]]
        for piece in pieces
    }


SUBJECTS = {Field.TAG: (Tag, TAG), Field.SOURCE: (Source, SOURCE), Field.AUTHOR: (User, AUTHOR)}
