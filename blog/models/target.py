import datetime as dt

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .sealed import SealedField

# The kind that belongs to a setting of the site; the others are known to blog/syndication/ alone.
WEBSUB = "websub"
# So long before access to a target ends, administrators are told.
NOTICE = dt.timedelta(days=7)


class TargetQuerySet(models.QuerySet):
    def awake(self, now: dt.datetime) -> "TargetQuerySet":
        """Those that are neither paused nor asked us to wait."""
        return self.filter(paused_at=None).exclude(wait_until__gt=now)


class Target(models.Model):
    """A place that posts are sent to: an account at a network, or somebody's own service."""

    kind = models.CharField(_("kind"), max_length=20)
    name = models.CharField(_("name"), max_length=100, unique=True)
    source = models.ForeignKey(
        "blog.Source",
        verbose_name=_("source"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="targets",
        help_text=_("Under which copies are listed. Empty: one of the same name is made."),
    )
    settings = models.JSONField(default=dict, blank=True, editable=False)
    credentials = SealedField()
    template = models.TextField(
        _("text"),
        blank=True,
        max_length=5000,
        help_text=_("What is sent; {title}, {excerpt}, {url} and {tags} are replaced. Empty: title and address."),
    )
    is_default = models.BooleanField(
        _("on for new posts"), default=False, help_text=_("Each post can still be sent elsewhere, or not.")
    )
    paused_at = models.DateTimeField(_("paused"), null=True, blank=True, editable=False)
    paused_why = models.CharField(max_length=500, blank=True, editable=False)
    expires_on = models.DateField(
        _("access ends on"),
        null=True,
        blank=True,
        help_text=_("A week before, administrators get a mail. A new token sets it by itself, unless you do."),
    )
    told_of_expiry = models.DateField(null=True, editable=False, help_text="The end that administrators were told of.")
    wait_until = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="What the network asked for, or its rate limit needs."
    )
    failures = models.PositiveSmallIntegerField(default=0, editable=False, help_text="In a row, whatever the post.")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = TargetQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("target"), _("targets")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_ending(self) -> bool:
        """Whether it is time to tell somebody that access ends, or has ended."""
        return self.expires_on is not None and self.expires_on <= timezone.now().date() + NOTICE

    @property
    def has_ended(self) -> bool:
        return self.expires_on is not None and self.expires_on < timezone.now().date()


class Announcement(models.Model):
    """What an author wants of one post at one target: whether it goes there, and in which words."""

    post = models.ForeignKey("blog.Post", on_delete=models.CASCADE, related_name="announcements")
    target = models.ForeignKey(Target, on_delete=models.CASCADE, related_name="+")
    is_wanted = models.BooleanField(default=True)
    text = models.TextField(blank=True, max_length=20_000, help_text="Empty: the target's template.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "target"], name="announcement_once")]

    def __str__(self) -> str:
        return f"{self.post_id} at {self.target_id}"
