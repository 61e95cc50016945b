"""Pages of a list by cursor: the address of a page names the last row of the page before it, never a count of rows."""

import datetime as dt
import re
from collections.abc import Iterable
from typing import NamedTuple, Protocol

from django.db.models import IntegerField, Q, Value
from django.db.models.functions import Coalesce
from django.http import Http404, QueryDict

from blog.models import Post, PostQuerySet
from blog.models.post_indexes import UNPLACED
from blog.models.post_queryset import LINKED, OWN

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

_TOKEN = re.compile(r"-?[0-9]{1,18}(?:\.-?[0-9]{1,18})*", re.ASCII)


class Order(Protocol):
    """How a list is ordered, and how an address names a place in it."""

    parameter: str
    length: int

    def ordered(self, posts: PostQuerySet) -> PostQuerySet: ...

    def beyond(self, posts: PostQuerySet, place: tuple[int, ...]) -> PostQuerySet: ...

    def place(self, post: Post) -> tuple[int, ...]: ...


class NewestFirst:
    parameter = "before"
    length = 2

    def __init__(self, by: tuple[str, str] = OWN) -> None:
        self.by = by

    def ordered(self, posts: PostQuerySet) -> PostQuerySet:
        return posts.newest_first(self.by)

    def beyond(self, posts: PostQuerySet, place: tuple[int, ...]) -> PostQuerySet:
        return posts.before(from_microseconds(place[0]), place[1], self.by)

    def place(self, post: Post) -> tuple[int, ...]:
        return microseconds(post.publish_at), post.pk


class ReadingOrder:
    """A series: by position, and those without one after them by date."""

    parameter = "after"
    length = 3

    def ordered(self, posts: PostQuerySet) -> PostQuerySet:
        return _placed(posts).order_by("place", "publish_at", "id")

    def beyond(self, posts: PostQuerySet, place: tuple[int, ...]) -> PostQuerySet:
        position, published, pk = place[0], from_microseconds(place[1]), place[2]
        same = Q(place=position, publish_at__gt=published) | Q(place=position, publish_at=published, pk__gt=pk)
        # The second condition says nothing new, but lets the index begin at the right place.
        return _placed(posts).filter(Q(place__gt=position) | same, place__gte=position)

    def short_of(self, posts: PostQuerySet, place: tuple[int, ...]) -> PostQuerySet:
        """Those before that place, the nearest first."""
        position, published, pk = place[0], from_microseconds(place[1]), place[2]
        same = Q(place=position, publish_at__lt=published) | Q(place=position, publish_at=published, pk__lt=pk)
        nearer = _placed(posts).filter(Q(place__lt=position) | same, place__lte=position)
        return nearer.order_by("-place", "-publish_at", "-id")

    def place(self, post: Post) -> tuple[int, ...]:
        position = UNPLACED if post.series_position is None else post.series_position
        return position, microseconds(post.publish_at), post.pk


def _placed(posts: PostQuerySet) -> PostQuerySet:
    return posts.annotate(place=Coalesce("series_position", Value(UNPLACED), output_field=IntegerField()))


NEWEST_FIRST = NewestFirst()
NEWEST_LINKED_FIRST = NewestFirst(LINKED)
READING_ORDER = ReadingOrder()


class Page(NamedTuple):
    """`following` is the query string of the next page, empty on the last one."""

    posts: list[Post]
    is_first: bool
    following: str


def page_of(posts: PostQuerySet, query: QueryDict, *, size: int, order: Order = NEWEST_FIRST) -> Page:
    """Raises Http404 for a cursor that names no place, and for a page beyond the end."""
    token = query.get(order.parameter)
    if token is not None:
        posts = order.beyond(posts, _read(token, order.length))
    page = page_from(start_of(posts, size=size, order=order), size=size, order=order, is_first=token is None)
    if token is not None and not page.posts:
        raise Http404("There is nothing beyond this place.")
    return page


def start_of(posts: PostQuerySet, *, size: int, order: Order) -> PostQuerySet:
    # One more than is shown tells whether there is another page.
    return order.ordered(posts)[: size + 1]


def page_from(start: Iterable[Post], *, size: int, order: Order, is_first: bool) -> Page:
    """The page that shows what `start_of` found."""
    found = list(start)
    shown = found[:size]
    following = ""
    if len(found) > size:
        following = f"?{order.parameter}=" + ".".join(str(number) for number in order.place(shown[-1]))
    return Page(shown, is_first, following)


def _read(token: str, length: int) -> tuple[int, ...]:
    numbers = token.split(".")
    if len(numbers) != length or not _TOKEN.fullmatch(token):
        raise Http404("No such place in this list.")
    return tuple(int(number) for number in numbers)


def microseconds(moment: dt.datetime) -> int:
    return (moment - EPOCH) // dt.timedelta(microseconds=1)


def from_microseconds(number: int) -> dt.datetime:
    try:
        return EPOCH + dt.timedelta(microseconds=number)
    except OverflowError:
        raise Http404("No such moment.") from None
