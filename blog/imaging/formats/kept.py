"""PNG, GIF and WebP: kept bit for bit but for their metadata, where nothing speaks against it."""

from collections.abc import Callable
from functools import partial
from io import BytesIO

from PIL import ImageFile
from PIL.GifImagePlugin import GifImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from blog.imaging.containers import gif, png, webp
from blog.imaging.containers.stripped import Stripped
from blog.imaging.encoding import detached, encode, make_upright, make_web_colours
from blog.imaging.ingested import Ingested
from blog.imaging.kinds import GIF, PNG, WEBP, Kind
from blog.imaging.looks import look_at
from blog.imaging.orientation import UPRIGHT
from blog.imaging.refusal import check_dimensions, check_memory
from blog.imaging.tones import to_screen

# A second copy while it is turned; what else an encoder needs was measured.
MEMORY_TO_WRITE = {PNG: 9, GIF: 9, WEBP: 16}


def ingest_kept(
    data: bytes, kind: Kind, strip: Callable[[bytes], Stripped], decoder: Callable[[BytesIO], ImageFile.ImageFile]
) -> Ingested:
    stripped = strip(data)
    check_dimensions(stripped.width, stripped.height, stripped.frames)
    check_memory(kind.label, stripped.width, stripped.height, needed=stripped.memory, size=len(data))
    with decoder(BytesIO(stripped.data)) as image:
        image.load()
        if stripped.frames > 1 or not must_be_changed(image, stripped):
            # A later frame that sticks out would widen the canvas for Pillow, but not for browsers.
            size, looks = image.size, look_at(image)
            decode_rest(image, stripped.frames)
            return Ingested.of(stripped.data, kind, size, looks, frames=stripped.frames)
        check_memory(kind.label, *image.size, needed=MEMORY_TO_WRITE[kind], size=len(data))
        profile = image.info.get("icc_profile")
        pixels = to_screen(make_web_colours(detached(image), stripped.foreign_profile), stripped.coding)
        upright = make_upright(pixels, stripped.orientation)
    anew = strip(encode(upright, kind, icc_profile=profile))
    return Ingested.of(anew.data, kind, upright.size, look_at(upright))


def must_be_changed(image: ImageFile.ImageFile, stripped: Stripped) -> bool:
    # Sixteen bits of grey are a mode of their own in Pillow, which few of its functions expect.
    is_deep = image.mode.startswith("I")
    is_foreign = stripped.foreign_profile is not None or not stripped.coding.is_for_screens
    return stripped.orientation != UPRIGHT or is_foreign or is_deep


def decode_rest(image: ImageFile.ImageFile, frames: int) -> None:
    """Every frame, to prove that readers will see it."""
    for number in range(1, frames):
        image.seek(number)
        image.load()


ingest_png = partial(ingest_kept, kind=PNG, strip=png.strip, decoder=PngImageFile)
ingest_gif = partial(ingest_kept, kind=GIF, strip=gif.strip, decoder=GifImageFile)
ingest_webp = partial(ingest_kept, kind=WEBP, strip=webp.strip, decoder=WebPImageFile)
