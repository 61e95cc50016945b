"""An import of 1,000 posts with some pictures, by the command, in a process of its own: speed and memory."""

import os
import random
import re
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings
from PIL import Image

from accounts.models import User
from tests.benchmarks.table import Row

POSTS = 1_000
PICTURES = 20
WORDS = "a quiet morning in the harbour when boats came back and nobody spoke of weather or money until noon".split()


def measure() -> list[Row]:
    User.objects.create_superuser(username="importer")
    folder = settings.VAR_DIR / "to-import"
    write_posts(folder)
    created, seconds, megabytes = run_import(folder)
    again = run_import(folder)[1]
    return [
        Row(f"import of {created:,} posts", f"{created / seconds:.0f} posts/s", "≥ 50 posts/s"),
        Row("the same again, nothing changed", f"{POSTS / again:.0f} posts/s"),
        Row("import: peak memory", f"{megabytes:.0f} MB"),
    ]


def write_posts(folder: Path) -> None:
    chance = random.Random(1)
    (folder / "pictures").mkdir(parents=True)
    for number in range(PICTURES):
        noise = Image.effect_noise((1200, 800), 20 + number).convert("RGB")
        noise.save(folder / f"pictures/{number}.jpg", quality=80)
    for number in range(POSTS):
        paragraphs = [" ".join(chance.choices(WORDS, k=90)).capitalize() + "." for _ in range(6)]
        if number % 10 == 0:
            paragraphs.insert(1, f"![A picture](pictures/{number // 10 % PICTURES}.jpg)")
        head = f"title: Post number {number}\ndate: {2005 + number // 50}-0{number % 9 + 1}-1{number % 10}\n"
        tags = f"tags: [{chance.choice(WORDS)}, {chance.choice(WORDS)}]\n"
        (folder / f"post-{number}.md").write_text(f"---\n{head}{tags}---\n" + "\n\n".join(paragraphs) + "\n")


def run_import(folder: Path) -> tuple[int, float, float]:
    """Posts created, seconds of wall time, peak megabytes."""
    said = settings.VAR_DIR / "import.log"
    with said.open("wb") as output:
        started = time.monotonic()
        command = [sys.executable, "manage.py", "import_posts", str(folder)]
        process = subprocess.Popen(command, cwd=settings.BASE_DIR, stdout=output, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    summary = re.search(r"created (\d+), updated (\d+), unchanged (\d+), failed 0$", said.read_text().strip())
    if process.returncode or summary is None:
        raise RuntimeError(f"import_posts ended with {process.returncode}:\n{said.read_text()[-2000:]}")
    return int(summary[1]), seconds, usage.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
