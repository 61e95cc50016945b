"""The one list of renditions: what is made of every picture, how large, in which formats.

A picture is never enlarged. A size that is wider than the picture, or than what a crop can be cut from, is made as wide
as that, and is the last of its family; so `w1600` of a picture 1,400 pixels wide has 1,400.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from blog.imaging.kinds import AVIF, GIF, JPEG, PNG, WEBP, Kind

# Raise it whenever something here, or how renditions are encoded, changes: the worker then makes all of them anew.
SPECS_VERSION = 1

Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class Family:
    """One cut of a picture at several widths, in pixels. `ratio` is width ÷ height; None shows the picture whole.

    `formats` are the best first; the last is for programs that know no other, and gives way to PNG for pictures that
    are transparent or drawn.
    """

    name: str
    widths: tuple[int, ...]
    ratio: float | None
    formats: tuple[Kind, ...]


# In texts and on top of posts. The column is at most 858 CSS pixels wide: 1,600 are enough for every screen but those
# that are both huge and dense, where nobody sees the difference.
TEXT = Family("w", (400, 800, 1200, 1600), None, (AVIF, WEBP, JPEG))
# Beside a post in a list.
CARD = Family("card", (400, 800), 3 / 2, (AVIF, WEBP, JPEG))
# In the picture library, which asks for a browser of these years.
SQUARE = Family("square", (320,), 1, (WEBP,))
# For what shows a link to a post elsewhere; the size that all of them name, in the format that all of them read.
SOCIAL = Family("social", (1200,), 1200 / 630, (JPEG,))
FAMILIES = (TEXT, CARD, SQUARE, SOCIAL)
# What every program can show; an original that is one of these is its own best rendition if it is small enough.
UNIVERSAL = (JPEG, PNG, GIF)

# Animations keep moving in texts, not so large: each frame costs what a still picture does.
MOVING = Family("w", (400, 800), None, (WEBP,))
# All frames of one size together; a larger animation is shown as it came.
MAX_MOVING_PIXELS = 60_000_000


@dataclass(frozen=True)
class Size:
    """What to cut out of the picture, and how large to make it."""

    name: str
    box: Box
    width: int
    height: int


def sizes(family: Family, width: int, height: int, focal: Sequence[float]) -> Iterator[Size]:
    """The sizes of a family that a picture of `width` × `height` has. `focal` is in shares of both."""
    box = crop_box(width, height, family.ratio, focal)
    whole, high = box[2] - box[0], box[3] - box[1]
    for wanted in family.widths:
        made = min(wanted, whole)
        yield Size(f"{family.name}{wanted}", box, made, max(1, round(high * made / whole)))
        if made == whole:
            return


def crop_box(width: int, height: int, ratio: float | None, focal: Sequence[float]) -> Box:
    """The largest part of that ratio, with the focal point as near to its middle as the edges allow."""
    if ratio is None:
        return 0, 0, width, height
    wide = min(width, max(1, round(height * ratio)))
    high = min(height, max(1, round(width / ratio)))
    left = min(max(round(focal[0] * width - wide / 2), 0), width - wide)
    top = min(max(round(focal[1] * height - high / 2), 0), height - high)
    return left, top, left + wide, top + high


def spec_name(size: str, kind: Kind) -> str:
    """How a rendition is called in the database: `w800-avif`."""
    return f"{size}-{kind.extension}"


ALL_SPECS = frozenset(
    spec_name(f"{family.name}{width}", kind)
    for family in FAMILIES
    for width in family.widths
    for kind in {*family.formats, *UNIVERSAL}
)
