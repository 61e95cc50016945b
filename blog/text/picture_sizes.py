"""How wide pictures are shown, for the `sizes` attribute: the same widths that the stylesheets say.

A browser reads it long before the stylesheets. `rem` is there what it is in `static/css/tokens.css`; an `em` of those
files is `_EM` here.
"""

# --size-text, --edge and --measure of tokens.css, and what is left of the window.
_EM = "clamp(1.0625rem, .975rem + .32vw, 1.625rem)"
_EDGE = "clamp(1rem, 5vw, 3rem)"
_COLUMN = f"33 * {_EM}, 100vw - 2 * {_EDGE}"
# The widest that the column gets: 33 times 1.625rem, at the usual 16 pixels.
_WIDEST = 858
# Two pictures side by side need 2 × 12em and a gap of --space-2.
_TWO_COLUMNS = "(width >= 30rem)"


def column_sizes(width: int) -> str:
    """Of a picture that many pixels wide, in a text: as wide as it is, if the column is."""
    return f"min({width}px, {_COLUMN})" if width < _WIDEST else f"min({_COLUMN})"


def gallery_sizes(width: int) -> str:
    """The same of one among several, side by side."""
    return f"{_TWO_COLUMNS} calc(min({_COLUMN}) / 2 - .375rem), {column_sizes(width)}"


# The picture of a card: see `.card-cover` in static/css/lists.css.
CARD_SIZES = f"(width >= 36em) calc(9.5 * {_EM}), calc(100vw - 2 * {_EDGE})"
