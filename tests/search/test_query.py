import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blog.search import tsquery
from blog.search.query import LONGEST_QUERY, MOST_PIECES, Field, parse


def texts(pieces):
    return [" ".join(word.text for word in piece.words) for piece in pieces]


@pytest.mark.parametrize(
    ("typed", "wanted", "excluded"),
    [
        ("winter stars", ["winter", "stars"], []),
        ('"winter stars" sky', ["winter stars", "sky"], []),
        ("„Winter Sterne“ «hiver»", ["winter sterne", "hiver"], []),
        ('stars -winter -"cold sky"', ["stars"], ["winter", "cold sky"]),
        ('"never closed', ["never closed"], []),
        ("e-mail", ["e mail"], []),
        ("http://example.com", ["http example com"], []),
        ("- -- \" '", [], []),
        ("\0\x1f\u2028", [], []),
        ("stars stars", ["stars"], []),
        ("unknown:value", ["unknown value"], []),
        ("tag:", ["tag"], []),
    ],
)
def test_words_phrases_and_what_to_leave_out(typed, wanted, excluded):
    query = parse(typed)
    assert texts(query.wanted) == wanted
    assert texts([piece for piece in query.terms if piece.is_excluded]) == excluded


@pytest.mark.parametrize(
    ("typed", "field", "value"),
    [
        ("tag:moon", Field.TAG, "moon"),
        ('TAG:"Naked eye"', Field.TAG, "Naked eye"),
        ("author:Ann", Field.AUTHOR, "Ann"),
        ("source:“The Letters”", Field.SOURCE, "The Letters"),
    ],
)
def test_filters_have_values_that_may_be_quoted(typed, field, value):
    (piece,) = parse(typed).filters
    assert (piece.field, piece.value) == (field, value)
    assert parse(piece.text).filters == [piece]


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("after:2019", dt.date(2019, 1, 1), dt.date.max),
        ("before:2019-05", dt.date.min, dt.date(2019, 4, 30)),
        ("after:2019-05-31 before:2019-06-01", dt.date(2019, 5, 31), dt.date(2019, 5, 31)),
        ("after:2018 after:2020", dt.date(2020, 1, 1), dt.date.max),
        ("before:0001", dt.date.min, dt.date.min),
    ],
)
def test_days_bound_the_search(typed, first, last):
    assert parse(typed).bounds() == (first, last)


@pytest.mark.parametrize("typed", ["before:2019-13", "after:31.5.2019", "before:0000", "after:soon", "-before:2019"])
def test_what_is_no_day_is_a_word(typed):
    query = parse(typed)
    assert query.filters == []
    assert query.terms


@pytest.mark.parametrize("typed", ["", "-winter", "-tag:moon", "-- “”"])
def test_only_leaving_out_says_nothing_to_look_for(typed):
    assert parse(typed).is_empty


@pytest.mark.parametrize(
    ("typed", "completable"),
    [
        ("winter sta", "sta"),
        ('winter "sta"', None),
        ("sta tag:moon", None),
        ("sta -win", None),
        ("e-ma", None),
        ("s", None),
        ("東", None),
    ],
)
def test_only_a_last_plain_word_may_be_just_begun(typed, completable):
    piece = parse(typed).completable
    assert (piece and piece.text) == completable


def test_a_long_query_is_cut_and_says_so():
    assert parse("word " * 2_000).is_cut is True
    assert len(parse(" ".join(f"word{n}" for n in range(50))).pieces) == MOST_PIECES
    assert parse("x" * 10_000).is_cut
    assert not parse("x" * LONGEST_QUERY).is_cut


def test_filters_can_be_taken_away_and_added():
    query = parse('stars tag:moon "winter sky"')
    assert str(query.without(*query.filters)) == 'stars "winter sky"'
    assert str(query.and_also('author:"Ann Example"')) == 'stars tag:moon "winter sky" author:"Ann Example"'


@pytest.mark.parametrize(
    ("typed", "candidates", "rest"),
    [
        ("winter stars", "'winter' & 'stars'", ""),
        ('"winter stars"', "'winter' & 'stars'", "('winter' <1> 'stars')"),
        ("stars -winter", "'stars' & !'winter'", ""),
        ('stars -"a b"', "'stars'", "!('a' <1> 'b')"),
        ("東京都", "'東京' & '京都'", "('東京' <1> '京都')"),
        ('"東京 tower"', "'東京' & 'tower'", "('東京' <2> 'tower')"),
        ("京", "'京':*", ""),
    ],
)
def test_queries_for_postgres(typed, candidates, rest):
    query = parse(typed)
    assert tsquery.candidates(query, {}) == candidates
    assert tsquery.rest(query) == rest


def test_words_that_mean_nothing_are_looked_up_only_if_there_are_no_others():
    skipped = frozenset({"the", "of"})
    assert tsquery.candidates(parse("the stars"), {}, skipped) == "'stars'"
    assert tsquery.candidates(parse("of the"), {}, skipped) == "'of' & 'the'"
    assert tsquery.candidates(parse('"of the"'), {}, skipped) == "'of' & 'the'"


HOSTILE = st.text(alphabet=st.sampled_from("ab \"'-:()&|!<>*\\\0\n\t%;_tagauthorbefore2019東京ß"), max_size=600)


@settings(deadline=None)
@given(st.one_of(st.text(max_size=600), HOSTILE))
def test_anything_can_be_parsed_and_is_bounded(typed):
    query = parse(typed)
    assert len(query.pieces) <= MOST_PIECES
    assert len(str(query)) <= 3 * LONGEST_QUERY
    assert parse(str(query)).pieces == query.pieces
    query.bounds()
    tsquery.candidates(query, {})
