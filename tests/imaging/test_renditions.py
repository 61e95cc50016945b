"""What renditions look like: size, cut, colours, transparency, movement; and what they weigh."""

from io import BytesIO

import pytest
from PIL import Image, ImageChops

from blog.imaging.intake import take_in
from blog.imaging.refusal import ImageRefused
from blog.imaging.renditions import checked, make_renditions
from blog.imaging.specs import TEXT
from tests.imaging.samples import (
    BLUE,
    GREEN,
    RED,
    SECRET,
    YELLOW,
    encoded,
    gamma,
    moving,
    opened,
    photo,
    profile,
    quadrants,
    wide_gamut_profile,
    xyz,
)

MIDDLE = (0.5, 0.5)
CORNERS = {(0, 0): RED, (1, 0): GREEN, (0, 1): BLUE, (1, 1): YELLOW}


def textured(width, height):
    """Something like a photo: no two pixels alike, soft and coarse at once."""
    noise = Image.effect_noise((max(1, width // 8), max(1, height // 8)), 90).resize((width, height))
    return Image.merge("RGB", [noise, noise.transpose(Image.Transpose.FLIP_LEFT_RIGHT), ImageChops.invert(noise)])


def renditions(data, focal=MIDDLE):
    return {made.spec: made for made in make_renditions(data, focal)}


def near(colour, other, within=12):
    return all(abs(one - two) <= within for one, two in zip(colour, other, strict=True))


def test_photo_becomes_every_size_in_three_formats_each_lighter_than_the_next_simpler_one():
    made = renditions(encoded(textured(2000, 1500), "JPEG", quality=95))
    names = [[f"w{width}-{extension}" for width in TEXT.widths] for extension in ("avif", "webp", "jpg")]
    weights = [sum(len(made[name].data) for name in row) for row in names]
    assert weights == sorted(weights)
    for one in made.values():
        image = opened(one.data)
        assert image.size == (one.width, one.height)
        assert Image.MIME[image.format] == one.kind.mime
    assert {"card400-avif", "card800-jpg", "square320-webp", "social1200-jpg"} <= made.keys()
    assert (made["social1200-jpg"].width, made["social1200-jpg"].height) == (1200, 630)


@pytest.mark.parametrize(("focal", "colour"), CORNERS.items())
def test_crops_follow_the_focal_point_into_every_corner(focal, colour):
    made = renditions(encoded(quadrants(900, 300), "PNG"), focal)
    square = opened(made["square320-webp"].data).convert("RGB")
    edge = square.width - 1
    assert near(square.getpixel((focal[0] * edge, focal[1] * edge)), colour)
    # The other half of a picture three times as wide as high is left out.
    other = CORNERS[1 - focal[0], focal[1]]
    assert not any(near(square.getpixel((x, focal[1] * edge)), other) for x in (0, edge))


def test_same_picture_gives_the_same_bytes():
    data = encoded(textured(500, 400), "JPEG")
    assert make_renditions(data, MIDDLE) == make_renditions(data, MIDDLE)


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_nothing_but_picture_is_in_a_rendition(file_format):
    made = make_renditions(photo(file_format), MIDDLE)
    assert made
    for one in made:
        # A copy of an original has what the original has, and what is stored as one has been through `take_in`.
        if one.data != photo(file_format):
            assert SECRET.encode() not in one.data
            assert not opened(one.data).getexif()


def test_transparency_survives_in_pages_and_becomes_white_paper_elsewhere():
    drawing = quadrants(900, 600, "RGBA")
    drawing.putalpha(Image.linear_gradient("L").resize(drawing.size))
    made = renditions(encoded(drawing, "PNG"))
    assert not any(spec.startswith(("w", "card")) and spec.endswith("jpg") for spec in made)
    for spec, one in made.items():
        image = opened(one.data)
        if spec.startswith(("w", "card", "square")):
            low, high = image.convert("RGBA").getextrema()[3]
            assert low < 20 < 230 < high, spec
    social = opened(made["social1200-jpg"].data)
    assert near(social.getpixel((5, 2)), (255, 250, 250), within=40)


def test_alpha_channel_that_hides_nothing_is_no_transparency():
    made = renditions(encoded(textured(600, 400).convert("RGBA"), "PNG"))
    assert opened(made["w400-jpg"].data).size == (400, 267)


def test_drawing_stays_sharp_and_light():
    drawing = Image.new("RGB", (1000, 700), "white")
    for x in range(0, 1000, 50):
        drawing.paste((20, 60, 120), (x, 0, x + 2, 700))
    data = encoded(drawing, "PNG")
    made = renditions(data)
    assert all(len(one.data) <= len(data) for spec, one in made.items() if spec.startswith("w"))
    largest = max((one for spec, one in made.items() if spec.startswith("w")), key=lambda one: one.width)
    assert largest.width == 1000
    assert ImageChops.difference(opened(largest.data).convert("RGB"), drawing).getbbox() is None


def test_original_that_is_already_as_light_as_can_be_is_its_own_rendition():
    data = encoded(textured(600, 400), "JPEG", quality=30, optimize=True, progressive=True)
    assert renditions(data)["w800-jpg"].data == data


def test_wide_gamut_photo_keeps_its_colours():
    data = take_in(encoded(quadrants(900, 600), "JPEG", quality=95, icc_profile=wide_gamut_profile())).data
    kept = opened(data).info["icc_profile"]
    made = renditions(data)
    assert [spec for spec, one in made.items() if opened(one.data).info.get("icc_profile") != kept] == []
    meant = opened(data)
    for spec in ("w400-jpg", "w400-webp", "social1200-jpg"):
        assert near(opened(made[spec].data).convert("RGB").getpixel((40, 40)), meant.getpixel((40, 40))), spec


def test_grey_with_a_profile_of_its_own_is_turned_into_web_colours():
    curve = profile(b"GRAY", {b"wtpt": xyz(0.9642, 1.0, 0.8249), b"kTRC": gamma(1.0)})
    data = take_in(encoded(Image.new("L", (500, 400), 55), "JPEG", quality=95, icc_profile=curve)).data
    made = renditions(data)
    for one in made.values():
        if one.data != data:
            assert "icc_profile" not in opened(one.data).info
            # Linear light of 55 is a middle grey in sRGB.
            assert near(opened(one.data).convert("RGB").getpixel((50, 50)), (128, 128, 128))


def mean(image, box):
    return image.convert("RGB").resize((1, 1), Image.Resampling.BOX, box=box).getpixel((0, 0))


@pytest.mark.parametrize("mode", ["L", "CMYK", "P", "1", "LA", "I;16"])
def test_every_way_of_storing_colour_looks_right(mode):
    image = quadrants(600, 400)
    data = encoded(image.convert(mode) if mode != "I;16" else grey_of_16_bits(), "JPEG" if mode == "CMYK" else "PNG")
    expected = opened(data) if mode != "I;16" else quadrants(600, 400, "L")
    expected = mean(expected, (0, 0, 240, 160))
    for spec, one in renditions(data).items():
        if spec.startswith("w"):
            share = one.width / 600
            assert near(mean(opened(one.data), (0, 0, 240 * share, 160 * share)), expected), spec


def grey_of_16_bits():
    deep = Image.new("I;16", (600, 400))
    deep.frombytes(b"".join(bytes((value, value)) for value in quadrants(600, 400, "L").tobytes()))
    return deep


@pytest.mark.parametrize("file_format", ["GIF", "WEBP"])
def test_animation_keeps_moving_in_texts_and_stands_still_in_crops(file_format):
    frames = [textured(500, 300).rotate(90 * turn) for turn in range(4)]
    options = {"save_all": True, "append_images": frames[1:], "duration": [80, 120, 0, 300], "loop": 0}
    if file_format == "WEBP":
        options["lossless"] = True
    made = renditions(encoded(frames[0], file_format, **options))
    assert {spec for spec in made if spec.startswith("w")} == {"w400-webp", "w800-webp"}
    for spec, one in made.items():
        image = Image.open(BytesIO(one.data))
        assert getattr(image, "n_frames", 1) == (4 if spec.startswith("w") else 1), spec
    small = Image.open(BytesIO(made["w400-webp"].data))
    durations = []
    for number in range(4):
        small.seek(number)
        small.load()
        durations.append(small.info["duration"])
    # A frame that says it has no time gets what browsers give it.
    assert durations == [80, 120, 100, 300]
    assert small.info["loop"] == 0


@pytest.mark.parametrize(("again", "plays"), [(None, 1), (0, 0), (2, 3)])
def test_animation_is_played_as_often_as_the_gif_says(again, plays):
    frames = [textured(200, 200).rotate(90 * turn) for turn in range(3)]
    options = {} if again is None else {"loop": again}
    made = renditions(encoded(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=80, **options))
    assert Image.open(BytesIO(made["w400-webp"].data)).info["loop"] == plays


def test_animation_too_large_to_be_encoded_is_shown_as_it_came(monkeypatch):
    # Of what is decoded here, not in the sandbox, where nothing can be replaced.
    from blog.imaging import scaling

    monkeypatch.setattr(scaling, "MAX_MOVING_PIXELS", 3 * 64 * 32 - 1)
    specs = {made["spec"] for made in scaling.scale(moving("GIF"), MIDDLE)}
    assert specs
    assert not any(spec.startswith("w") for spec in specs)


@pytest.mark.parametrize("size", [(1, 1), (1, 3000), (3000, 1), (2, 2), (9000, 12)])
@pytest.mark.parametrize("file_format", ["JPEG", "PNG"])
def test_strange_shapes_have_renditions_too(size, file_format):
    made = renditions(encoded(Image.new("RGB", size, RED), file_format))
    assert made
    for one in made.values():
        assert one.width <= size[0]
        assert one.height <= size[1]
        assert opened(one.data).size == (one.width, one.height)


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "GIF", "WEBP", "AVIF"])
def test_picture_that_was_damaged_on_the_disk_is_refused(file_format):
    data = encoded(textured(400, 300), file_format)
    with pytest.raises(ImageRefused):
        make_renditions(data[: len(data) // 3], MIDDLE)


def test_answer_of_the_sandbox_is_not_believed():
    good = {"spec": "w400-png", "width": 4, "height": 3, "data": encoded(quadrants(4, 3), "PNG")}
    assert checked(**good).spec == "w400-png"
    for lie in ({"spec": "w400-avif"}, {"spec": "../x-png"}, {"width": "4"}, {"height": 0}):
        with pytest.raises(TypeError):
            checked(**good | lie)
    with pytest.raises(ImageRefused):
        checked(**good | {"data": b"<script>"})
