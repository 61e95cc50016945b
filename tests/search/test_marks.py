import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blog.search.marks import covering, marks_of_day, stretches

DAYS = st.dates(dt.date(1, 1, 1), dt.date.max)


def test_a_stretch_is_named_by_few_marks():
    assert covering(dt.date(2019, 11, 29), dt.date(2022, 2, 1)) == [
        "2019-11-29",
        "2019-11-30",
        "2019-12",
        "2020",
        "2021",
        "2022-01",
        "2022-02-01",
    ]


@settings(deadline=None)
@given(DAYS, DAYS, DAYS)
def test_a_day_has_a_mark_of_exactly_the_stretches_it_lies_in(first, last, day):
    marks = covering(first, last)
    assert bool({*marks} & {*marks_of_day(day, is_listed=True)}) == (first <= day <= last)
    assert not {*marks} & {*marks_of_day(day, is_listed=False)}


def test_unlisted_posts_are_covered_where_they_are_wanted():
    day = dt.date(2019, 5, 9)
    assert {*covering(day, day, with_unlisted=True)} & {*marks_of_day(day, is_listed=False)}


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [
        ([], [(1, 31)]),
        ([20, 10], [(20, 31), (10, 19), (1, 9)]),
        ([40, 10], [(10, 31), (1, 9)]),
        ([10, 1], [(10, 31), (1, 9)]),
        ([10, 20], [(10, 31), (1, 9)]),
    ],
)
def test_stretches_follow_one_another_back_in_time(bounds, expected):
    def may(n):
        return dt.date(2019, 4, 30) + dt.timedelta(days=n)

    found = stretches([may(n) for n in bounds], may(1), may(31))
    assert found == [(may(first), may(last)) for first, last in expected]


def test_all_of_time_is_named_by_few_marks():
    assert len(covering(dt.date.min, dt.date.max, with_unlisted=True)) < 300


@settings(deadline=None)
@given(DAYS, DAYS)
def test_any_stretch_is_named_by_few_marks(first, last):
    assert len(covering(first, last)) < 800
