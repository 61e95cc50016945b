"""What stands before and after a post: by date, and in its series."""

from collections.abc import Callable
from typing import NamedTuple

from django.utils import timezone

from blog.models import Post, PostQuerySet

from .paging import READING_ORDER

# What a link needs.
LINK = ("kind", "title", "slug", "publish_at", "published_on", "series_position")


class Neighbours(NamedTuple):
    before: Post | None
    after: Post | None


def by_date(post: Post) -> Neighbours:
    """The listed posts published next before and next after this one."""
    listed = Post.objects.listed(at=timezone.now()).only(*LINK)
    older = listed.before(post.publish_at, post.pk).newest_first()
    newer = listed.after(post.publish_at, post.pk).order_by("publish_at", "id")
    # Two queries: Django takes longer to put together their union than Postgres to answer both.
    return Neighbours(next(iter(older[:1]), None), next(iter(newer[:1]), None))


def in_series(post: Post) -> Neighbours | None:
    """The listed posts next to this one in the order of its series, in one query; None for a post in none."""
    if not post.series_id:
        return None
    listed = Post.objects.listed(at=timezone.now()).filter(series=post.series_id)
    place = READING_ORDER.place(post)
    before = READING_ORDER.short_of(listed, place)
    after = READING_ORDER.ordered(READING_ORDER.beyond(listed, place))
    return _nearest(before, after, lambda found: READING_ORDER.place(found) < place)


def _nearest(before: PostQuerySet, after: PostQuerySet, is_before: Callable[[Post], bool]) -> Neighbours:
    found = list(before.only(*LINK)[:1].union(after.only(*LINK)[:1], all=True))
    return Neighbours(
        next((post for post in found if is_before(post)), None),
        next((post for post in found if not is_before(post)), None),
    )
