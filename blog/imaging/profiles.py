"""Colour profiles (ICC.1): kept where they matter, and reduced to what describes colour.

Profiles carry more than colour: the name of their maker, dates, and on some systems the serial number of the monitor.
"""

import struct
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageCms

HEADER = 128
MAX_TAGS = 100
MAX_CURVE = 16 * 1024
TAGS = {
    b"RGB ": [b"rXYZ", b"gXYZ", b"bXYZ", b"rTRC", b"gTRC", b"bTRC"],
    b"GRAY": [b"kTRC"],
}
EXTRA_TAGS = [b"wtpt", b"chad"]
TYPES = {b"XYZ ", b"curv", b"para", b"sf32"}
NAME = "Picture colours"
D50 = bytes.fromhex("0000f6d6000100000000d32d")
# The sum of rounding in two 8-bit conversions.
INVISIBLE_DIFFERENCE = 3


@dataclass(frozen=True)
class Colours:
    """What to do about a picture's profile: embed `keep`, or convert from `foreign` to sRGB, or neither."""

    keep: bytes | None = None
    foreign: bytes | None = None


def judge_profile(profile: bytes | None, space: bytes) -> Colours:
    """`space` is how the picture stores colour: `RGB `, `GRAY` or `CMYK`, as ICC spells it."""
    if not profile or profile[16:20] != space or not is_readable(profile):
        return Colours()
    cleaned = clean(profile, space)
    if cleaned is None or not is_readable(cleaned):
        return Colours(foreign=profile)
    if is_srgb(cleaned, space):
        return Colours()
    return Colours(keep=cleaned)


def to_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """Convert to sRGB; a picture that its profile does not fit stays as it is."""
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    try:
        converted = ImageCms.profileToProfile(
            image,
            BytesIO(profile),
            ImageCms.createProfile("sRGB"),
            outputMode=mode,
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except ImageCms.PyCMSError:
        return image
    return converted or image


def is_readable(profile: bytes) -> bool:
    try:
        ImageCms.ImageCmsProfile(BytesIO(profile))
    except (ImageCms.PyCMSError, OSError):
        return False
    return True


def is_srgb(profile: bytes, space: bytes) -> bool:
    samples = patches(space)
    plain = samples.convert("RGB")
    converted = to_srgb(samples, profile).convert("RGB")
    differences = (abs(a - b) for a, b in zip(plain.tobytes(), converted.tobytes(), strict=True))
    return max(differences) <= INVISIBLE_DIFFERENCE


def patches(space: bytes) -> Image.Image:
    if space == b"GRAY":
        return Image.frombytes("L", (256, 1), bytes(range(256)))
    steps = range(0, 256, 51)
    colours = bytes(value for red in steps for green in steps for blue in steps for value in (red, green, blue))
    return Image.frombytes("RGB", (len(colours) // 3, 1), colours)


def clean(profile: bytes, space: bytes) -> bytes | None:
    """The same colours without anything else; None where a profile is more than primaries and curves."""
    wanted = TAGS.get(space)
    try:
        tags = read_tags(profile)
    except struct.error:
        return None
    if wanted is None or not set(wanted) <= set(tags) or b"A2B0" in tags or profile[20:24] != b"XYZ ":
        return None
    kept = {name: tags[name] for name in [*wanted, *EXTRA_TAGS] if name in tags}
    if any(body[:4] not in TYPES or len(body) > MAX_CURVE for body in kept.values()):
        return None
    version = profile[8:12]
    names = {b"desc": describe(version), b"cprt": describe(version, is_copyright=True)}
    return assemble(version, space, names | kept)


def read_tags(profile: bytes) -> dict[bytes, bytes]:
    (count,) = struct.unpack_from(">I", profile, HEADER)
    if count > MAX_TAGS:
        raise struct.error("too many tags")
    tags = {}
    for entry in range(count):
        name, offset, size = struct.unpack_from(">4sII", profile, HEADER + 4 + entry * 12)
        if offset + size > len(profile):
            raise struct.error("a tag outside its profile")
        tags[name] = profile[offset : offset + size]
    return tags


def describe(version: bytes, *, is_copyright: bool = False) -> bytes:
    """The two texts that ICC demands of every profile; their type changed with version 4."""
    text = "No copyright" if is_copyright else NAME
    if version[0] >= 4:
        encoded = text.encode("utf-16-be")
        return struct.pack(">4s4xII4sII", b"mluc", 1, 12, b"enUS", len(encoded), 28) + encoded
    if is_copyright:
        return b"text\0\0\0\0" + text.encode() + b"\0"
    return struct.pack(">4s4xI", b"desc", len(text) + 1) + text.encode() + b"\0" + bytes(78)


def assemble(version: bytes, space: bytes, tags: dict[bytes, bytes]) -> bytes:
    table, bodies = struct.pack(">I", len(tags)), b""
    start = HEADER + 4 + 12 * len(tags)
    for name, body in tags.items():
        table += struct.pack(">4sII", name, start + len(bodies), len(body))
        bodies += body + bytes(-len(body) % 4)
    size = start + len(bodies)
    header = struct.pack(">I4x4s4s4s4s12x4s28x12s48x", size, version, b"mntr", space, b"XYZ ", b"acsp", D50)
    return header + table + bodies
