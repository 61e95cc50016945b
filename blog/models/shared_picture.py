"""The picture that stands for a page where others show a link to it."""

from typing import NamedTuple
from urllib.parse import urljoin

from django.conf import settings
from django.core.files.storage import storages

from blog.imaging.cards.card import HEIGHT, WIDTH

from .image import Image
from .picture import simplest
from .post import Post
from .rendition import Rendition
from .site_file import SiteFile
from .site_settings import SiteSettings
from .source import Source


class SharedPicture(NamedTuple):
    """`url` is absolute, `name` that of the file in the storage; width and height are pixels."""

    url: str
    mime: str
    width: int
    height: int
    alt: str = ""
    name: str = ""


def of_post(post: Post) -> SharedPicture | None:
    """Its cover, or the card that was drawn for it, as `PostQuerySet.whole` loads them."""
    if post.cover:
        return _of_cover(post.cover)
    return _drawn(post.card_file, post.title) if post.card_file else None


def of_site(site: SiteSettings) -> SharedPicture | None:
    name = site.files.get(SiteFile.CARD)
    return _drawn(name, site.title) if name else None


def logo_of(source: Source) -> SharedPicture | None:
    """The whole logo, of the renditions that `SourceQuerySet.with_logos` loads."""
    if source.logo is None:
        return None
    shown = simplest(source.logo, (Rendition(**row) for row in source.logo_rows))
    url = urljoin(settings.SITE_URL, shown.url)
    return SharedPicture(url, shown.mime, shown.width, shown.height, source.logo.alt, shown.file.name)


def icon_of(site: SiteSettings) -> SharedPicture | None:
    name = site.files.get("icon512")
    return SharedPicture(_url(name), "image/png", 512, 512) if name else None


def _drawn(name: str, alt: str) -> SharedPicture:
    return SharedPicture(_url(name), "image/png", WIDTH, HEIGHT, alt, name)


def _url(name: str) -> str:
    return urljoin(settings.SITE_URL, storages["default"].url(name))


def _of_cover(cover: Image) -> SharedPicture:
    """The crop that social networks show, of the renditions as loaded."""
    shown = cover.social
    return SharedPicture(
        urljoin(settings.SITE_URL, shown.url), shown.mime, shown.width, shown.height, cover.alt, shown.file.name
    )
