from django.db import models


class PostTag(models.Model):
    """That a post has a tag."""

    post = models.ForeignKey("blog.Post", on_delete=models.CASCADE, related_name="tag_links")
    tag = models.ForeignKey("blog.Tag", on_delete=models.CASCADE, related_name="post_links")
    publish_at = models.DateTimeField(null=True, editable=False, help_text="The post's; the database keeps them equal.")

    class Meta:
        db_table = "blog_post_tags"
        unique_together = [("post", "tag")]
        indexes = [
            models.Index("tag", models.F("publish_at").desc(), models.F("post").desc(), name="posttag_newest_of_tag")
        ]

    def __str__(self) -> str:
        return f"{self.post_id}: {self.tag_id}"
