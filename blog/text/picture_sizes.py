"""How wide pictures are shown, for the `sizes` attribute: the same widths that the stylesheets say.

A browser reads it long before the stylesheets, so a `rem` is 16 pixels there unless the reader says otherwise; a `rem`
of the stylesheets, which is the size of the text, is `_REM` here.
"""

# --size-text, --edge and --measure of tokens.css, and what is left of the window.
_REM = "clamp(1.0625rem, max(.78rem + .5vw, .2rem + .9vw), 2.5rem)"
_EDGE = "clamp(16px, 5vw, 48px)"
_COLUMN = f"33 * {_REM}, 100vw - 2 * {_EDGE}"
# The widest that the column gets: 33 times 2.5rem, at the usual 16 pixels.
_WIDEST = 1320
# --hang of tokens.css on wide screens, on both sides.
_WIDE = f"(width >= 75em) calc(59 * {_REM})"
# Two pictures side by side need 2 × 12em and a gap of --space-2.
_TWO_COLUMNS = "(width >= 30rem)"


def column_sizes(width: int) -> str:
    """Of a picture that many pixels wide, in a text: as wide as it is, if the column is."""
    return f"min({width}px, {_COLUMN})" if width < _WIDEST else f"min({_COLUMN})"


def gallery_sizes(width: int) -> str:
    """The same of one among several, side by side."""
    return f"{_TWO_COLUMNS} calc(min({_COLUMN}) / 2 - 5px), {column_sizes(width)}"


def wide_sizes(width: int) -> str:
    """The same of one that reaches into the margins, where there are any."""
    return f"{_WIDE}, {column_sizes(width)}"


# The picture of a card, and of the post that leads the front page: see static/css/lists.css.
CARD_SIZES = f"(width >= 75em) calc(11.7 * {_REM}), (width >= 36em) calc(9.5 * {_REM}), calc(100vw - 2 * {_EDGE})"
FEATURED_SIZES = f"(width >= 62em) calc(34 * {_REM}), min({_COLUMN})"

# The room of a source's logo at the head of its page, in pixels; and how high it is beside the source's name in a line.
# See static/css/logos.css.
LOGO_WIDTH, LOGO_HEIGHT, MARK_HEIGHT = 288, 72, 24
LOGO_SIZES = f"min({LOGO_WIDTH}px, 100vw - 2 * {_EDGE})"
MARK_SIZES = f"{2 * MARK_HEIGHT}px"
