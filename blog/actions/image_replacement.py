"""Another file for a picture that is there: texts go on naming it by its number."""

from typing import NamedTuple

from django.db import IntegrityError, transaction

from blog.imaging.ingested import Ingested
from blog.imaging.intake import take_in
from blog.models import Image

from .file_removal import delete_files_later, delete_unnamed_files, hold_files
from .images import FROM_CONTENT, keep_original, label, original_name
from .renditions import picture_changed

# Shapes that differ by less look the same to whoever chose the focal point.
SAME_SHAPE = 0.01


class AlreadyThere(Exception):  # noqa: N818  (says what it is)
    """The new file is a picture of the library already, perhaps this one: `image`."""

    def __init__(self, image: Image) -> None:
        super().__init__(f"this file is image {image.pk}")
        self.image = image


class Replacement(NamedTuple):
    has_other_shape: bool  # so its focal point is in the middle again
    notice: str  # a sentence for the author about what was done to the file, or nothing


def replace_image(*, image: Image, data: bytes, name: str) -> Replacement:
    """Give a picture another file, and every page that shows it with it; its words stay.

    The old file stays for a day, for pages that caches still have. Raises `ImageRefused`, `AlreadyThere`, and
    `Image.DoesNotExist` for a picture deleted meanwhile; then everything is as it was.
    """
    clean = take_in(data)
    if known := Image.objects.filter(sha256=clean.sha256).first():
        raise AlreadyThere(known)
    try:
        has_other_shape = _exchange(image.pk, clean, name)
    except Image.DoesNotExist:
        delete_unnamed_files(names=[original_name(clean)])
        raise
    except IntegrityError:  # the same file, uploaded at the same moment
        raise AlreadyThere(Image.objects.get(sha256=clean.sha256)) from None
    return Replacement(has_other_shape, clean.notice)


@transaction.atomic
def _exchange(pk: int, clean: Ingested, name: str) -> bool:
    hold_files()
    file = keep_original(clean)
    image = Image.objects.select_for_update().filter(pk=pk).first()
    if image is None:
        raise Image.DoesNotExist
    before = image.file.name
    has_other_shape = abs(image.width / image.height - clean.width / clean.height) > SAME_SHAPE
    image.file, image.original_name = file, label(name)
    for field in FROM_CONTENT:
        setattr(image, field, getattr(clean, field))
    changed = ["file", "original_name", *FROM_CONTENT]
    if has_other_shape:
        image.focal_x = image.focal_y = 0.5
        changed += ["focal_x", "focal_y"]
    image.renditions_size = 0
    image.save(update_fields=[*changed, "renditions_size"])
    picture_changed(image=image, changed=changed)
    delete_files_later([before])
    return has_other_shape
