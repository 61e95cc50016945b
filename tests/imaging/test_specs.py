"""Which renditions a picture gets, and what is cut out of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.imaging.specs import ALL_SPECS, CARD, FAMILIES, SOCIAL, SQUARE, TEXT, crop_box, sizes

MIDDLE = (0.5, 0.5)
SIDES = st.integers(1, 20_000)
SHARES = st.floats(0, 1)


def named(family, width, height, focal=MIDDLE):
    return {size.name: (size.width, size.height) for size in sizes(family, width, height, focal)}


def test_photo_has_every_width_of_a_text():
    assert named(TEXT, 4032, 3024) == {
        "w400": (400, 300),
        "w800": (800, 600),
        "w1200": (1200, 900),
        "w1600": (1600, 1200),
    }


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (1, {"w400": (1, 1)}),
        (399, {"w400": (399, 399)}),
        (400, {"w400": (400, 400)}),
        (401, {"w400": (400, 400), "w800": (401, 401)}),
        (1000, {"w400": (400, 400), "w800": (800, 800), "w1200": (1000, 1000)}),
    ],
)
def test_small_picture_is_never_enlarged_and_keeps_its_own_width(width, expected):
    assert named(TEXT, width, width) == expected


def test_panorama_one_pixel_high_stays_one_pixel_high():
    assert named(TEXT, 6000, 1) == {f"w{width}": (width, 1) for width in TEXT.widths}
    assert named(CARD, 6000, 1) == {"card400": (2, 1)}


@pytest.mark.parametrize(
    ("focal", "box"),
    [
        ((0.5, 0.5), (1000, 0, 3000, 2000)),
        ((0, 0), (0, 0, 2000, 2000)),
        ((1, 1), (2000, 0, 4000, 2000)),
        ((0.3, 0.9), (200, 0, 2200, 2000)),
    ],
)
def test_crop_has_the_focal_point_as_near_to_its_middle_as_the_edges_allow(focal, box):
    assert crop_box(4000, 2000, 1, focal) == box


def test_upright_picture_is_cropped_above_and_below():
    assert crop_box(1000, 3000, 1, (0.5, 0.1)) == (0, 0, 1000, 1000)
    assert crop_box(1000, 3000, 1, (0.5, 0.9)) == (0, 2000, 1000, 3000)


@given(width=SIDES, height=SIDES, x=SHARES, y=SHARES)
def test_every_size_lies_within_the_picture_and_is_not_larger_than_what_it_shows(width, height, x, y):
    for family in FAMILIES:
        made = list(sizes(family, width, height, (x, y)))
        assert made
        for size in made:
            left, top, right, bottom = size.box
            assert 0 <= left < right <= width
            assert 0 <= top < bottom <= height
            assert 1 <= size.width <= right - left
            assert 1 <= size.height <= max(1, bottom - top)
            # Rounded to whole pixels, and no further from the shape of what is shown.
            assert abs(size.height - (bottom - top) * size.width / (right - left)) < 1
        assert [size.width for size in made] == sorted({size.width for size in made})


@given(width=st.integers(200, 9_000), height=st.integers(200, 9_000), x=SHARES, y=SHARES)
def test_crops_have_the_shape_they_are_called_for(width, height, x, y):
    for family in (CARD, SQUARE, SOCIAL):
        left, top, right, bottom = crop_box(width, height, family.ratio, (x, y))
        assert (right - left) / (bottom - top) == pytest.approx(family.ratio, rel=0.01)


def test_names_fit_their_column():
    assert {"w800-avif", "w800-png", "card400-webp", "square320-webp", "social1200-jpg"} <= ALL_SPECS
    assert max(map(len, ALL_SPECS)) <= 20
