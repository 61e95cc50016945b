"""Small files that ask for much: by name, each made on the spot."""

import re
import struct
import zlib

from blog.imaging.containers.iso import box

from .samples import encoded, png_chunk, png_claiming, quadrants

ZEROS = zlib.compress(bytes(60_000_000), 9)
PNG_END = png_chunk(b"IEND", b"")


def png_with(name, body):
    data = encoded(quadrants(), "PNG")
    return data[:33] + png_chunk(name, body) + data[33:]


def gif(width, height, frames):
    """Frames of one pixel on a canvas of any size."""
    frame = b"," + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\0"
    return b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff" + frame * frames + b";"


def webp_canvas(width, height, frames=0):
    """A large canvas with a picture, or frames, of a few pixels."""
    inner = encoded(quadrants(16, 16), "WEBP", lossless=True)[12:]
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    if frames:
        head = bytes(6) + (15).to_bytes(3, "little") * 2 + (100).to_bytes(3, "little") + b"\0"
        inner = (
            b"ANIM"
            + struct.pack("<I", 6)
            + bytes(6)
            + (b"ANMF" + struct.pack("<I", 16 + len(inner)) + head + inner) * frames
        )
    body = b"WEBPVP8X" + struct.pack("<I", 10) + (b"\x02" if frames else b"\0") + bytes(3) + size + inner
    return b"RIFF" + struct.pack("<I", len(body)) + body


def with_dimensions(file_format, width, height):
    """The header of HEIF and AVIF claims another size for everything."""
    data = encoded(quadrants(), file_format)
    claim = b"ispe" + bytes(4) + struct.pack(">II", width, height)
    return re.sub(rb"ispe.{12}", lambda _: claim, data, flags=re.DOTALL)


def grid(brand, codec, columns, rows, width, height):
    """One tile, which is not there, thousands of times."""
    tiles = struct.pack(">HH", 1, columns * rows) + struct.pack(">H", 2) * (columns * rows)
    descriptor = bytes([0, 1, rows - 1, columns - 1]) + struct.pack(">II", width, height)
    infe = [
        box(b"infe", b"\2\0\0\0", struct.pack(">HH", number, 0), kind, b"\0")
        for number, kind in ((1, b"grid"), (2, codec))
    ]
    places = struct.pack(">HHHHII", 1, 1, 0, 1, 0, len(descriptor)) + struct.pack(">HHHHII", 2, 1, 0, 1, 0, 8)
    meta = box(
        b"meta",
        bytes(4),
        box(b"hdlr", bytes(8), b"pict", bytes(13)),
        box(b"pitm", bytes(4), b"\0\1"),
        box(b"iinf", bytes(4), b"\0\2", *infe),
        box(b"iloc", b"\1\0\0\0\x44\0\0\2", places),
        box(b"iref", bytes(4), box(b"dimg", tiles)),
        box(
            b"iprp",
            box(b"ipco", box(b"ispe", bytes(4), struct.pack(">II", width, height))),
            box(b"ipma", bytes(4), struct.pack(">IHBBHBB", 2, 1, 1, 1, 2, 1, 1)),
        ),
        box(b"idat", descriptor),
    )
    return box(b"ftyp", brand, bytes(4), brand, b"mif1") + meta + box(b"mdat", bytes(64))


def nested(brand, depth=20_000):
    inner = b""
    for _ in range(depth):
        inner = (len(inner) + 12).to_bytes(4, "big") + b"meta" + bytes(4) + inner
    return box(b"ftyp", brand, bytes(4), brand, b"mif1") + inner


def tiff(*entries, following=0):
    """A directory of (tag, type, count, value)."""
    body = b"".join(struct.pack("<HHII", *entry) for entry in sorted(entries))
    return b"II*\0" + struct.pack("<IH", 8, len(entries)) + body + struct.pack("<I", following) + bytes(200)


def tiff_picture(width, height, *, offset=100, length=100, rows=0xFFFFFFFF, compression=1, following=0):
    return tiff(
        (256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, 8), (259, 3, 1, compression), (262, 3, 1, 1),
        (273, 4, 1, offset), (277, 3, 1, 1), (278, 4, 1, rows), (279, 4, 1, length), following=following,
    )  # fmt: skip


def bmp(width, height):
    head = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 24, 0, 0, 0, 0, 0, 0)
    return b"BM" + struct.pack("<IHHI", 54, 0, 0, 54) + head + bytes(3_000)


