"""What a file is, judged by its first bytes; names and headers lie."""

from dataclasses import dataclass

from blog.imaging.refusal import ImageRefused, gettext_noop


@dataclass(frozen=True)
class Kind:
    label: str  # also Pillow's name for the format, in capitals
    mime: str
    extension: str


JPEG = Kind("JPEG", "image/jpeg", "jpg")
PNG = Kind("PNG", "image/png", "png")
GIF = Kind("GIF", "image/gif", "gif")
WEBP = Kind("WebP", "image/webp", "webp")
AVIF = Kind("AVIF", "image/avif", "avif")
BMP = Kind("BMP", "image/bmp", "bmp")
HEIC = Kind("HEIC", "image/heic", "heic")
TIFF = Kind("TIFF", "image/tiff", "tif")
# What pictures are stored as; the others are made into one of these.
STORED = {kind.label: kind for kind in (JPEG, PNG, GIF, WEBP, AVIF)}

SAVE_AS_JPEG = gettext_noop("Save or export it as JPEG or PNG and upload that.")

STRANGERS = [
    (b"II+\0", (gettext_noop("This is a BigTIFF picture, made for files of gigabytes."), SAVE_AS_JPEG)),
    (b"MM\0+", (gettext_noop("This is a BigTIFF picture, made for files of gigabytes."), SAVE_AS_JPEG)),
    (
        b"%PDF",
        (
            gettext_noop(
                "This is a PDF document, not a picture. Export the page you want to show as PNG and upload that."
            ),
        ),
    ),
    (b"8BPS", (gettext_noop("This is a Photoshop document."), SAVE_AS_JPEG)),
    (b"\xff\x0a", (gettext_noop("This is a JPEG XL picture, which most browsers cannot show."), SAVE_AS_JPEG)),
    (b"\0\0\0\x0cJXL ", (gettext_noop("This is a JPEG XL picture, which most browsers cannot show."), SAVE_AS_JPEG)),
    (b"\0\0\0\x0cjP  ", (gettext_noop("This is a JPEG 2000 picture, which most browsers cannot show."), SAVE_AS_JPEG)),
    (
        b"PK\x03\x04",
        (
            gettext_noop(
                "This is a ZIP archive or an office document, not a picture. Unpack it and upload the pictures."
            ),
        ),
    ),
]

HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
AVIF_BRANDS = {b"avif", b"avis"}


def kind_of(data: bytes) -> Kind:
    """The format of these bytes. Raises ImageRefused with advice for what is not a picture we take."""
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if data.startswith((b"GIF87a", b"GIF89a")):
        return GIF
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return WEBP
    if data.startswith(b"BM"):
        return BMP
    if data.startswith((b"II*\0", b"MM\0*")):
        return TIFF
    if data[4:8] == b"ftyp":
        return kind_of_iso_media(data)
    for signature, advice in STRANGERS:
        if data.startswith(signature):
            raise ImageRefused(*advice)
    if looks_like_markup(data):
        raise ImageRefused(
            gettext_noop(
                "This is an SVG drawing or a web page. Such files can carry scripts and are not taken. Export the "
                "drawing as PNG and upload that."
            )
        )
    raise ImageRefused(gettext_noop("This file is not a picture, whatever its name says."), SAVE_AS_JPEG)


def kind_of_iso_media(data: bytes) -> Kind:
    """AVIF, HEIC and MP4 share one container; its brands tell them apart."""
    length = min(int.from_bytes(data[:4], "big"), 256)
    brands = {data[8:12]} | {data[at : at + 4] for at in range(16, length - 3, 4)}
    if brands & AVIF_BRANDS:
        return AVIF
    if brands & HEIF_BRANDS:
        return HEIC
    raise ImageRefused(
        gettext_noop("This is a video, not a picture. Upload a still picture, and link to the video instead.")
    )


def looks_like_markup(data: bytes) -> bool:
    head = data[:1024].lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").lower()
    return head.startswith((b"<", b"<\0"))
