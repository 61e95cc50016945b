"""Writes a picture anew, for those that cannot be kept bit for bit."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from PIL import Image, ImageFile
from PIL.JpegImagePlugin import JpegImageFile, get_sampling

from blog.imaging.containers import jpeg, png, webp
from blog.imaging.containers.stripped import Stripped
from blog.imaging.ingested import Ingested, Looks, Remark
from blog.imaging.kinds import AVIF, GIF, JPEG, PNG, WEBP, Kind
from blog.imaging.looks import is_seen_through, look_at
from blog.imaging.orientation import SIDEWAYS, TURNS
from blog.imaging.profiles import Colours, to_srgb

FULL_COLOUR, HALF_COLOUR = 0, 2  # Pillow's names for 4:4:4 and 4:2:0
OPTIONS: dict[Kind, dict[str, Any]] = {
    JPEG: {"optimize": True, "progressive": True},
    # Level 4 takes a third of the time of 9, for 1 % more bytes.
    PNG: {"optimize": False, "compress_level": 4},
    GIF: {},
    WEBP: {"quality": 92, "method": 2},
    AVIF: {"quality": 88, "speed": 9, "subsampling": "4:4:4"},
}
PROOF = (256, 256)
PHOTO = {"quality": 92, "subsampling": HALF_COLOUR}
# A progressive file, and one with tables of its own, is put together in memory: six bytes a pixel.
MAX_PROGRESSIVE_PIXELS = 16_000_000
# Pillow would look for its encoders when the first is needed; the sandbox opens no file then.
Image.preinit()
STRIPPERS: dict[Kind, Callable[[bytes], Stripped]] = {JPEG: jpeg.strip, PNG: png.strip, WEBP: webp.strip}


def encode(image: Image.Image, kind: Kind, **extra: Any) -> bytes:
    """The file, without metadata but for the profile in `extra["icc_profile"]`; the same pixels give the same bytes."""
    output = BytesIO()
    options = OPTIONS[kind] | extra
    if kind == JPEG and image.width * image.height > MAX_PROGRESSIVE_PIXELS:
        options |= {"optimize": False, "progressive": False}
    image.save(output, kind.label.upper(), **options)
    return output.getvalue()


def store_photo(pixels: Image.Image, colours: Colours, *, remark: Remark | None = None) -> Ingested:
    """As JPEG, or as WebP where it is seen through."""
    if is_seen_through(pixels):
        return store_anew(pixels, WEBP, colours, remark=remark)
    if pixels.mode in ("RGBA", "LA", "P"):
        pixels = pixels.convert("RGB")
    return store_anew(pixels, JPEG, colours, remark=remark, **PHOTO)


def store_anew(
    pixels: Image.Image, kind: Kind, colours: Colours, *, remark: Remark | None = None, **options: Any
) -> Ingested:
    pixels = make_web_colours(pixels, colours.foreign)
    file = STRIPPERS[kind](encode(pixels, kind, icc_profile=colours.keep, exif=b"", **options)).data
    looks = proven_looks(file) if kind == JPEG else look_at(pixels)
    return Ingested.of(file, kind, pixels.size, looks, remark=remark)


def proven_looks(file: bytes) -> Looks:
    """How a JPEG looks, and that it can be decoded: an eighth of its size proves that as well, in little memory."""
    with JpegImageFile(BytesIO(file)) as image:
        image.draft(None, PROOF)
        image.load()
        return look_at(image)


def detached(image: ImageFile.ImageFile) -> Image.Image:
    """Its pixels, of which the file keeps none, so that they are let go of as soon as the next step has its own."""
    pixels = image._new(image.im)
    image.close()
    return pixels


def make_upright(image: Image.Image, orientation: int) -> Image.Image:
    return image.transpose(TURNS[orientation]) if orientation in TURNS else image


def make_web_colours(image: Image.Image, foreign_profile: bytes | None) -> Image.Image:
    """RGB for screens: out of CMYK, out of sixteen bits, and out of a profile that is not embedded any more."""
    image = make_eight_bit(image)
    if foreign_profile:
        if image.mode == "P":
            image = image.convert("RGBA" if image.has_transparency_data else "RGB")
        image = to_srgb(image, foreign_profile)
    return image.convert("RGB") if image.mode == "CMYK" else image


def make_eight_bit(image: Image.Image) -> Image.Image:
    """Pillow's own conversion of sixteen bits makes everything brighter than 1/256 white."""
    return image.point(lambda value: value / 256).convert("L") if image.mode.startswith("I;16") else image


def jpeg_options(original: Image.Image, orientation: int) -> dict[str, Any]:
    """Quantise as the camera did, so that turning a photo costs it nothing that can be seen."""
    if original.mode == "CMYK":
        return {"quality": 92, "subsampling": FULL_COLOUR}
    tables = [list(table) for table in original.quantization.values()]
    if orientation in SIDEWAYS:
        tables = [[table[column * 8 + row] for row in range(8) for column in range(8)] for table in tables]
    sampling = HALF_COLOUR if get_sampling(original) == HALF_COLOUR else FULL_COLOUR
    return {"qtables": tables, "subsampling": sampling}
