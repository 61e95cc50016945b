import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blog.search.passages import LENGTH, Wanted


def hits(segments):
    return [segment.text for segment in segments if segment.is_hit]


def test_the_passage_is_the_line_with_most_of_the_words():
    text = "About stars.\nIn winter the stars are bright.\nStars, stars, stars."
    look_for = Wanted(words=frozenset({"winter", "stars"}))
    assert look_for.best_passage(text) == "In winter the stars are bright."
    assert hits(look_for.segments("In winter the stars are bright.")) == ["winter", "stars"]


def test_a_long_line_is_cut_around_the_first_hit():
    line = "word " * 300 + "needle " + "word " * 300
    passage = Wanted(words=frozenset({"needle"})).best_passage(line)
    assert "needle" in passage
    assert len(passage) <= LENGTH + 4
    assert passage.startswith("… word")
    assert passage.endswith("word …")


def test_beginnings_mark_whole_words_and_words_no_parts():
    assert hits(Wanted(beginnings=("tele",)).segments("A telescope, a Telegram, hotel")) == ["telescope", "Telegram"]
    assert hits(Wanted(words=frozenset({"art"})).segments("art, party, Art")) == ["art", "Art"]


def test_stems_are_asked_for_and_marked():
    look_for = Wanted(words=frozenset({"cities"}), stems=frozenset({"citi"}))
    passage = look_for.best_passage("Nothing.\nThe city and a cite.")
    assert passage == "The city and a cite."
    assert look_for.may_be_stemmed(passage) == {"city", "cite"}
    assert hits(look_for.segments(passage, {"city"})) == ["city"]


def test_accents_do_not_matter_and_are_kept():
    look_for = Wanted(words=frozenset({"creme"}))
    assert hits(look_for.segments("Une crème, une Cre\u0300me.")) == ["crème", "Cre\u0300me"]


def test_pieces_of_scripts_without_spaces_are_marked_where_they_stand():
    look_for = Wanted(pieces=frozenset({"東京", "京都"}))
    assert look_for.best_passage("昨日\n私は東京都に行く") == "私は東京都に行く"
    assert hits(look_for.segments("私は東京都に行く")) == ["東京都"]


@settings(deadline=None)
@given(st.text(max_size=400), st.sets(st.text(alphabet="abß東é", min_size=1, max_size=3), max_size=3))
def test_segments_put_together_are_the_text(text, words):
    look_for = Wanted(words=frozenset(words), beginnings=tuple(words), pieces=frozenset(words))
    assert "".join(segment.text for segment in look_for.segments(text)) == text


@pytest.mark.parametrize("text", ["", "\n\n", "no such word"])
def test_no_passage_where_nothing_is_found(text):
    assert Wanted(words=frozenset({"needle"})).best_passage(text) == ""
