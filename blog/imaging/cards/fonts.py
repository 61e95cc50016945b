"""Which fonts there are, and which of them draws a sign.

Python packages bring fonts for Latin, Greek, Cyrillic, Arabic, Hebrew, Devanagari and Thai. All others, such as
Chinese, are looked for where systems keep theirs.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import fontpkg
from PIL import ImageFont, features

WEIGHT = 600
# By their size, as the Latin face has it, others would look smaller or larger.
BROUGHT = (
    ("Source Serif 4", WEIGHT, 1.0),
    ("Amiri", 700, 1.12),
    ("Frank Ruhl Libre", WEIGHT, 1.06),
    ("Noto Sans Devanagari", WEIGHT, 0.94),
    ("Noto Sans Thai", WEIGHT, 0.94),
)
FOLDERS = (
    *("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts"),
    *("/System/Library/Fonts", "/Library/Fonts", "~/Library/Fonts"),
)
# The first that has a sign draws it; `{}` is the script's name in English.
OF_SCRIPT = ("NotoSerif{}-Bold.ttf", "NotoNaskh{}-Bold.ttf", "NotoSans{}-Bold.ttf", "NotoSans{}-Regular.ttf")
OF_MANY = (
    *("NotoSerifCJK-Bold.ttc", "NotoSansCJK-Bold.ttc", "NotoSerifCJK-Regular.ttc", "NotoSansCJK-Regular.ttc"),
    *("DejaVuSerif-Bold.ttf", "DejaVuSans-Bold.ttf", "FreeSerifBold.ttf", "DroidSansFallbackFull.ttf"),
    *("DroidSansFallback.ttf", "wqy-microhei.ttc", "wqy-zenhei.ttc", "NotoSansSymbols2-Regular.ttf"),
    *("Hiragino Sans GB.ttc", "Arial Unicode.ttf"),
)
# Where one file holds the shapes of several countries: Japan, Korea, mainland China, Taiwan.
CJK_FACES = {"ja": 0, "ko": 1, "zh": 2, "zh-hant": 3, "zh-tw": 3, "zh-hk": 4}
# A noncharacter: what a font draws for it, it draws for every sign that it does not have.
MISSING = "\uffff"
# Read from left to right, a sign after the other: everything else needs a shaper.
PLAIN_SCRIPTS = frozenset(
    "LATIN GREEK CYRILLIC ARMENIAN GEORGIAN CJK HIRAGANA KATAKANA HANGUL BOPOMOFO FULLWIDTH HALFWIDTH".split()
)


@dataclass(frozen=True, slots=True)
class Face:
    path: str
    number: int = 0
    weight: int | None = None
    scale: float = 1.0

    def at(self, size: int) -> ImageFont.FreeTypeFont:
        return _opened(self, size)

    def has(self, sign: str) -> bool:
        return _has(self, sign)


def can_shape() -> bool:
    """Whether text can be drawn whose signs depend on their neighbours or run from right to left.

    Pillow brings the shaper, the system the library FriBiDi that it asks.
    """
    return bool(features.check("raqm"))


def face_for(sign: str, language: str) -> Face | None:
    """The first font that has it; None if none has."""
    return next((face for face in _candidates(script_of(sign), _cjk_face(language)) if face.has(sign)), None)


@lru_cache(maxsize=4096)
def script_of(sign: str) -> str:
    """In a word, in capitals, as the names of signs begin: `ARABIC LETTER ALEF`."""
    return unicodedata.name(sign, "UNNAMED").partition(" ")[0].partition("-")[0]


@cache
def _candidates(script: str, cjk_face: int) -> tuple[Face, ...]:
    there = _system_files()
    names = [*(pattern.format(script.title()) for pattern in OF_SCRIPT), "NotoSerif-Bold.ttf", *OF_MANY]
    found = [there[name] for name in names if name in there]
    return (*_brought(), *(Face(str(path), cjk_face if "CJK" in path.name else 0) for path in found))


def _cjk_face(language: str) -> int:
    tag = language.lower()
    return CJK_FACES.get(tag, CJK_FACES.get(tag.partition("-")[0], CJK_FACES["zh"]))


@cache
def _brought() -> tuple[Face, ...]:
    return tuple(Face(str(fontpkg.path(name, weight)), 0, weight, scale) for name, weight, scale in BROUGHT)


@cache
def _system_files() -> dict[str, Path]:
    return {path.name: path for folder in FOLDERS for path in _files_below(Path(folder).expanduser())}


def _files_below(folder: Path) -> Iterator[Path]:
    try:
        yield from (path for path in folder.rglob("*") if path.suffix.lower() in (".ttf", ".ttc", ".otf"))
    except OSError:  # a folder that this account may not read
        return


@lru_cache(maxsize=128)
def _opened(face: Face, size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(face.path, round(size * face.scale), index=face.number)
    if face.weight and face.path.endswith("].ttf"):
        axes = {b"Weight": face.weight, b"Optical Size": size}
        font.set_variation_by_axes(
            [min(max(axes.get(axis["name"], axis["default"]), axis["minimum"]), axis["maximum"])
             for axis in font.get_variation_axes()]
        )  # fmt: skip
    return font


@lru_cache(maxsize=65536)
def _has(face: Face, sign: str) -> bool:
    font = _plain(face)
    return bytes(font.getmask(sign)) != bytes(font.getmask(MISSING))


@lru_cache(maxsize=64)
def _plain(face: Face) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(face.path, 24, index=face.number, layout_engine=ImageFont.Layout.BASIC)
