"""The boxes of HEIF and AVIF (ISO 14496-12, ISO 23008-12): which items a file has, where they lie, what describes them.

Only the boxes on the way to that are opened, so that boxes within boxes within boxes cost nothing.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from blog.imaging.containers.stripped import Cursor
from blog.imaging.refusal import Damaged

MOST_BOXES = 2_000
IN_FILE, IN_META = 0, 1


@dataclass
class Meta:
    """Items are known by number; `properties` is numbered from 1, and `described_by` has those numbers by item."""

    primary: int = 0
    kinds: dict[int, bytes] = field(default_factory=dict)
    places: dict[int, tuple[int, list[tuple[int, int]]]] = field(default_factory=dict)
    references: list[tuple[bytes, int, list[int]]] = field(default_factory=list)
    properties: list[tuple[bytes, bytes]] = field(default_factory=list)
    described_by: dict[int, list[tuple[bool, int]]] = field(default_factory=dict)
    own_data: bytes = b""
    is_moving: bool = False

    def bytes_of(self, item: int, file: bytes) -> bytes:
        where, pieces = self.places[item]
        source = self.own_data if where == IN_META else file
        if any(start + length > len(source) or not length for start, length in pieces):
            raise Damaged
        return b"".join(source[start : start + length] for start, length in pieces)

    def referred_to(self, kind: bytes, item: int) -> list[int]:
        found = [targets for name, source, targets in self.references if (name, source) == (kind, item)]
        return [target for targets in found for target in targets]


def boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    cursor = Cursor(data)
    for _ in range(MOST_BOXES):
        if cursor.is_at_end:
            return
        length = number(cursor, 4)
        name = cursor.take(4)
        if length == 1:
            length = number(cursor, 8) - 8
        yield name, cursor.take(len(data) - cursor.at if length == 0 else length - 8)
    raise Damaged


def read_meta(data: bytes) -> Meta:
    """Raises Damaged where the file has no description of still pictures that makes sense."""
    outer: dict[bytes, bytes] = {}
    # What follows the picture may be anything.
    with suppress(Damaged):
        for name, body in boxes(data):
            outer.setdefault(name, body)
    if b"meta" not in outer:
        raise Damaged
    meta = Meta(is_moving=b"moov" in outer)
    readers = {b"pitm": read_primary, b"iinf": read_kinds, b"iloc": read_places, b"iref": read_references}
    for name, inner in boxes(outer[b"meta"][4:]):
        if name in readers:
            cursor = Cursor(inner)
            readers[name](cursor, number(cursor, 4) >> 24, meta)
        elif name == b"iprp":
            read_properties(inner, meta)
        elif name == b"idat":
            meta.own_data = inner
    return meta


def read_primary(cursor: Cursor, version: int, meta: Meta) -> None:
    meta.primary = number(cursor, 4 if version else 2)


def read_kinds(cursor: Cursor, version: int, meta: Meta) -> None:
    cursor.take(4 if version else 2)
    for name, body in boxes(cursor.data[cursor.at :]):
        if name == b"infe":
            entry = Cursor(body)
            version = number(entry, 4) >> 24
            item = number(entry, 4 if version == 3 else 2)
            entry.take(2)
            meta.kinds[item] = entry.take(4)


def read_places(cursor: Cursor, version: int, meta: Meta) -> None:
    sizes = number(cursor, 2)
    offset, length, base, index = (sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15, sizes & 15 if version else 0)
    for _ in range(counted(cursor, 4 if version == 2 else 2)):
        item = number(cursor, 4 if version == 2 else 2)
        where = number(cursor, 2) & 15 if version else IN_FILE
        cursor.take(2)
        start = number(cursor, base)
        pieces = []
        for _ in range(counted(cursor, 2)):
            cursor.take(index)
            pieces.append((start + number(cursor, offset), number(cursor, length)))
        meta.places[item] = where, pieces


def read_references(cursor: Cursor, version: int, meta: Meta) -> None:
    width = 4 if version else 2
    for name, body in boxes(cursor.data[cursor.at :]):
        entry = Cursor(body)
        source = number(entry, width)
        meta.references.append((name, source, [number(entry, width) for _ in range(counted(entry, 2))]))


def read_properties(body: bytes, meta: Meta) -> None:
    for name, inner in boxes(body):
        if name == b"ipco":
            meta.properties = list(boxes(inner))
        elif name == b"ipma":
            cursor = Cursor(inner)
            head = number(cursor, 4)
            for _ in range(counted(cursor, 4)):
                item = number(cursor, 4 if head >> 24 else 2)
                codes = [number(cursor, 2 if head & 1 else 1) for _ in range(number(cursor, 1))]
                essential = 0x8000 if head & 1 else 0x80
                meta.described_by[item] = [(bool(code & essential), code & essential - 1) for code in codes]


def counted(cursor: Cursor, width: int) -> int:
    count = number(cursor, width)
    if count > MOST_BOXES:
        raise Damaged
    return count


def number(cursor: Cursor, width: int) -> int:
    return int.from_bytes(cursor.take(width), "big")


def box(name: bytes, *pieces: bytes) -> bytes:
    body = b"".join(pieces)
    return (len(body) + 8).to_bytes(4, "big") + name + body
