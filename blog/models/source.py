from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import is_web_address
from config.addresses import address

from .named import Named


class Source(Named):
    """Somewhere else that posts come from or go to: a company blog, LinkedIn, another site."""

    sentence_name = models.CharField(
        _("name within a sentence"),
        max_length=120,
        blank=True,
        help_text=_("As in “Cross-posted from …”: “the Example Blog”, for instance. Empty: the name itself."),
    )
    home_url = models.URLField(_("home page"), max_length=500, blank=True)
    feed_url = models.URLField(_("feed"), max_length=500, blank=True)

    class Meta(Named.Meta):
        verbose_name, verbose_name_plural = _("source"), _("sources")
        constraints = [
            *Named.Meta.constraints,
            models.CheckConstraint(
                condition=is_web_address("home_url") & is_web_address("feed_url"), name="source_urls_are_web_addresses"
            ),
        ]

    def get_absolute_url(self) -> str:
        return address("source", self.slug)

    @property
    def name_in_sentence(self) -> str:
        return self.sentence_name or self.name
