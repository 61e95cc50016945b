"""HEIC (ISO 23008-12), as phones make it: becomes JPEG, or WebP where it is seen through."""

from io import BytesIO

from blog.imaging.encoding import detached, store_photo
from blog.imaging.ingested import Ingested, remark
from blog.imaging.profiles import judge_profile
from blog.imaging.refusal import ImageRefused, check_dimensions, check_memory, gettext_noop
from blog.imaging.tones import Coding, to_screen

try:
    import pillow_heif
except ImportError:  # left out because of a licence; see docs/decisions/heic.md
    pillow_heif = None
else:
    # Threads would each take memory; what is beside the picture is thrown away anyhow.
    pillow_heif.options.DECODE_THREADS = 1
    pillow_heif.options.THUMBNAILS = pillow_heif.options.DEPTH_IMAGES = pillow_heif.options.AUX_IMAGES = False

# The decoder's planes, what it hands over, and Pillow's picture; for each bit depth it was measured.
MEMORY = {8: 8, 10: 11, 12: 11}
MEMORY_WITH_ALPHA = 22


def ingest_heic(data: bytes) -> Ingested:
    if pillow_heif is None:
        raise ImageRefused(
            gettext_noop(
                "This is an HEIC picture, as iPhones make them, and this site has no decoder for it. Save or export "
                "it as JPEG and upload that."
            )
        )
    with pillow_heif.HeifImageFile(BytesIO(data)) as image:
        check_dimensions(*image.size)
        check_memory("HEIC", *image.size, needed=memory_for(image), size=len(data))
        frames = image.n_frames
        image.load()
        # The decoder has turned it: what HEIC's EXIF says about turning is to be passed over.
        colours = judge_profile(image.info.get("icc_profile"), b"RGB ")
        coding = coding_of(image.info.get("nclx_profile"))
        pixels = detached(image)
    if not colours.keep and not colours.foreign:
        pixels = to_screen(pixels, coding)
    several = remark(gettext_noop("The file holds %(count)s pictures; its main one was taken."), count=frames)
    return store_photo(pixels, colours, remark=several if frames > 1 else None)


def memory_for(image: "pillow_heif.HeifImageFile") -> int:
    if image.mode == "RGBA":
        return MEMORY_WITH_ALPHA
    return MEMORY.get(image.info["bit_depth"], max(MEMORY.values()))


def coding_of(found: dict | None) -> Coding:
    return Coding(found["color_primaries"], found["transfer_characteristics"]) if found else Coding()
