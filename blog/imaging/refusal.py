"""Why a picture is not taken, in words for the person who offered it."""

import re
from math import sqrt
from typing import Any

MEGABYTE = 1024 * 1024
MAX_BYTES = 40 * MEGABYTE
# All memory the sandbox may write to, and the part of it that is left for one picture beside the interpreter.
MAX_MEMORY = 256 * MEGABYTE
MEMORY_FOR_PICTURE = 226 * MEGABYTE
MAX_PIXELS = 100_000_000
# The largest sensors of phones have 200 megapixels, and a JPEG can be scaled down while it is decoded.
MAX_JPEG_PIXELS = 250_000_000
MAX_FRAMES = 1_000
# All frames of an animation together; each one is decoded once.
MAX_ANIMATION_PIXELS = 200_000_000


class ImageRefused(Exception):  # noqa: N818  (an answer to the author, not a fault)
    """The picture was not taken; `str()` says why and what to do instead, in the language that is active.

    `sentences` are in English with places such as `%(width)s`, `filled` has what belongs there: so they come out of
    the sandbox, which knows no other language.
    """

    def __init__(self, *sentences: str, **filled: int | str) -> None:
        super().__init__(*sentences)
        self.sentences, self.filled = sentences, filled

    def __str__(self) -> str:
        return said(self.sentences, self.filled)


_PLACE = re.compile(r"%\((\w+)\)s")


def gettext_noop(sentence: str) -> str:
    """As Django's, which takes longer to load than the sandbox has: marks a sentence to be translated later."""
    return sentence


def said(sentences: tuple[str, ...] | list[str], filled: dict[str, Any]) -> str:
    from django.utils.formats import number_format  # slow import
    from django.utils.translation import gettext  # slow import

    def fill(place: re.Match[str]) -> str:
        value = filled.get(place[1], place[0])
        return number_format(value, force_grouping=True) if isinstance(value, int) else str(value)

    # Not by %: what comes out of the sandbox could ask for a field a gigabyte wide.
    return " ".join(_PLACE.sub(fill, gettext(sentence)) for sentence in sentences if sentence)


class Damaged(Exception):  # noqa: N818  (stays inside this package)
    """The bytes do not follow their format."""


def damaged(label: str) -> ImageRefused:
    return ImageRefused(
        gettext_noop(
            "This %(format)s file is damaged or was cut short. Open it in a picture program, save it again and upload "
            "that."
        ),
        format=label,
    )


def check_bytes(data: bytes) -> None:
    if not data:
        raise ImageRefused(
            gettext_noop("This file is empty (0 bytes). Choose the picture again; the upload may have been cut off.")
        )
    if len(data) > MAX_BYTES:
        raise ImageRefused(
            gettext_noop("This picture is larger than %(most)s MB. Save it smaller or with a lower quality."),
            most=MAX_BYTES // 1024**2,
        )


def too_much_memory() -> ImageRefused:
    return ImageRefused(
        gettext_noop(
            "This picture needs more memory to decode than a picture may have. Scale it down, or save it as JPEG, and "
            "upload that."
        )
    )


def memory_left(size: int) -> int:
    """For decoding, in bytes, when the file of `size` bytes is held twice: as it came, and without its metadata."""
    return MEMORY_FOR_PICTURE - 2 * size


def check_memory(label: str, width: int, height: int, *, needed: float, size: int) -> None:
    """`needed` is bytes for each pixel, at the peak; how much that is for each format was measured."""
    most = memory_left(size) / needed
    if width * height > most:
        scale = sqrt(most / (width * height))
        raise ImageRefused(
            gettext_noop(
                "This %(format)s picture has %(width)s × %(height)s pixels; %(megapixels)s megapixels can be worked "
                "with in this format. Scale it down to %(new_width)s × %(new_height)s pixels or less, or save it as "
                "JPEG, and upload that."
            ),
            format=label,
            width=width,
            height=height,
            megapixels=round(most / 1_000_000),
            new_width=int(width * scale),
            new_height=int(height * scale),
        )


def check_dimensions(width: int, height: int, frames: int = 1, *, most: int = MAX_PIXELS) -> None:
    if width < 1 or height < 1:
        raise ImageRefused(gettext_noop("This picture has no width or no height. Save it again in a picture program."))
    if width * height > most:
        raise ImageRefused(
            gettext_noop(
                "This picture has %(width)s × %(height)s pixels, more than the %(most)s megapixels that are accepted. "
                "Scale it down and upload it again."
            ),
            width=width,
            height=height,
            most=most // 1_000_000,
        )
    if frames > MAX_FRAMES:
        raise ImageRefused(
            gettext_noop(
                "This animation has %(frames)s frames, more than the %(most)s that are accepted. Shorten it, or "
                "publish it as a video."
            ),
            frames=frames,
            most=MAX_FRAMES,
        )
    if frames > 1 and width * height * frames > MAX_ANIMATION_PIXELS:
        raise ImageRefused(
            gettext_noop(
                "This animation is too large (%(frames)s frames of %(width)s × %(height)s pixels). Scale it down or "
                "shorten it, or publish it as a video."
            ),
            frames=frames,
            width=width,
            height=height,
        )
