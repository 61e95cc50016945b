from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import is_web_address


class Mention(models.Model):
    """A page elsewhere that links to a post here, as a webmention has told; shown once somebody has approved it."""

    class Kind(models.TextChoices):
        MENTION = "mention", _("mention")
        REPLY = "reply", _("reply")
        LIKE = "like", _("like")
        REPOST = "repost", _("repost")
        BOOKMARK = "bookmark", _("bookmark")

    class State(models.TextChoices):
        UNCHECKED = "unchecked", _("not checked yet")
        WAITING = "waiting", _("waiting for approval")
        APPROVED = "approved", _("approved")
        REJECTED = "rejected", _("rejected")

    post = models.ForeignKey("blog.Post", on_delete=models.CASCADE, related_name="mentions")
    source_url = models.URLField(_("page"), max_length=1000)
    host = models.CharField(max_length=255)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.UNCHECKED)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.MENTION)
    author_name = models.CharField(_("author"), max_length=200, blank=True)
    author_url = models.CharField(max_length=1000, blank=True)
    title = models.CharField(max_length=300, blank=True)
    words = models.TextField(_("words"), blank=True, max_length=1000)
    published_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    checked_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name, verbose_name_plural = _("mention"), _("mentions")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["post", "source_url"], name="mention_once"),
            models.CheckConstraint(condition=is_web_address("source_url"), name="mention_source_is_web_address"),
            models.CheckConstraint(
                condition=Q(author_url="") | is_web_address("author_url"), name="mention_author_is_web_address"
            ),
        ]
        indexes = [
            models.Index(fields=["post", "id"], condition=Q(state="approved"), name="mention_approved"),
            models.Index(fields=["state", "-id"], name="mention_by_state"),
            models.Index(fields=["host", "created_at"], name="mention_of_host"),
        ]

    def __str__(self) -> str:
        return f"{self.host} → {self.post_id}"
