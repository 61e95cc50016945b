"""Thousands of broken pictures, made from good ones; each time the same. `FUZZ_CASES=20000 pytest …` makes more."""

import os
import random

import pytest

from blog.imaging.intake import take_in
from blog.imaging.kinds import STORED
from blog.imaging.refusal import ImageRefused

from .samples import SECRET, encoded, exif_with_gps, moving, opened, photo, quadrants, wide_gamut_profile

CASES = int(os.environ.get("FUZZ_CASES", "500"))
INTERESTING = [bytes([value]) for value in (0, 1, 127, 128, 255)]
INTERESTING += [b"\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff", b"\xff\xff\xff\xff"]


def parents(file_format):
    """Pictures with something planted in every place that should not be passed on."""
    if file_format == "BMP":
        return [encoded(quadrants(mode=mode), "BMP") for mode in ("RGB", "L", "P", "1", "RGBA")]
    if file_format == "TIFF":
        found = [photo("TIFF", orientation) for orientation in (1, 6)]
        options = [{"compression": name} for name in ("tiff_lzw", "tiff_adobe_deflate", "packbits", "jpeg")]
        found += [encoded(quadrants(), "TIFF", description=SECRET, **option) for option in options]
        found.append(encoded(quadrants(mode="1"), "TIFF", compression="group4"))
        pages = [quadrants(), quadrants()]
        return [*found, encoded(quadrants(mode="CMYK"), "TIFF", save_all=True, append_images=pages)]
    if file_format == "GIF":
        return [photo("GIF"), moving("GIF", comment=SECRET)]
    found = [photo(file_format, orientation, icc_profile=wide_gamut_profile()) for orientation in (1, 6)]
    if file_format == "JPEG":
        found.append(encoded(quadrants(mode="CMYK"), "JPEG", exif=exif_with_gps()))
        found.append(encoded(quadrants(), "JPEG", progressive=True, exif=exif_with_gps()))
    elif file_format == "HEIF":
        found.append(encoded(quadrants(mode="RGBA"), "HEIF", exif=exif_with_gps()))
    else:
        found.append(moving(file_format, exif=exif_with_gps()))
        found.append(encoded(quadrants(mode="RGBA"), file_format, exif=exif_with_gps()))
    return found


def mutated(data, dice):
    """The file with a few bytes changed, a piece removed, doubled, moved, overwritten or cut off."""
    mutant = bytearray(data)
    for _ in range(dice.choice([1, 1, 1, 2, 3, 6])):
        if not mutant:
            break
        # Headers are where it hurts.
        end = len(mutant) if dice.random() < 0.6 else min(len(mutant), 200)
        at, length = dice.randrange(end), dice.randint(1, 24)
        deed = dice.randrange(7)
        if deed == 0:
            mutant[at] = dice.randrange(256)
        elif deed == 1:
            mutant[at] ^= 1 << dice.randrange(8)
        elif deed == 2:
            value = dice.choice(INTERESTING)
            mutant[at : at + len(value)] = value
        elif deed == 3 and len(mutant) > 100:
            del mutant[at : at + length]
        elif deed == 4:
            mutant[at:at] = mutant[at : at + length]
        elif deed == 5:
            mutant[at : at + length] = dice.randbytes(length)
        elif dice.random() < 0.3 and len(mutant) > 100:
            del mutant[at:]
    return bytes(mutant) or b"\0"


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "GIF", "WEBP", "AVIF", "HEIF", "TIFF", "BMP"])
def test_mutated_picture_is_taken_whole_or_refused(file_format, caplog):
    dice = random.Random(f"mutants of {file_format}")
    family = parents(file_format)
    taken, sentences = 0, set()
    for number in range(CASES):
        mutant = mutated(dice.choice(family), dice)
        try:
            result = take_in(mutant)
        except ImageRefused as refusal:
            sentences.add(str(refusal))
            continue
        taken += 1
        check_stored(result, number)
    assert taken > 0
    assert sentences
    assert [text for text in sentences if not (text.startswith("This ") and text.endswith("."))] == []
    # A fault of ours is refused as well, but not quietly.
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == []


def check_stored(result, number):
    image = opened(result.data)
    assert image.format == result.kind.label.upper(), number
    assert result.kind.label in STORED, number
    assert image.size == (result.width, result.height), number
    assert not image.getexif(), number
    assert not {"exif", "xmp", "comment", "XML:com.adobe.xmp"} & set(image.info), number
    assert SECRET.encode() not in result.data, number
    for frame in range(getattr(image, "n_frames", 1)):
        image.seek(frame)
        image.load()
