"""Pictures on their way into the library, and out of it."""

from collections.abc import Collection
from pathlib import PurePosixPath

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from blog.imaging.ingested import Ingested
from blog.imaging.intake import take_in
from blog.imaging.names import stored_name
from blog.models import Image
from blog.models.uses import is_used

from .file_removal import delete_unnamed_files, hold_files
from .image_files import keep_file
from .renditions import ask_for_renditions, picture_changed

# What a row says of its file.
FROM_CONTENT = (
    "sha256",
    "mime",
    "size",
    "width",
    "height",
    "is_animated",
    "has_transparency",
    "dominant_colour",
    "fingerprint",
)


class ImageInUse(Exception):  # noqa: N818  (says what it is)
    """The picture is not deleted: a post shows it, or came to show it at this moment."""


def store_image(
    *, data: bytes, name: str, by: User | None, alt: str = "", caption: str = "", credit: str = ""
) -> Image:
    """Check, clean and store a picture; identical content gives the Image that is there already, `is_new` says which.

    `name` is what the author called it and is kept only as a label. Raises `ImageRefused`.
    """
    clean = take_in(data)
    if known := _known(clean.sha256):
        keep_file(known.file.storage, known.file.name, clean.data)
        known.notice = clean.notice
        return known
    image = Image(
        original_name=label(name),
        alt=alt[:500],
        caption=caption[:500],
        credit=credit[:200],
        uploaded_by=by,
        **{field: getattr(clean, field) for field in FROM_CONTENT},
    )
    try:
        with transaction.atomic():
            hold_files()
            image.file.name = keep_original(clean)
            image.save()
            ask_for_renditions([image.pk])
    except IntegrityError:  # the same picture, uploaded at the same moment
        image = Image.objects.get(sha256=clean.sha256)
    else:
        image.is_new = True
    image.notice = clean.notice
    return image


def label(name: str) -> str:
    """What the author called a file, without the folders some browsers add."""
    return PurePosixPath(name.replace("\\", "/")).name[:255]


def original_name(clean: Ingested) -> str:
    return stored_name("originals", clean.sha256, clean.extension)


def keep_original(clean: Ingested) -> str:
    """Store the file of a picture, and return its name; who calls has called `hold_files`."""
    return keep_file(Image._meta.get_field("file").storage, original_name(clean), clean.data)


def _known(sha256: str) -> Image | None:
    """The picture of that content; one that nothing used is wanted again, and waits anew."""
    known = Image.objects.filter(sha256=sha256).first()
    if known and known.unused_since:
        again = {"unused_since": timezone.now(), "quarantined_at": None}
        if not Image.objects.filter(pk=known.pk).update(**again):
            return None  # deleted this moment
        known.refresh_from_db(fields=list(again))
    return known


@transaction.atomic
def save_image(*, image: Image, changed: Collection[str]) -> None:
    """Store these fields of a picture; posts that show its words, and crops around its focal point, follow."""
    image.save(update_fields=list(changed))
    picture_changed(image=image, changed=changed)


@transaction.atomic
def delete_image(*, image: Image) -> None:
    """Out of the library; its files go once that is certain. Raises `ImageInUse`.

    What only earlier versions of posts use goes too; restored, they show its words instead.
    """
    # Whoever saves a post with it waits, or has it already and is seen by the question below.
    locked = Image.objects.select_for_update().filter(pk=image.pk).first()
    if locked is None:
        return
    if Image.objects.filter(is_used(now=True), pk=image.pk).exists():
        raise ImageInUse
    names = [locked.file.name, *locked.renditions.values_list("file", flat=True)]
    locked.delete()
    transaction.on_commit(lambda: delete_unnamed_files(names=names), robust=True)
