import datetime as dt

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import is_web_address


def mapping(text: str) -> dict[str, str]:
    """Of lines such as `their word = our word`; an empty right side means: leave it out. Keys ignore case."""
    pairs = (line.partition("=") for line in text.splitlines() if line.strip())
    return {left.strip().casefold(): right.strip() for left, _sign, right in pairs}


def _mapping_lines(text: str) -> None:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip() and not line.partition("=")[0].strip():
            raise ValidationError(_("Line %(number)d: write it as their word = our word."), params={"number": number})
        if line.strip() and "=" not in line:
            raise ValidationError(_("Line %(number)d: write it as their word = our word."), params={"number": number})


class FeedQuerySet(models.QuerySet):
    def due(self, now: dt.datetime) -> "FeedQuerySet":
        return self.filter(is_on=True, next_poll_at__lte=now).order_by("next_poll_at", "id")


class Feed(models.Model):
    """Where new posts of a source come from, and what is done with them."""

    source = models.ForeignKey("blog.Source", verbose_name=_("source"), on_delete=models.PROTECT, related_name="feeds")
    url = models.URLField(_("address"), max_length=1000, unique=True)
    is_on = models.BooleanField(_("followed"), default=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("author"),
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Of what arrives, unless the names below say otherwise."),
    )
    author_names = models.TextField(
        _("authors there and here"),
        blank=True,
        validators=[_mapping_lines],
        help_text=_("One a line: their name = our user name."),
    )
    publishes = models.BooleanField(
        _("publish at once"), default=False, help_text=_("Otherwise what arrives is a draft, to be looked at.")
    )
    takes_tags = models.BooleanField(_("take over tags"), default=True)
    tag_names = models.TextField(
        _("tags there and here"),
        blank=True,
        validators=[_mapping_lines],
        help_text=_("One a line: their tag = our tag. Nothing on the right: leave it out."),
    )
    added_tags = models.CharField(
        _("further tags"), max_length=500, blank=True, help_text=_("For everything from there; commas between them.")
    )
    fetches_full = models.BooleanField(
        _("fetch whole texts"),
        default=False,
        help_text=_("From the page of each post, where the feed has only a summary."),
    )
    brings_pictures = models.BooleanField(_("bring pictures home"), default=True)

    etag = models.CharField(max_length=500, blank=True, editable=False)
    last_modified = models.CharField(max_length=100, blank=True, editable=False)
    minutes = models.PositiveIntegerField(default=60, editable=False, help_text="Until it is looked at again.")
    next_poll_at = models.DateTimeField(_("next look"), editable=False)
    polled_at = models.DateTimeField(_("last look"), null=True, editable=False)
    succeeded_at = models.DateTimeField(_("last success"), null=True, editable=False)
    failures = models.PositiveIntegerField(default=0, editable=False, help_text="In a row.")
    error = models.CharField(_("last error"), max_length=500, blank=True, editable=False)

    objects = FeedQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("feed"), _("feeds")
        ordering = ["source__name", "id"]
        constraints = [models.CheckConstraint(condition=is_web_address("url"), name="feed_url_is_web_address")]
        indexes = [models.Index(fields=["next_poll_at", "id"], condition=Q(is_on=True), name="feed_due")]

    def __str__(self) -> str:
        return f"{self.source}: {self.url}"


class FeedItem(models.Model):
    """One thing that a publisher has in a feed, and the post that it became here: the ledger of what is known."""

    class State(models.TextChoices):
        TAKEN = "taken", _("taken over")
        CHANGED = "changed", _("the original changed")
        IGNORED = "ignored", _("change ignored")
        FAILED = "failed", _("failed")

    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="items")
    key = models.CharField(max_length=500, help_text="The publisher's own name for it, or made from its address.")
    url = models.CharField(max_length=1000, blank=True)
    address = models.CharField(max_length=1000, blank=True, help_text="In one spelling; empty for a home page.")
    title = models.CharField(max_length=300, blank=True)
    post = models.ForeignKey("blog.Post", null=True, on_delete=models.SET_NULL, related_name="feed_items")
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.TAKEN)
    content_hash = models.CharField(max_length=64, blank=True, help_text="Of the publisher's version dealt with last.")
    version = models.PositiveIntegerField(null=True, help_text="The post's, as we made it last; newer: edited here.")
    offer = models.JSONField(null=True, help_text="The publisher's newer version, where the post was edited here.")
    error = models.CharField(max_length=500, blank=True)
    first_seen = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name, verbose_name_plural = _("item of a feed"), _("items of feeds")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["feed", "key"], name="feeditem_once")]
        indexes = [
            models.Index(fields=["feed", "address"], condition=~Q(address=""), name="feeditem_by_address"),
            models.Index(fields=["-changed_at"], condition=Q(state="changed"), name="feeditem_changed"),
        ]

    def __str__(self) -> str:
        return self.title or self.url or self.key
