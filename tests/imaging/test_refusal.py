import random
import struct
import tracemalloc
from io import BytesIO

import pytest
from PIL import Image

from blog.imaging.ingest import ingest
from blog.imaging.intake import take_in
from blog.imaging.refusal import MAX_BYTES, MAX_FRAMES, ImageRefused

from .samples import encoded, moving, opened, photo, png_chunk, png_claiming, quadrants, wide_gamut_profile

PICTURES = ["JPEG", "PNG", "GIF", "WEBP", "AVIF", "BMP"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "SVG"),
        (b"\xef\xbb\xbf  <?xml version='1.0'?><svg/>", "SVG"),
        ("<svg/>".encode("utf-16"), "SVG"),
        (b"<!DOCTYPE html><p>hello", "web page"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04....", "ZIP"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "video"),
        (b"hello, I am a text", "not a picture"),
        (b"\xff\x0a\x00\x00", "JPEG XL"),
    ],
)
def test_file_of_another_kind_is_refused_with_advice(data, words):
    with pytest.raises(ImageRefused) as refusal:
        ingest(data)

    message = str(refusal.value)
    assert words in message
    assert message.startswith("This ")
    assert message.endswith(".")


@pytest.mark.parametrize("file_format", PICTURES)
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_picture_cut_short_is_refused(file_format, share):
    data = encoded(Image.effect_noise((80, 60), 50).convert("RGB"), file_format)

    with pytest.raises(ImageRefused, match="damaged or was cut short"):
        ingest(data[: int(len(data) * share)])


@pytest.mark.parametrize(
    "signature",
    [b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF\x04\0\0\0WEBP", b"\0\0\0\x14ftypavif\0\0\0\0avif"],
)
def test_signature_alone_is_refused(signature):
    for rest in [b"", b"\0" * 40, b"<script>alert(1)</script>", b"\xff" * 40]:
        with pytest.raises(ImageRefused, match="damaged or was cut short"):
            ingest(signature + rest)


def test_page_that_pretends_to_be_a_gif_is_refused():
    with pytest.raises(ImageRefused):
        ingest(b"GIF89a/*<svg/onload=alert(1)>*/=1;")


def test_file_over_the_limit_is_refused_without_reading_it_all():
    class Endless(BytesIO):
        taken = 0

        def read(self, size=-1):
            Endless.taken += size
            return bytes(size)

    with pytest.raises(ImageRefused, match="larger than 40 MB"):
        take_in(Endless())
    assert Endless.taken == MAX_BYTES + 1


@pytest.mark.parametrize(
    "bomb",
    [
        png_claiming(10_001, 10_000),
        png_claiming(2**31 - 1, 2**31 - 1),
        b"GIF89a" + struct.pack("<HHBBB", 65_535, 65_535, 0, 0, 0)
        + b"," + struct.pack("<HHHHB", 0, 0, 65_535, 65_535, 0) + b"\x02\x02\x4c\x01\x00;",
        b"RIFF" + struct.pack("<I", 30) + b"WEBPVP8X\x0a\0\0\0\x02\0\0\0" + b"\xff\xff\xff" * 2 + b"VP8L" + bytes(4),
    ],
)  # fmt: skip
def test_picture_of_absurd_size_is_refused_before_it_is_unpacked(bomb):
    tracemalloc.start()
    with pytest.raises(ImageRefused, match="megapixels"):
        ingest(bomb)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 2_000_000


def test_bmp_of_absurd_size_is_refused():
    data = bytearray(encoded(quadrants(), "BMP"))
    data[18:26] = struct.pack("<ii", 65_000, 65_000)

    with pytest.raises(ImageRefused, match="65,000 × 65,000 pixels"):
        ingest(bytes(data))


def test_jpeg_of_absurd_size_is_refused():
    data = bytearray(encoded(quadrants(), "JPEG"))
    frame = data.index(b"\xff\xc0")
    data[frame + 5 : frame + 9] = struct.pack(">HH", 65_000, 65_000)

    with pytest.raises(ImageRefused, match="65,000 × 65,000 pixels"):
        ingest(bytes(data))


@pytest.mark.parametrize("file_format", ["GIF", "WEBP"])
def test_animation_with_too_many_frames_is_refused(file_format):
    data = moving(file_format, frames=MAX_FRAMES + 1, size=(4, 4))
    assert opened(data).n_frames == MAX_FRAMES + 1

    with pytest.raises(ImageRefused, match="1,001 frames"):
        ingest(data)


def test_animation_too_large_over_all_frames_is_refused():
    data = bytearray(moving("GIF", frames=20))
    data[6:10] = struct.pack("<HH", 9_000, 9_000)

    with pytest.raises(ImageRefused, match="This animation is too large"):
        ingest(bytes(data))


def test_png_claiming_frames_it_lacks_is_refused():
    data = encoded(quadrants(), "PNG")
    lie = png_chunk(b"acTL", struct.pack(">II", 5_000, 0))

    with pytest.raises(ImageRefused, match="damaged"):
        ingest(data[:33] + lie + data[33:])


def test_photo_with_thousands_of_scans_is_refused():
    data = encoded(quadrants(512, 512), "JPEG", progressive=True)
    scan = data[data.rindex(b"\xff\xda") : -2]

    with pytest.raises(ImageRefused, match="damaged"):
        ingest(data[:-2] + scan * 5_000 + data[-2:])


def test_jpeg_that_browsers_cannot_show_is_refused():
    data = bytearray(encoded(quadrants(), "JPEG"))
    data[data.index(b"\xff\xc0") + 1] = 0xC9

    with pytest.raises(ImageRefused, match="browsers cannot show"):
        ingest(bytes(data))


def mutated(data, dice):
    """The file with a few bytes changed, a piece removed, doubled or overwritten."""
    mutant = bytearray(data)
    for _ in range(dice.randint(1, 6)):
        at, length = dice.randrange(len(mutant)), dice.randint(1, 24)
        deed = dice.randrange(4)
        if deed == 0:
            mutant[at] = dice.choice([0, 1, 127, 128, 255, dice.randrange(256)])
        elif deed == 1 and len(mutant) > 100:
            del mutant[at : at + length]
        elif deed == 2:
            mutant[at:at] = mutant[at : at + length]
        else:
            mutant[at : at + length] = dice.randbytes(length)
    return bytes(mutant)


@pytest.mark.parametrize("file_format", PICTURES)
def test_mutated_picture_is_taken_whole_or_refused(file_format):
    dice = random.Random(f"mutants of {file_format}")
    parents = [encoded(quadrants(), file_format)]
    if file_format == "GIF":
        parents += [photo("GIF"), moving("GIF")]
    elif file_format != "BMP":
        profile = wide_gamut_profile()
        parents += [photo(file_format, orientation, icc_profile=profile) for orientation in (1, 6)]
        parents += [encoded(quadrants(mode="CMYK"), "JPEG") if file_format == "JPEG" else moving(file_format)]
    taken = refused = 0
    for _ in range(150):
        try:
            result = ingest(mutated(dice.choice(parents), dice))
        except ImageRefused:
            refused += 1
            continue
        taken += 1
        image = opened(result.data)
        assert image.size == (result.width, result.height)
        assert not image.getexif()
    assert refused > 0
    assert taken > 0
