from django.utils.translation import gettext_lazy as _

from config.addresses import address

from .named import Named


class Tag(Named):
    """A subject; tags have no order and no tree."""

    class Meta(Named.Meta):
        verbose_name, verbose_name_plural = _("tag"), _("tags")

    def get_absolute_url(self) -> str:
        return address("tag", self.slug)
