"""What stands before and after a post, by date and in its series, and what it is related to."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import NamedTuple, Self

from django.utils import timezone

from blog.models import Post, PostQuerySet
from blog.models.prepared import PreparedQuery

from .paging import NEWEST_FIRST, READING_ORDER

MOST_RELATED = 4
# Two of those kept for a post may be named in its series already.
MOST_ASKED = MOST_RELATED + 2
# What a link needs.
LINK = ("kind", "title", "slug", "language", "publish_at", "published_on", "series_position")
# So many posts of a series are looked at on each side of one: its number is known up to there, however long the series.
REACH = 15


class Neighbours(NamedTuple):
    """`part` of `parts`: where in its series a post stands; 0 where that would take counting a long series."""

    before: Post | None
    after: Post | None
    part: int = 0
    parts: int = 0

    def without(self, named: Iterable[Post]) -> Self:
        """Posts that are named elsewhere on the page left out."""
        return self._replace(
            before=None if self.before in named else self.before, after=None if self.after in named else self.after
        )

    def named(self) -> list[Post]:
        return [post for post in (self.before, self.after) if post]


@PreparedQuery
def _around(now: dt.datetime, publish_at: dt.datetime, pk: int) -> PostQuerySet:
    listed = Post.objects.listed(at=now).only(*LINK)
    older = listed.before(publish_at, pk).newest_first()
    newer = listed.after(publish_at, pk).order_by("publish_at", "id")
    return older[:1].union(newer[:1], all=True)


def by_date(post: Post) -> Neighbours:
    """The listed posts published next before and next after this one."""
    place = NEWEST_FIRST.place(post)
    before, after = _sides(
        _around(timezone.now(), post.publish_at, post.pk), lambda found: NEWEST_FIRST.place(found) < place
    )
    return Neighbours(next(iter(before), None), next(iter(after), None))


def in_series(post: Post) -> Neighbours | None:
    """The listed posts next to this one in the order of its series, in one query; None for a post in none."""
    if not post.series_id:
        return None
    # Not itself: a preview looks from another place than the stored one.
    listed = Post.objects.listed(at=timezone.now()).filter(series=post.series_id).exclude(pk=post.pk)
    place = READING_ORDER.place(post)
    nearer = READING_ORDER.short_of(listed, place)
    further = READING_ORDER.ordered(READING_ORDER.beyond(listed, place))
    found = nearer.only(*LINK)[:REACH].union(further.only(*LINK)[:REACH], all=True)
    before, after = (
        sorted(side, key=READING_ORDER.place) for side in _sides(found, lambda one: READING_ORDER.place(one) < place)
    )
    part = len(before) + 1 if len(before) < REACH else 0
    parts = part + len(after) if part and len(after) < REACH else 0
    return Neighbours(before[-1] if before else None, after[0] if after else None, part, parts)


@PreparedQuery
def _related(now: dt.datetime, pk: int) -> PostQuerySet:
    return Post.objects.listed(at=now).related_to(pk).only(*LINK)[:MOST_ASKED]


def related(post: Post, named: Iterable[Post]) -> list[Post]:
    """The listed posts nearest to this one, which the worker has found, but for those named elsewhere on the page."""
    return [other for other in _related(timezone.now(), post.pk) if other not in named][:MOST_RELATED]


def _sides(found: Iterable[Post], is_before: Callable[[Post], bool]) -> tuple[list[Post], list[Post]]:
    before: list[Post] = []
    after: list[Post] = []
    for post in found:
        (before if is_before(post) else after).append(post)
    return before, after
