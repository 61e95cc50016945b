"""Social cards: asked for when a post is published or edited, drawn by the worker, and anew when they would differ."""

import logging
from enum import Enum

from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format

from blog.imaging.cards.card import CannotDraw, Card
from blog.imaging.cards.drawing import draw
from blog.models import Post, PostQuerySet, SiteFile, SiteSettings, SocialCard

from .made_files import drop_file, put_file
from .queue import defer_once

logger = logging.getLogger(__name__)

# After pictures, which authors wait for; of a post that just came out, before it is sent to networks that show it.
PRIORITY, JUST_OUT = -5, 0
# What is shared are new posts; with older ones `rebuild_social_cards` deals.
NEWEST = 200
FOLDER = "cards"
SHOWN = "kind title language published_on status visibility trashed_at cover author__username author__name".split()


class Outcome(Enum):
    DRAWN = "drawn"
    PRESENT = "as they should be"
    DROPPED = "no longer needed"
    IMPOSSIBLE = "not to be drawn here"


def ask_for_social_card(post: Post, *, priority: int = PRIORITY) -> None:
    defer_once("draw_social_card", about=post.pk, priority=priority, post_id=post.pk)


def ask_for_site_card() -> None:
    """And for those of the newest posts, which say what the site is called."""
    defer_once("draw_social_cards", priority=PRIORITY)


def with_cards() -> PostQuerySet:
    """All posts and pages, with what `draw_card` asks of them."""
    return Post.objects.select_related("author", "social_card").only(*SHOWN, "social_card__digest", "social_card__file")


def newest_without_covers() -> PostQuerySet:
    return with_cards().listed().filter(cover__isnull=True).newest_first()[:NEWEST]


def draw_card(*, post: Post, site: SiteSettings, is_forced: bool = False) -> Outcome:
    """Bring the card of a post of `with_cards` up to date; `is_forced` draws it though it says the same.

    Raises what the storage and the database raise.
    """
    present = getattr(post, "social_card", None)
    if not wants_card(post):
        return _drop(present)
    card = card_of(post, site)
    if present and present.digest == card.digest and not is_forced:
        return Outcome.PRESENT
    try:
        data = draw(card)
    except CannotDraw as error:
        logger.warning("No social card for post %d: %s. docs/operations.md says what to install.", post.pk, error)
        _drop(present)
        return Outcome.IMPOSSIBLE
    return _store(post, card.digest, data)


def wants_card(post: Post) -> bool:
    """Whether somebody may share it, now or when its time comes, and it has no picture of its own."""
    is_shown = post.status == Post.Status.PUBLISHED and post.visibility != Post.Visibility.PRIVATE
    return is_shown and not post.trashed_at and not post.cover_id


def card_of(post: Post, site: SiteSettings) -> Card:
    author = post.author.public_name
    with translation.override(site.language):
        day = date_format(post.published_on) if post.published_on else ""
    footer = f"{author} · {day}" if post.kind == Post.Kind.POST else ""
    return Card(post.title, site.title, footer, post.language or site.language)


@transaction.atomic
def _store(post: Post, digest: str, data: bytes) -> Outcome:
    # Deleted meanwhile? Not its key: nobody who saves it has to wait.
    if not Post.objects.select_for_update(no_key=True).filter(pk=post.pk).values_list("pk").first():
        return Outcome.DROPPED
    row = SocialCard.objects.filter(post=post.pk).first() or SocialCard(post_id=post.pk)
    row.digest = digest
    put_file(row=row, folder=FOLDER, extension="png", data=data)
    return Outcome.DRAWN


@transaction.atomic
def _drop(present: SocialCard | None) -> Outcome:
    if present is None:
        return Outcome.PRESENT
    drop_file(row=present)
    return Outcome.DROPPED


def draw_site_card(*, site: SiteSettings, is_forced: bool = False) -> Outcome:
    """What stands for pages that have neither a cover nor a card: lists, and the front page."""
    card = Card(site.title, "", site.tagline, site.language)
    present = SiteFile.objects.filter(name=SiteFile.CARD).first()
    if present and present.digest == card.digest and not is_forced:
        return Outcome.PRESENT
    try:
        data = draw(card)
    except CannotDraw as error:
        logger.warning("No social card for the site: %s. docs/operations.md says what to install.", error)
        return Outcome.IMPOSSIBLE
    with transaction.atomic():
        row = present or SiteFile(name=SiteFile.CARD)
        row.digest = card.digest
        put_file(row=row, folder=FOLDER, extension="png", data=data)
    return Outcome.DRAWN
