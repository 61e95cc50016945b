import datetime as dt
import uuid

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class DeliveryQuerySet(models.QuerySet):
    def due(self, now: dt.datetime) -> "DeliveryQuerySet":
        """Those to be sent now, the oldest first."""
        return self.filter(state=Delivery.State.WAITING, next_try_at__lte=now).order_by("next_try_at", "id")

    def copies(self) -> "DeliveryQuerySet":
        """Those that made a copy which stands, as far as is known: nobody had it deleted since."""
        deleted = Delivery.objects.filter(
            post=OuterRef("post"),
            target=OuterRef("target"),
            action=Delivery.Action.DELETE,
            state=Delivery.State.SENT,
        )
        return self.filter(~Exists(deleted), action=Delivery.Action.CREATE, state=Delivery.State.SENT)


class Delivery(models.Model):
    """One thing to be told to one target: the outbox. It stays as the record of what became of it."""

    class Action(models.TextChoices):
        CREATE = "create", _("publish")
        UPDATE = "update", _("update the copy")
        DELETE = "delete", _("delete the copy")
        PING = "ping", _("tell")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    # The same for each attempt, by which the other side knows a repeated one.
    key = models.UUIDField(unique=True, default=uuid.uuid4)
    target = models.ForeignKey("blog.Target", on_delete=models.CASCADE, related_name="deliveries")
    post = models.ForeignKey("blog.Post", null=True, on_delete=models.SET_NULL, related_name="deliveries")
    post_title = models.CharField(max_length=300, blank=True, help_text="For when the post is gone.")
    action = models.CharField(_("what"), max_length=6, choices=Action)
    address = models.CharField(max_length=1000, blank=True, default="", db_default="")
    content = models.JSONField(default=dict, help_text="What is sent, as it was when it was asked for.")
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try_at = models.DateTimeField(_("next try"), null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True, help_text="Of the last attempt; with `sending`: not over.")
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    is_unsure = models.BooleanField(
        default=False, help_text="An attempt ended without an answer, so the next one looks first whether it arrived."
    )
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    status_code = models.PositiveSmallIntegerField(null=True, blank=True)
    copy_url = models.URLField(_("copy"), max_length=1000, blank=True)
    copy_id = models.CharField(max_length=500, blank=True, help_text="The network's own name for it.")
    by = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("delivery"), _("deliveries")
        ordering = ["-id"]
        constraints = [
            # Whatever happens twice, a post goes to a target once; replaying it is another attempt of the same.
            models.UniqueConstraint(
                fields=["post", "target"], condition=Q(action="create"), name="delivery_created_once"
            ),
            models.UniqueConstraint(
                fields=["post", "target", "action", "address"],
                condition=Q(state="waiting") & ~Q(action="create"),
                name="delivery_one_change_waits",
            ),
            models.CheckConstraint(
                condition=~Q(state="waiting") | Q(next_try_at__isnull=False), name="delivery_waits_for_a_time"
            ),
        ]
        indexes = [
            models.Index(fields=["target", "next_try_at", "id"], condition=Q(state="waiting"), name="delivery_waiting"),
            models.Index(fields=["started_at"], condition=Q(state="sending"), name="delivery_sending"),
            models.Index(fields=["target", "-id"], name="delivery_newest_of_target"),
        ]

    @property
    def doubt(self) -> str:
        """What is to be known of one that is over, if an attempt ended without an answer; empty if none did."""
        is_over = self.state in (self.State.FAILED, self.State.CANCELLED)
        if not (self.is_unsure and is_over and self.action == self.Action.CREATE):
            return ""
        return gettext("An earlier attempt may have arrived: look there. Trying again makes no second copy.")

    def __str__(self) -> str:
        return f"{self.get_action_display()}: {self.post_title or self.post_id} → {self.target_id}"
