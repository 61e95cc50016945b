from typing import Self

from django.contrib.postgres.indexes import HashIndex
from django.db import models
from django.db.models import Q

from blog.imaging.specs import Family

# What a page needs of each of them.
SHOWN = "spec file mime width height"


class RenditionQuerySet(models.QuerySet):
    def of(self, *families: Family) -> Self:
        """Those of these families, with what a page needs of them."""
        wanted = Q()
        for family in families:
            wanted |= Q(spec__startswith=family.name)
        return self.filter(wanted).only("image", "spec", "file", "mime", "size", "width", "height")


class Rendition(models.Model):
    """An image at one size and in one format, made from its original and always to be made again from it."""

    image = models.ForeignKey("blog.Image", on_delete=models.CASCADE, related_name="renditions")
    spec = models.CharField(max_length=20, help_text="Which size and format, such as w800-avif.")
    file = models.FileField(max_length=200)
    sha256 = models.CharField(max_length=64)
    mime = models.CharField(max_length=40)
    size = models.PositiveBigIntegerField(help_text="In bytes.")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    objects = RenditionQuerySet.as_manager()

    class Meta:
        ordering = ["image", "mime", "width"]
        # Which picture a file shows, and whether a file is still named.
        indexes = [HashIndex(fields=["file"], name="rendition_file")]
        constraints = [
            models.UniqueConstraint(fields=["image", "spec"], name="rendition_spec_unique_in_image"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="rendition_sha256_is_hex"),
            models.CheckConstraint(condition=Q(width__gt=0, height__gt=0, size__gt=0), name="rendition_is_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.image_id} {self.spec}"

    @property
    def url(self) -> str:
        return self.file.url

    @property
    def family(self) -> str:
        """Which cut of the image it is: the name of a family in `blog.imaging.specs`."""
        return self.spec.partition("-")[0].rstrip("0123456789")
