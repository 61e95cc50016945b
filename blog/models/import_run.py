from django.conf import settings
from django.db import models


class ImportRun(models.Model):
    """One import, with its totals."""

    origin = models.CharField(max_length=1000, help_text="The folder or file that was read.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.summary

    @property
    def summary(self) -> str:
        return f"created {self.created}, updated {self.updated}, unchanged {self.unchanged}, failed {self.failed}"


class ImportItem(models.Model):
    """What became of one document of an import; the newest item of a key says what that document was last."""

    class Outcome(models.TextChoices):
        CREATED = "created"
        UPDATED = "updated"
        UNCHANGED = "unchanged"
        FAILED = "failed"

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="items")
    key = models.CharField(max_length=500, help_text="The document's stable name: its path within the import.")
    post = models.ForeignKey("blog.Post", null=True, on_delete=models.CASCADE, related_name="import_items")
    content_hash = models.CharField(max_length=64, blank=True)
    outcome = models.CharField(max_length=9, choices=Outcome)
    message = models.TextField(blank=True, help_text="Why it failed, with file and line.")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["run", "key"], name="importitem_key_unique_in_run")]
        indexes = [models.Index(fields=["key", "-id"], name="importitem_newest_of_key")]

    def __str__(self) -> str:
        return f"{self.key}: {self.outcome}"
