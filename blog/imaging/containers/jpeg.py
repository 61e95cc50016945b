"""JPEG (ITU T.81, JFIF 1.02): keeps tables, frame and scans; drops APPn, comments and what follows the end."""

import re

from blog.imaging.containers.stripped import Cursor, Stripped
from blog.imaging.orientation import read_orientation
from blog.imaging.profiles import judge_profile
from blog.imaging.refusal import MAX_JPEG_PIXELS, Damaged, ImageRefused, check_dimensions, gettext_noop

SOI, EOI, SOS = b"\xff\xd8", 0xD9, 0xDA
DHT, DQT, DRI = 0xC4, 0xDB, 0xDD
FRAMES = {0xC0, 0xC1, 0xC2}  # baseline, extended, progressive: what browsers show
OTHER_FRAMES = {0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}
APP0, APP1, APP2, APP14 = 0xE0, 0xE1, 0xE2, 0xEE
JFIF = b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"
ICC = b"ICC_PROFILE\0"
ICC_PIECE = 65_519
SPACES = {1: b"GRAY", 3: b"RGB ", 4: b"CMYK"}
# Each scan of a progressive file makes the decoder walk the whole picture once; cameras and programs write about ten.
MAX_SCANS = 100
MAX_PIXELS_OF_SCANS = 1_500_000_000

MARKER = re.compile(rb"\xff+([^\x00\xff])")
MARKER_AFTER_SCAN = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])")


def strip(data: bytes) -> Stripped:
    """`memory` is what the decoder needs beside the pixels."""
    reader = JpegReader(data)
    reader.read()
    if reader.size is None or not reader.scans:
        raise Damaged
    check_dimensions(*reader.size, most=MAX_JPEG_PIXELS)
    if reader.scans * reader.size[0] * reader.size[1] > MAX_PIXELS_OF_SCANS:
        raise Damaged
    # No block of 64 coefficients is said in less than a bit; a decoder would fill what is missing with grey.
    if reader.scan_bytes * 8 < reader.size[0] * reader.size[1] * reader.coefficients / 128:
        raise Damaged
    profile = b"".join(reader.profile[number] for number in sorted(reader.profile))
    colours = judge_profile(profile, SPACES.get(reader.components, b""))
    pieces = [SOI, *reader.application, *profile_segments(colours.keep), *reader.picture, bytes([0xFF, EOI])]
    width, height = reader.size
    return Stripped(
        b"".join(pieces),
        width,
        height,
        orientation=read_orientation(reader.exif),
        foreign_profile=colours.foreign,
        memory=reader.coefficients if reader.scans > 1 else 0,
    )


class JpegReader:
    def __init__(self, data: bytes) -> None:
        self.cursor = Cursor(data)
        self.application: list[bytes] = []
        self.picture: list[bytes] = []
        self.profile: dict[int, bytes] = {}
        self.exif: bytes | None = None
        self.size: tuple[int, int] | None = None
        self.components = 0
        self.coefficients = 0.0
        self.scans = 0
        self.scan_bytes = 0

    def read(self) -> None:
        self.cursor.take(len(SOI))
        while (marker := self.next_marker(MARKER)) != EOI:
            payload = self.cursor.take(int.from_bytes(self.cursor.take(2), "big") - 2)
            if marker in FRAMES:
                self.read_frame(payload)
            elif marker in OTHER_FRAMES:
                raise ImageRefused(
                    gettext_noop(
                        "This JPEG is stored in a way that browsers cannot show (lossless, hierarchical or "
                        "arithmetic). Save it again as an ordinary JPEG and upload that."
                    )
                )
            elif marker in (APP0, APP1, APP2, APP14):
                self.read_application(marker, payload)
            if marker in FRAMES or marker in (DHT, DQT, DRI):
                self.picture.append(segment(marker, payload))
            elif marker == SOS:
                self.read_scan(payload)

    def next_marker(self, pattern: re.Pattern[bytes]) -> int:
        found = pattern.search(self.cursor.data, self.cursor.at)
        if not found:
            raise Damaged
        self.cursor.at = found.end()
        return found[1][0]

    def read_frame(self, payload: bytes) -> None:
        if len(payload) < 6 or self.size:
            raise Damaged
        self.size = int.from_bytes(payload[3:5], "big"), int.from_bytes(payload[1:3], "big")
        self.components = payload[5]
        sampling = [(factors >> 4, factors & 15) for factors in payload[7 : 6 + 3 * self.components : 3]]
        if len(sampling) != self.components or not all(1 <= a <= 4 and 1 <= b <= 4 for a, b in sampling):
            raise Damaged
        most = max(a for a, _ in sampling) * max(b for _, b in sampling)
        # Two bytes each; a decoder holds all of them where they arrive in several scans.
        self.coefficients = 2 * sum(a * b for a, b in sampling) / most

    def read_application(self, marker: int, payload: bytes) -> None:
        if marker == APP0 and payload.startswith(b"JFIF\0") and not self.application:
            self.application.append(segment(APP0, JFIF))
        elif marker == APP1 and payload.startswith(b"Exif\0\0") and self.exif is None:
            self.exif = payload
        elif marker == APP2 and payload.startswith(ICC) and len(payload) > 14:
            self.profile.setdefault(payload[12], payload[14:])
        elif marker == APP14 and payload.startswith(b"Adobe") and len(payload) >= 12:
            # Says whether the colours are RGB, YCbCr, CMYK or YCCK; the decoder needs it.
            self.application.append(segment(APP14, b"Adobe\0\x64\0\0\0\0" + payload[11:12]))

    def read_scan(self, payload: bytes) -> None:
        self.scans += 1
        if self.size is None or self.scans > MAX_SCANS:
            raise Damaged
        start = self.cursor.at
        self.next_marker(MARKER_AFTER_SCAN)
        self.cursor.at -= 2
        scan = self.cursor.data[start : self.cursor.at].rstrip(b"\xff")
        self.scan_bytes += len(scan)
        self.picture += [segment(SOS, payload), scan]


def profile_segments(profile: bytes | None) -> list[bytes]:
    pieces = [profile[at : at + ICC_PIECE] for at in range(0, len(profile), ICC_PIECE)] if profile else []
    return [segment(APP2, ICC + bytes([number, len(pieces)]) + piece) for number, piece in enumerate(pieces, start=1)]


def segment(marker: int, payload: bytes) -> bytes:
    return bytes([0xFF, marker]) + (len(payload) + 2).to_bytes(2, "big") + payload
