"""HEIC, TIFF, AVIF and large JPEGs: what becomes of them."""

import struct
from io import BytesIO

import pillow_heif
import pytest
from PIL import Image, ImageChops

from blog.imaging.formats import avif, heif, jpeg
from blog.imaging.ingest import ingest
from blog.imaging.kinds import HEIC, kind_of
from blog.imaging.refusal import ImageRefused

from .samples import (
    BLUE,
    GREEN,
    RED,
    SECRET,
    XMP,
    YELLOW,
    encoded,
    exif_with_gps,
    moving,
    opened,
    photo,
    png_chunk,
    quadrants,
    wide_gamut_profile,
)
from .test_ingest import corner_colours, difference, is_near

UPRIGHT_CORNERS = [RED, GREEN, BLUE, YELLOW]


def looks_right(image):
    return all(map(is_near, corner_colours(image), UPRIGHT_CORNERS))


@pytest.mark.parametrize(("file_format", "stored"), [("HEIF", "JPEG"), ("TIFF", "PNG"), ("BMP", "PNG")])
def test_format_that_browsers_do_not_show_becomes_one_that_they_do(file_format, stored):
    taken = ingest(encoded(quadrants(), file_format))

    image = opened(taken.data)
    assert taken.kind.label == image.format == stored
    assert (taken.width, taken.height) == image.size == (64, 32)
    assert looks_right(image)


