"""WebP (RFC 9649): keeps picture, transparency, profile and animation; drops EXIF, XMP and unknown chunks."""

from collections.abc import Iterator

from blog.imaging.containers.stripped import Cursor, Stripped
from blog.imaging.orientation import read_orientation
from blog.imaging.profiles import judge_profile
from blog.imaging.refusal import Damaged

PICTURE = {b"VP8 ", b"VP8L", b"ALPH"}
FRAME_HEADER = 16
# Flags of the VP8X chunk.
HAS_PROFILE, HAS_ALPHA, IS_ANIMATED = 0x20, 0x10, 0x02


def strip(data: bytes) -> Stripped:
    cursor = Cursor(data)
    cursor.take(4)
    length = int.from_bytes(cursor.take(4), "little")
    cursor.take(4)
    chunks = list(read_chunks(cursor.take(length - 4)))
    first = dict(reversed(chunks))
    canvas = read_canvas(chunks)
    if canvas is None:
        raise Damaged
    flags, width, height = canvas
    colours = judge_profile(first.get(b"ICCP"), b"RGB ")
    frames = max(1, sum(name == b"ANMF" for name, _ in chunks))
    kept = list(kept_chunks(chunks))
    if chunks[0][0] == b"VP8X":
        flags = flags & (HAS_ALPHA | IS_ANIMATED) | (HAS_PROFILE if colours.keep else 0)
        profile = chunk(b"ICCP", colours.keep) if colours.keep else b""
        kept = [chunk(b"VP8X", bytes([flags, 0, 0, 0]) + first[b"VP8X"][4:10]), profile, *kept]
    body = b"WEBP" + b"".join(kept)
    return Stripped(
        b"RIFF" + len(body).to_bytes(4, "little") + body,
        width,
        height,
        frames=frames,
        orientation=read_orientation(first.get(b"EXIF")),
        foreign_profile=colours.foreign,
        # Two canvases of the decoder, what it hands over, and Pillow's picture.
        memory=16,
    )


def read_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    cursor = Cursor(data)
    while not cursor.is_at_end:
        name = cursor.take(4)
        length = int.from_bytes(cursor.take(4), "little")
        yield name, cursor.take(length)
        if length % 2 and not cursor.is_at_end:
            cursor.take(1)


def read_canvas(chunks: list[tuple[bytes, bytes]]) -> tuple[int, int, int] | None:
    """Flags, width and height, from whichever header leads the file."""
    name, body = chunks[0] if chunks else (b"", b"")
    if name == b"VP8X" and len(body) >= 10:
        return body[0], 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
    if name == b"VP8L" and len(body) >= 5:
        bits = int.from_bytes(body[1:5], "little")
        return 0, 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if name == b"VP8 " and len(body) >= 10:
        return 0, int.from_bytes(body[6:8], "little") & 0x3FFF, int.from_bytes(body[8:10], "little") & 0x3FFF
    return None


def kept_chunks(chunks: list[tuple[bytes, bytes]]) -> Iterator[bytes]:
    for name, body in chunks:
        if name in PICTURE or name == b"ANIM":
            yield chunk(name, body)
        elif name == b"ANMF":
            inner = [chunk(*part) for part in read_chunks(body[FRAME_HEADER:]) if part[0] in PICTURE]
            yield chunk(b"ANMF", body[:FRAME_HEADER] + b"".join(inner))


def chunk(name: bytes, body: bytes) -> bytes:
    return name + len(body).to_bytes(4, "little") + body + bytes(len(body) % 2)
