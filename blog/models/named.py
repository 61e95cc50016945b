"""What tags, series and sources share: a name that is unique ignoring case, and an address."""

from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Value
from django.db.models.functions import Lower
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from accounts.fields import SlugField, slugs_around
from blog.text.slugs import slugify, unique_slug


class NamedQuerySet(models.QuerySet):
    def named(self, name: str) -> Self:
        # As the unique index sees it; `iexact` compares in capitals, which are not the same for ß and its like.
        return self.filter(Exact(Lower("name"), Lower(Value(name))))

    def by_name(self) -> Self:
        return self.order_by(Lower("name"))

    def after(self, name: str) -> Self:
        """Those that come after this name in a list by name."""
        return self.annotate(lower_name=Lower("name")).filter(lower_name__gt=Lower(Value(name)))


class Named(models.Model):
    name = models.CharField(_("name"), max_length=100)
    slug = SlugField(
        _("slug"),
        max_length=120,
        unique=True,
        blank=True,
        help_text=_("The last part of its address. Empty: made from the name."),
    )
    description = models.TextField(_("description"), blank=True, help_text=_("Shown at the top of its page."))

    objects = NamedQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="%(class)s_name_unique_ignoring_case",
                violation_error_message=_("There is one of this name already."),
            ),
            models.CheckConstraint(
                condition=~models.Q(name="") & ~models.Q(slug=""), name="%(class)s_has_name_and_slug"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        self.name = " ".join(self.name.split())
        if self.name and not self.slug:
            self.slug = self.free_slug()
        if type(self).objects.named(self.name).exclude(pk=self.pk).exists():
            raise ValidationError({"name": _("There is one of this name already.")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.slug:
            self.slug = self.free_slug()
        super().save(*args, **kwargs)

    def free_slug(self) -> str:
        """A slug made from the name that no other row of this table has."""
        wanted = slugify(self.name, fallback=self._meta.model_name or "", max_length=100)
        taken = type(self)._default_manager.filter(slugs_around(wanted)).exclude(pk=self.pk)
        return unique_slug(wanted, set(taken.values_list("slug", flat=True)))
