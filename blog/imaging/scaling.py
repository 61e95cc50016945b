"""Makes the renditions of one picture from its original, inside the sandbox: pure functions of bytes.

Colours stay in the space of the original, whose profile every rendition carries on: a wide-gamut photo looks as it
should where the screen can show it, and a browser brings it down to sRGB where it cannot. Sizes are made with a Lanczos
filter over the stored values, as browsers and image editors do it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from math import ceil
from typing import Any

from PIL import Image, ImageFile, TiffImagePlugin  # noqa: F401  (reads the metadata of other formats)
from PIL.AvifImagePlugin import AvifImageFile
from PIL.GifImagePlugin import GifImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from blog.imaging.kinds import AVIF, GIF, JPEG, PNG, WEBP, Kind, kind_of
from blog.imaging.moving import moving_webp
from blog.imaging.profiles import to_srgb
from blog.imaging.specs import FAMILIES, MAX_MOVING_PIXELS, MOVING, TEXT, UNIVERSAL, Family, Size, sizes, spec_name

# Chosen over photos, so that 800 pixels have an SSIM of 0.95 in at most 60 % of the bytes of a plain JPEG; the figures
# are in docs/decisions/renditions.md.
PHOTO: dict[Kind, dict[str, Any]] = {
    AVIF: {"quality": 60, "speed": 7, "max_threads": 1},
    WEBP: {"quality": 79, "method": 4},
    JPEG: {"quality": 82, "optimize": True, "progressive": True},
    PNG: {"optimize": True},
}
# Lines and letters: no colour runs over the edge of another.
DRAWING: dict[Kind, dict[str, Any]] = {
    AVIF: {"quality": 75, "speed": 7, "subsampling": "4:4:4", "max_threads": 1},
    WEBP: {"lossless": True, "quality": 50, "method": 4},
    JPEG: {"quality": 90, "subsampling": "4:4:4", "optimize": True, "progressive": True},
    PNG: {"optimize": True},
}
# For a drawing that is larger without loss, such as a photo that somebody made a GIF of.
LOSSY_DRAWING = {"quality": 90, "method": 4}
MOST_COLOURS_OF_A_DRAWING = 4_096

OPENERS = {JPEG: JpegImageFile, PNG: PngImageFile, GIF: GifImageFile, WEBP: WebPImageFile, AVIF: AvifImageFile}
# The rest of what Pillow would load when it first needs it, which the sandbox does not allow any more then.
Image.preinit()

# The fields of `renditions.Made`, but for the kind, which is read from the data.
Made = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Original:
    """A picture that was read: `image` is RGB, RGBA or L, and may have been decoded smaller than its `size`.

    `kind` is None where `data` is no rendition of it.
    """

    data: bytes
    kind: Kind | None
    size: tuple[int, int]
    image: Image.Image
    profile: bytes | None
    is_drawn: bool

    @property
    def has_transparency(self) -> bool:
        return self.image.mode == "RGBA"

    def at(self, size: Size) -> Image.Image:
        across, down = self.image.width / self.size[0], self.image.height / self.size[1]
        left, top, right, bottom = size.box
        box = (left * across, top * down, right * across, bottom * down)
        return self.image.resize((size.width, size.height), Image.Resampling.LANCZOS, box=box, reducing_gap=3.0)


def scale(data: bytes, focal: Sequence[float]) -> list[Made]:
    """See `renditions.make_renditions`. Raises whatever Pillow does over a picture that it cannot read."""
    kind = kind_of(data)
    with OPENERS[kind](BytesIO(data)) as source:
        is_moving = getattr(source, "n_frames", 1) > 1
        moving = make_moving(source, data, focal) if is_moving else []
        # A crop of an animation stands still, whatever it weighs.
        original = read(source, data, None if is_moving else kind, focal)
    still = [family for family in FAMILIES if family is not TEXT or not is_moving]
    return moving + [made for family in still for made in make_family(original, family, focal)]


def read(source: ImageFile.ImageFile, data: bytes, kind: Kind | None, focal: Sequence[float]) -> Original:
    size = source.size
    # JPEG can be decoded at a half, a quarter or an eighth of its size, for that much less work.
    share = max(made.width / (made.box[2] - made.box[0]) for each in FAMILIES for made in sizes(each, *size, focal))
    source.draft(None, (ceil(size[0] * share), ceil(size[1] * share)))
    source.load()
    image, profile = as_encoded(source, source.info.get("icc_profile"))
    is_drawn = kind != JPEG and image.getcolors(MOST_COLOURS_OF_A_DRAWING) is not None
    # Whatever came along in the file goes into no rendition.
    image.info = {}
    return Original(data, kind, size, image, profile, is_drawn)


def as_encoded(image: Image.Image, profile: bytes | None) -> tuple[Image.Image, bytes | None]:
    """In a mode that all formats can store, with the profile that goes with it."""
    if image.mode.startswith("I;16"):
        # Pillow's own conversion would take every grey but the darkest for white.
        image = image.point(lambda value: value * (1 / 256) + 0).convert("L")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        if image.getextrema()[3][0] == 255:
            image = image.convert("RGB")
    elif image.mode not in ("RGB", "L"):
        image = image.convert("RGB")
    if profile and (image.mode == "L" or profile[16:20] != b"RGB "):
        return to_srgb(image, profile), None
    return image, profile


def make_family(original: Original, family: Family, focal: Sequence[float]) -> list[Made]:
    pictures = [(size, original.at(size)) for size in sizes(family, *original.size, focal)]
    best_first = [
        [make(original, size, image, kind) for size, image in pictures] for kind in kinds_for(original, family)
    ]
    return worth_their_bytes(best_first)


def kinds_for(original: Original, family: Family) -> tuple[Kind, ...]:
    is_for_pages = len(family.formats) > 1
    if is_for_pages and (original.is_drawn or original.has_transparency):
        return (*family.formats[:-1], PNG)
    return family.formats


def make(original: Original, size: Size, image: Image.Image, kind: Kind) -> Made:
    data = encode(original, image, kind)
    is_whole = (size.width, size.height) == original.size
    is_same = kind == original.kind or (kind in UNIVERSAL and original.kind in UNIVERSAL)
    if is_whole and is_same and len(original.data) <= len(data):
        kind, data = original.kind or kind, original.data
    return made_of(size, kind, data)


def made_of(size: Size, kind: Kind, data: bytes) -> Made:
    return {"spec": spec_name(size.name, kind), "width": size.width, "height": size.height, "data": data}


def encode(original: Original, image: Image.Image, kind: Kind) -> bytes:
    if kind == JPEG and image.mode == "RGBA":
        paper = Image.new("RGBA", image.size, "white")
        paper.alpha_composite(image)
        image = paper.convert("RGB")
    options = DRAWING[kind] if original.is_drawn else PHOTO[kind]
    data = save(image, kind, options, original.profile)
    if options.get("lossless"):
        data = min(data, save(image, kind, LOSSY_DRAWING, original.profile), key=len)
    return data


def save(image: Image.Image, kind: Kind, options: dict[str, Any], profile: bytes | None) -> bytes:
    output = BytesIO()
    image.save(output, kind.label.upper(), icc_profile=profile, **options)
    return output.getvalue()


def worth_their_bytes(best_first: Sequence[list[Made]]) -> list[Made]:
    """Without formats that cost more than the next simpler one, and sizes that cost no less than the next larger."""
    kept: list[Made] = []
    cheapest = None
    for made in reversed(best_first):
        cost = sum(len(one["data"]) for one in made)
        if cheapest is None or cost < cheapest:
            cheapest = cost
            kept += smaller_and_lighter(made)
    return kept


def smaller_and_lighter(made: list[Made]) -> list[Made]:
    kept = made[-1:]
    for one in reversed(made[:-1]):
        if len(one["data"]) < len(kept[0]["data"]):
            kept.insert(0, one)
    return kept


def make_moving(source: ImageFile.ImageFile, data: bytes, focal: Sequence[float]) -> list[Made]:
    """The animation at the sizes of MOVING; none if the original is lighter than one of them, or there is too much."""
    made = []
    for size in sizes(MOVING, *source.size, focal):
        if size.width * size.height * source.n_frames > MAX_MOVING_PIXELS:
            return []
        animation = moving_webp(source, (size.width, size.height), PHOTO[WEBP])
        if len(animation) >= len(data):
            return []
        made.append(made_of(size, WEBP, animation))
    return smaller_and_lighter(made)
