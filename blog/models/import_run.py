from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class ImportRun(models.Model):
    """One import, with its totals."""

    origin = models.CharField(_("origin"), max_length=1000, help_text=_("The folder or file that was read."))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    started_at = models.DateTimeField(_("started at"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name, verbose_name_plural = _("import"), _("imports")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.summary

    @property
    def summary(self) -> str:
        said = gettext("created %(created)d, updated %(updated)d, unchanged %(unchanged)d, failed %(failed)d")
        return said % {name: getattr(self, name) for name in ("created", "updated", "unchanged", "failed")}


class ImportItem(models.Model):
    """What became of one document of an import; the newest item of a key says what that document was last."""

    class Outcome(models.TextChoices):
        CREATED = "created", _("created")
        UPDATED = "updated", _("updated")
        UNCHANGED = "unchanged", _("unchanged")
        FAILED = "failed", _("failed")

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
