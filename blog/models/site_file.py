from django.db import models

from .stored_file import StoredFile


class SiteFile(StoredFile):
    """A picture that stands for the whole site: its social card, the icons of its sizes."""

    CARD = "card"

    name = models.CharField(max_length=20, unique=True)
    digest = models.CharField(max_length=64, help_text="Of what it was made from; another one, and it is made anew.")

    def __str__(self) -> str:
        return self.name
