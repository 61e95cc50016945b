"""Finds posts: candidates by the index alone, then rank, phrases and facets within them.

However many posts match, only the newest CANDIDATES of them are looked at, and as many of those that have one of the
words in title or tags. Which those are depends on nothing but the posts.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from blog.models import PostQuerySet
from blog.search import tsquery
from blog.search.marks import covering, stretches
from blog.search.query import Field, Query

from .lookups import Lookups, look_up

CANDIDATES = 300
# Of one statement, whatever was asked.
MILLISECONDS = 2_000
MOST_OF_A_FACET = 10
# A word in fewer posts than this is found without going back in time step by step.
RARE = 4_000
# The newest posts are looked through first, in steps that grow.
STEPS = (4_000, 12_000, 40_000, 120_000, 400_000)
# Where a filter passes over most of them, fewer and longer steps.
LONG_STEPS = (40_000, 400_000)

_BRANCH = """
(SELECT post_id FROM blog_postsearch WHERE {conditions} ORDER BY moment DESC, post_id DESC LIMIT {limit})
"""
_SQL = """
WITH in_head AS MATERIALIZED (SELECT post_id FROM ({in_head}) steps LIMIT {limit}),
in_text AS MATERIALIZED (SELECT post_id FROM ({in_text}) steps LIMIT {limit}),
ranked AS MATERIALIZED (
    SELECT s.post_id, s.moment, s.marks, {rank} AS rank
    FROM blog_postsearch s
    WHERE s.post_id IN (SELECT post_id FROM in_head UNION SELECT post_id FROM in_text) {rest}
), found AS MATERIALIZED (
    SELECT * FROM ranked WHERE post_id IN (SELECT allowed.id FROM ({allowed}) allowed)
)
SELECT (SELECT count(*) FROM found),
       (SELECT count(*) FROM in_head) >= {limit} OR (SELECT count(*) FROM in_text) >= {limit},
       (SELECT array_agg(post_id) FROM (
           SELECT post_id FROM found ORDER BY rank DESC, moment DESC, post_id DESC
           OFFSET %(offset)s LIMIT %(size)s
       ) shown),
       {facets}
"""
_FACETS = """
(SELECT json_object_agg(mark, posts) FROM (
    SELECT mark, count(*) AS posts, row_number() OVER (
        PARTITION BY CASE WHEN strpos(mark, ':') > 0 THEN split_part(mark, ':', 1) END ORDER BY count(*) DESC, mark DESC
    ) AS place
    FROM found, unnest(marks) mark WHERE length(mark) = 4 OR strpos(mark, ':') > 0 GROUP BY mark
) counted WHERE place <= %(most)s)
"""
# A hit in the title counts for ten in the text. An exact word counts beside its stem. The newest get a fifth more.
_RANK = """
ts_rank('{{0.1, 0.25, 0.5, 1.0}}', s.words, {query}::tsquery)
    * (1 + 0.2 / (1 + greatest(extract(epoch FROM %(now)s - s.moment), 0) / 31556952))
