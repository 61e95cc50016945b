"""TIFF (6.0) and BMP, which browsers do not show: photographs become JPEG, everything else PNG."""

from io import BytesIO

from PIL import Image, ImageCms
from PIL.BmpImagePlugin import BmpImageFile
from PIL.TiffImagePlugin import TiffImageFile

from blog.imaging.encoding import detached, make_eight_bit, store_anew, store_photo
from blog.imaging.ingested import Ingested, Remark, remark
from blog.imaging.kinds import PNG
from blog.imaging.profiles import judge_profile
from blog.imaging.refusal import ImageRefused, check_dimensions, check_memory, gettext_noop

# Tags of TIFF/EP and DNG: what camera raw files say of themselves.
SUBFILE_TYPE, PHOTOMETRIC, DNG_VERSION, PROFILE = 254, 262, 50706, 34675
IS_THUMBNAIL, SENSOR_PATTERN, LINEAR_RAW = 1, 32803, 34892
MOST_PAGES_COUNTED = 100
# How the profile of a picture names its colours, by mode.
SPACES = {"L": b"GRAY", "LA": b"GRAY", "CMYK": b"CMYK"}
# Raw pixels, and those of Pillow, and as many again while colours are converted or it is turned.
MEMORY = 9
# Up to here everything is kept exactly. Beyond, what has more colours than a drawing is a photograph.
ALWAYS_EXACT_PIXELS = 4_000_000
COLOURS_OF_A_DRAWING = 30_000


def ingest_bmp(data: bytes) -> Ingested:
    with BmpImageFile(BytesIO(data)) as image:
        check_dimensions(*image.size)
        check_memory("BMP", *image.size, needed=MEMORY, size=len(data))
        image.load()
        return store_flat(detached(image), None)


def ingest_tiff(data: bytes) -> Ingested:
    with TiffImageFile(BytesIO(data)) as image:
        refuse_camera_raw(image, data)
        check_dimensions(*image.size)
        check_memory("TIFF", *image.size, needed=MEMORY, size=len(data))
        pages = notice_of_pages(image)
        # This turns it upright as well.
        image.load()
        profile = image.tag_v2.get(PROFILE)
        pixels = detached(image)
    if pixels.mode in ("F", "I"):
        raise ImageRefused(
            gettext_noop(
                "This TIFF holds measurements (32 bits each), not colours. Export it as PNG from the program that "
                "made it."
            )
        )
    return store_flat(pixels, profile, remark=pages)


def refuse_camera_raw(image: TiffImageFile, data: bytes) -> None:
    tags = image.tag_v2
    is_raw = tags.get(SUBFILE_TYPE) == IS_THUMBNAIL or DNG_VERSION in tags or data[8:10] == b"CR"
    if is_raw or tags.get(PHOTOMETRIC) in (SENSOR_PATTERN, LINEAR_RAW):
        raise ImageRefused(
            gettext_noop(
                "This is a camera raw file, which has to be developed first. Export it as JPEG from your photo program."
            )
        )


def notice_of_pages(image: TiffImageFile) -> Remark:
    pages = 1
    try:
        while pages <= MOST_PAGES_COUNTED:
            image.seek(pages)
            pages += 1
    except EOFError:
        pass
    finally:
        image.seek(0)
    if pages == 1:
        return {}
    if pages > MOST_PAGES_COUNTED:
        return remark(gettext_noop("Only the first of more than %(pages)s pages was taken."), pages=MOST_PAGES_COUNTED)
    return remark(gettext_noop("Only the first of its %(pages)s pages was taken."), pages=pages)


def store_flat(pixels: Image.Image, profile: bytes | None, *, remark: Remark | None = None) -> Ingested:
    if pixels.mode == "LAB":
        lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
        pixels = ImageCms.profileToProfile(pixels, lab, ImageCms.createProfile("sRGB"), outputMode="RGB")
    elif pixels.mode in ("YCbCr", "RGBX"):
        pixels = pixels.convert("RGB")
    pixels = make_eight_bit(pixels)
    colours = judge_profile(profile, SPACES.get(pixels.mode, b"RGB "))
    if is_photograph(pixels):
        return store_photo(pixels, colours, remark=remark)
    return store_anew(pixels, PNG, colours, remark=remark)


def is_photograph(pixels: Image.Image) -> bool:
    if pixels.width * pixels.height <= ALWAYS_EXACT_PIXELS or pixels.mode in ("1", "P"):
        return False
    # Every so many pixels of it, unmixed, so that a drawing does not get colours it does not have.
    sample = pixels.resize((500, 500), Image.Resampling.NEAREST)
    if pixels.mode in ("L", "LA"):
        return sample.entropy() > 5
    return sample.getcolors(COLOURS_OF_A_DRAWING) is None
