"""Pictures found by words and by likeness."""

import random

import pytest
from django.db import connection

from blog.imaging.likeness import NEAR, probes
from blog.models import Image
from tests.factories import ImageFactory

pytestmark = pytest.mark.django_db

LOOKS = 0x0F1E_2D3C_4B5A_6978


def flipped(fingerprint: int, *bits: int) -> int:
    """The same with these bits turned round; signed, as the database has it."""
    for bit in bits:
        fingerprint ^= 1 << bit
    return fingerprint if fingerprint < 1 << 63 else fingerprint - (1 << 64)


@pytest.mark.parametrize(
    "text",
    [
        "harbour",
        "HARB",
        "dawn harbour",
        "sunset",
        "img 20",
        "2024_sun",
        "jpg",
        "Zoe",
        "Zoë",
        "café",
        "cafe",
        "Ни",
        "-!-dawn",
    ],
)
def test_picture_is_found_by_beginnings_of_its_words(text):
    found = ImageFactory(
        original_name="IMG_2024_sunset.jpg",
        alt="The harbour at dawn",
        caption="Near the Café Нить",
        credit="Zoë Example",
    )
    ImageFactory(original_name="other.png", alt="A hill")
    assert list(Image.objects.found_by(text)) == [found]


@pytest.mark.parametrize(
    "text", ["arbour", "harbour hill", "' & | !", "...", "\\", "%", ":*", "x" * 5_000, "<->", "a:b"]
)
def test_nothing_is_found_by_what_is_not_there_and_nothing_breaks(text):
    ImageFactory(original_name="1.png", alt="The harbour at dawn")
    ImageFactory(original_name="2.png", alt="A hill")
    assert list(Image.objects.found_by(text)) == []


@pytest.mark.parametrize("text", ["", "  "])
def test_everything_is_found_by_nothing(text):
    assert Image.objects.filter(pk=ImageFactory().pk).found_by(text).exists()


def test_picture_is_found_by_how_a_text_names_it():
    image = ImageFactory()
    assert list(Image.objects.found_by(f" image:{image.pk}")) == [image]
    assert not Image.objects.found_by("image:999999999999999999999").exists()


def test_changed_words_are_found_at_once():
    image = ImageFactory(alt="A hill")
    Image.objects.filter(pk=image.pk).update(alt="A valley")
    assert Image.objects.found_by("valley").exists()
    assert not Image.objects.found_by("hill").exists()


@pytest.mark.parametrize("fingerprint", [LOOKS, -LOOKS, 0, -1, 2**63 - 1, -(2**63)])
def test_near_duplicates_are_found_the_nearest_first(fingerprint):
    image = ImageFactory(fingerprint=fingerprint)
    unsigned = fingerprint % (1 << 64)
    far = ImageFactory(fingerprint=flipped(unsigned, *range(0, 5 * (NEAR + 1), 5)))
    near = ImageFactory(fingerprint=flipped(unsigned, *range(0, 5 * NEAR, 5)))
    nearest = ImageFactory(fingerprint=flipped(unsigned, 63))
    ImageFactory(fingerprint=None)
    assert list(Image.objects.like(image)) == [nearest, near]
    assert far not in Image.objects.like(image)


def test_flat_picture_is_like_no_other():
    ImageFactory(fingerprint=None)
    assert not Image.objects.like(ImageFactory(fingerprint=None)).exists()


def test_index_of_bands_misses_no_picture_within_seven_bits():
    dice = random.Random(7)
    for _ in range(200):
        bits = dice.sample(range(64), 7)
        one = dice.getrandbits(64)
        with connection.cursor() as cursor:
            cursor.execute("SELECT byline_bands(%s::bigint)", [flipped(one, *bits)])
            assert set(cursor.fetchone()[0]) & set(probes(flipped(one)))
