from django.db import models

from accounts.models import is_web_address
from config.addresses import address

from .named import Named


class Source(Named):
    """Somewhere else that posts come from or go to: a company blog, LinkedIn, another site."""

    sentence_name = models.CharField(
        "name within a sentence",
        max_length=120,
        blank=True,
        help_text="As in “Cross-posted from …”: “the Example Blog”, for instance. Empty: the name itself.",
    )
    home_url = models.URLField("home page", max_length=500, blank=True)
    feed_url = models.URLField("feed", max_length=500, blank=True)

    class Meta(Named.Meta):
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
