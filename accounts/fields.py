"""A slug field for every script; Django's own refuses the vowel signs of Hindi, Thai and others."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from blog.text.slugs import is_slug


def validate_slug(value: str) -> None:
    if not is_slug(value):
        raise ValidationError(_("Use letters and digits, with single hyphens between the words."), code="invalid")


def slugs_around(wanted: str) -> models.Q:
    """The rows whose slug is the wanted one or that with a number behind it: those a free one has to avoid."""
    return models.Q(slug=wanted) | models.Q(slug__regex=f"^{wanted}-[0-9]+$")


class SlugField(models.SlugField):
    default_validators = [validate_slug]

    def formfield(self, **kwargs: Any) -> forms.Field:
        # Past Django's SlugField, whose form field has the narrower validator.
        field = models.CharField.formfield(self, **kwargs)
        field.allow_unicode = True  # the admin's script that proposes slugs asks for it
        return field
