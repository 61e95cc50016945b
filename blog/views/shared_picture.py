"""The picture that stands for a page where others show a link to it."""

from typing import NamedTuple
from urllib.parse import urljoin

from django.conf import settings

from blog.models import Image


class SharedPicture(NamedTuple):
    """`url` is absolute; width and height are pixels."""

    url: str
    mime: str
    width: int
    height: int
    alt: str = ""


def of_cover(cover: Image) -> SharedPicture:
    """The crop that social networks show, of the renditions as loaded."""
    shown = cover.social
    return SharedPicture(urljoin(settings.SITE_URL, shown.url), shown.mime, shown.width, shown.height, cover.alt)
