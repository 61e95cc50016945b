"""Writes a picture anew, for the few that cannot be kept bit for bit."""

from io import BytesIO
from typing import Any

from PIL import Image
from PIL.JpegImagePlugin import get_sampling

from blog.imaging.kinds import AVIF, GIF, JPEG, PNG, WEBP, Kind
from blog.imaging.orientation import SIDEWAYS, TURNS
from blog.imaging.profiles import to_srgb

FULL_COLOUR, HALF_COLOUR = 0, 2  # Pillow's names for 4:4:4 and 4:2:0
OPTIONS: dict[Kind, dict[str, Any]] = {
    JPEG: {"optimize": True, "progressive": True},
    PNG: {"optimize": False, "compress_level": 9},
    GIF: {},
    WEBP: {"quality": 92, "method": 4},
    AVIF: {"quality": 88, "speed": 9, "subsampling": "4:4:4"},
}


def encode(image: Image.Image, kind: Kind, **extra: Any) -> bytes:
    """The file, without metadata but for the profile in `extra["icc_profile"]`; the same pixels give the same bytes."""
    output = BytesIO()
    image.save(output, kind.label.upper(), **OPTIONS[kind] | extra)
    return output.getvalue()


def make_upright(image: Image.Image, orientation: int) -> Image.Image:
    return image.transpose(TURNS[orientation]) if orientation in TURNS else image


def make_web_colours(image: Image.Image, foreign_profile: bytes | None) -> Image.Image:
    """RGB for screens: out of CMYK, and out of a profile that is not embedded any more."""
    if foreign_profile:
        if image.mode == "P":
            image = image.convert("RGBA" if image.has_transparency_data else "RGB")
        image = to_srgb(image, foreign_profile)
    return image.convert("RGB") if image.mode == "CMYK" else image


def jpeg_options(original: Image.Image, orientation: int) -> dict[str, Any]:
    """Quantise as the camera did, so that turning a photo costs it nothing that can be seen."""
    if original.mode == "CMYK":
        return {"quality": 92, "subsampling": FULL_COLOUR}
    tables = [list(table) for table in original.quantization.values()]
    if orientation in SIDEWAYS:
        tables = [[table[column * 8 + row] for row in range(8) for column in range(8)] for table in tables]
    sampling = HALF_COLOUR if get_sampling(original) == HALF_COLOUR else FULL_COLOUR
    return {"qtables": tables, "subsampling": sampling}
