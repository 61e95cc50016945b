"""The lists of posts that have an address: each is shown as pages and, apart from archives, as feeds."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache, wraps
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Model
from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import lazy

from blog.models import Post, PostQuerySet, Series, Source, Tag
from blog.models.prepared import PreparedQuery
from blog.models.source import SourceQuerySet

from .pages import nearest
from .paging import NEWEST_FIRST, NEWEST_LINKED_FIRST, READING_ORDER, Order, Page, page_from, page_of, start_of

BY_LINK = {"order": NEWEST_LINKED_FIRST, "feed_order": NEWEST_LINKED_FIRST}


@dataclass(frozen=True, slots=True)
class Listing:
    """`subject` is what the list is about: a tag, an author, a series, a source; none for the whole site.

    `choose` makes its posts of the moment and the `arguments`.
    """

    path: str
    choose: Callable[..., PostQuerySet]
    arguments: tuple[Any, ...] = ()
    title: str = ""
    description: str = ""
    subject: Model | None = None
    kind: str = "home"
    order: Order = NEWEST_FIRST
    feed_order: Order = NEWEST_FIRST
    has_feeds: bool = True

    @property
    def website(self) -> str:
        return getattr(self.subject, "website", "") or getattr(self.subject, "home_url", "")

    @property
    def source(self) -> Source | None:
        return self.subject if isinstance(self.subject, Source) else None

    @property
    def is_archive(self) -> bool:
        return self.kind in ("year", "month")

    @property
    def posts(self) -> PostQuerySet:
        return self.choose(timezone.now(), *self.arguments)

    def cards(self, query: QueryDict, size: int) -> Page:
        """The page of it that the query string asks for."""
        # Archives reckon with their days; and first pages are what most readers see.
        if self.is_archive or self.order.parameter in query:
            return page_of(self.posts.cards(), query, size=size, order=self.order)
        found = _first_cards(self.choose, self.order, size)(timezone.now(), *self.arguments)
        return page_from(found, size=size, order=self.order, is_first=True)


@lru_cache
def _first_cards(choose: Callable[..., PostQuerySet], order: Order, size: int) -> PreparedQuery:
    @PreparedQuery
    @wraps(choose)
    def first_cards(*arguments: Any) -> PostQuerySet:
        return start_of(choose(*arguments).cards(), size=size, order=order)

    return first_cards


def whole_site() -> Listing:
    return Listing(reverse("home"), _listed)


def _listed(at: dt.datetime) -> PostQuerySet:
    return Post.objects.listed(at=at)


def featured() -> Post | None:
    """What leads the front page: the newest listed post that somebody has chosen for it."""
    return next(iter(_featured(timezone.now())), None)


@PreparedQuery
def _featured(at: dt.datetime) -> PostQuerySet:
    return Post.objects.listed(at=at).featured().cards().newest_first()[:1]


def of_tag(slug: str) -> Listing:
    tag = _subject(Tag, slug)
    return _about(tag, "tag", _with_tag, tag.description, **BY_LINK)


def _with_tag(at: dt.datetime, tag: int) -> PostQuerySet:
    return Post.objects.listed(at=at).with_tag(tag, at=at)


def of_author(slug: str) -> Listing:
    author = _subject(get_user_model(), slug)
    return _about(author, "author", _by_author, author.bio)


def _by_author(at: dt.datetime, author: int) -> PostQuerySet:
    return Post.objects.listed(at=at).filter(author=author)


def of_series(slug: str) -> Listing:
    series = _subject(Series, slug)
    return _about(series, "series", _in_series, series.description, order=READING_ORDER)


def _in_series(at: dt.datetime, series: int) -> PostQuerySet:
    return Post.objects.listed(at=at).filter(series=series)


def of_source(slug: str) -> Listing:
    """The posts that came from there and those with a copy there."""
    source = nearest(_sources(slug, slug.lower()), slug)
    return _about(source, "source", _at_source, source.description, **BY_LINK)


@PreparedQuery
def _sources(slug: str, lower_slug: str) -> SourceQuerySet:
    return Source.objects.with_logos().filter(slug__in=[slug, lower_slug])


def _at_source(at: dt.datetime, source: int) -> PostQuerySet:
    return Post.objects.listed(at=at).at_source(source, at=at)


LISTINGS = {"tag": of_tag, "author": of_author, "series": of_series, "source": of_source}


def of_year(year: int) -> Listing:
    return _of_days("year", reverse("year", args=[year]), f"{year:04}", *_bounds(year, 1, year + 1, 1))


def of_month(year: int, month: int) -> Listing:
    after = (year, month + 1) if month < 12 else (year + 1, 1)
    first, end = _bounds(year, month, *after)
    # Said in the site's language, which is not known before the page is rendered.
    title = lazy(date_format, str)(first, "YEAR_MONTH_FORMAT")
    return _of_days("month", reverse("month", args=[year, month]), title, first, end)


def _subject(model: type[Model], slug: str) -> Any:
    """The row of this slug, however its letters are cased; Http404 if there is none."""
    return nearest(_of_slugs(model)(slug, slug.lower()), slug)


@cache
def _of_slugs(model: type[Model]) -> PreparedQuery:
    return PreparedQuery(lambda slug, lower_slug: model.objects.filter(slug__in=[slug, lower_slug]))


def _about(
    subject: Model, kind: str, choose: Callable[..., PostQuerySet], description: str, **orders: Order
) -> Listing:
    path = subject.get_absolute_url()
    return Listing(path, choose, (subject.pk,), str(subject), description, subject, kind, **orders)


def _bounds(year: int, month: int, end_year: int, end_month: int) -> tuple[dt.date, dt.date]:
    if not 1 < year < dt.MAXYEAR:
        raise Http404("No such year.")
    return dt.date(year, month, 1), dt.date(end_year, end_month, 1)


def _of_days(kind: str, path: str, title: str, first: dt.date, end: dt.date) -> Listing:
    return Listing(path, _in_days, (first, end), title, kind=kind, has_feeds=False)


def _in_days(at: dt.datetime, first: dt.date, end: dt.date) -> PostQuerySet:
    return Post.objects.listed(at=at).of_days(first, end)
