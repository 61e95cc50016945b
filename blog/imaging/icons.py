"""The icon of a site in all the sizes and formats that are asked for."""

import struct
from collections.abc import Sequence

from blog.imaging import sandbox
from blog.imaging.icon_sizes import SIZES
from blog.imaging.kinds import PNG, kind_of

# Raise it whenever icons come to look otherwise: those of the site are then made anew.
ICONS_VERSION = 1
LIMITS = sandbox.Limits(cpu_seconds=30, wall_seconds=120)
IN_ONE_FILE = (16, 32, 48)
NAMES = ("ico", "maskable", *(f"icon{size}" for size in SIZES if size not in (16, 48)))


def make_icons(original: bytes, focal: Sequence[float]) -> dict[str, bytes]:
    """A PNG for each of `NAMES`, but `ico`, which is a Windows icon of three sizes.

    Raises SandboxFailed, and ImageRefused for a picture that breaks its decoder.
    """
    answer = sandbox.call("icons", limits=LIMITS, data=original, focal=list(focal))
    try:
        made = {one["name"]: one["data"] for one in answer}
        is_right = all(kind_of(data) is PNG for data in made.values())
        icons = made | {"ico": in_one_file([made[f"icon{size}"] for size in IN_ONE_FILE])}
    except (TypeError, KeyError) as error:
        raise sandbox.SandboxFailed("the picture sandbox answered with something else than icons") from error
    if not is_right or not set(NAMES) <= icons.keys():
        raise sandbox.SandboxFailed("the picture sandbox answered with something else than icons")
    return {name: icons[name] for name in NAMES}


def in_one_file(pngs: Sequence[bytes]) -> bytes:
    """An ICO file of pictures of `IN_ONE_FILE`: a header, an entry of 16 bytes for each, then the PNG files themselves.

    https://learn.microsoft.com/previous-versions/ms997538(v=msdn.10)
    """
    offset = 6 + 16 * len(pngs)
    entries, files = b"", b""
    for size, data in zip(IN_ONE_FILE, pngs, strict=True):
        entries += struct.pack("<BBBBHHII", size, size, 0, 0, 1, 32, len(data), offset + len(files))
        files += data
    return struct.pack("<HHH", 0, 1, len(pngs)) + entries + files
