"""What a picture looks like, in a few numbers: its colour, whether it is seen through, and its fingerprint."""

import struct

from PIL import Image

from blog.imaging.ingested import Looks

# Larger pictures are judged by every so many pixels: some hundred thousand tell as much, without a copy of all.
SAMPLE = 1_000
COLUMNS, ROWS = 9, 8
# Neighbours that differ by less, of 255, are called equal: saving again may exchange them.
NOISE = 2
# A picture whose brightest and darkest parts are closer than this looks like any other flat one.
FLAT = 12


def look_at(image: Image.Image) -> Looks:
    has_transparency = is_seen_through(image)
    image = sample_of(image)
    if image.has_transparency_data:
        on_white = Image.new("RGBA", image.size, "white")
        on_white.alpha_composite(image.convert("RGBA"))
        image = on_white
    image = image.convert("RGB")
    red, green, blue = image.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    return Looks(has_transparency, f"#{red:02x}{green:02x}{blue:02x}", fingerprint_of(image))


def is_seen_through(image: Image.Image) -> bool:
    """Not merely able to be: many programs save opaque pictures with an alpha channel."""
    if image.mode in ("RGBA", "LA", "PA"):
        return image.getchannel("A").getextrema()[0] < 255
    return image.has_transparency_data


def sample_of(image: Image.Image) -> Image.Image:
    scale = SAMPLE / max(image.size)
    if image.mode.startswith("I"):
        image = image.point(lambda value: value / 256).convert("L")
    if scale >= 1:
        return image
    return image.resize([max(1, round(side * scale)) for side in image.size], Image.Resampling.NEAREST)


def fingerprint_of(image: Image.Image) -> int | None:
    """A difference hash: one bit for each part of the picture that is darker than the part to its right.

    Saving again and scaling change a few of the 64 bits at most; a different picture differs in about half of them.
    None for flat pictures, which would all be alike. Signed, as Postgres's bigint is.
    """
    grey = image.convert("L").resize((COLUMNS, ROWS), Image.Resampling.BOX).tobytes()
    if max(grey) - min(grey) < FLAT:
        return None
    rows = [grey[at : at + COLUMNS] for at in range(0, len(grey), COLUMNS)]
    bits = [row[column] + NOISE < row[column + 1] for row in rows for column in range(COLUMNS - 1)]
    packed = sum(bit << place for place, bit in enumerate(bits))
    return struct.unpack("q", struct.pack("Q", packed))[0]
