"""How a camera was held: tag 0x0112 of the first directory in EXIF (TIFF 6.0, CIPA DC-008)."""

import struct

from PIL import Image

ORIENTATION = 0x0112
MAX_ENTRIES = 1_000

UPRIGHT = 1
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# These exchange width and height.
SIDEWAYS = {5, 6, 7, 8}


def read_orientation(exif: bytes | None) -> int:
    """1 to 8; 1 (upright) for anything that cannot be read, as cameras and browsers do."""
    exif = (exif or b"").removeprefix(b"Exif\0\0")
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(exif[:4])
    if order is None:
        return UPRIGHT
    try:
        (directory,) = struct.unpack_from(order + "I", exif, 4)
        (count,) = struct.unpack_from(order + "H", exif, directory)
        for entry in range(min(count, MAX_ENTRIES)):
            tag, _type, _count, value = struct.unpack_from(order + "HHIH", exif, directory + 2 + entry * 12)
            if tag == ORIENTATION:
                return value if value in TURNS else UPRIGHT
    except struct.error:
        return UPRIGHT
    return UPRIGHT