def jpeg_claiming(width, height, *, missing=False, **options):
    """With so many bytes after its end that these could be its pixels."""
    data = bytearray(encoded(quadrants(), "JPEG", **options))
    data[-2:] = bytes(0 if missing or width * height > 10**9 else width * height // 300) + b"\xff\xd9"
    frame = data.index(b"\xff\xc2" if options.get("progressive") else b"\xff\xc0")
    data[frame + 5 : frame + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def scans(width, height, number):
    data = jpeg_claiming(width, height, progressive=True)
    scan = data[data.rindex(b"\xff\xda") : -2]
    return data[:-2] + scan[: len(scan) // 4] * number + data[-2:]


BOMBS = {
    "PNG, a text that unpacks to 60 MB": lambda: png_with(b"zTXt", b"Comment\0\0" + ZEROS),
    "PNG, another such text": lambda: png_with(b"iTXt", b"Comment\0\1\0\0\0" + ZEROS),
    "PNG, such a profile": lambda: png_with(b"iCCP", b"ICC\0\0" + ZEROS),
    "PNG, more rows than it has": lambda: png_with(b"IDAT", ZEROS),
    "PNG, absurd dimensions": lambda: png_claiming(2**31 - 1, 2**31 - 1),
    "PNG, 99 megapixels of nothing": lambda: png_claiming(11_000, 9_000),
    "PNG, 10,000 frames": lambda: png_with(b"acTL", struct.pack(">II", 10_000, 0)),
    "GIF, huge canvas": lambda: gif(65_535, 65_535, 1),
    "GIF, 98 megapixels around a pixel": lambda: gif(65_535, 1_500, 1),
    "GIF, tiny frames on 98 megapixels": lambda: gif(65_535, 1_500, 3),
    "GIF, tiny frames on 15 megapixels": lambda: gif(5_000, 3_000, 6),
    "GIF, 10,000 frames": lambda: gif(1, 1, 10_000),
    "WebP, large canvas": lambda: webp_canvas(16_383, 6_000),
    "WebP, largest canvas": lambda: webp_canvas(2**24, 2**24),
    "WebP, tiny frames on 13 megapixels": lambda: webp_canvas(4_000, 3_300, 4),
    "WebP, 10,000 frames": lambda: webp_canvas(16, 16, 10_000),
    "AVIF, absurd dimensions": lambda: with_dimensions("AVIF", 65_535, 65_535),
    "AVIF, another size than its picture": lambda: with_dimensions("AVIF", 4_000, 3_000),
    "AVIF, absurd grid": lambda: grid(b"avif", b"av01", 255, 255, 65_535, 65_535),
    "AVIF, grid of 20 megapixels": lambda: grid(b"avif", b"av01", 100, 100, 5_000, 4_000),
    "AVIF, boxes in boxes": lambda: nested(b"avif"),
    "HEIC, absurd dimensions": lambda: with_dimensions("HEIF", 65_535, 65_535),
    "HEIC, another size than its picture": lambda: with_dimensions("HEIF", 4_000, 3_000),
    "HEIC, absurd grid": lambda: grid(b"heic", b"hvc1", 255, 255, 65_535, 65_535),
    "HEIC, grid of 20 megapixels": lambda: grid(b"heic", b"hvc1", 100, 100, 5_000, 4_000),
    "HEIC, boxes in boxes": lambda: nested(b"heic"),
    "TIFF, absurd dimensions": lambda: tiff_picture(2**31, 2**31),
    "TIFF, 90 megapixels of nothing": lambda: tiff_picture(10_000, 9_000),
    "TIFF, a strip of 4 GB": lambda: tiff_picture(5_000, 4_000, length=2**32 - 1),
    "TIFF, an absurd LZW strip": lambda: tiff_picture(5_000, 4_000, length=2**32 - 1, compression=5),
    "TIFF, no rows in a strip": lambda: tiff_picture(5_000, 4_000, rows=0, compression=8),
    "TIFF, pages in a circle": lambda: tiff_picture(8, 8, following=8),
    "TIFF, a tag of 4 GB": lambda: tiff((256, 4, 1, 8), (257, 4, 1, 8), (270, 2, 2**32 - 1, 8)),
    "BMP, absurd dimensions": lambda: bmp(2**31 - 1, 2**31 - 1),
    "BMP, 20 megapixels of nothing": lambda: bmp(5_000, 4_000),
    "BMP, upside down": lambda: bmp(5_000, -(2**31)),
    "JPEG, absurd dimensions": lambda: jpeg_claiming(65_000, 65_000),
    "JPEG, 100 megapixels of nothing": lambda: jpeg_claiming(10_000, 10_000, missing=True),
    "JPEG, 245 megapixels of black": lambda: jpeg_claiming(64_000, 3_830),
    "JPEG, 245 progressive megapixels of black": lambda: jpeg_claiming(64_000, 3_830, progressive=True),
    "JPEG, thousands of scans": lambda: scans(64, 32, 5_000),
    "JPEG, many scans of 30 megapixels": lambda: scans(6_000, 5_000, 80),
    "JPEG, many scans of 12 megapixels": lambda: scans(4_000, 3_000, 80),
}
