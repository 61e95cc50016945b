import random

import pytest
from PIL import Image, ImageEnhance

from blog.imaging.ingest import ingest

from .samples import encoded, moving, quadrants

MOST_BITS_OF_THE_SAME = 6
FEWEST_BITS_OF_ANOTHER = 12


def scene(seed):
    """Soft shapes, as different from each other as photographs are."""
    coarse = Image.frombytes("L", (12, 9), random.Random(seed).randbytes(108))
    return coarse.resize((600, 450), Image.Resampling.BICUBIC).convert("RGB")


def fingerprint(image, file_format="JPEG", **options):
    return ingest(encoded(image, file_format, **options)).fingerprint


def bits_between(one, other):
    return ((one ^ other) & 2**64 - 1).bit_count()


@pytest.mark.parametrize("seed", range(6))
def test_fingerprint_survives_saving_again_scaling_and_another_format(seed):
    original = fingerprint(scene(seed), quality=95)

    others = [
        fingerprint(scene(seed), quality=30),
        fingerprint(scene(seed).resize((240, 180))),
        fingerprint(scene(seed).resize((1800, 1350)), quality=80),
        fingerprint(scene(seed), "WEBP", quality=40),
        fingerprint(scene(seed), "AVIF", quality=40),
        fingerprint(scene(seed), "HEIF", quality=40),
        fingerprint(scene(seed).quantize(32), "PNG"),
        fingerprint(ImageEnhance.Brightness(scene(seed)).enhance(0.9)),
    ]

    assert max(bits_between(original, other) for other in others) <= MOST_BITS_OF_THE_SAME


def test_fingerprints_of_different_pictures_differ():
    found = [fingerprint(scene(seed)) for seed in range(12)]

    pairs = [(one, other) for place, one in enumerate(found) for other in found[:place]]
    assert min(bits_between(one, other) for one, other in pairs) >= FEWEST_BITS_OF_ANOTHER


def test_fingerprint_of_a_turned_photo_is_that_of_the_upright_one():
    exif = Image.Exif()
    exif[0x0112] = 3

    turned = fingerprint(scene(1).rotate(180), exif=exif)

    assert bits_between(turned, fingerprint(scene(1))) <= 2
    assert bits_between(turned, fingerprint(scene(1).rotate(180))) >= FEWEST_BITS_OF_ANOTHER


def test_flat_picture_has_no_fingerprint():
    assert fingerprint(Image.new("RGB", (300, 200), "#abcdef")) is None
    assert fingerprint(Image.new("RGBA", (300, 200), (9, 9, 9, 0)), "PNG") is None


def test_fingerprint_fits_a_bigint():
    for seed in range(12):
        assert -(2**63) <= fingerprint(scene(seed)) < 2**63


@pytest.mark.parametrize("file_format", ["PNG", "WEBP", "AVIF"])
def test_transparency_is_said_where_something_is_seen_through(file_format):
    opaque, clear = quadrants(mode="RGBA"), quadrants(mode="RGBA")
    clear.putpixel((3, 3), (0, 0, 0, 0))

    assert not ingest(encoded(opaque, file_format)).has_transparency
    assert ingest(encoded(clear, file_format, lossless=True)).has_transparency


def test_gif_with_a_clear_colour_is_said_to_be_seen_through():
    flat = quadrants().quantize(4)

    assert ingest(encoded(flat, "GIF", transparency=1)).has_transparency
    assert not ingest(encoded(flat, "GIF")).has_transparency


@pytest.mark.parametrize("file_format", ["GIF", "PNG", "WEBP", "AVIF"])
def test_what_moves_is_said_to_move(file_format):
    assert ingest(moving(file_format)).is_animated
    assert not ingest(encoded(quadrants(), file_format)).is_animated
