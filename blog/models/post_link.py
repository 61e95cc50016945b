from django.db import models
from django.db.models import Q


class PostLink(models.Model):
    """That the text of a post links to another by its number, `post:45`, and where its stored HTML says that is.

    The row outlives its target, so that a text that links to a deleted post can be found.
    """

    post = models.ForeignKey("blog.Post", on_delete=models.CASCADE, related_name="post_links")
    target = models.ForeignKey(
        "blog.Post", on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="linked_from"
    )
    address = models.TextField(blank=True, help_text="Empty: readers see no link, since they could not follow it.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "target"], name="postlink_once_in_post")]
        indexes = [
            models.Index(fields=["target", "post"], name="postlink_to"),
            models.Index(fields=["target"], name="postlink_dead", condition=Q(address="")),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} → {self.target_id}"
