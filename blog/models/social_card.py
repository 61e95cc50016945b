from django.db import models

from .stored_file import StoredFile


class SocialCard(StoredFile):
    """The picture that was drawn for a post without a cover. The site's own is a `SiteFile`."""

    post = models.OneToOneField("blog.Post", on_delete=models.CASCADE, related_name="social_card")
    digest = models.CharField(max_length=64, help_text="Of what it says; another one, and it is drawn anew.")

    def __str__(self) -> str:
        return f"of {self.post_id}"
