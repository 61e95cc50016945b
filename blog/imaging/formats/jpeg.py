"""JPEG: kept bit for bit but for its metadata; turned or scaled down only where it must be."""

from io import BytesIO

from PIL.JpegImagePlugin import JpegImageFile

from blog.imaging.containers import jpeg
from blog.imaging.containers.stripped import Stripped
from blog.imaging.encoding import detached, encode, jpeg_options, make_upright, make_web_colours, proven_looks
from blog.imaging.ingested import Ingested, remark
from blog.imaging.kinds import JPEG
from blog.imaging.orientation import UPRIGHT
from blog.imaging.refusal import ImageRefused, check_memory, gettext_noop, memory_left

# What is larger is not stored as it is: renditions are made from what is stored, and browsers may be given it.
MAX_STORED_PIXELS = 52_000_000
# Bytes a pixel of what is written: the pixels twice, while they are turned or converted; once and the encoder's rows.
MEMORY_TO_TURN, MEMORY_TO_SCALE = 8, 5


def ingest_jpeg(data: bytes) -> Ingested:
    stripped = jpeg.strip(data)
    width, height = stripped.width, stripped.height
    with JpegImageFile(BytesIO(stripped.data)) as image:
        is_changed = bool(stripped.orientation != UPRIGHT or stripped.foreign_profile or image.mode == "CMYK")
        if is_changed or width * height > MAX_STORED_PIXELS:
            return rewrite(image, stripped, is_changed=is_changed)
        if stripped.memory:
            check_memory("progressive JPEG", width, height, needed=stripped.memory, size=len(data))
    return Ingested.of(stripped.data, JPEG, (width, height), proven_looks(stripped.data))


def rewrite(image: JpegImageFile, stripped: Stripped, *, is_changed: bool) -> Ingested:
    width, height = image.size
    scale = smallest_scale(stripped, MEMORY_TO_TURN if is_changed else MEMORY_TO_SCALE)
    image.draft(None, (width // scale, height // scale))
    options = jpeg_options(image, stripped.orientation)
    profile = image.info.get("icc_profile")
    image.load()
    size = image.size
    upright = make_upright(make_web_colours(detached(image), stripped.foreign_profile), stripped.orientation)
    anew = jpeg.strip(encode(upright, JPEG, icc_profile=profile, **options))
    scaled = remark(
        gettext_noop(
            "Scaled down from %(width)s × %(height)s to %(new_width)s × %(new_height)s pixels, because more cannot be "
            "worked with."
        ),
        width=width,
        height=height,
        new_width=size[0],
        new_height=size[1],
    )
    looks = proven_looks(anew.data)
    return Ingested.of(anew.data, JPEG, upright.size, looks, remark=scaled if scale > 1 else None)


def smallest_scale(stripped: Stripped, needed: int) -> int:
    """By what the picture has to be divided to be worked with, 1, 2, 4 or 8: what a JPEG decoder can do on its way."""
    pixels = stripped.width * stripped.height
    left = memory_left(len(stripped.data)) - pixels * stripped.memory
    for scale in (1, 2, 4, 8):
        if pixels / scale**2 <= min(MAX_STORED_PIXELS, left / needed):
            return scale
    raise ImageRefused(
        gettext_noop(
            "This JPEG has %(width)s × %(height)s pixels and is stored progressively, which takes too much memory. "
            "Scale it down, or save it without “progressive”, and upload that."
        ),
        width=stripped.width,
        height=stripped.height,
    )
