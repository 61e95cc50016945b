from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, Now
from django.utils.translation import gettext_lazy as _


class RevisionQuerySet(models.QuerySet):
    def saved(self) -> Self:
        """The versions that the post itself has been."""
        return self.exclude(reason=Revision.Reason.AUTOSAVED)

    def that_were_out(self) -> Self:
        """The versions that readers may have read: of what was replaced before its time, nobody learns."""
        next_one = Revision.objects.saved().filter(post=OuterRef("post"), version__gt=OuterRef("version"))
        replaced_at = Subquery(next_one.order_by("version").values("created_at")[:1])
        appeared_at = Cast(KeyTextTransform("publish_at", "snapshot"), models.DateTimeField())
        out = self.saved().filter(snapshot__status="published", snapshot__visibility__in=["public", "unlisted"])
        return out.annotate(appeared_at=appeared_at).filter(appeared_at__lt=Coalesce(replaced_at, Now()))


class Revision(models.Model):
    """An immutable snapshot of a post: the database refuses to change more of one than what readers are told of it."""

    class Reason(models.TextChoices):
        SAVED = "saved", _("saved")
        AUTOSAVED = "autosaved", _("autosaved")
        PUBLISHED = "published", _("published")
        IMPORTED = "imported", _("imported")
        RESTORED = "restored", _("restored")
        MERGED = "merged", _("merged")

    post = models.ForeignKey("blog.Post", on_delete=models.CASCADE, related_name="revisions")
    version = models.PositiveIntegerField()
    reason = models.CharField(max_length=10, choices=Reason)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    snapshot = models.JSONField(encoder=DjangoJSONEncoder)
    image_ids = ArrayField(
        models.BigIntegerField(), default=list, db_default=[], help_text="The pictures of its text, and its cover."
    )

    parents = ArrayField(
        models.PositiveIntegerField(), default=list, db_default=[], help_text="Of a merge: the versions put together."
    )
    base_version = models.PositiveIntegerField(null=True, help_text="Of a merge: what both were written from.")
    is_notable = models.BooleanField(
        default=False, db_default=False, help_text="Readers are told of this change, with the note."
    )
    note = models.CharField(max_length=300, blank=True, default="", db_default="")

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["post", "version"], name="revision_version_unique_in_post"),
            models.CheckConstraint(
                condition=Q(is_notable=False) | (Q(snapshot__status="published") & ~Q(note="")),
                name="revision_notable_was_published",
            ),
        ]
        indexes = [
            GinIndex(fields=["image_ids"], name="revision_images", fastupdate=False),
            models.Index(fields=["post", "-version"], name="revision_notable", condition=Q(is_notable=True)),
            models.Index(fields=["post", "id"], name="revision_autosaved", condition=Q(reason="autosaved")),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} v{self.version} ({self.reason})"
