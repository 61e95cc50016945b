from django.db import models


class MissingAddress(models.Model):
    """What readers asked for of late and did not find. Hits are halved every week; only the most frequent are kept."""

    path = models.CharField(max_length=300, unique=True)
    hits = models.PositiveIntegerField(default=0)
    last_asked_on = models.DateField(help_text="No time of day: nothing here is about a person.")

    class Meta:
        ordering = ["-hits", "-last_asked_on", "-id"]
        verbose_name = "address not found"
        verbose_name_plural = "addresses not found"
        indexes = [models.Index(models.F("hits").desc(), models.F("last_asked_on").desc(), name="missingaddress_top")]

    def __str__(self) -> str:
        return self.path
