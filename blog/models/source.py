from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import OuterRef
from django.utils.translation import gettext_lazy as _

from accounts.models import is_web_address
from blog.imaging.specs import TEXT
from blog.text.markdown import Picture
from blog.text.picture_sizes import LOGO_HEIGHT, LOGO_SIZES, LOGO_WIDTH
from config.addresses import address

from .named import Named, NamedQuerySet
from .picture import fitted, picture_of
from .rendition import SHOWN, Rendition
from .rows import rows_of


def names_the_source(wording: str) -> None:
    if wording and wording.count("{source}") != 1:
        raise ValidationError(_("Write {source} where its name belongs, once: First published at {source}."))


class SourceQuerySet(NamedQuerySet):
    def with_logos(self) -> Self:
        """With what their pages show of them, in the same statement; see `Source.shown_logo`."""
        made = Rendition.objects.of(TEXT).filter(image=OuterRef("logo"))
        return self.select_related("logo").annotate(logo_rows=rows_of(made.order_by("width"), SHOWN))


class Source(Named):
    """Somewhere else that posts come from or go to: a company blog, LinkedIn, another site."""

    sentence_name = models.CharField(
        _("name within a sentence"),
        max_length=120,
        blank=True,
        help_text=_("As in “Cross-posted from …”: “the Example Blog”, for instance. Empty: the name itself."),
    )

    class Canonical(models.TextChoices):
        THEIRS = "theirs", _("theirs: search engines count the original")
        OURS = "ours", _("ours")

    wording = models.CharField(
        _("wording"),
        max_length=200,
        blank=True,
        default="",
        db_default="",
        validators=[names_the_source],
        help_text=_("Of the attribution, such as: First published at {source}. Empty: the usual one."),
    )
    canonical = models.CharField(
        _("canonical address"),
        max_length=6,
        choices=Canonical,
        default=Canonical.THEIRS,
        db_default="theirs",
        help_text=_("Of what arrives from there; each post can have it otherwise."),
    )
    logo = models.ForeignKey(
        "blog.Image",
        verbose_name=_("logo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_(
            "Shown on its page, and small beside its name in posts unless it is much wider than high, as a name in "
            "letters is."
        ),
    )
    home_url = models.URLField(_("home page"), max_length=500, blank=True)
    feed_url = models.URLField(_("feed"), max_length=500, blank=True)

    objects = SourceQuerySet.as_manager()

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

    @property
    def shown_logo(self) -> Picture | None:
        """As at the head of its page, of the renditions that `with_logos()` brought along."""
        if self.logo is None:
            return None
        whole = picture_of(self.logo, TEXT, (Rendition(**row) for row in self.logo_rows), sizes=LOGO_SIZES)
        return fitted(whole, LOGO_WIDTH, LOGO_HEIGHT)
