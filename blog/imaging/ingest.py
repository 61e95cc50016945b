"""How a picture is checked and freed of everything that is not picture; `intake.take_in` calls it in the sandbox."""

import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

from PIL import Image, ImageFile
from PIL.AvifImagePlugin import AvifImageFile
from PIL.BmpImagePlugin import BmpImageFile
from PIL.GifImagePlugin import GifImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from blog.imaging.containers import gif, jpeg, png, webp
from blog.imaging.containers.stripped import Stripped
from blog.imaging.encoding import encode, jpeg_options, make_upright, make_web_colours
from blog.imaging.ingested import Ingested, Looks
from blog.imaging.kinds import AVIF, GIF, JPEG, PNG, WEBP, Kind, kind_of
from blog.imaging.looks import look_at
from blog.imaging.orientation import UPRIGHT
from blog.imaging.profiles import judge_profile
from blog.imaging.refusal import MAX_PIXELS, Damaged, check_bytes, check_dimensions, damaged

STRIPPERS: dict[Kind, Callable[[bytes], Stripped]] = {
    JPEG: jpeg.strip,
    PNG: png.strip,
    GIF: gif.strip,
    WEBP: webp.strip,
}
DECODERS: dict[Kind, Callable[[BytesIO], ImageFile.ImageFile]] = {
    JPEG: JpegImageFile,
    PNG: PngImageFile,
    GIF: GifImageFile,
    WEBP: WebPImageFile,
}
# Pillow promises no exception of its own; these are what its decoders raise on hostile files.
DECODER_ERRORS = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RuntimeError,
    MemoryError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
    UserWarning,  # where warnings are made errors: EXIF that Pillow cannot read
)
# Pillow's own alarm rings at the same size as ours, not below it.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS


def ingest(data: bytes) -> Ingested:
    """Check a picture and free it of everything that is not picture.

    Pixels are kept bit for bit where the format allows; only turned pictures, CMYK, AVIF and BMP are written anew.
    The same input gives the same bytes. Raises ImageRefused, and nothing else, for what cannot be taken.
    """
    check_bytes(data)
    kind = kind_of(data)
    try:
        if kind in STRIPPERS:
            return ingest_stripped(STRIPPERS[kind](data), kind)
        return ingest_avif(data) if kind == AVIF else ingest_bmp(data)
    except (Damaged, *DECODER_ERRORS) as error:
        raise damaged(kind.label) from error


def ingest_stripped(stripped: Stripped, kind: Kind) -> Ingested:
    check_dimensions(stripped.width, stripped.height, stripped.frames)
    with DECODERS[kind](BytesIO(stripped.data)) as image:
        looks = decode_all(image, stripped.frames)
        is_turned = stripped.orientation != UPRIGHT or stripped.foreign_profile or image.mode == "CMYK"
        if stripped.frames > 1 or not is_turned:
            return Ingested.of(stripped.data, kind, image.size, looks, frames=stripped.frames)
        return rewrite(image, kind, stripped)


def rewrite(image: ImageFile.ImageFile, kind: Kind, stripped: Stripped) -> Ingested:
    extra: dict[str, Any] = {"icc_profile": image.info.get("icc_profile")}
    if kind == JPEG:
        extra |= jpeg_options(image, stripped.orientation)
    upright = make_upright(make_web_colours(image, stripped.foreign_profile), stripped.orientation)
    return ingest_stripped(STRIPPERS[kind](encode(upright, kind, **extra)), kind)


def ingest_avif(data: bytes) -> Ingested:
    """AVIF spreads its metadata over the file, so it is always written anew; a moving one becomes WebP."""
    with AvifImageFile(BytesIO(data)) as image:
        frames = getattr(image, "n_frames", 1)
        check_dimensions(*image.size, frames)
        looks = decode_all(image, frames)
        colours = judge_profile(image.info.pop("icc_profile", None), b"RGB ")
        if frames > 1:
            image.seek(0)
            moving = encode(image, WEBP, save_all=True, exif=b"", xmp=b"", icc_profile=colours.keep)
            return Ingested.of(moving, WEBP, image.size, looks, frames=frames)
        upright = make_upright(make_web_colours(image, colours.foreign), image.getexif().get(0x0112, UPRIGHT))
        still = encode(upright, AVIF, exif=b"", xmp=b"", icc_profile=colours.keep)
        return Ingested.of(still, AVIF, upright.size, looks)


def ingest_bmp(data: bytes) -> Ingested:
    """Becomes a PNG, which is the same picture in a tenth of the bytes."""
    with BmpImageFile(BytesIO(data)) as image:
        check_dimensions(*image.size, frames=1)
        return ingest_stripped(png.strip(encode(image, PNG)), PNG)


def decode_all(image: ImageFile.ImageFile, frames: int) -> Looks:
    """Decode every frame to prove that readers will see it; returns how the first looks."""
    image.load()
    looks = look_at(image)
    for number in range(1, frames):
        image.seek(number)
        image.load()
    return looks


def ingest_for_parent(data: bytes) -> dict[str, Any]:
    """The fields of Ingested, in words that pass through a pipe."""
    taken = ingest(data)
    return vars(taken) | {"kind": taken.kind.label}
