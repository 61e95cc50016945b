"""The sizes of a site's icon, cut from a picture: inside the sandbox, for its file came from somebody."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from PIL import Image

from blog.imaging.kinds import kind_of
from blog.imaging.profiles import to_srgb
from blog.imaging.scaling import OPENERS, read
from blog.imaging.specs import crop_box

# In tabs and bookmarks, on home screens of phones, where programs are installed from the web.
SIZES = (16, 32, 48, 180, 192, 512)
# Phones put a home screen's icon on black where it is seen through.
OPAQUE = 180
# Launchers cut circles and other shapes out of it: what matters has to be within four fifths.
MASKABLE, SAFE = 512, 410
PAPER = (0xFB, 0xFA, 0xF6, 0xFF)


def cut_icons(data: bytes, focal: Sequence[float]) -> list[dict[str, Any]]:
    """Each size as `name` and `data`, a PNG. Raises whatever Pillow does over a picture that it cannot read."""
    with OPENERS[kind_of(data)](BytesIO(data)) as source:
        original = read(source, data, None, focal)
    image = to_srgb(original.image, original.profile) if original.profile else original.image
    square = make_square(image.convert("RGBA"), focal)
    made = [{"name": f"icon{size}", "data": png(sized(square, size), is_opaque=size == OPAQUE)} for size in SIZES]
    return [*made, {"name": "maskable", "data": png(maskable(square), is_opaque=True)}]


def make_square(image: Image.Image, focal: Sequence[float]) -> Image.Image:
    """A logo, which is seen through, gets room around it; from a photo the part around its focal point is cut."""
    if image.getextrema()[3][0] == 255:
        return image.crop(crop_box(*image.size, 1, focal))
    side = max(image.size)
    square = Image.new("RGBA", (side, side))
    square.paste(image, ((side - image.width) // 2, (side - image.height) // 2))
    return square


def sized(square: Image.Image, size: int) -> Image.Image:
    return square.resize((size, size), Image.Resampling.LANCZOS)


def maskable(square: Image.Image) -> Image.Image:
    edge = square.getpixel((0, 0))
    canvas = Image.new("RGBA", (MASKABLE, MASKABLE), edge if edge[3] == 255 else PAPER)
    margin = (MASKABLE - SAFE) // 2
    canvas.alpha_composite(sized(square, SAFE), (margin, margin))
    return canvas


def png(image: Image.Image, *, is_opaque: bool) -> bytes:
    if is_opaque:
        paper = Image.new("RGBA", image.size, PAPER)
        paper.alpha_composite(image)
        image = paper.convert("RGB")
    output = BytesIO()
    image.save(output, "PNG", optimize=True)
    return output.getvalue()
