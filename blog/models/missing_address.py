from django.db import models
from django.utils.translation import gettext_lazy as _


class MissingAddress(models.Model):
    """What readers asked for of late and did not find. Hits are halved every week; only the most frequent are kept."""

    path = models.CharField(_("address"), max_length=300, unique=True)
    hits = models.PositiveIntegerField(_("hits"), default=0)
    last_asked_on = models.DateField(_("last asked on"), help_text=_("No time of day: nothing here is about a person."))

    class Meta:
        ordering = ["-hits", "-last_asked_on", "-id"]
        verbose_name = _("address not found")
        verbose_name_plural = _("addresses not found")
        indexes = [models.Index(models.F("hits").desc(), models.F("last_asked_on").desc(), name="missingaddress_top")]

    def __str__(self) -> str:
        return self.path
