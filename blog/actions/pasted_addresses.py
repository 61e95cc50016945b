"""Addresses of our own picture files that an author has pasted into a text, where the picture's number belongs."""

import re

from django.conf import settings

from blog.models import Image, Rendition
from blog.models.image_queryset import REFERENCE
from blog.text.destinations import rewrite_destinations
from config.addresses import address

# As `blog.imaging.names` makes them.
_STORED_NAME = re.compile(r"(?:originals|renditions)/[0-9a-f]{2}/[0-9a-f]{32}\.[a-z0-9]{2,5}")


def with_references(body: str) -> str:
    """The text with `image:45` for each address of that picture or of a rendition of it; all else as it was.

    An address does not follow when the picture is replaced or moved, and does not keep it from being tidied away.
    """
    names = set(_STORED_NAME.findall(body))
    if not names:
        return body
    references = {each: f"{REFERENCE}{pk}" for name, pk in _owners(names) for each in _addresses(name)}
    return rewrite_destinations(body, lambda destination: references.get(re.split("[?#]", destination.url)[0]))


def _owners(names: set[str]) -> list[tuple[str, int]]:
    renditions = Rendition.objects.filter(file__in=names).order_by().values_list("file", "image_id")
    return [*renditions, *Image.objects.filter(file__in=names).order_by().values_list("file", "pk")]


def _addresses(name: str) -> set[str]:
    here = address("media", name)
    return {here, settings.SITE_URL + here, settings.MEDIA_URL + name}
