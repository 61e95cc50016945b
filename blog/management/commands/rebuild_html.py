"""Make the stored HTML of posts again, after an upgrade of the renderer, a move of pictures or a repair by hand."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from blog.actions.posts import rerender_posts
from blog.models import Post

BATCH = 200


class Command(BaseCommand):
    help = (
        "Make the stored HTML of posts again that an older renderer made or whose pictures moved; may be interrupted."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="of every post, not only of those that are out of date")

    def handle(self, **options: Any) -> None:
        stale_only = not options["all"]
        posts = Post.objects.stale() if stale_only else Post.objects.all()
        rebuilt = last = 0
        with tqdm(total=posts.count(), unit="post", disable=None) as progress:
            while keys := rerender_posts(after=last, stale_only=stale_only, limit=BATCH):
                last = keys[-1]
                rebuilt += len(keys)
                progress.update(len(keys))
        self.stdout.write(f"rebuilt {rebuilt}")
