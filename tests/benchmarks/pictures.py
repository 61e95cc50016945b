"""Pictures: how soon an upload can be read, what its renditions cost, and what they weigh at which quality."""

import io
import random
import time

import psutil
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image as Pillow
from PIL import ImageChops, ImageFilter, ImageMath

from accounts.models import User
from blog.actions.posts import publish_post
from blog.imaging import sandbox
from blog.imaging.renditions import make_renditions
from blog.models import Image, Post
from tests.benchmarks.ingesting import peak_of_sandbox
from tests.benchmarks.table import Row

TWELVE_MEGAPIXELS = (4032, 3024)
MIDDLE = (0.5, 0.5)


def measure() -> list[Row]:
    drawn = draw_photo(*TWELVE_MEGAPIXELS)
    photo = encoded(drawn, "JPEG", quality=90)
    return [*upload(photo), *all_renditions(photo), *weights(drawn)]


def draw_photo(width: int, height: int) -> Pillow.Image:
    """As hard to compress as a photo: soft light, edges at every scale, texture that fades into focus, sensor noise."""
    dice = random.Random(1)
    picture = Pillow.radial_gradient("L").resize((width, height)).convert("RGB")
    for octave in range(2, 9):
        size = (2**octave, 2**octave * 3 // 4)
        layers = [Pillow.frombytes("L", size, dice.randbytes(size[0] * size[1])) for _ in range(2)]
        colours = Pillow.merge("RGB", [layers[0], ImageChops.blend(*layers, 0.3), layers[1]])
        picture = Pillow.blend(picture, colours.resize((width, height), Pillow.Resampling.BICUBIC), 0.6 / octave)
    stones = Pillow.frombytes("L", (width // 24, height // 24), dice.randbytes((width // 24) * (height // 24)))
    edges = stones.filter(ImageFilter.ModeFilter(7)).resize((width, height), Pillow.Resampling.NEAREST)
    picture = Pillow.blend(picture, edges.convert("RGB"), 0.25)
    return ImageChops.add(picture, Pillow.effect_noise((width, height), 8).convert("RGB"), scale=1, offset=-128)


def upload(photo: bytes) -> list[Row]:
    """Through the editor's own door, until the page with the original is there."""
    user = User.objects.create_superuser(username="reporter")
    browser = Client(headers={"host": "localhost"})
    browser.force_login(user)
    post = Post(title="A photo", author=user)
    publish_post(post=post, by=user)
    # The sandbox is running, as it is in a server that has taken a picture before.
    browser.post(reverse("admin:image_upload"), {"picture": as_file(encoded(draw_photo(64, 48), "JPEG"))})
    started = time.perf_counter()
    answer = browser.post(reverse("admin:image_upload"), {"picture": as_file(photo)})
    stored = time.perf_counter()
    post.body = answer.json()["markdown"]
    publish_post(post=post, by=user)
    page = browser.get(post.get_absolute_url())
    ended = time.perf_counter()
    image = Image.objects.get(pk=answer.json()["id"])
    if page.status_code != 200 or image.url not in page.content.decode():
        raise RuntimeError(f"the page answered {page.status_code} without the picture")
    return [
        Row(f"12-megapixel JPEG ({len(photo) / 1e6:.1f} MB): stored", f"{stored - started:.2f} s"),
        Row("12-megapixel JPEG: stored and its page usable", f"{ended - started:.2f} s", "< 1 s"),
    ]


def as_file(data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("photo.jpg", data, content_type="image/jpeg")


def all_renditions(photo: bytes) -> list[Row]:
    make_renditions(encoded(draw_photo(64, 48), "JPEG"), MIDDLE)
    child = psutil.Process(sandbox._sandbox.child.process.pid)
    before = child.cpu_times()
    made = make_renditions(photo, MIDDLE)
    after = child.cpu_times()
    peak = peak_of_sandbox()
    seconds = after.user + after.system - before.user - before.system
    size = sum(len(one.data) for one in made)
    return [
        Row(f"all {len(made)} renditions of it ({size / 1e6:.1f} MB): processor time", f"{seconds:.1f} s", "≤ 5 s"),
        Row("all renditions of it: peak memory of the sandbox", f"{peak:.0f} MB", "≤ 300 MB"),
    ]


def weights(photo: Pillow.Image) -> list[Row]:
    """Against a plain JPEG of quality 85 in the same size, both compared with the pixels they were made from."""
    picture = photo.resize((800, 600), Pillow.Resampling.LANCZOS)
    plain = encoded(picture, "JPEG", quality=85)
    # Of a lossless original in that very size, so that nothing else than the encoding makes a difference.
    made = {one.spec: one.data for one in make_renditions(encoded(picture, "PNG", compress_level=1), MIDDLE)}
    rows = [Row("800 pixels, plain JPEG", f"{len(plain) / 1000:.0f} kB, SSIM {ssim(picture, plain):.3f}")]
    for spec in ("w800-avif", "w800-webp", "w800-jpg"):
        if spec in made:
            share, likeness = len(made[spec]) / len(plain), ssim(picture, made[spec])
            goal = "≤ 60 %, SSIM ≥ 0.95" if spec != "w800-jpg" else ""
            rows.append(Row(f"800 pixels, {spec}: of those bytes", f"{share:.0%}, SSIM {likeness:.3f}", goal))
    return rows


def ssim(reference: Pillow.Image, data: bytes) -> float:
    """Mean structural similarity of luminance (Wang et al., 2004), in windows of 8 × 8 pixels side by side."""
    with Pillow.open(io.BytesIO(data)) as opened:
        one, other = (image.convert("RGB").convert("L").convert("F") for image in (reference, opened))
    similar = ImageMath.lambda_eval(
        lambda images: (
            (2 * images["one"] * images["other"] + 6.5025)
            * (2 * (images["product"] - images["one"] * images["other"]) + 58.5225)
            / (images["one"] * images["one"] + images["other"] * images["other"] + 6.5025)
            / (
                images["square"]
                - images["one"] * images["one"]
                + images["other_square"]
                - images["other"] * images["other"]
                + 58.5225
            )
        ),
        one=window_means(one),
        other=window_means(other),
        product=window_means(multiplied(one, other)),
        square=window_means(multiplied(one, one)),
        other_square=window_means(multiplied(other, other)),
    )
    return similar.resize((1, 1), Pillow.Resampling.BOX).getpixel((0, 0))


def window_means(image: Pillow.Image) -> Pillow.Image:
    return image.resize((image.width // 8, image.height // 8), Pillow.Resampling.BOX)


def multiplied(one: Pillow.Image, other: Pillow.Image) -> Pillow.Image:
    return ImageMath.lambda_eval(lambda images: images["one"] * images["other"], one=one, other=other)


def encoded(image: Pillow.Image, file_format: str, **options: object) -> bytes:
    output = io.BytesIO()
    image.save(output, file_format, **options)
    return output.getvalue()
