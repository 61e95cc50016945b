"""People: who signs in, and who readers see as the author of a post."""

from typing import Any

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from blog.text.slugs import slugify, unique_slug
from config.addresses import address

from .fields import SlugField, slugs_around


def is_web_address(field: str) -> models.Q:
    """Empty, or http(s): what a page may link to. Forms check more; this holds for whoever writes to the table."""
    return models.Q(**{field: ""}) | models.Q(**{f"{field}__iregex": r"^https?://[^\s]+$"})


class User(AbstractUser):
    """Someone with an account; `name`, `slug` and `bio` are what readers see."""

    first_name = None
    last_name = None

    email = models.EmailField(_("email address"), blank=True)
    name = models.CharField(
        _("name"), max_length=150, blank=True, help_text=_("As readers see it. Empty: the username.")
    )
    slug = SlugField(
        _("slug"),
        max_length=150,
        unique=True,
        blank=True,
        help_text=_("The last part of the author page’s address. Empty: made from the name."),
    )
    bio = models.TextField(_("bio"), blank=True, help_text=_("One or two sentences for the author page."))
    website = models.URLField(_("website"), blank=True)

    REQUIRED_FIELDS = ["email"]

    class Meta(AbstractUser.Meta):
        ordering = ["username"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"), condition=~models.Q(email=""), name="user_email_unique_ignoring_case"
            ),
            models.CheckConstraint(condition=~models.Q(slug=""), name="user_has_slug"),
            models.CheckConstraint(condition=is_web_address("website"), name="user_website_is_web_address"),
        ]

    def __str__(self) -> str:
        return self.public_name

    @property
    def public_name(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.public_name

    def get_short_name(self) -> str:
        return self.public_name

    def get_absolute_url(self) -> str:
        return address("author", self.slug)

    def clean(self) -> None:
        super().clean()
        if not self.slug:
            self.slug = self._free_slug()
        others = User.objects.exclude(pk=self.pk)
        if self.email and others.filter(Exact(Lower("email"), Lower(models.Value(self.email)))).exists():
            raise ValidationError({"email": _("Somebody else has this e-mail address.")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        # As sign-in looks for it; there is one of each address ignoring case anyway.
        self.email = self.email.lower()
        if not self.slug:
            self.slug = self._free_slug()
            if (fields := kwargs.get("update_fields")) is not None:
                kwargs["update_fields"] = {*fields, "slug"}
        super().save(*args, **kwargs)

    def _free_slug(self) -> str:
        wanted = slugify(self.public_name, fallback="author", max_length=140)
        taken = User.objects.filter(slugs_around(wanted)).exclude(pk=self.pk).values_list("slug", flat=True)
        return unique_slug(wanted, set(taken))
