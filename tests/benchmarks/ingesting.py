"""Pictures on their way in: what one takes of time and memory, and whether a thousand take more memory than one."""

import time
from io import BytesIO
from pathlib import Path

import pillow_heif
import psutil
from PIL import Image

from accounts.models import User
from blog.actions.images import store_image
from blog.imaging import sandbox
from blog.imaging.intake import take_in
from tests.benchmarks.table import Row

ROUNDS = 5
PHOTOS = 1_000
PHONE, LARGE = (4032, 3024), (8160, 6120)
MEGABYTE = 2**20


def measure() -> list[Row]:
    pillow_heif.register_heif_opener()
    exif = Image.Exif()
    exif[0x0112] = 6
    pictures = {
        "12 MP JPEG": encoded(PHONE, "JPEG", quality=90),
        "12 MP JPEG, to be turned": encoded(PHONE, "JPEG", quality=90, exif=exif),
        "12 MP HEIC": encoded(PHONE, "HEIF", quality=60),
        "50 MP JPEG": encoded(LARGE, "JPEG", quality=90),
        "12 MP PNG": encoded(PHONE, "PNG", compress_level=1),
    }
    rows = []
    for name, data in pictures.items():
        seconds, megabytes = ingest_again_and_again(data)
        rows.append(Row(f"{name} taken in", f"{seconds:.2f} s", "≤ 1 s"))
        rows.append(Row(f"{name}: peak memory of the sandbox", f"{megabytes:.0f} MB", "≤ 300 MB"))
    return rows + store_a_thousand(pictures["12 MP JPEG"])


def encoded(size: tuple[int, int], file_format: str, **options: object) -> bytes:
    """Something with gradients, soft shapes and the noise of a sensor."""
    shapes = Image.effect_noise((size[0] // 8, size[1] // 8), 80).resize(size, Image.Resampling.BICUBIC)
    light = Image.merge("RGB", (Image.linear_gradient("L"), Image.radial_gradient("L"), Image.linear_gradient("L")))
    scene = Image.blend(shapes.convert("RGB"), light.resize(size), 0.6)
    output = BytesIO()
    Image.blend(scene, Image.effect_noise(size, 12).convert("RGB"), 0.15).save(output, file_format, **options)
    return output.getvalue()


def ingest_again_and_again(data: bytes) -> tuple[float, float]:
    """Median seconds, and the peak megabytes of a sandbox that has done nothing else."""
    sandbox._sandbox.end()
    taken = []
    for _ in range(ROUNDS):
        started = time.monotonic()
        take_in(data)
        taken.append(time.monotonic() - started)
    return sorted(taken)[ROUNDS // 2], peak_of_sandbox()


def peak_of_sandbox() -> float:
    status = Path(f"/proc/{sandbox._sandbox.child.process.pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def store_a_thousand(photo: bytes) -> list[Row]:
    """Each is another picture: its quantisation tables differ in two of their last places."""
    author = User.objects.create_superuser(username="photographer")
    table = photo.index(b"\xff\xdb") + 5
    sandbox._sandbox.end()
    memory, started = [], time.monotonic()
    for number in range(PHOTOS):
        data = bytearray(photo)
        data[table + 63], data[table + 62] = 1 + number % 200, 1 + number // 200
        image = store_image(data=bytes(data), name=f"{number}.jpg", by=author)
        # A thousand of them would fill the disk.
        image.file.storage.delete(image.file.name)
        if number in (99, PHOTOS - 1):
            memory.append((psutil.Process().memory_info().rss / MEGABYTE, peak_of_sandbox()))
    seconds = time.monotonic() - started
    (early, _), (late, peak) = memory
    return [
        Row(f"{PHOTOS:,} photos of 12 MP stored", f"{PHOTOS / seconds:.0f} photos/s"),
        Row("  memory of the process, photos 100 to 1,000", f"{late - early:+.0f} MB", "constant"),
        Row("  peak memory of the sandbox", f"{peak:.0f} MB", "≤ 300 MB"),
    ]
