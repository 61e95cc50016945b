"""Pictures to test with, made on the spot."""

import struct
import zlib
from io import BytesIO

import pillow_heif
from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

pillow_heif.register_heif_opener()

SECRET = "HOME-OF-ALICE"
RED, GREEN, BLUE, YELLOW = (220, 30, 30), (30, 180, 60), (30, 60, 200), (240, 220, 40)


def quadrants(width=64, height=32, mode="RGB"):
    """Red, green / blue, yellow: every turn and mirroring can be told from another."""
    image = Image.new("RGB", (width, height), RED)
    draw = ImageDraw.Draw(image)
    draw.rectangle((width // 2, 0, width, height // 2 - 1), fill=GREEN)
    draw.rectangle((0, height // 2, width // 2 - 1, height), fill=BLUE)
    draw.rectangle((width // 2, height // 2, width, height), fill=YELLOW)
    return image.convert(mode)


def encoded(image, file_format, **options):
    output = BytesIO()
    image.save(output, file_format, **options)
    return output.getvalue()


def opened(data):
    image = Image.open(BytesIO(data))
    image.load()
    return image


def exif_with_gps(orientation=1):
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = SECRET
    exif.get_ifd(0x8825).update({1: "N", 2: (47.0, 22.0, 1.5), 3: "E", 4: (8.0, 32.0, 9.0), 29: "2024:05:17"})
    return exif.tobytes()


XMP = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'><dc:creator>{SECRET}</dc:creator></x:xmpmeta>".encode()


def photo(file_format, orientation=1, **options):
    """A picture with its position, its author and comments in every place its format has for them."""
    if file_format == "PNG":
        options["pnginfo"] = info = PngInfo()
        info.add_text("Author", SECRET)
        info.add_itxt("XML:com.adobe.xmp", XMP.decode())
    elif file_format == "TIFF":
        exif = Image.Exif()
        exif.update({0x0112: orientation, 0x010E: SECRET, 700: XMP})
        return encoded(quadrants(), "TIFF", exif=exif)
    elif file_format == "GIF":
        return encoded(quadrants(), "GIF", comment=SECRET)
    elif file_format == "JPEG":
        options |= {"comment": SECRET.encode(), "xmp": XMP}
    else:
        options["xmp"] = XMP
    return encoded(quadrants(), file_format, exif=exif_with_gps(orientation), **options)


def moving(file_format, frames=3, size=(64, 32), **options):
    pictures = [quadrants(*size).rotate(180 * (number % 2)) for number in range(frames)]
    # Equal neighbours would be merged into one frame.
    for number, picture in enumerate(pictures):
        picture.putpixel((0, 0), (number % 256, number // 256, 99))
    return encoded(pictures[0], file_format, save_all=True, append_images=pictures[1:], duration=80, loop=0, **options)


def profile(space, tags, pcs=b"XYZ ", version=b"\x02\x40\0\0"):
    """An ICC profile with `tags`, and a date and a maker in its header."""
    start = 132 + 12 * len(tags)
    table, bodies = struct.pack(">I", len(tags)), b""
    for name, body in tags.items():
        table += struct.pack(">4sII", name, start + len(bodies), len(body))
        bodies += body + bytes(-len(body) % 4)
    header = struct.pack(
        ">I4s4s4s4s4s6H4s4s4x4s28s48x",
        start + len(bodies), b"lcms", version, b"mntr", space, pcs, 2024, 5, 17, 9, 0, 0, b"acsp", b"APPL", b"ACME",
        bytes(16) + struct.pack(">III", 0xF6D6, 0x10000, 0xD32D),
    )  # fmt: skip
    return header + table + bodies


def xyz(*values):
    return b"XYZ \0\0\0\0" + struct.pack(">3i", *(round(value * 65536) for value in values))


def gamma(value):
    return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(value * 256)) + b"\0\0"


def wide_gamut_profile():
    """Display P3's primaries, and the serial number of a monitor as macOS writes it."""
    return profile(
        b"RGB ",
        {
            b"desc": b"desc\0\0\0\0" + struct.pack(">I", len(SECRET) + 1) + SECRET.encode() + bytes(79),
            b"mmod": b"mmod\0\0\0\0" + SECRET.encode().ljust(32, b"\0"),
            b"wtpt": xyz(0.9642, 1.0, 0.8249),
            b"rXYZ": xyz(0.5151, 0.2412, -0.0011),
            b"gXYZ": xyz(0.2919, 0.6922, 0.0419),
            b"bXYZ": xyz(0.1572, 0.0666, 0.7841),
            b"rTRC": gamma(2.2),
            b"gTRC": gamma(2.2),
            b"bTRC": gamma(2.2),
        },
    )


def lookup_profile(space, colours):
    """A profile made of a table: `colours` are 8-bit Lab values at the corners of the ink or light cube."""
    channels = len(space.strip())
    ramp = bytes(range(256))
    matrix = struct.pack(">9i", *(65536 if number % 4 == 0 else 0 for number in range(9)))
    table = b"mft1\0\0\0\0" + bytes([channels, 3, 2, 0]) + matrix + ramp * channels
    table += bytes(value for colour in colours for value in colour) + ramp * 3
    return profile(space, {b"wtpt": xyz(0.9642, 1.0, 0.8249), b"A2B0": table}, pcs=b"Lab ")


def png_chunk(name, body):
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png_claiming(width, height):
    """A PNG of a thousand bytes that says how much it will unpack to."""
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes(1_000_000))
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + png_chunk(b"IDAT", rows) + png_chunk(b"IEND", b"")
