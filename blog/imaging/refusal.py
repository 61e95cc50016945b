"""Why a picture is not taken, in words for the person who offered it."""

from math import sqrt

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
    """The picture was not taken; `str()` is a sentence that says why and what to do instead."""


class Damaged(Exception):  # noqa: N818  (stays inside this package)
    """The bytes do not follow their format."""


def damaged(label: str) -> ImageRefused:
    return ImageRefused(
        f"This {label} file is damaged or was cut short. Open it in a picture program, save it again and upload that."
    )


def check_bytes(data: bytes) -> None:
    if not data:
        raise ImageRefused("This file is empty (0 bytes). Choose the picture again; the upload may have been cut off.")
    if len(data) > MAX_BYTES:
        raise ImageRefused(
            f"This picture is larger than {MAX_BYTES // 1024**2} MB. Save it smaller or with a lower quality."
        )


def too_much_memory() -> ImageRefused:
    return ImageRefused(
        "This picture needs more memory to decode than a picture may have. "
        "Scale it down, or save it as JPEG, and upload that."
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
            f"This {label} picture has {width:,} × {height:,} pixels; {most / 1_000_000:.0f} megapixels "
            f"can be worked with in this format. Scale it down to {int(width * scale):,} × {int(height * scale):,} "
            "pixels or less, or save it as JPEG, and upload that."
        )


def check_dimensions(width: int, height: int, frames: int = 1, *, most: int = MAX_PIXELS) -> None:
    if width < 1 or height < 1:
        raise ImageRefused("This picture has no width or no height. Save it again in a picture program.")
    if width * height > most:
        raise ImageRefused(
            f"This picture has {width:,} × {height:,} pixels, more than the {most // 1_000_000} megapixels "
            "that are accepted. Scale it down and upload it again."
        )
    if frames > MAX_FRAMES:
        raise ImageRefused(
            f"This animation has {frames:,} frames, more than the {MAX_FRAMES:,} that are accepted. "
            "Shorten it, or publish it as a video."
        )
    if frames > 1 and width * height * frames > MAX_ANIMATION_PIXELS:
        raise ImageRefused(
            f"This animation is too large ({frames:,} frames of {width:,} × {height:,} pixels). "
            "Scale it down or shorten it, or publish it as a video."
        )