@pytest.mark.parametrize("file_format", ["HEIF", "TIFF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_turned_picture_is_stored_upright(file_format, orientation):
    as_held = quadrants()
    inverse = [None, 0, 3, 1, 5, 2, 6, 4][orientation - 1]
    if inverse is not None:
        as_held = as_held.transpose(Image.Transpose(inverse))
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = encoded(as_held, file_format, exif=exif.tobytes() if file_format == "HEIF" else exif)

    taken = ingest(data)

    assert (taken.width, taken.height) == opened(taken.data).size == (64, 32)
    assert looks_right(opened(taken.data))


@pytest.mark.parametrize("file_format", ["HEIF", "TIFF"])
def test_position_and_author_are_dropped(file_format):
    data = photo(file_format) + SECRET.encode()
    assert data.count(SECRET.encode()) >= 3

    image = opened(ingest(data).data)

    assert SECRET.encode() not in ingest(data).data
    assert not image.getexif()


def test_photo_of_an_iphone_keeps_its_wide_colours_without_their_owner():
    data = encoded(quadrants(), "HEIF", icc_profile=wide_gamut_profile())
    assert SECRET.encode() in data

    kept = opened(ingest(data).data).info["icc_profile"]

    assert SECRET.encode() not in kept
    assert wide_gamut_profile()[-3 * 16 - 3 * 20 :] in kept


def test_heic_that_is_seen_through_becomes_webp():
    half = quadrants(mode="RGBA")
    half.putalpha(Image.linear_gradient("L").resize(half.size))

    taken = ingest(encoded(half, "HEIF"))

    assert taken.mime == "image/webp"
    assert taken.has_transparency
    assert difference(opened(taken.data).getchannel("A"), half.getchannel("A")) < 16


def test_heic_of_several_pictures_gives_the_main_one_and_says_so():
    pictures = pillow_heif.HeifFile()
    for picture in (quadrants().rotate(180), quadrants(), quadrants().rotate(180)):
        pictures.add_from_pillow(picture)
    output = BytesIO()
    pictures.save(output, primary_index=1)

    taken = ingest(output.getvalue())

    assert looks_right(opened(taken.data))
    assert taken.notice == "The file holds 3 pictures; its main one was taken."


def test_heic_is_refused_with_advice_where_its_decoder_was_left_out(monkeypatch):
    monkeypatch.setattr(heif, "pillow_heif", None)

    with pytest.raises(ImageRefused, match=r"has no decoder for it. Save or export it as JPEG"):
        ingest(encoded(quadrants(), "HEIF"))


def test_heic_is_known_by_any_of_its_brands():
    for brand in (b"heic", b"heix", b"mif1", b"msf1", b"heim"):
        assert kind_of(b"\0\0\0\x14ftyp" + brand + bytes(4) + brand) == HEIC


def pq(nits):
    power = (nits / 10_000) ** 0.1593017578125
    return round(255 * ((0.8359375 + 18.8515625 * power) / (1 + 18.6875 * power)) ** 78.84375)


def test_picture_for_bright_screens_is_not_washed_out():
    """Black, a grey of 26 cd/m², paper white and a light of 2,000 cd/m², as PQ codes them."""
    greys = [pq(nits) for nits in (0, 26, 203, 2_000)]
    strip = Image.new("RGB", (256, 64))
    for number, grey in enumerate(greys):
        strip.paste((grey, grey, grey), (number * 64, 0, number * 64 + 64, 64))
    data = encoded(strip, "HEIF", quality=95, color_primaries=9, transfer_characteristics=16, matrix_coefficients=9)

    shown = opened(ingest(data).data)

    black, grey, white, light = [shown.getpixel((x, 32))[0] for x in (32, 96, 160, 224)]
    assert black < 6
    # 26 of 203 is an eighth of the light of white paper, and that is 99 in sRGB.
    assert abs(grey - 99) < 10
    assert 220 < white < 245
    assert white < light <= 255


@pytest.mark.parametrize("transfer", [16, 18])
def test_avif_for_bright_screens_is_made_for_all_screens(transfer):
    data = encoded(quadrants(), "AVIF", quality=95)
    coding = data.index(b"colrnclx") + 8
    bright = data[:coding] + struct.pack(">HH", 9, transfer) + data[coding + 4 :]

    image = opened(ingest(bright).data)

    assert image.convert("RGB").getpixel((16, 8))[0] > 200
    assert difference(image, opened(bright)) > 25


def test_png_for_bright_screens_is_made_for_all_screens():
    plain = encoded(Image.new("RGB", (64, 32), (pq(203),) * 3), "PNG")
    data = plain[:33] + png_chunk(b"cICP", bytes([9, 16, 0, 1])) + plain[33:]

    taken = ingest(data)

    assert b"cICP" not in taken.data
    assert 220 < opened(taken.data).getpixel((9, 9))[0] < 245


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "LAB", "YCbCr"])
def test_tiff_of_each_kind_looks_the_same(mode):
    if mode == "LAB":
        picture, expected = Image.new("LAB", (64, 32), (128, 128, 128)), Image.new("RGB", (64, 32), (119, 119, 119))
    else:
        picture = quadrants(mode=mode)
        expected = picture.convert("RGB")

    image = opened(ingest(encoded(picture, "TIFF")).data)

    assert image.format == "PNG"
    assert difference(image, expected) <= 2


@pytest.mark.parametrize("compression", ["raw", "tiff_lzw", "tiff_adobe_deflate", "packbits", "jpeg"])
def test_tiff_of_each_compression_is_taken(compression):
    assert looks_right(opened(ingest(encoded(quadrants(), "TIFF", compression=compression)).data))


def test_fax_is_taken():
    fax = quadrants(mode="1")

    assert difference(opened(ingest(encoded(fax, "TIFF", compression="group4")).data), fax) == 0


def test_sixteen_bit_colours_of_a_tiff_become_eight():
    values = struct.pack("<3H", 0xC000, 0x8000, 0x4000) * 4
    entries = [
        (256, 4, 1, 2), (257, 4, 1, 2), (258, 3, 3, 150), (259, 3, 1, 1), (262, 3, 1, 2), (273, 4, 1, 160),
        (277, 3, 1, 3), (278, 4, 1, 2), (279, 4, 1, 24),
    ]  # fmt: skip
    head = b"II*\0" + struct.pack("<IH", 8, len(entries)) + b"".join(struct.pack("<HHII", *entry) for entry in entries)
    data = head.ljust(150, b"\0") + struct.pack("<3H", 16, 16, 16).ljust(10, b"\0") + values

    assert opened(ingest(data).data).getpixel((1, 1)) == (0xC0, 0x80, 0x40)


