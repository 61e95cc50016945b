"""manage.py make_posts: fill a database, for trying things out at volume."""

import time
from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from tqdm import tqdm

from blog.management.make_posts.writer import Writer, analyze
from blog.models import Post


def positive(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not int(text):
        raise ArgumentTypeError(f"“{text}” is not a number above 0")
    return int(text)


def word_range(text: str) -> tuple[int, int]:
    """`300-1500`, or one number for texts of one length."""
    shortest, _, longest = text.partition("-")
    limits = positive(shortest), positive(longest or shortest)
    if limits[0] > limits[1]:
        raise ArgumentTypeError(f"“{text}” ends before it begins; write the smaller number first")
    return limits


class Command(BaseCommand):
    help = "Adds made-up posts, by bulk inserts. Every run adds as many again; nothing that exists is changed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--posts", type=positive, required=True, metavar="N", help="how many posts to add")
        parser.add_argument(
            "--words", type=word_range, default=(300, 1_500), metavar="MIN-MAX", help="length of a text (300-1500)"
        )
        parser.add_argument("--seed", type=int, default=1, help="another seed, other posts (1)")
        parser.add_argument("--tags", type=positive, default=100, metavar="N", help="how many tags to use (100)")
        parser.add_argument("--authors", type=positive, default=8, metavar="N", help="how many authors write (8)")

    def handle(self, **options: Any) -> None:
        started = time.monotonic()
        writer = Writer(
            total=options["posts"],
            words=options["words"],
            seed=options["seed"],
            tags=options["tags"],
            authors=options["authors"],
        )
        is_quiet = True if options["verbosity"] == 0 else None
        with tqdm(total=options["posts"], unit=" posts", disable=is_quiet) as progress:
            for count in writer.write():
                progress.update(count)
        analyze()
        seconds = time.monotonic() - started
        self.stdout.write(
            f"made {options['posts']:,} posts in {seconds:.0f} s; the database now has {Post.objects.count():,}"
        )
