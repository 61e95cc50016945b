"""GIF (89a): keeps palettes, frames, their timing and the loop count; drops comments, texts and other extensions."""

from blog.imaging.containers.stripped import Cursor, Stripped
from blog.imaging.refusal import Damaged

IMAGE, EXTENSION, TRAILER = 0x2C, 0x21, 0x3B
TIMING, APPLICATION = 0xF9, 0xFF
LOOPS = {b"NETSCAPE2.0", b"ANIMEXTS1.0"}


def strip(data: bytes) -> Stripped:
    cursor = Cursor(data)
    kept = [cursor.take(6), screen := cursor.take(7), take_palette(cursor, screen[4])]
    width, height = int.from_bytes(screen[:2], "little"), int.from_bytes(screen[2:4], "little")
    frames = 0
    while (block := cursor.take_byte()) != TRAILER:
        if block == IMAGE:
            frames += 1
            picture, right, bottom = take_image(cursor)
            kept.append(picture)
            # Decoders widen the canvas for a frame that sticks out.
            width, height = max(width, right), max(height, bottom)
        elif block == EXTENSION:
            kept.append(take_extension(cursor))
        else:
            raise Damaged
    if not frames:
        raise Damaged
    return Stripped(b"".join([*kept, bytes([TRAILER])]), width, height, frames=frames, memory=12 if frames > 1 else 1)


def take_palette(cursor: Cursor, flags: int) -> bytes:
    return cursor.take(3 << (flags & 7) + 1) if flags & 0x80 else b""


def take_image(cursor: Cursor) -> tuple[bytes, int, int]:
    descriptor = cursor.take(9)
    left, top, width, height = (int.from_bytes(descriptor[at : at + 2], "little") for at in (0, 2, 4, 6))
    palette = take_palette(cursor, descriptor[8])
    code_size = cursor.take(1)
    body = take_blocks(cursor)
    return bytes([IMAGE]) + descriptor + palette + code_size + body, left + width, top + height


def take_extension(cursor: Cursor) -> bytes:
    label = cursor.take_byte()
    body = take_blocks(cursor)
    is_loop = label == APPLICATION and body[1:12] in LOOPS and len(body) == 17
    is_timing = label == TIMING and len(body) == 6
    return bytes([EXTENSION, label]) + body if is_loop or is_timing else b""


def take_blocks(cursor: Cursor) -> bytes:
    """A chain of blocks, each led by its length, with the empty one that ends it."""
    start = cursor.at
    while length := cursor.take_byte():
        cursor.take(length)
    return cursor.data[start : cursor.at]
