"""Draw the social cards of posts, after a rename of the site, an upgrade that draws others, or with other fonts."""

from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from blog.actions.social_cards import Outcome, card_of, draw_card, draw_site_card, wants_card, with_cards
from blog.imaging.cards.fonts import can_shape
from blog.models import Post, SiteSettings

BATCH = 500


class Command(BaseCommand):
    help = (
        "Draw the social cards that are missing or say something that has changed. Interrupt it whenever you like: "
        "what is drawn is kept, and the next run goes on from there."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="also those that say what they should, as for new fonts")
        parser.add_argument("--dry-run", action="store_true", help="only say how many there are to draw")

    def handle(self, **options: Any) -> None:
        site, counts = SiteSettings.load(), Counter[Outcome]()
        if not can_shape():
            self.stderr.write("The library FriBiDi is not here: Arabic, Hebrew, Hindi and Thai titles get no card.")
        if options["dry_run"]:
            self.stdout.write(f"to draw: {sum(is_due(post, site, options['all']) for post in one_by_one())}")
            return
        counts[draw_site_card(site=site, is_forced=options["all"])] += 1
        with tqdm(total=with_cards().count(), unit=" posts", disable=None) as progress:
            for post in one_by_one():
                counts[draw_card(post=post, site=site, is_forced=options["all"])] += 1
                progress.update()
        self.stdout.write(", ".join(f"{outcome.value} {counts[outcome]}" for outcome in Outcome))


def one_by_one() -> Iterator[Post]:
    """All posts by primary key, a batch at a time: what changes behind it is seen when its turn comes."""
    last = 0
    while batch := list(with_cards().filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield from batch
        last = batch[-1].pk


def is_due(post: Post, site: SiteSettings, is_forced: bool) -> bool:
    card = getattr(post, "social_card", None)
    return wants_card(post) and (is_forced or card is None or card.digest != card_of(post, site).digest)
