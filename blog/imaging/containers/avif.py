"""AVIF (AV1 Image File Format 1.1): built anew from the picture, its tiles and its transparency, bit for bit.

Everything else in such a file is left behind: EXIF, XMP, thumbnails, depth, unknown items and properties, text in AV1.
"""

from blog.imaging.containers.iso import Meta, box, read_meta
from blog.imaging.containers.stripped import Cursor
from blog.imaging.profiles import judge_profile
from blog.imaging.refusal import Damaged
from blog.imaging.tones import Coding

ALPHA = b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0"
# Properties that are numbers only, with the most bytes each may have.
NUMBERS = {b"ispe": 12, b"pixi": 20, b"pasp": 8, b"a1op": 1, b"lsel": 2}
MOST_ITEMS = 250
# Parts of an AV1 stream that draw nothing: metadata, which holds any bytes, and padding.
METADATA, PADDING = 5, 15
SEQUENCE_HEADER = 1


class CannotBeKept(Exception):  # noqa: N818  (stays inside this package)
    """The picture is built in a way that only decoding it and writing it anew makes simple."""


def strip(data: bytes) -> bytes:
    """Raises CannotBeKept also for what moves, is turned, cropped or not coded for screens; Damaged."""
    meta = read_meta(data)
    if meta.is_moving:
        raise CannotBeKept
    items = wanted_items(meta)
    numbers = {item: place for place, item in enumerate(items, start=1)}
    properties, described_by = wanted_properties(meta, items)
    bodies = [meta.bytes_of(item, data) for item in items]
    streams = [meta.kinds[item] == b"av01" for item in items]
    bodies = [drawing_only(body) if is_av1 else body for is_av1, body in zip(streams, bodies, strict=True)]
    head = box(b"ftyp", b"avif\0\0\0\0avifmif1miaf")
    # The places need the length of what they stand in; it does not depend on them.
    start = len(head) + len(meta_box(meta, numbers, properties, described_by, bodies, 0)) + 8
    return b"".join([head, meta_box(meta, numbers, properties, described_by, bodies, start), box(b"mdat", *bodies)])


def read_coding(data: bytes) -> Coding:
    """How the picture's colours are coded, where it says so by numbers."""
    for name, body in read_meta(data).properties:
        if name == b"colr" and body[:4] == b"nclx" and len(body) >= 11:
            return Coding(int.from_bytes(body[4:6], "big"), int.from_bytes(body[6:8], "big"))
    return Coding()


def wanted_items(meta: Meta) -> list[int]:
    alphas = [source for name, source, targets in meta.references if name == b"auxl" and meta.primary in targets]
    alphas = [item for item in alphas if is_alpha(meta, item)]
    if len(alphas) > 1:
        raise CannotBeKept
    items = []
    for item in [meta.primary, *alphas]:
        items += [item, *(meta.referred_to(b"dimg", item) if meta.kinds.get(item) == b"grid" else [])]
    if len(items) > MOST_ITEMS or any(meta.kinds.get(item) not in (b"av01", b"grid") for item in items):
        raise CannotBeKept
    return list(dict.fromkeys(items))


def is_alpha(meta: Meta, item: int) -> bool:
    found = [property_at(meta, place) for _, place in meta.described_by.get(item, [])]
    return any(name == b"auxC" and body[4:].startswith(ALPHA) for name, body in found)


def property_at(meta: Meta, place: int) -> tuple[bytes, bytes]:
    if not 0 < place <= len(meta.properties):
        raise Damaged
    return meta.properties[place - 1]


def wanted_properties(meta: Meta, items: list[int]) -> tuple[list[bytes], dict[int, list[tuple[bool, int]]]]:
    """The boxes to write, each once, and by item which of them (from 1) describe it."""
    boxes: list[bytes] = []
    described_by: dict[int, list[tuple[bool, int]]] = {}
    for item in items:
        described_by[item] = []
        for is_essential, place in meta.described_by.get(item, []):
            written = clean_property(*property_at(meta, place))
            if not written and is_essential:
                raise CannotBeKept
            if written:
                if written not in boxes:
                    boxes.append(written)
                described_by[item].append((is_essential, boxes.index(written) + 1))
    return boxes, described_by


def clean_property(name: bytes, body: bytes) -> bytes:
    if name in NUMBERS:
        return box(name, body) if len(body) <= NUMBERS[name] else b""
    if name == b"av1C":
        # Four bytes of numbers; what may follow stands in the stream as well.
        return box(name, body[:4])
    if name == b"auxC":
        return box(name, bytes(4), ALPHA)
    if name == b"colr":
        return clean_colours(body)
    if name in (b"irot", b"imir", b"clap"):
        raise CannotBeKept
    return b""


def clean_colours(body: bytes) -> bytes:
    if body[:4] == b"nclx":
        if not Coding(int.from_bytes(body[4:6], "big"), int.from_bytes(body[6:8], "big")).is_for_screens:
            raise CannotBeKept
        return box(b"colr", body[:11])
    colours = judge_profile(body[4:], b"RGB ") if body[:4] in (b"prof", b"rICC") else None
    if colours and colours.foreign:
        raise CannotBeKept
    return box(b"colr", b"prof", colours.keep) if colours and colours.keep else b""


def drawing_only(stream: bytes) -> bytes:
    """AV1's open bitstream units (section 5.3 of its specification) without those that draw nothing."""
    cursor, kept = Cursor(stream), []
    while not cursor.is_at_end:
        start = cursor.at
        head = cursor.take_byte()
        cursor.take(1 if head & 4 else 0)
        cursor.take(take_length(cursor) if head & 2 else len(stream) - cursor.at)
        if head >> 3 & 15 not in (METADATA, PADDING):
            kept.append(stream[start : cursor.at])
    return b"".join(kept)


def take_length(cursor: Cursor) -> int:
    length = 0
    for place in range(8):
        byte = cursor.take_byte()
        length |= (byte & 127) << 7 * place
        if byte < 128:
            return length
    raise Damaged


def meta_box(
    meta: Meta,
    numbers: dict[int, int],
    properties: list[bytes],
    described_by: dict[int, list[tuple[bool, int]]],
    bodies: list[bytes],
    start: int,
) -> bytes:
    kinds = [box(b"infe", b"\2\0\0\0", two(place), two(0), meta.kinds[item], b"\0") for item, place in numbers.items()]
    places = []
    for place, body in enumerate(bodies, start=1):
        places.append(two(place) + two(0) + two(1) + start.to_bytes(4, "big") + len(body).to_bytes(4, "big"))
        start += len(body)
    links = [
        box(name, two(numbers[source]), two(len(targets)), *(two(numbers[target]) for target in targets))
        for name, source, targets in meta.references
        if name in (b"dimg", b"auxl", b"prem") and {source, *targets} <= numbers.keys()
    ]
    described = [
        two(numbers[item]) + bytes([len(found)]) + b"".join(two(essential << 15 | place) for essential, place in found)
        for item, found in described_by.items()
    ]
    return box(
        b"meta",
        bytes(4),
        box(b"hdlr", bytes(8), b"pict", bytes(13)),
        box(b"pitm", bytes(4), two(numbers[meta.primary])),
        box(b"iloc", bytes(4), b"\x44\0", two(len(places)), *places),
        box(b"iinf", bytes(4), two(len(kinds)), *kinds),
        box(b"iref", bytes(4), *links) if links else b"",
        box(
            b"iprp",
            box(b"ipco", *properties),
            box(b"ipma", b"\0\0\0\1", len(described).to_bytes(4, "big"), *described),
        ),
    )


def two(value: int) -> bytes:
    return value.to_bytes(2, "big")
