"""AVIF: kept bit for bit where it is built as they mostly are; else decoded and written anew."""

from io import BytesIO

from PIL import AvifImagePlugin
from PIL.AvifImagePlugin import AvifImageFile

from blog.imaging.containers import webp
from blog.imaging.containers.avif import CannotBeKept, read_coding, strip
from blog.imaging.encoding import detached, encode, make_upright, make_web_colours, store_photo
from blog.imaging.formats.kept import decode_rest
from blog.imaging.ingested import Ingested
from blog.imaging.kinds import AVIF, WEBP
from blog.imaging.looks import look_at
from blog.imaging.orientation import UPRIGHT
from blog.imaging.profiles import Colours, judge_profile
from blog.imaging.refusal import Damaged, ImageRefused, check_dimensions, check_memory, gettext_noop
from blog.imaging.tones import to_screen

# The decoder's planes at up to 12 bits and full colour, what it hands over, and Pillow's picture.
MEMORY, MEMORY_TO_ANIMATE = 11, 20
# Beyond, the encoder takes too much time and memory: it becomes what HEIC becomes.
MAX_PIXELS_TO_WRITE = 4_000_000
MAX_PIXELS_TO_ANIMATE = 30_000_000

# Each thread of the decoder would hold frames of its own.
AvifImagePlugin.DEFAULT_MAX_THREADS = 1


def ingest_avif(data: bytes) -> Ingested:
    file = stripped(data)
    with AvifImageFile(BytesIO(file or data)) as image:
        frames = getattr(image, "n_frames", 1)
        check_dimensions(*image.size, frames)
        check_memory("AVIF", *image.size, needed=MEMORY_TO_ANIMATE if frames > 1 else MEMORY, size=len(data))
        image.load()
        if frames > 1:
            return ingest_moving(image, frames)
        return Ingested.of(file, AVIF, image.size, look_at(image)) if file else rewrite(image, data)


def stripped(data: bytes) -> bytes | None:
    """None where the file cannot be cleaned without decoding it, or is not what a cleaner can read."""
    try:
        return strip(data)
    except (CannotBeKept, Damaged, LookupError):
        return None


def ingest_moving(image: AvifImageFile, frames: int) -> Ingested:
    """As WebP, which Pillow can read and write frame by frame."""
    width, height = image.size
    if width * height * frames > MAX_PIXELS_TO_ANIMATE:
        raise ImageRefused(
            gettext_noop(
                "This moving AVIF is too large (%(frames)s frames of %(width)s × %(height)s pixels). Save it as WebP, "
                "scale it down or shorten it, or publish it as a video."
            ),
            frames=frames,
            width=width,
            height=height,
        )
    looks = look_at(image)
    decode_rest(image, frames)
    image.seek(0)
    profile = judge_profile(image.info.pop("icc_profile", None), b"RGB ").keep
    file = encode(image, WEBP, save_all=True, exif=b"", xmp=b"", icc_profile=profile, method=0)
    return Ingested.of(webp.strip(file).data, WEBP, image.size, looks, frames=frames)


def rewrite(image: AvifImageFile, data: bytes) -> Ingested:
    orientation = image.getexif().get(0x0112, UPRIGHT)
    colours = judge_profile(image.info.get("icc_profile"), b"RGB ")
    pixels = detached(image)
    if not colours.keep and not colours.foreign:
        pixels = to_screen(pixels, read_coding(data))
    upright = make_upright(make_web_colours(pixels, colours.foreign), orientation)
    colours = Colours(keep=colours.keep)
    if upright.width * upright.height > MAX_PIXELS_TO_WRITE:
        return store_photo(upright, colours)
    file = strip(encode(upright, AVIF, exif=b"", xmp=b"", icc_profile=colours.keep))
    return Ingested.of(file, AVIF, upright.size, look_at(upright))
