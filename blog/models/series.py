from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from config.addresses import address

from .named import Named


class Series(Named):
    """Posts meant to be read in order; a post is in at most one series."""

    class Meta(Named.Meta):
        verbose_name, verbose_name_plural = _("series"), pgettext_lazy("several", "series")

    def get_absolute_url(self) -> str:
        return address("series", self.slug)
