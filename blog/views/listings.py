"""The lists of posts that have an address: each is shown as pages and, apart from archives, as feeds."""

import datetime as dt
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.db.models import Model
from django.http import Http404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import lazy

from blog.models import Post, PostQuerySet, Series, Source, Tag

from .pages import find
from .paging import NEWEST_FIRST, NEWEST_LINKED_FIRST, READING_ORDER, Order

BY_LINK = {"order": NEWEST_LINKED_FIRST, "feed_order": NEWEST_LINKED_FIRST}


@dataclass(frozen=True, slots=True)
class Listing:
    """`subject` is what the list is about: a tag, an author, a series, a source; none for the whole site."""

    path: str
    posts: PostQuerySet
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


def whole_site() -> Listing:
    return Listing(path=reverse("home"), posts=Post.objects.listed())


def of_tag(slug: str) -> Listing:
    tag = find(Tag.objects.all(), slug)
    return _about(tag, "tag", Post.objects.listed().with_tag(tag), tag.description, **BY_LINK)


def of_author(slug: str) -> Listing:
    author = find(get_user_model().objects.all(), slug)
    return _about(author, "author", Post.objects.listed().filter(author=author), author.bio)


def of_series(slug: str) -> Listing:
    series = find(Series.objects.all(), slug)
    return _about(
        series, "series", Post.objects.listed().filter(series=series), series.description, order=READING_ORDER
    )


def of_source(slug: str) -> Listing:
    """The posts that came from there and those with a copy there."""
    source = find(Source.objects.all(), slug)
    return _about(source, "source", Post.objects.listed().at_source(source), source.description, **BY_LINK)


LISTINGS = {"tag": of_tag, "author": of_author, "series": of_series, "source": of_source}


def of_year(year: int) -> Listing:
    return _of_days("year", reverse("year", args=[year]), f"{year:04}", *_bounds(year, 1, year + 1, 1))


def of_month(year: int, month: int) -> Listing:
    after = (year, month + 1) if month < 12 else (year + 1, 1)
    first, end = _bounds(year, month, *after)
    # Said in the site's language, which is not known before the page is rendered.
    title = lazy(date_format, str)(first, "YEAR_MONTH_FORMAT")
    return _of_days("month", reverse("month", args=[year, month]), title, first, end)


def _about(subject: Model, kind: str, posts: PostQuerySet, description: str, **orders: Order) -> Listing:
    return Listing(subject.get_absolute_url(), posts, str(subject), description, subject, kind, **orders)


def _bounds(year: int, month: int, end_year: int, end_month: int) -> tuple[dt.date, dt.date]:
    if not 1 < year < dt.MAXYEAR:
        raise Http404("No such year.")
    return dt.date(year, month, 1), dt.date(end_year, end_month, 1)


def _of_days(kind: str, path: str, title: str, first: dt.date, end: dt.date) -> Listing:
    return Listing(path, Post.objects.listed().of_days(first, end), title, kind=kind, has_feeds=False)
