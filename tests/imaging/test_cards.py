"""Social cards fit whatever the title is, run in its direction, and are refused where they would show empty boxes."""

import io
from dataclasses import replace
from itertools import pairwise

import pytest
from PIL import Image, ImageColor

from blog.imaging.cards import fonts, text
from blog.imaging.cards.card import HEIGHT, WIDTH, CannotDraw, Card
from blog.imaging.cards.drawing import EDGE, INK, MARK, TITLE_BOTTOM, TITLE_TOP, draw
from blog.imaging.cards.layout import SIZES, fitted
from blog.imaging.cards.text import Text

needs_fribidi = pytest.mark.skipif(not fonts.can_shape(), reason="the system has no FriBiDi")
CARD = Card("Rain on the hill", "Notes", "Ada · 18 November 2014", "en")
SENTENCE = "The quick brown fox explains at length why nobody needs to jump over a lazy dog. "
TITLES = {
    "one letter": ("I", "en"),
    "short": ("Rain", "en"),
    "300 letters": ((SENTENCE * 4)[:300], "en"),
    "one word of 80 letters": (
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
        "de",
    ),
    "300 letters without a space": ("W" * 300, "en"),
    "Greek": ("Ένας θόλος στην τιμή ενός αυτοκινήτου", "el"),
    "Cyrillic": ("Купол по цене подержанного автомобиля", "ru"),
    "Vietnamese": ("Một mái vòm với giá của một chiếc xe cũ", "vi"),
    "hostile": ("</script><script>alert(1)</script> \x00\u202e\u2066 %s {{ x }}", "en"),
}
SHAPED = {
    "Arabic": ("قبة بثمن سيارة مستعملة: ما تعلمناه على التل", "ar"),
    "300 letters of Arabic": (("ما تعلمناه على التل في ليالي الشتاء الطويلة " * 8)[:300], "ar"),
    "Hebrew": ("כיפה במחיר של מכונית משומשת", "he"),
    "mixed": ("Django 5.2 و PostgreSQL (الجزء 3)", "ar"),
    "Hindi": ("पुरानी कार की कीमत में एक गुंबद", "hi"),
    "Thai": ("โดมในราคารถมือสองหนึ่งคัน", "th"),
}


@pytest.fixture
def no_system_fonts(monkeypatch):
    monkeypatch.setattr(fonts, "_system_files", dict)
    fonts._candidates.cache_clear()
    yield
    fonts._candidates.cache_clear()


@pytest.fixture
def no_fribidi(monkeypatch):
    for module in (fonts, text):
        monkeypatch.setattr(module, "can_shape", lambda: False)


def drawn(title, language="en"):
    picture = Image.open(io.BytesIO(draw(replace(CARD, title=title, language=language))))
    assert (picture.format, picture.size) == ("PNG", (WIDTH, HEIGHT))
    return picture.convert("RGB")


def inked(picture, colour=INK):
    """The box around all that is nearly of this colour."""
    wanted = ImageColor.getrgb(colour)
    bands = [
        band.point(lambda value, goal=goal: 255 if abs(value - goal) < 40 else 0)
        for band, goal in zip(picture.split(), wanted, strict=True)
    ]
    both = Image.composite(bands[0], Image.new("L", picture.size), bands[1])
    return Image.composite(both, Image.new("L", picture.size), bands[2]).getbbox()


def fits(picture):
    left, top, right, bottom = inked(picture)
    return left >= EDGE - 8 and right <= WIDTH - EDGE + 8 and top >= TITLE_TOP - 40 and bottom <= TITLE_BOTTOM + 16


@pytest.mark.parametrize(("title", "language"), TITLES.values(), ids=TITLES.keys())
def test_title_fits(title, language):
    assert fits(drawn(title, language))


@needs_fribidi
@pytest.mark.parametrize(("title", "language"), SHAPED.values(), ids=SHAPED.keys())
def test_title_fits_whatever_its_script(title, language):
    assert fits(drawn(title, language))


def test_walker_sees_what_does_not_fit():
    picture = Image.new("RGB", (WIDTH, HEIGHT), "white")
    picture.paste(INK, (0, 200, 200, 260))
    assert not fits(picture)


