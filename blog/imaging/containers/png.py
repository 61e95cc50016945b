"""PNG and APNG (W3C PNG, third edition): keeps the chunks that draw, drops texts, times, EXIF and private ones."""

import zlib
from collections.abc import Iterator

from blog.imaging.containers.stripped import Cursor, Stripped
from blog.imaging.orientation import read_orientation
from blog.imaging.profiles import Colours, judge_profile
from blog.imaging.refusal import Damaged
from blog.imaging.tones import FOR_SCREENS, Coding

SIGNATURE = b"\x89PNG\r\n\x1a\n"
DRAWING = {b"IHDR", b"PLTE", b"IDAT", b"acTL", b"fcTL", b"fdAT", b"IEND"}
# Chunks about transparency and colour, with the most bytes each may have.
COLOUR = {b"tRNS": 256, b"cHRM": 32, b"gAMA": 4, b"sRGB": 1, b"cICP": 4}
MAX_PROFILE = 4 * 1024 * 1024
GREY_TYPES = {0, 4}
# Bytes a pixel of grey and palette pictures, by colour type; all others have 4.
MEMORY = {0: 1, 3: 1}


def strip(data: bytes) -> Stripped:
    cursor = Cursor(data)
    cursor.take(len(SIGNATURE))
    chunks = list(read_chunks(cursor))
    names = [name for name, _ in chunks]
    first = dict(reversed(chunks))
    header = first[b"IHDR"] if names[0] == b"IHDR" and names.count(b"IHDR") == 1 else b""
    if len(header) != 13 or b"IDAT" not in first:
        raise Damaged
    colours = read_colours(first.get(b"iCCP"), b"GRAY" if header[9] in GREY_TYPES else b"RGB ")
    frames = count_frames(names, first.get(b"acTL"))
    coding = Coding(*first[b"cICP"][:2]) if frames == 1 and len(first.get(b"cICP", b"")) == 4 else FOR_SCREENS
    if not coding.is_for_screens:
        chunks = [(name, body) for name, body in chunks if name != b"cICP"]
    return Stripped(
        SIGNATURE + b"".join(kept_chunks(chunks, colours, is_animated=frames > 1)),
        int.from_bytes(header[:4], "big"),
        int.from_bytes(header[4:8], "big"),
        frames=frames,
        orientation=read_orientation(first.get(b"eXIf")),
        foreign_profile=colours.foreign,
        coding=coding,
        memory=16 if frames > 1 else MEMORY.get(header[9], 4) * (2 if header[8] == 16 else 1),
    )


def read_chunks(cursor: Cursor) -> Iterator[tuple[bytes, bytes]]:
    name = b""
    while name != b"IEND":
        length = int.from_bytes(cursor.take(4), "big")
        name = cursor.take(4)
        body = cursor.take(length)
        is_whole = int.from_bytes(cursor.take(4), "big") == zlib.crc32(name + body)
        if is_whole:
            yield name, body
        elif name in DRAWING:
            raise Damaged


def read_colours(chunk: bytes | None, space: bytes) -> Colours:
    if not chunk:
        return Colours()
    _name, _, packed = chunk.partition(b"\0")
    unpacker = zlib.decompressobj()
    try:
        profile = unpacker.decompress(packed[1:], MAX_PROFILE)
    except zlib.error:
        return Colours()
    return judge_profile(profile, space)


def count_frames(names: list[bytes], control: bytes | None) -> int:
    if control is None:
        return 1
    frames = int.from_bytes(control[:4], "big")
    if len(control) != 8 or names.count(b"acTL") != 1 or names.count(b"fcTL") != frames or not frames:
        raise Damaged
    return frames


def kept_chunks(chunks: list[tuple[bytes, bytes]], colours: Colours, *, is_animated: bool) -> Iterator[bytes]:
    for name, body in chunks:
        is_animation = name in (b"acTL", b"fcTL", b"fdAT")
        if (name in DRAWING and (is_animated or not is_animation)) or len(body) <= COLOUR.get(name, -1):
            yield chunk(name, body)
        if name == b"IHDR" and colours.keep:
            yield chunk(b"iCCP", b"ICC\0\0" + zlib.compress(colours.keep, 9))


def chunk(name: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")
