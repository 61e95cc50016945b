"""Everything that cameras and programs put beside the picture, in the places they put it."""

import struct

import pytest

from blog.imaging.ingest import ingest

from .samples import SECRET, encoded, opened, png_chunk, quadrants

MARK = SECRET.encode()


def jpeg_with(*segments, trailer=b""):
    data = encoded(quadrants(), "JPEG")
    inner = b"".join(struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body for marker, body in segments)
    return data[:2] + inner + data[2:] + trailer


def webp_with(*chunks):
    body = encoded(quadrants(), "WEBP")[12:]
    flags = b"VP8X" + struct.pack("<I", 10) + b"\x2c\0\0\0" + (63).to_bytes(3, "little") + (31).to_bytes(3, "little")
    inner = b"".join(name + struct.pack("<I", len(text)) + text + bytes(len(text) % 2) for name, text in chunks)
    body = b"WEBP" + flags + body + inner
    return b"RIFF" + struct.pack("<I", len(body)) + body


def png_with(*chunks):
    data = encoded(quadrants(), "PNG")
    return data[:33] + b"".join(png_chunk(*chunk) for chunk in chunks) + data[33:]


SECOND = encoded(quadrants(), "JPEG")
HIDDEN = {
    "JPEG, extended XMP": lambda: jpeg_with((0xE1, b"http://ns.adobe.com/xmp/extension/\0" + bytes(40) + MARK)),
    "JPEG, IPTC": lambda: jpeg_with((0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0" + struct.pack(">I", len(MARK)) + MARK)),
    "JPEG, several pictures in one": lambda: jpeg_with(
        (0xE2, b"MPF\0" + MARK), trailer=encoded(quadrants(), "JPEG") + MARK
    ),
    "JPEG, motion photo": lambda: jpeg_with(trailer=b"\0\0\0\x18ftypmp42" + bytes(12) + MARK),
    "JPEG, comment": lambda: jpeg_with((0xFE, MARK)),
    "JPEG, comment after a comment": lambda: jpeg_with((0xFE, b"fine"), (0xFE, MARK)),
    "JPEG, maker's own segment": lambda: jpeg_with((0xE7, MARK)),
    "JPEG, JFIF thumbnail": lambda: jpeg_with((0xE0, b"JFXX\0\x13\x05\x05" + MARK.ljust(75))),
    "JPEG, more in the Adobe segment": lambda: jpeg_with((0xEE, b"Adobe\0\x64\0\0\0\0\1" + MARK)),
    "JPEG, a ZIP archive behind it": lambda: jpeg_with(trailer=b"PK\x03\x04" + MARK),
    "PNG, text": lambda: png_with((b"tEXt", b"Author\0" + MARK)),
    "PNG, EXIF": lambda: png_with((b"eXIf", b"MM\0*" + MARK)),
    "PNG, time and private chunks": lambda: png_with((b"tIME", MARK[:7]), (b"prVt", MARK), (b"iDOT", MARK)),
    "PNG, more than a colour chunk has": lambda: png_with((b"gAMA", b"\0\0\xb1\x8f" + MARK)),
    "PNG, a web page behind it": lambda: png_with() + b"<script>" + MARK,
    "GIF, XMP": lambda: gif_with(b"\x21\xff\x0bXMP DataXMP" + bytes([len(MARK)]) + MARK + b"\0"),
    "GIF, a loop that says more": lambda: gif_with(b"\x21\xff\x0bNETSCAPE2.0" + bytes([len(MARK)]) + MARK + b"\0"),
    "GIF, plain text": lambda: gif_with(b"\x21\x01\x0c" + bytes(12) + bytes([len(MARK)]) + MARK + b"\0"),
    "WebP, EXIF and XMP": lambda: webp_with((b"EXIF", MARK), (b"XMP ", MARK)),
    "WebP, unknown": lambda: webp_with((b"abcd", MARK)),
    "AVIF, free space": lambda: encoded(quadrants(), "AVIF") + struct.pack(">I", 8 + len(MARK)) + b"free" + MARK,
    "HEIC, free space": lambda: encoded(quadrants(), "HEIF") + struct.pack(">I", 8 + len(MARK)) + b"free" + MARK,
}


def gif_with(extension):
    data = encoded(quadrants(), "GIF")
    start = data.index(b",", 13 + 3 * 4)
    return data[:start] + extension + data[start:]


@pytest.mark.parametrize("name", HIDDEN)
def test_what_is_beside_the_picture_is_not_stored(name):
    data = HIDDEN[name]()
    assert MARK[:7] in data

    taken = ingest(data)

    assert MARK[:7] not in taken.data
    assert opened(taken.data).size == (64, 32)


def test_text_within_the_av1_stream_is_not_stored():
    data = encoded(quadrants(), "AVIF")
    stream = data[data.index(b"mdat") + 4 :]
    # A metadata unit (type 5) with a size, before the others.
    unit = bytes([5 << 3 | 2, len(MARK) + 1, 4]) + MARK
    longer = data.replace(struct.pack(">I", len(stream)), struct.pack(">I", len(stream) + len(unit))).replace(
        stream, unit + stream
    )
    assert opened(longer).size == (64, 32)

    taken = ingest(longer)

    assert MARK not in taken.data
    assert taken.data == ingest(data).data