@needs_fribidi
def test_card_is_mirrored_where_its_title_runs_from_right_to_left():
    assert inked(drawn("Rain"), MARK)[0] == EDGE
    assert inked(drawn("מטר", "he"), MARK)[2] == WIDTH - EDGE + 1
    assert inked(drawn("Django על הגבעה", "he"), MARK)[2] == WIDTH - EDGE + 1
    assert inked(drawn("Django on the hill", "he"), MARK)[0] == EDGE


@needs_fribidi
@pytest.mark.parametrize(
    ("signs", "language", "order"),
    [
        ("the word שלום here", "en", ["the word ", "שלום", " here"]),
        ("שלום עולם 42 נו", "he", [" נו", "42", "שלום עולם "]),
        ("abc (שלום) 1", "he", ["1", " (שלום) ", "abc"]),
    ],
)
def test_runs_stand_as_they_are_read(signs, language, order):
    ready = Text.of(signs, language)
    runs = ready.runs(0, len(signs))
    # One font may give way to another within a run: only the order counts.
    merged = [runs[0].text]
    for before, run in pairwise(runs):
        if before.is_rtl == run.is_rtl:
            merged[-1] = run.text + merged[-1] if run.is_rtl else merged[-1] + run.text
        else:
            merged.append(run.text)
    assert merged == order


def test_short_title_is_larger_than_a_long_one():
    short, long = (fitted(title, "en", width=1032, height=306) for title in ("Rain", SENTENCE * 3))
    assert short.size == SIZES[0]
    assert SIZES[-1] <= long.size < 72


def test_title_that_does_not_fit_at_the_smallest_size_ends_in_an_ellipsis():
    block = fitted("W" * 300, "en", width=1032, height=306)
    assert block.size == SIZES[-1]
    assert block.text.signs.endswith("W…")
    assert block.height <= 306


def test_lines_are_of_much_the_same_length():
    block = fitted("A dome for the price of a used car", "en", width=1032, height=306)
    widths = [block.text.width(*line, block.size) for line in block.lines]
    assert len(widths) == 2
    assert min(widths) > 0.7 * max(widths)


def test_word_is_not_broken_when_a_smaller_size_saves_it():
    block = fitted("Unterbeamtengesellschaftssekretariat", "de", width=1032, height=306)
    assert len(block.lines) == 1


def test_lines_of_ideographs_end_anywhere_but_before_a_full_stop(monkeypatch):
    monkeypatch.setattr(text, "face_for", lambda sign, language: fonts._brought()[0])
    ready = Text.of("雨が降る。「丘」で。", "ja")
    assert ready.breaks == [1, 2, 3, 5, 8, 10]


def test_what_is_only_decoration_is_left_out_where_no_font_has_it(no_system_fonts):
    ready = Text.of("Rain 🌧️ on 👩‍👩‍👧‍👦 the hill ☃", "en")
    assert ready.signs == "Rain on the hill"


def test_title_of_decoration_only_is_refused(no_system_fonts):
    with pytest.raises(CannotDraw, match="nothing in it"):
        draw(replace(CARD, title="🌧️ 👩‍👩‍👧‍👦"))


def test_script_that_no_font_has_is_refused_by_name(no_system_fonts):
    with pytest.raises(CannotDraw, match="no font here has its letters: Cjk, Hiragana"):
        draw(replace(CARD, title="雨が降る"))


def test_small_lines_that_cannot_be_drawn_are_left_out(no_system_fonts):
    assert draw(replace(CARD, footer="雨")) == draw(replace(CARD, footer=""))


@pytest.mark.parametrize(("title", "language"), SHAPED.values(), ids=SHAPED.keys())
def test_script_that_needs_a_shaper_is_refused_without_one(no_fribidi, title, language):
    with pytest.raises(CannotDraw, match="FriBiDi"):
        Text.of(title, language)


def test_latin_needs_no_shaper(no_fribidi, no_system_fonts):
    assert fits(drawn("Rain on the hill – “naïve” café, Über Łódź"))


@pytest.mark.parametrize("field", ["title", "kicker", "footer", "language"])
def test_digest_tells_cards_apart_that_say_something_else(field):
    assert replace(CARD).digest == CARD.digest
    assert replace(CARD, **{field: "de"}).digest != CARD.digest


def test_same_card_is_the_same_file():
    assert draw(CARD) == draw(CARD)
