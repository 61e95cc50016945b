"""The picture library with 100,000 pictures: what an author waits for, and what the worker does at night."""

import hashlib
import random
import time
from collections.abc import Callable, Iterator

from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.roles import EDITOR
from blog import jobs
from blog.admin.image import storage_in_use
from blog.management.make_posts.writer import Row as Columns
from blog.management.make_posts.writer import copy_rows
from blog.models import Image, Post
from tests.benchmarks.table import Row

PICTURES = 100_000
ROUNDS = 7
WORDS = "harbour hill sunset morning boat window garden street winter bridge river lamp portrait machine paper".split()
LIBRARY = "/admin/blog/image/"
PAGES = {
    "the grid": "",
    "a word that few have": "?q=rarity",
    "words that half of them have": "?q=harbour+morn",
    "without alternative text": "?alt=missing",
    "unused": "?use=unused",
    "in quarantine": "?use=quarantine",
    "animated": "?format=animated",
    "one's own, of which there are none": "?whose=mine",
    "of one day, with a word": "?from=2020-01-01&until=2020-01-02&q=lamp",
    "to choose from, the newest": "find/",
    "to choose from, older than half": "find/?before=50000",
    "to choose from, a word that few have": "find/?q=rarity",
    "to choose from, words that half of them have": "find/?q=harbour+morn",
}


def measure() -> list[Row]:
    editor = User.objects.create_user(username="librarian", is_staff=True)
    editor.groups.add(Group.objects.get(name=EDITOR))
    fill(editor)
    client = Client(headers={"host": "localhost"})
    client.force_login(editor)
    rows = [Row(f"library: {name}", ask(client, LIBRARY + query), "≤ 100 ms") for name, query in PAGES.items()]
    twin = Image.objects.get(original_name="IMG_000099.jpg")
    if not list(Image.objects.like(twin)):
        raise RuntimeError("no twin was found")
    used = Post.images.through.objects.values_list("image_id", flat=True).first()
    rows.append(Row("library: one picture, where used", ask(client, f"{LIBRARY}{used}/change/"), "≤ 100 ms"))
    rows += [
        Row("library: which look like this one", milliseconds(lambda: list(Image.objects.like(twin)[:3])), "≤ 20 ms"),
        Row("library: storage in use", milliseconds(storage_in_use), "≤ 20 ms"),
        *night(),
    ]
    return rows


def fill(by: User) -> None:
    """Half of the pictures are in texts, some are covers; every hundredth has a twin that differs in a few bits."""
    dice = random.Random(3)
    first = (Image.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    owner = User.objects.exclude(pk=by.pk).values_list("pk", flat=True).first()
    copy_rows(Image, pictures(dice, first, owner))
    keys = range(first, first + PICTURES)
    posts = list(Post.objects.values_list("pk", flat=True))
    links = Post.images.through
    copy_rows(links, ({"post_id": dice.choice(posts), "image_id": key} for key in keys[: PICTURES // 2]))
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval(pg_get_serial_sequence('blog_image', 'id'), %s)", [keys[-1]])
        cursor.execute("VACUUM ANALYZE blog_image, blog_post_images, blog_revision")


def pictures(dice: random.Random, first: int, owner: int) -> Iterator[Columns]:
    now = timezone.now()
    last = 0
    for number in range(PICTURES):
        fingerprint = last ^ 0b1001 if number % 100 == 99 else dice.getrandbits(64) - 2**63
        last = fingerprint
        digest = hashlib.sha256(str(number).encode()).hexdigest()
        unused = number >= PICTURES // 2
        yield {
            "id": first + number,
            "file": f"originals/{digest[:2]}/{digest[:32]}.jpg",
            "sha256": digest,
            "mime": "image/gif" if number % 500 == 0 else "image/jpeg",
            "size": dice.randrange(100_000, 6_000_000),
            "width": 4000,
            "height": 3000,
            "is_animated": number % 500 == 0,
            "has_transparency": False,
            "dominant_colour": "#808080",
            "fingerprint": fingerprint,
            "original_name": f"IMG_{number:06}{'_rarity' if number % 10_000 == 5_000 else ''}.jpg",
            "alt": " ".join(dice.choices(WORDS, k=6)) if number % 50 else "",
            "caption": " ".join(dice.choices(WORDS, k=8)),
            "credit": "Ann Example",
            "focal_x": 0.5,
            "focal_y": 0.5,
            "renditions_version": 1,
            "renditions_size": 900_000,
            # All but a hundred are still to be noticed by the job.
            "unused_since": now if unused and number % 500 == 1 else None,
            "quarantined_at": now if unused and number % 500 == 1 else None,
            "is_kept": False,
            "uploaded_by_id": owner,
            "created_at": now,
        }


def ask(client: Client, url: str) -> str:
    def once() -> None:
        response = client.get(url)
        if response.status_code != 200:
            raise RuntimeError(f"{url} answered {response.status_code}")

    return milliseconds(once)


def milliseconds(verb: Callable[[], object]) -> str:
    verb()
    spent = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        verb()
        spent.append(time.perf_counter() - started)
    # What other programs do to a processor only adds to a round.
    return f"{min(spent) * 1000:.1f} ms"


def night() -> list[Row]:
    """The first night notices 50,000 that nothing uses; in the second nothing is new."""
    spent = []
    for _ in range(2):
        started = time.perf_counter()
        jobs.sort_out_unused_pictures(timestamp=0)
        spent.append(time.perf_counter() - started)
    if Image.objects.unused().count() < PICTURES // 2:
        raise RuntimeError("the job did not notice all that is unused")
    return [
        Row("library: the night's job, 50,000 newly unused", f"{spent[0]:.1f} s"),
        Row("library: the same, nothing new", f"{spent[1]:.1f} s", "≤ 10 s"),
    ]
