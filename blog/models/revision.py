from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _


class Revision(models.Model):
    """An immutable snapshot of a post; the database refuses to change one."""

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

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["post", "version"], name="revision_version_unique_in_post"),
        ]
        indexes = [GinIndex(fields=["image_ids"], name="revision_images", fastupdate=False)]

    def __str__(self) -> str:
        return f"{self.post_id} v{self.version} ({self.reason})"
