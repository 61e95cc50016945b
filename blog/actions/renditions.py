"""Renditions of pictures: asked for, made in the background, made again when a picture or the specs change."""

import hashlib
import logging
from collections.abc import Collection, Iterable
from enum import Enum

from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from blog.imaging import renditions
from blog.imaging.names import stored_name
from blog.imaging.refusal import ImageRefused
from blog.imaging.renditions import Made
from blog.imaging.specs import SPECS_VERSION
from blog.models import Image, Rendition

from .file_removal import delete_files_later, hold_files
from .image_files import keep_file
from .queue import defer_once

logger = logging.getLogger(__name__)

WORDS = {"alt", "caption", "credit"}
FOCAL_POINT = {"focal_x", "focal_y"}
# Each takes seconds: what takes a moment goes first, and what somebody waits for before what nobody noticed.
UPLOADED, CAUGHT_UP = -1, -10
CONTENT = ("file", "sha256", "mime", "size", "width", "height")


class Outcome(Enum):
    MADE = "made"
    # The picture is shown as it came; a newer set of specs or `rebuild_renditions --all` tries again.
    FAILED = "failed"
    # Deleted, replaced or given another focal point meanwhile; the latter two have asked for renditions anew.
    OVERTAKEN = "overtaken"


def ask_for_renditions(images: Iterable[int], *, priority: int = UPLOADED) -> int:
    """Have the worker make those of these pictures (primary keys); how many were not asked for already."""
    return sum(defer_once("make_renditions", about=pk, priority=priority, image_id=pk) for pk in images)


def ask_for_missing_renditions(*, limit: int) -> int:
    """For pictures that have none or outdated ones, whatever went wrong; none while earlier asked ones still wait."""
    if ProcrastinateJob.objects.filter(task_name="blog.jobs.make_renditions", status__in=["todo", "doing"]).exists():
        return 0
    # In no order, so that pictures whose storage fails again and again do not keep others from their turn.
    stale = Image.objects.with_stale_renditions().order_by("?").values_list("pk", flat=True)[:limit]
    return ask_for_renditions(stale, priority=CAUGHT_UP)


@transaction.atomic
def picture_changed(*, image: Image, changed: Collection[str]) -> None:
    """What follows from a change of a picture that is saved in this transaction; `changed` are names of its fields.

    A replaced file has lost its renditions at once, since they show another picture. Another focal point keeps them
    until the new ones are there.
    """
    fields = set(changed)
    if fields & set(CONTENT):
        gone = list(image.renditions.values_list("file", flat=True))
        image.renditions.all().delete()
        delete_files_later(gone)
    if fields & {*CONTENT, *FOCAL_POINT}:
        Image.objects.filter(pk=image.pk).update(renditions_version=0)
        ask_for_renditions([image.pk])
    if fields & {*CONTENT, *WORDS}:
        defer_once("rerender_posts_with", about=image.pk, image_id=image.pk)


def make_renditions(*, image: Image) -> Outcome:
    """Make and store the renditions of a picture as `image` has it, in place of those it had.

    Files come first and rows in one transaction after them, so that a page never names a file that is not there;
    killed in between, it is done again and finds the same files. Raises what the storage and the database raise.
    """
    try:
        with image.file.storage.open(image.file.name) as file:
            original = file.read()
        made = renditions.make_renditions(original, (image.focal_x, image.focal_y))
    except (FileNotFoundError, ImageRefused) as error:
        logger.error("No renditions of image %d (%s): %s", image.pk, image.file.name, error)
        return _set_aside(image)
    return _store(image, made)


@transaction.atomic
def _store(image: Image, made: list[Made]) -> Outcome:
    hold_files()
    rows = [_stored(image, one) for one in made]
    if _lock_if_same(image) is None:
        delete_files_later(row.file.name for row in rows)
        return Outcome.OVERTAKEN
    before = set(image.renditions.values_list("spec", "file"))
    after = {(row.spec, row.file.name) for row in rows}
    if before != after:
        image.renditions.exclude(spec__in=[row.spec for row in rows]).delete()
        columns = [field.name for field in Rendition._meta.concrete_fields if field.name not in ("id", "image", "spec")]
        Rendition.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["image", "spec"], update_fields=columns
        )
        delete_files_later({name for _, name in before} - {name for _, name in after})
        defer_once("rerender_posts_with", about=image.pk, image_id=image.pk)
    Image.objects.filter(pk=image.pk).update(
        renditions_version=SPECS_VERSION, renditions_size=sum(row.size for row in rows)
    )
    return Outcome.MADE


def _set_aside(image: Image) -> Outcome:
    """Nothing more is tried with this file and these specs. What renditions it has still show it."""
    with transaction.atomic():
        if _lock_if_same(image) is None:
            return Outcome.OVERTAKEN
        Image.objects.filter(pk=image.pk).update(renditions_version=SPECS_VERSION)
        return Outcome.FAILED


def _lock_if_same(image: Image) -> Image | None:
    same = {"pk": image.pk, "file": image.file.name, "focal_x": image.focal_x, "focal_y": image.focal_y}
    # Not its key: authors who save posts with this picture need not wait.
    return Image.objects.select_for_update(no_key=True).filter(**same).first()


def _stored(image: Image, made: Made) -> Rendition:
    sha256 = hashlib.sha256(made.data).hexdigest()
    name = stored_name("renditions", sha256, made.kind.extension)
    return Rendition(
        image=image,
        spec=made.spec,
        file=keep_file(image.file.storage, name, made.data),
        sha256=sha256,
        mime=made.kind.mime,
        size=len(made.data),
        width=made.width,
        height=made.height,
    )
