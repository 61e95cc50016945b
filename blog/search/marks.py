"""Marks of a post in the index: what it can be narrowed down by, and when it appeared, in three grains.

A listed post of 9 May 2019 has `2019`, `2019-05` and `2019-05-09`; one that is in no list has the same with an `x`
before it, of the day it was created if it has no other. So few marks name any stretch of time. What lies outside the
years that blogs write about has two more: of its century, and of all of it.
"""

import calendar
import datetime as dt
from collections.abc import Collection, Iterator

TAG, AUTHOR, SOURCE = "tag", "author", "source"
UNLISTED = "x"
FIRST_YEAR, LAST_YEAR = 1970, 2099
EARLIER, LATER = "earlier", "later"


def mark(kind: str, key: int | str) -> str:
    return f"{kind}:{key}"


def marks_of_day(day: dt.date, *, is_listed: bool) -> list[str]:
    whole = day.isoformat()
    before = "" if is_listed else UNLISTED
    marks = [before + whole[:4], before + whole[:7], before + whole]
    if FIRST_YEAR <= day.year <= LAST_YEAR:
        return marks
    return [*marks, before + _century(day), before + (EARLIER if day.year < FIRST_YEAR else LATER)]


def _century(day: dt.date) -> str:
    return f"c{day.year // 100:02}"


def covering(first: dt.date, last: dt.date, *, with_unlisted: bool = False) -> list[str]:
    """The fewest marks that all posts have from `first` to `last`, and no others."""
    outside = []
    if first == dt.date.min:
        first = dt.date(FIRST_YEAR, 1, 1)
        outside = [EARLIER] if last >= first else list(_cover(dt.date.min, last))
    if last == dt.date.max:
        last = dt.date(LAST_YEAR, 12, 31)
        outside += [LATER] if first <= last else list(_cover(first, dt.date.max))
    plain = outside + list(_cover(first, last))
    return plain + [UNLISTED + one for one in plain] if with_unlisted else plain


def _cover(first: dt.date, last: dt.date) -> Iterator[str]:
    day = first
    while day <= last:
        end_of_year = dt.date(day.year, 12, 31)
        end_of_month = dt.date(day.year, day.month, calendar.monthrange(day.year, day.month)[1])
        end_of_century = _end_of_century(day)
        if end_of_century and end_of_century <= last:
            yield _century(day)
            end = end_of_century
        elif day.month == day.day == 1 and end_of_year <= last:
            yield f"{day.year:04}"
            end = end_of_year
        elif day.day == 1 and end_of_month <= last:
            yield f"{day.year:04}-{day.month:02}"
            end = end_of_month
        else:
            yield day.isoformat()
            end = day
        if end == dt.date.max:
            return
        day = end + dt.timedelta(days=1)


def _end_of_century(day: dt.date) -> dt.date | None:
    """Of one that begins on that day, outside the years that blogs write about."""
    is_outside = not FIRST_YEAR <= day.year <= LAST_YEAR
    begins = day.month == day.day == 1 and (day.year % 100 == 0 or day.year == 1)
    if not (is_outside and begins):
        return None
    last = day.year // 100 * 100 + 99
    return dt.date(FIRST_YEAR - 1 if day.year < FIRST_YEAR <= last else last, 12, 31)


def stretches(bounds: Collection[dt.date], first: dt.date, last: dt.date) -> list[tuple[dt.date, dt.date]]:
    """From `last` back to `first`, cut at the bounds (newest first), each of which begins a stretch."""
    found, end = [], last
    for bound in bounds:
        if first < bound <= end:
            found.append((bound, end))
            end = bound - dt.timedelta(days=1)
    if first <= end:
        found.append((first, end))
    return found
