from django.conf import settings
from django.db import models

from .working_copy import TAB_LENGTH


class Presence(models.Model):
    """That somebody has a post open in a tab, as of the last beat; not logged, for a crash may forget it."""

    post = models.ForeignKey("blog.Post", on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    tab = models.CharField(max_length=TAB_LENGTH)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "user", "tab"], name="presence_one_per_tab")]
        indexes = [models.Index(fields=["seen_at"], name="presence_seen")]

    def __str__(self) -> str:
        return f"{self.user_id} at {self.post_id}"
