"""Colours that are named by code points (ITU-T H.273) instead of a profile, made into sRGB.

HEIC and AVIF say by two numbers which red, green and blue they mean and how brightness is coded. What is coded for
brighter screens (PQ and HLG, ITU-R BT.2100) looks grey and flat where it is taken for sRGB: it is mapped so that
paper white (203 cd/m², BT.2408) and what is darker stays, and what shines is compressed into the rest.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageFilter

BT709, BT2020, DISPLAY_P3 = 1, 9, 12
LINEAR, PQ, HLG = 8, 16, 18
# From linear light of these primaries to that of sRGB, row by row; all have the white of daylight (D65).
TO_SRGB = {
    BT709: (1, 0, 0, 0, 1, 0, 0, 0, 1),
    BT2020: (1.6605, -0.5876, -0.0728, -0.1246, 1.1329, -0.0083, -0.0182, -0.1006, 1.1187),
    DISPLAY_P3: (1.2249, -0.2247, 0, -0.0420, 1.0419, 0, -0.0197, -0.0786, 1.0979),
}
PAPER_WHITE, HLG_PEAK = 203, 1000
KNEE = 0.6
STEPS = 33


@dataclass(frozen=True)
class Coding:
    """The defaults, and everything unknown, mean sRGB."""

    primaries: int = BT709
    transfer: int = 13

    @property
    def is_for_screens(self) -> bool:
        return self.primaries not in (BT2020, DISPLAY_P3) and self.transfer not in (LINEAR, PQ, HLG)


FOR_SCREENS = Coding()


def to_screen(image: Image.Image, coding: Coding) -> Image.Image:
    if coding.is_for_screens or image.mode not in ("RGB", "RGBA"):
        return image
    return image.filter(table(coding))


@lru_cache(maxsize=8)
def table(coding: Coding) -> ImageFilter.Color3DLUT:
    light = LIGHT.get(coding.transfer, srgb_light)
    matrix = TO_SRGB.get(coding.primaries, TO_SRGB[BT709])
    is_bright = coding.transfer in (PQ, HLG)

    def convert(red: float, green: float, blue: float) -> tuple[float, ...]:
        lights = light(red), light(green), light(blue)
        if coding.transfer == HLG:
            lights = hlg_display(*lights)
        mixed = [sum(matrix[row * 3 + column] * lights[column] for column in range(3)) for row in range(3)]
        # Each by itself, so that greys stay grey between the steps of the table, and what shines turns white.
        return tuple(srgb_code(compressed(value) if is_bright else value) for value in mixed)

    return ImageFilter.Color3DLUT.generate(STEPS, convert)


def compressed(value: float) -> float:
    """Unchanged up to the knee, and from there ever more slowly towards 1."""
    if value <= KNEE:
        return value
    over, room = value - KNEE, 1 - KNEE
    return KNEE + room * over / (over + room)


def srgb_light(code: float) -> float:
    return code / 12.92 if code <= 0.04045 else ((code + 0.055) / 1.055) ** 2.4


def srgb_code(light: float) -> float:
    light = min(max(light, 0.0), 1.0)
    return light * 12.92 if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055


def pq_light(code: float) -> float:
    """SMPTE ST 2084; in multiples of paper white."""
    power = code ** (1 / 78.84375)
    return 10_000 / PAPER_WHITE * (max(power - 0.8359375, 0) / (18.8515625 - 18.6875 * power)) ** (1 / 0.1593017578125)


def hlg_light(code: float) -> float:
    """ARIB STD-B67; light of the scene, up to 1."""
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    return code**2 / 3 if code <= 0.5 else (2.718281828459045 ** ((code - c) / a) + b) / 12


def hlg_display(red: float, green: float, blue: float) -> tuple[float, float, float]:
    """From the scene's light to that of a screen of 1,000 cd/m², in multiples of paper white."""
    factor = HLG_PEAK / PAPER_WHITE * max(0.2627 * red + 0.6780 * green + 0.0593 * blue, 1e-6) ** 0.2
    return red * factor, green * factor, blue * factor


LIGHT: dict[int, Callable[[float], float]] = {PQ: pq_light, HLG: hlg_light, LINEAR: lambda code: code}
