"""A few abstract landscapes, so that made-up posts have pictures to share."""

from io import BytesIO
from random import Random

from PIL import Image, ImageChops, ImageDraw

SIZE = (1200, 800)
PALETTES = [
    ("#1b2a49", "#f2b880", "#465c7a"),
    ("#2d4739", "#f3e9c6", "#6c8f72"),
    ("#4a2545", "#ffb59e", "#824670"),
    ("#123c55", "#d7eef2", "#3f7d8c"),
    ("#3b2c24", "#f6d9a8", "#8a6a4f"),
    ("#22223b", "#f2e9e4", "#6d6a8a"),
]


def draw_landscape(dice: Random, palette: tuple[str, str, str]) -> bytes:
    """Five ridges under a low sun, as JPEG."""
    near, sky, far = palette
    width, height = SIZE
    dusk = Image.linear_gradient("L").resize(SIZE)
    picture = Image.composite(Image.new("RGB", SIZE, sky), Image.new("RGB", SIZE, far), dusk)
    sun = Image.new("RGB", SIZE)
    x, radius = dice.randint(200, width - 200), dice.randint(50, 110)
    ImageDraw.Draw(sun).ellipse((x - radius, 330 - radius, x + radius, 330 + radius), fill="#6b5a3a")
    picture = ImageChops.add(picture, sun)
    for ridge in range(5):
        share = ridge / 4
        colour = Image.blend(Image.new("RGB", (1, 1), far), Image.new("RGB", (1, 1), near), share).getpixel((0, 0))
        top = height * (0.45 + 0.11 * ridge)
        points = [(step, top + dice.uniform(-40, 40)) for step in range(0, width + 1, 60)]
        ImageDraw.Draw(picture).polygon([(0, height), *points, (width, height)], fill=colour)
    output = BytesIO()
    picture.save(output, "JPEG", quality=80)
    return output.getvalue()
