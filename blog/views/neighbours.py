"""What stands before and after a post, by date and in its series, and what it is related to."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import NamedTuple

from django.utils import timezone

from blog.models import Post, PostQuerySet
from blog.models.prepared import PreparedQuery

from .paging import NEWEST_FIRST, READING_ORDER

MOST_RELATED = 4
# What a link needs.
LINK = ("kind", "title", "slug", "language", "publish_at", "published_on", "series_position")


class Neighbours(NamedTuple):
    before: Post | None
    after: Post | None


@PreparedQuery
def _around(now: dt.datetime, publish_at: dt.datetime, pk: int) -> PostQuerySet:
    listed = Post.objects.listed(at=now).only(*LINK)
    older = listed.before(publish_at, pk).newest_first()
    newer = listed.after(publish_at, pk).order_by("publish_at", "id")
    return older[:1].union(newer[:1], all=True)


def by_date(post: Post) -> Neighbours:
    """The listed posts published next before and next after this one."""
    place = NEWEST_FIRST.place(post)
    return _sorted(_around(timezone.now(), post.publish_at, post.pk), lambda found: NEWEST_FIRST.place(found) < place)


def in_series(post: Post) -> Neighbours | None:
    """The listed posts next to this one in the order of its series, in one query; None for a post in none."""
    if not post.series_id:
        return None
    listed = Post.objects.listed(at=timezone.now()).filter(series=post.series_id)
    place = READING_ORDER.place(post)
    before = READING_ORDER.short_of(listed, place)
    after = READING_ORDER.ordered(READING_ORDER.beyond(listed, place))
    found = before.only(*LINK)[:1].union(after.only(*LINK)[:1], all=True)
    return _sorted(found, lambda found: READING_ORDER.place(found) < place)


@PreparedQuery
def _related(now: dt.datetime, pk: int) -> PostQuerySet:
    return Post.objects.listed(at=now).related_to(pk).only(*LINK)[:MOST_RELATED]


def related(post: Post) -> list[Post]:
    """The listed posts nearest to this one, which the worker has found."""
    return list(_related(timezone.now(), post.pk))


def _sorted(found: Iterable[Post], is_before: Callable[[Post], bool]) -> Neighbours:
    posts = list(found)
    return Neighbours(
        next((post for post in posts if is_before(post)), None),
        next((post for post in posts if not is_before(post)), None),
    )
