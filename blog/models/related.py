from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q


class PostWords(models.Model):
    """The words that tell most of a post, stemmed; made from its title and text by the worker."""

    post = models.OneToOneField("blog.Post", primary_key=True, on_delete=models.CASCADE, related_name="telling_words")
    words = ArrayField(models.TextField(), default=list)
    is_stale = models.BooleanField(default=True, help_text="The post was saved since; its relations are made anew.")

    class Meta:
        indexes = [
            GinIndex(fields=["words"], name="postwords_words", fastupdate=False),
            models.Index(fields=["post"], name="postwords_stale", condition=Q(is_stale=True)),
        ]

    def __str__(self) -> str:
        return f"{self.post_id}: {' '.join(self.words)}"


class RelatedPost(models.Model):
    """That below a post another one is named. Of every post the best few are kept, in both directions."""

    # The unique pair is its index.
    post = models.ForeignKey("blog.Post", on_delete=models.CASCADE, related_name="related", db_index=False)
    other = models.ForeignKey("blog.Post", on_delete=models.CASCADE, related_name="relating")
    score = models.FloatField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "other"], name="relatedpost_once"),
            models.CheckConstraint(condition=~Q(post=F("other")), name="relatedpost_not_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} → {self.other_id} ({self.score:.2f})"
