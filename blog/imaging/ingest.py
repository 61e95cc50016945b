"""How a picture is checked and freed of everything that is not picture; `intake.take_in` calls it in the sandbox."""

import struct
import zlib
from collections.abc import Callable
from typing import Any

from PIL import Image

from blog.imaging.formats.avif import ingest_avif
from blog.imaging.formats.flat import ingest_bmp, ingest_tiff
from blog.imaging.formats.heif import ingest_heic
from blog.imaging.formats.jpeg import ingest_jpeg
from blog.imaging.formats.kept import ingest_gif, ingest_png, ingest_webp
from blog.imaging.ingested import Ingested
from blog.imaging.kinds import AVIF, BMP, GIF, HEIC, JPEG, PNG, TIFF, WEBP, Kind, kind_of
from blog.imaging.refusal import MAX_JPEG_PIXELS, Damaged, check_bytes, damaged, too_much_memory

FORMATS: dict[Kind, Callable[[bytes], Ingested]] = {
    JPEG: ingest_jpeg,
    PNG: ingest_png,
    GIF: ingest_gif,
    WEBP: ingest_webp,
    AVIF: ingest_avif,
    HEIC: ingest_heic,
    TIFF: ingest_tiff,
    BMP: ingest_bmp,
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
    AssertionError,
    RuntimeError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
    UserWarning,  # where warnings are made errors: EXIF that Pillow cannot read
)
# Pillow's own alarm rings at the same size as ours, not below it.
Image.MAX_IMAGE_PIXELS = MAX_JPEG_PIXELS


def ingest(data: bytes) -> Ingested:
    """Check a picture and free it of everything that is not picture.

    Pixels are kept bit for bit where that can be: `blog/imaging/formats` has what is done to each format. The same
    input gives the same bytes. Raises ImageRefused, and nothing else, for what cannot be taken.
    """
    check_bytes(data)
    kind = kind_of(data)
    try:
        return FORMATS[kind](data)
    except (Damaged, *DECODER_ERRORS) as error:
        raise damaged(kind.label) from error
    except MemoryError as error:
        raise too_much_memory() from error


def ingest_for_parent(data: bytes) -> dict[str, Any]:
    """The fields of Ingested, in words that pass through a pipe."""
    taken = ingest(data)
    return vars(taken) | {"kind": taken.kind.label}
