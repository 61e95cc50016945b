from django.contrib.postgres.indexes import HashIndex
from django.db import models
from django.db.models import Q


class StoredFile(models.Model):
    """A file that the worker made, in the storage of pictures, named by its content."""

    file = models.FileField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(help_text="In bytes.")

    class Meta:
        abstract = True
        # Whether a file is still named.
        indexes = [HashIndex(fields=["file"], name="%(class)s_file")]
        constraints = [
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="%(class)s_sha256_is_hex"),
            models.CheckConstraint(condition=Q(size__gt=0) & ~Q(file=""), name="%(class)s_is_not_empty"),
        ]

    @property
    def url(self) -> str:
        return self.file.url
