"""What goes through the pipes between Byline and its sandbox: JSON, and bytes beside it.

A message is the length of the JSON (4 bytes), the number of byte strings (4), the length of each (8 each), the JSON
and the byte strings; numbers are big-endian. In the JSON `{"$bytes": 0}` stands for the first byte string. There is no
pickle here: what comes out of a sandbox may have been written by a picture.
"""

import json
import struct
from io import RawIOBase
from typing import Any

MAX_HEAD = 1024 * 1024
MAX_PARTS = 1_000
MAX_BYTES = 256 * 1024 * 1024
STAND_IN = "$bytes"


class BrokenMessage(Exception):  # noqa: N818  (stays inside this package)
    """The other side ended in the middle of a message, or sent what is none."""


def send(stream: RawIOBase, value: Any) -> None:
    """`value` is what JSON can say, and bytes anywhere in it. Raises BrokenPipeError when nobody reads."""
    parts: list[bytes] = []

    def set_aside(part: Any) -> dict[str, int]:
        if not isinstance(part, bytes | bytearray | memoryview):
            raise TypeError(f"{type(part).__name__} cannot be sent")
        parts.append(bytes(part))
        return {STAND_IN: len(parts) - 1}

    head = json.dumps(value, default=set_aside).encode()
    lengths = struct.pack(f">II{len(parts)}Q", len(head), len(parts), *map(len, parts))
    for piece in (lengths + head, *parts):
        view = memoryview(piece)
        while view:
            view = view[stream.write(view) :]


def receive(stream: RawIOBase) -> Any:
    """The next message; None where the other side has closed the pipe. Raises BrokenMessage."""
    start = _take(stream, 8, may_end=True)
    if not start:
        return None
    length, count = struct.unpack(">II", start)
    if length > MAX_HEAD or count > MAX_PARTS:
        raise BrokenMessage("too long a head")
    lengths = struct.unpack(f">{count}Q", _take(stream, 8 * count))
    if sum(lengths) > MAX_BYTES:
        raise BrokenMessage("too many bytes")
    head = _take(stream, length)
    parts = [_take(stream, size) for size in lengths]

    def put_back(found: dict[str, Any]) -> Any:
        return parts[found[STAND_IN]] if found.keys() == {STAND_IN} else found

    try:
        return json.loads(head, object_hook=put_back)
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise BrokenMessage("not JSON") from error


def _take(stream: RawIOBase, length: int, *, may_end: bool = False) -> bytes:
    buffer = bytearray(length)
    at = 0
    while at < length:
        count = stream.readinto(memoryview(buffer)[at:])
        if not count:
            if may_end and at == 0:
                return b""
            raise BrokenMessage("cut short")
        at += count
    return bytes(buffer)
