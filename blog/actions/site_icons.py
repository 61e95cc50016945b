"""The icon of the site: made by the worker from the chosen picture, and again when that picture changes."""

import hashlib
import logging
from enum import Enum

from django.db import transaction

from blog.imaging.icons import ICONS_VERSION, NAMES, make_icons
from blog.imaging.refusal import ImageRefused
from blog.models import Image, SiteFile, SiteSettings

from .made_files import drop_file, put_file
from .queue import defer_once

logger = logging.getLogger(__name__)

FOLDER = "icons"


class Outcome(Enum):
    MADE = "made"
    PRESENT = "as they should be"
    DROPPED = "no longer needed"
    FAILED = "failed"


def ask_for_site_icons() -> None:
    defer_once("make_site_icons")


def make_site_icons(*, site: SiteSettings) -> Outcome:
    """Bring the icons of the site up to date. Raises what the storage and the database raise."""
    present = {row.name: row for row in SiteFile.objects.filter(name__in=NAMES)}
    if site.icon is None:
        return _drop(present)
    digest = _digest(site.icon)
    if all(name in present and present[name].digest == digest for name in NAMES):
        return Outcome.PRESENT
    try:
        with site.icon.file.storage.open(site.icon.file.name) as file:
            made = make_icons(file.read(), (site.icon.focal_x, site.icon.focal_y))
    except (FileNotFoundError, ImageRefused) as error:
        logger.error("No icons of image %d (%s): %s", site.icon.pk, site.icon.file.name, error)
        return Outcome.FAILED
    return _store(site.icon, digest, made)


def _digest(image: Image) -> str:
    """Of all that decides how the icons look."""
    facts = f"{ICONS_VERSION} {image.sha256} {image.focal_x} {image.focal_y}"
    return hashlib.sha256(facts.encode()).hexdigest()


@transaction.atomic
def _store(image: Image, digest: str, made: dict[str, bytes]) -> Outcome:
    # Another picture was chosen meanwhile, which has asked for icons of its own.
    if not SiteSettings.objects.select_for_update().filter(icon=image.pk):
        return Outcome.PRESENT
    rows = {row.name: row for row in SiteFile.objects.filter(name__in=NAMES)}
    for name, data in made.items():
        row = rows.get(name) or SiteFile(name=name)
        row.digest = digest
        put_file(row=row, folder=FOLDER, extension="ico" if name == "ico" else "png", data=data)
    return Outcome.MADE


@transaction.atomic
def _drop(present: dict[str, SiteFile]) -> Outcome:
    for row in present.values():
        drop_file(row=row)
    return Outcome.DROPPED if present else Outcome.PRESENT
