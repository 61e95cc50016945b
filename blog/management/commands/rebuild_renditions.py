"""Make the renditions of pictures, after an upgrade that makes other ones, or where they failed."""

import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import QuerySet
from tqdm import tqdm

from blog.actions.renditions import Outcome, make_renditions
from blog.models import Image


class Command(BaseCommand):
    help = (
        "Make the renditions of pictures that have none or outdated ones. Interrupt it whenever you like: "
        "what is made is kept, and the next run goes on from there."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="of every picture, from the first; also where it failed")
        parser.add_argument("--dry-run", action="store_true", help="only say how many pictures there are to do")

    def handle(self, **options: Any) -> None:
        images = Image.objects.all() if options["all"] else Image.objects.with_stale_renditions()
        count = images.count()
        if options["dry_run"]:
            self.stdout.write(f"to make: {count}")
            return
        counts: Counter[Outcome] = Counter()
        with tqdm(total=count, unit=" pictures", disable=None) as progress:
            for image in one_by_one(images):
                counts[make_renditions(image=image)] += 1
                progress.update()
        self.stdout.write(", ".join(f"{outcome.value} {counts[outcome]}" for outcome in Outcome))
        if counts[Outcome.FAILED]:
            sys.exit(1)


def one_by_one(images: QuerySet[Image]) -> Iterator[Image]:
    """By primary key, each read when its turn comes: a picture may change or go while those before it are made."""
    last = 0
    while image := images.filter(pk__gt=last).order_by("pk").first():
        yield image
        last = image.pk
