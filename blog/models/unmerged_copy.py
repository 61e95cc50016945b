from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from .working_copy import TAB_LENGTH


class UnmergedCopy(models.Model):
    """What somebody typed that does not go together with the working copy, until they choose: theirs, one a tab."""

    post = models.ForeignKey("blog.Post", on_delete=models.CASCADE, related_name="unmerged_copies")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    tab = models.CharField(max_length=TAB_LENGTH)
    fields = models.JSONField(encoder=DjangoJSONEncoder)
    saved_at = models.DateTimeField()
    image_ids = ArrayField(models.BigIntegerField(), default=list, db_default=[])

    class Meta:
        verbose_name_plural = "unmerged copies"
        ordering = ["-saved_at"]
        constraints = [models.UniqueConstraint(fields=["post", "tab"], name="unmergedcopy_one_per_tab")]
        indexes = [GinIndex(fields=["image_ids"], name="unmergedcopy_images", fastupdate=False)]

    def __str__(self) -> str:
        return f"{self.post_id} by {self.by_id}"
