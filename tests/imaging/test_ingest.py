from io import BytesIO

import pytest
from PIL import Image, ImageChops

from blog.imaging.ingest import ingest
from blog.imaging.intake import take_in

from .samples import (
    BLUE,
    GREEN,
    RED,
    SECRET,
    YELLOW,
    encoded,
    exif_with_gps,
    lookup_profile,
    moving,
    opened,
    photo,
    png_chunk,
    quadrants,
    wide_gamut_profile,
)

STILLS = ["JPEG", "PNG", "GIF", "WEBP", "AVIF"]
MIMES = {"JPEG": "jpeg", "PNG": "png", "GIF": "gif", "WEBP": "webp", "AVIF": "avif"}


def difference(one, other):
    """The largest difference of any channel of any pixel, 0 to 255."""
    extrema = ImageChops.difference(one.convert("RGB"), other.convert("RGB")).getextrema()
    return max(high for _, high in extrema)


def corner_colours(image):
    width, height = image.size
    spots = [(width // 4, height // 4), (width * 3 // 4, height // 4)]
    spots += [(x, height * 3 // 4) for x, _ in spots]
    return [image.convert("RGB").getpixel(spot) for spot in spots]


def is_near(colour, wanted, tolerance=14):
    return all(abs(a - b) <= tolerance for a, b in zip(colour, wanted, strict=True))


@pytest.mark.parametrize("file_format", STILLS)
def test_picture_of_each_format_is_taken(file_format):
    taken = ingest(encoded(quadrants(), file_format))

    image = opened(taken.data)
    assert image.format == file_format
    assert taken.mime == f"image/{MIMES[file_format]}"
    assert taken.extension == {"JPEG": "jpg"}.get(file_format, MIMES[file_format])
    assert (taken.width, taken.height) == image.size == (64, 32)
    assert not taken.is_animated
    assert all(map(is_near, corner_colours(image), [RED, GREEN, BLUE, YELLOW]))


def test_bmp_becomes_a_png_of_the_same_pixels():
    data = encoded(quadrants(), "BMP")

    taken = ingest(data)

    assert (taken.mime, taken.extension) == ("image/png", "png")
    assert difference(opened(taken.data), opened(data)) == 0


def test_picture_from_a_stream_is_the_same_as_from_bytes():
    data = encoded(quadrants(), "PNG")

    assert take_in(BytesIO(data)) == take_in(data)


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "AVIF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_turned_photo_is_stored_upright(file_format, orientation):
    upright = quadrants()
    inverse = {
        1: None, 2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]  # fmt: skip
    as_held = upright.transpose(inverse) if inverse is not None else upright
    data = encoded(as_held, file_format, exif=exif_with_gps(orientation))

    taken = ingest(data)

    image = opened(taken.data)
    assert (taken.width, taken.height) == image.size == (64, 32)
    assert all(map(is_near, corner_colours(image), [RED, GREEN, BLUE, YELLOW]))
    assert image.getexif().get(0x0112, 1) == 1


@pytest.mark.parametrize("orientation", [1, 6])
@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_position_and_author_of_a_photo_are_dropped(file_format, orientation):
    data = photo(file_format, orientation)
    before = opened(data)
    assert SECRET.encode() in data
    assert before.getexif().get_ifd(0x8825)

    after = opened(ingest(data).data)

    assert SECRET.encode() not in ingest(data).data
    assert not after.getexif()
    assert not {"exif", "xmp", "comment", "Author", "photoshop"} & set(after.info)


def test_comment_of_a_gif_is_dropped():
    data = photo("GIF")
    assert SECRET.encode() in data

    assert SECRET.encode() not in ingest(data).data


@pytest.mark.parametrize("file_format", STILLS)
def test_bytes_after_the_end_are_dropped(file_format):
    hidden = f"<script>{SECRET}</script>".encode()
    data = encoded(quadrants(), file_format) + hidden

    assert hidden not in ingest(data).data


def test_thumbnail_in_a_photo_is_dropped():
    exif = Image.Exif()
    exif[0x0112] = 1
    thumbnail = encoded(Image.new("RGB", (16, 16), "hotpink"), "JPEG")
    block = b"Exif\0\0" + exif.tobytes().removeprefix(b"Exif\0\0") + thumbnail
    data = encoded(quadrants(), "JPEG", exif=block)
    assert thumbnail in data

    assert thumbnail not in ingest(data).data


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "GIF", "WEBP"])
def test_pixels_of_an_upright_picture_are_kept_exactly(file_format):
    data = photo(file_format)

    assert difference(opened(ingest(data).data), opened(data)) == 0


def test_progressive_photo_keeps_its_pixels():
    data = encoded(Image.effect_noise((300, 200), 60), "JPEG", progressive=True, quality=70)

    assert difference(opened(ingest(data).data), opened(data)) == 0


def test_photo_with_restart_markers_keeps_its_pixels():
    data = encoded(Image.effect_noise((300, 200), 60), "JPEG", restart_marker_blocks=4)
    assert b"\xff\xd3" in data

    assert difference(opened(ingest(data).data), opened(data)) == 0


def test_turned_photo_loses_next_to_nothing():
    scene = Image.linear_gradient("L").resize((256, 192)).convert("RGB")
    data = encoded(scene, "JPEG", quality=80, exif=exif_with_gps(6))
    expected = opened(data).transpose(Image.Transpose.ROTATE_270)

    assert difference(opened(ingest(data).data), expected) <= 3


@pytest.mark.parametrize("file_format", ["PNG", "TIFF"])
def test_sixteen_bits_of_grey_become_the_same_grey_in_eight(file_format):
    deep = Image.new("I;16", (4, 4), 40_001)

    image = opened(ingest(encoded(deep, file_format)).data)

    assert image.mode == "L"
    assert image.getpixel((2, 2)) == 40_001 // 256


def test_turned_png_with_a_clear_colour_keeps_it_clear():
    flat = quadrants().quantize(4)
    data = encoded(flat, "PNG", transparency=flat.getpixel((0, 0)), exif=exif_with_gps(3))

    image = opened(ingest(data).data).convert("RGBA")

    assert image.getpixel((63, 31))[3] == 0
    assert image.getpixel((0, 0))[3] == 255


def test_transparency_is_kept():
    clear = Image.new("RGBA", (8, 8), (255, 0, 0, 0))

    for file_format in ["PNG", "WEBP", "AVIF"]:
        assert opened(ingest(encoded(clear, file_format)).data).getpixel((4, 4))[3] == 0


@pytest.mark.parametrize("file_format", ["GIF", "PNG", "WEBP"])
def test_moving_picture_keeps_frames_and_timing(file_format):
    data = moving(file_format)

    taken = ingest(data)

    image = opened(taken.data)
    assert taken.is_animated
    assert image.n_frames == 3
    assert image.info["duration"] == 80
    assert image.info["loop"] == 0
    image.seek(1)
    assert all(map(is_near, corner_colours(image), [YELLOW, BLUE, GREEN, RED]))


def test_moving_webp_drops_what_it_knows_of_its_author():
    data = moving("WEBP", exif=exif_with_gps(), xmp=b"<x>" + SECRET.encode() + b"</x>")
    assert SECRET.encode() in data

    assert SECRET.encode() not in ingest(data).data


def test_moving_avif_becomes_webp():
    taken = ingest(moving("AVIF"))

    assert taken.mime == "image/webp"
    assert taken.extension == "webp"
    assert opened(taken.data).n_frames == 3


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_wide_gamut_profile_is_kept_without_its_owner(file_format):
    data = encoded(quadrants(), file_format, icc_profile=wide_gamut_profile())
    assert SECRET.encode() in opened(data).info["icc_profile"]

    kept = opened(ingest(data).data).info["icc_profile"]

    assert SECRET.encode() not in kept
    assert b"APPL" not in kept
    assert wide_gamut_profile()[-3 * 16 - 3 * 20 :] in kept


def test_turned_photo_keeps_its_profile():
    data = encoded(quadrants(), "JPEG", exif=exif_with_gps(3), icc_profile=wide_gamut_profile())

    assert "icc_profile" in opened(ingest(data).data).info


def test_srgb_profile_is_dropped_as_needless():
    from PIL import ImageCms

    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = encoded(quadrants(), "JPEG", icc_profile=srgb)
    assert "icc_profile" in opened(data).info

    taken = opened(ingest(data).data)

    assert "icc_profile" not in taken.info
    assert difference(taken, opened(data)) == 0


def test_broken_profile_is_dropped_and_the_picture_stays():
    data = encoded(quadrants(), "JPEG", icc_profile=SECRET.encode() * 20)

    taken = ingest(data)

    assert SECRET.encode() not in taken.data
    assert difference(opened(taken.data), opened(data)) == 0


def test_cmyk_photo_becomes_rgb():
    data = encoded(quadrants(mode="CMYK"), "JPEG", quality=95)
    assert opened(data).mode == "CMYK"

    image = opened(ingest(data).data)

    assert image.mode == "RGB"
    assert all(map(is_near, corner_colours(image), [RED, GREEN, BLUE, YELLOW]))


def test_cmyk_photo_follows_its_profile():
    # A press on which every ink prints as a middle grey, no ink is white paper and all inks are black.
    press = lookup_profile(b"CMYK", [(255, 128, 128)] + [(128, 128, 128)] * 14 + [(0, 128, 128)])
    cyan = Image.new("CMYK", (16, 16), (255, 0, 0, 0))

    image = opened(ingest(encoded(cyan, "JPEG", quality=95, icc_profile=press)).data)

    assert image.mode == "RGB"
    assert "icc_profile" not in image.info
    assert is_near(image.getpixel((8, 8)), (119, 119, 119), 4)


def test_picture_with_a_table_profile_is_converted():
    # A screen on which every bright colour but white looks middle grey.
    screen = lookup_profile(b"RGB ", [(0, 128, 128)] + [(128, 128, 128)] * 6 + [(255, 128, 128)])
    data = encoded(Image.new("RGB", (16, 16), "blue"), "PNG", icc_profile=screen)

    image = opened(ingest(data).data)

    assert is_near(image.getpixel((8, 8)), (119, 119, 119), 4)


def test_same_input_gives_same_bytes():
    samples = [photo(file_format, orientation=6) for file_format in STILLS]
    samples += [moving("WEBP"), moving("AVIF"), encoded(quadrants(mode="CMYK"), "JPEG")]

    for sample in samples:
        assert ingest(sample) == ingest(sample)


def test_same_pixels_with_other_metadata_are_one_picture():
    plain = encoded(quadrants(), "JPEG")

    assert ingest(photo("JPEG")).sha256 == ingest(plain).sha256


def test_stored_picture_taken_again_is_unchanged():
    for file_format in ["JPEG", "PNG", "GIF", "WEBP"]:
        once = ingest(photo(file_format, orientation=6))

        again = ingest(once.data)

        assert again.data == once.data
        assert again.fingerprint == once.fingerprint


def test_dominant_colour_is_the_mean_over_white():
    assert ingest(encoded(Image.new("RGB", (9, 9), "#336699"), "PNG")).dominant_colour == "#336699"
    assert ingest(encoded(Image.new("RGBA", (9, 9), (0, 0, 0, 0)), "PNG")).dominant_colour == "#ffffff"
    assert ingest(encoded(Image.new("L", (9, 9), 128), "JPEG")).dominant_colour == "#808080"


def test_private_chunk_of_a_png_is_dropped():
    data = encoded(quadrants(), "PNG")
    end = png_chunk(b"IEND", b"")
    data = data.removesuffix(end) + png_chunk(b"seCr", SECRET.encode()) + end

    assert SECRET.encode() not in ingest(data).data
