"""Bring the index of search up to date at once, or make it anew after a repair by hand."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from blog.actions.search_index import count_words, index_changed_posts, note_posts
from blog.models import Post, StaleSearch

BATCH = 100


class Command(BaseCommand):
    help = "Index the posts that search does not know as they are now; may be interrupted, and goes on from there."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="every post, not only those that are out of date")

    def handle(self, **options: Any) -> None:
        last: int | None = 0
        with tqdm(total=Post.objects.count(), unit="post", desc="looking", disable=None) as progress:
            while (last := note_posts(after=last, limit=10_000, outdated_only=not options["all"])) is not None:
                progress.update(10_000)
        indexed = 0
        with tqdm(total=StaleSearch.objects.count(), unit="post", desc="indexing", disable=None) as progress:
            while done := index_changed_posts(limit=BATCH):
                indexed += done
                progress.update(done)
                count_words()
        while count_words():
            pass
        self.stdout.write(f"indexed {indexed:,}")
