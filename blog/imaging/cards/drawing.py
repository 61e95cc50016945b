"""Cards drawn in the colours and the type of the site."""

import io
from threading import Lock

from PIL import Image, ImageDraw

from .card import HEIGHT, WIDTH, CannotDraw, Card
from .layout import Block, fitted

# As static/css/tokens.css and static/favicon.svg have them.
PAPER, INK, SOFT, RULE, MARK = "#fbfaf6", "#1e1c19", "#5f5a52", "#d8d3c7", "#c8452f"
EDGE = 84
ACROSS = WIDTH - 2 * EDGE
MARK_SIZE = (76, 14)
# Of the baselines of the kicker and the footer.
KICKER, FOOTER = 144, 562
SMALL = (34, 30, 26)
# Room for one line of it.
SMALL_LINE = 50
TITLE_TOP, TITLE_BOTTOM = 178, 484
# Few colours are enough for letters on paper, and make a fifth of the bytes.
COLOURS = 48
# Fonts are kept open, and FreeType lets only one thread draw with one.
_drawing = Lock()


def draw(card: Card) -> bytes:
    """The card as a PNG of 1200 × 630 pixels; raises `CannotDraw`."""
    with _drawing:
        title = fitted(card.title, card.language, width=ACROSS, height=TITLE_BOTTOM - TITLE_TOP)
        kicker, footer = (_line(text, card.language) for text in (card.kicker, card.footer))
        picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
        pen = ImageDraw.Draw(picture)
        is_rtl = title.text.is_rtl
        left = WIDTH - EDGE - MARK_SIZE[0] if is_rtl else EDGE
        pen.rectangle((left, EDGE - 8, left + MARK_SIZE[0], EDGE - 8 + MARK_SIZE[1]), MARK)
        _write(pen, kicker, KICKER, SOFT, is_rtl)
        _write(pen, title, _first_baseline(title), INK, is_rtl)
        pen.rectangle((EDGE, FOOTER - 54, WIDTH - EDGE, FOOTER - 53), RULE)
        _write(pen, footer, FOOTER, SOFT, is_rtl)
    buffer = io.BytesIO()
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _line(text: str, language: str) -> Block | None:
    """One line of small text; nothing where it cannot be drawn, for it is not what the card is about."""
    try:
        return fitted(text, language, width=ACROSS, height=SMALL_LINE, sizes=SMALL) if text else None
    except CannotDraw:
        return None


def _first_baseline(title: Block) -> int:
    """A little above the middle of the room there is, where the eye looks for it."""
    room = TITLE_BOTTOM - TITLE_TOP - title.height
    return TITLE_TOP + round(room * 0.4 + title.size * 0.82 + (title.lead - title.size) / 2)


def _write(pen: ImageDraw.ImageDraw, block: Block | None, baseline: int, colour: str, is_rtl: bool) -> None:
    for line in block.lines if block else ():
        runs = block.runs(line)
        x = WIDTH - EDGE - sum(run.width(block.size) for run in runs) if is_rtl else EDGE
        for run in runs:
            pen.text((x, baseline), run.text, colour, run.face.at(block.size), "ls", direction=run.direction)
            x += run.width(block.size)
        baseline += block.lead
