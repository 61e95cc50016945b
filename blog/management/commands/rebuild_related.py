"""Find out which posts are related, after an upgrade, a bulk load or a merge of tags."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from blog.actions.related import ask_for_all_related, relate_posts
from blog.models import PostWords

BATCH = 200


class Command(BaseCommand):
    help = "Find out what posts are related to that were never looked at; may be interrupted, and goes on there."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="of every post, not only of those never looked at")

    def handle(self, **options: Any) -> None:
        last: int | None = 0
        while last is not None:
            last = ask_for_all_related(after=last, limit=10 * BATCH, again=options["all"])
        done = 0
        with tqdm(total=PostWords.objects.filter(is_stale=True).count(), unit="post", disable=None) as progress:
            while count := relate_posts(limit=BATCH):
                done += count
                progress.update(count)
        self.stdout.write(f"looked at {done}")