"""


class TooSlow(Exception):  # noqa: N818  (says what happened)
    """The database took longer for a search than anybody wants to wait."""


@dataclass(frozen=True)
class Found:
    """`keys` are the posts of the page, the best first. `is_capped`: there are more than `count`."""

    query: Query
    lookups: Lookups
    count: int = 0
    is_capped: bool = False
    keys: list[int] = field(default_factory=list)
    facets: dict[str, int] = field(default_factory=dict)


def find(
    query: Query,
    *,
    allowed: PostQuerySet,
    offset: int = 0,
    size: int = 10,
    is_public: bool = True,
    marks: tuple[str, ...] = (),
    with_facets: bool = True,
    at: dt.datetime | None = None,
) -> Found:
    """The posts among `allowed` that match, best first. Raises TooSlow.

    `is_public`: only those that are in lists are candidates at all. `marks`: only those with all of these.
    """
    with _bounded():
        lookups = look_up(query, milliseconds=MILLISECONDS)
        search = _Search(query, lookups, is_public=is_public, marks=marks, now=at or timezone.now())
        if search.is_hopeless:
            return Found(query, lookups)
        return search.run(allowed, offset, size, with_facets=with_facets)


@contextmanager
def _bounded() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", "") == "57014":
            raise TooSlow from error
        raise


class _Search:
    def __init__(
        self, query: Query, lookups: Lookups, *, is_public: bool, marks: tuple[str, ...], now: dt.datetime
    ) -> None:
        self.query = query
        self.lookups = lookups
        self.is_public = is_public
        self.now = now
        self.parameters: dict[str, Any] = {"now": now}
        self.first, self.last = query.bounds()
        if is_public:
            # Of the day where it is latest on Earth.
            self.last = min(self.last, (now + dt.timedelta(days=1)).date())
        self.needed = sorted(marks)
        forms, skipped = lookups.forms, lookups.meaningless
        self.parameters["words"] = tsquery.candidates(query, forms, skipped)
        self.parameters["head"] = tsquery.in_head(query, forms, skipped)
        self.parameters["rest"] = tsquery.rest(query)

    @property
    def is_hopeless(self) -> bool:
        wants_unknown = any(not piece.is_excluded for piece in self.lookups.unknown)
        return self.query.is_empty or wants_unknown or self.first > self.last

    def run(self, allowed: PostQuerySet, offset: int, size: int, *, with_facets: bool) -> Found:
        allowed_sql, allowed_parameters = _named_parameters(allowed)
        head = self.parameters["head"]
        sql = _SQL.format(
            in_head=self._steps(with_head=True) if head else "SELECT NULL::bigint AS post_id WHERE false",
            in_text=self._steps(with_head=False),
            limit=CANDIDATES,
            rank=_RANK.format(query="%(head)s") if head else "0",
            rest="AND s.words @@ %(rest)s::tsquery" if self.parameters["rest"] else "",
            allowed=allowed_sql,
            facets=_FACETS if with_facets else "NULL",
        )
        self.parameters |= allowed_parameters | {"offset": offset, "size": size, "most": MOST_OF_A_FACET}
        with connection.cursor() as cursor:
            cursor.execute(sql, self.parameters)
            count, is_capped, keys, facets = cursor.fetchone()
        return Found(self.query, self.lookups, count, is_capped, keys or [], facets or {})

    def _steps(self, *, with_head: bool) -> str:
        branches = [
            _BRANCH.format(conditions=self._conditions(number, *stretch, with_head=with_head), limit=CANDIDATES)
            for number, stretch in enumerate(self._stretches())
        ]
        return " UNION ALL ".join(branches)

    def _stretches(self) -> list[tuple[dt.date, dt.date]]:
        return stretches(self._bounds(), self.first, self.last)

    def _bounds(self) -> list[dt.date]:
        """Where the steps back in time begin, from what Postgres knows of how moments are spread."""
        moments, rows, rarest = self.lookups.moments, self.lookups.rows, self.lookups.rarest
        if len(moments) < 2 or rows < STEPS[0] or (rarest is not None and rarest < RARE):
            return []
        steps = LONG_STEPS if self.needed or self._any_of() else STEPS
        places = ((1 - step / rows) * (len(moments) - 1) for step in steps if step < rows)
        days = dict.fromkeys(moments[int(place)] for place in places)
        return [_rounded(day, moments[-1]) for day in days]

    def _conditions(self, number: int, first: dt.date, last: dt.date, *, with_head: bool) -> str:
        name = f"days_{number}"
        self.parameters[name] = covering(first, last, with_unlisted=not self.is_public)
        conditions = [f"marks && %({name})s::text[]"]
        if self.needed:
            self.parameters["needed"] = self.needed
            conditions.append("marks @> %(needed)s::text[]")
        for position, (is_excluded, found) in enumerate(self._any_of()):
            self.parameters[f"any_{position}"] = found
            conditions.append(f"{'NOT ' if is_excluded else ''}marks && %(any_{position})s::text[]")
        if self.parameters["words"]:
            conditions.append("words @@ %(words)s::tsquery")
        if with_head:
            conditions.append("head @@ %(head)s::tsquery")
        if self.is_public:
            # Says nothing new of what is out, but keeps what is not yet, or no longer, from taking the places.
            conditions.append("moment <= %(now)s AND (expire_at IS NULL OR expire_at > %(now)s)")
        return " AND ".join(conditions)

    def _any_of(self) -> list[tuple[bool, list[str]]]:
        """Marks of which a post must have one, or none if they are to be left out."""
        filters = [(piece, found) for piece, found in self.lookups.marks.items() if found]
        wanted = [(piece.field, found) for piece, found in filters if not piece.is_excluded]
        # A post has one author, but may have several tags and be at several sources.
        authors = [mark for kind, found in wanted if kind is Field.AUTHOR for mark in found]
        groups = [authors] if authors else []
        groups += [found for kind, found in wanted if kind is not Field.AUTHOR]
        left_out = [found for piece, found in filters if piece.is_excluded]
        return [*((False, found) for found in groups), *((True, found) for found in left_out)]


def _rounded(day: dt.date, newest: dt.date) -> dt.date:
    """To the beginning of a month or year, if it is long ago: fewer marks name the stretch then."""
    age = (newest - day).days
    return day.replace(month=1, day=1) if age > 1500 else day.replace(day=1) if age > 60 else day


def _named_parameters(queryset: QuerySet) -> tuple[str, dict[str, Any]]:
    """Its keys as SQL with named parameters, to stand in a statement that has some of its own."""
    sql, parameters = queryset.order_by().values("id").query.sql_with_params()
    names = [f"allowed_{number}" for number in range(len(parameters))]
    return sql % tuple(f"%({name})s" for name in names), dict(zip(names, parameters, strict=True))