def test_tiff_of_several_pages_gives_the_first_and_says_so():
    pages = [quadrants().rotate(180), quadrants().rotate(180)]

    taken = ingest(encoded(quadrants(), "TIFF", save_all=True, append_images=pages))

    assert looks_right(opened(taken.data))
    assert taken.notice == "Only the first of its 3 pages was taken."


def test_tiff_of_measurements_is_refused_with_advice():
    with pytest.raises(ImageRefused, match="holds measurements"):
        ingest(encoded(Image.new("F", (8, 8), 0.5), "TIFF"))


@pytest.mark.parametrize("tags", [{254: 1}, {50706: b"\1\4\0\0"}])
def test_camera_raw_is_refused_rather_than_its_thumbnail_taken(tags):
    exif = Image.Exif()
    exif.update(tags)
    data = encoded(quadrants(), "TIFF", exif=exif)

    with pytest.raises(ImageRefused, match="camera raw"):
        ingest(data)


def test_large_photo_in_a_tiff_becomes_jpeg_and_a_large_drawing_png():
    noise = Image.merge("RGB", [Image.effect_noise((2_050, 2_000), 90) for _ in range(3)])
    drawing = quadrants(2_050, 2_000)

    assert ingest(encoded(noise, "TIFF")).mime == "image/jpeg"
    assert ingest(encoded(drawing, "TIFF")).mime == "image/png"


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L"])
def test_avif_is_cleaned_bit_for_bit(mode):
    picture = quadrants(mode=mode)
    if mode == "RGBA":
        picture.putalpha(Image.linear_gradient("L").resize(picture.size))
    data = encoded(picture, "AVIF", exif=exif_with_gps(), xmp=XMP, icc_profile=wide_gamut_profile())
    assert data.count(SECRET.encode()) == 4

    taken = ingest(data)

    assert taken.mime == "image/avif"
    assert SECRET.encode() not in taken.data
    assert ImageChops.difference(opened(taken.data), opened(data)).getbbox() is None
    assert ingest(taken.data).data == taken.data


def test_large_avif_that_must_be_written_anew_becomes_jpeg(monkeypatch):
    monkeypatch.setattr(avif, "MAX_PIXELS_TO_WRITE", 1_000)

    taken = ingest(encoded(quadrants().rotate(180), "AVIF", exif=exif_with_gps(3)))

    assert taken.mime == "image/jpeg"
    assert looks_right(opened(taken.data))


def test_moving_avif_that_is_too_large_is_refused_with_numbers(monkeypatch):
    monkeypatch.setattr(avif, "MAX_PIXELS_TO_ANIMATE", 6_000)

    with pytest.raises(ImageRefused, match=r"3 frames of 64 × 32 pixels.*Save it as WebP"):
        ingest(moving("AVIF"))


def test_jpeg_too_large_to_store_is_scaled_down_with_a_notice(monkeypatch):
    monkeypatch.setattr(jpeg, "MAX_STORED_PIXELS", 10_000)

    taken = ingest(encoded(quadrants(320, 160), "JPEG"))

    assert (taken.width, taken.height) == opened(taken.data).size == (80, 40)
    assert looks_right(opened(taken.data))
    assert taken.notice == "Scaled down from 320 × 160 to 80 × 40 pixels, because more cannot be worked with."


def test_turned_jpeg_too_large_to_turn_is_scaled_down(monkeypatch):
    monkeypatch.setattr(jpeg, "memory_left", lambda size: 320 * 160 * 3)
    data = encoded(quadrants(320, 160), "JPEG", exif=exif_with_gps(3))

    taken = ingest(data)

    assert (taken.width, taken.height) == (160, 80)
    assert not looks_right(opened(taken.data))
    assert looks_right(opened(taken.data).rotate(180))
