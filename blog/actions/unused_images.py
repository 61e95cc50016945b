"""Pictures that nothing uses: noticed, set aside in quarantine, and after a month deleted.

Each step asks the tables that use pictures, under a lock that those who save posts respect: what the row of a picture
says is never reason enough to delete it.
"""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from blog.models import Image
from blog.models.uses import is_used

from .images import delete_image

# So long an author may take to put an uploaded picture into a text.
GRACE = dt.timedelta(days=1)


def look_for_unused(*, after: int, limit: int) -> int | None:
    """Bring `unused_since` of the next pictures by primary key up to date; the last key looked at, None at the end."""
    rows = list(
        Image.objects.filter(pk__gt=after)
        .annotate(used=is_used())
        .order_by("pk")
        .values_list("pk", "unused_since", "used")[:limit]
    )
    if wrongly_waiting := [pk for pk, unused_since, used in rows if used and unused_since]:
        Image.objects.take_in_use(wrongly_waiting)
    if left := [pk for pk, unused_since, used in rows if not used and not unused_since]:
        _mark(left, unused_since=timezone.now())
    return rows[-1][0] if rows else None


def quarantine_unused(*, limit: int) -> int:
    """Set aside the next pictures that nothing has used for a day; how many."""
    due = Image.objects.filter(unused_since__lt=timezone.now() - GRACE, quarantined_at__isnull=True, is_kept=False)
    keys = list(due.order_by("pk").values_list("pk", flat=True)[:limit])
    return _mark(keys, quarantined_at=timezone.now()) if keys else 0


@transaction.atomic
def _mark(keys: list[int], **marks: dt.datetime) -> int:
    """Mark those that nothing uses; pictures that are being saved with a post at this moment have to wait a day."""
    rows = Image.objects.filter(pk__in=keys)
    locked = rows.order_by("pk").select_for_update(skip_locked=True).values_list("pk", flat=True)
    # Asked again: between the first question and the lock somebody may have used them.
    still = Image.objects.filter(~is_used(), pk__in=list(locked))
    if "quarantined_at" in marks:
        still = still.filter(unused_since__isnull=False, is_kept=False)
    return still.update(**marks)


def delete_quarantined(*, since: dt.timedelta, limit: int) -> int:
    """Delete the pictures that have been in quarantine for that long, oldest first; how many.

    One that is in use after all is let out instead.
    """
    due = Image.objects.filter(quarantined_at__lt=timezone.now() - since).order_by("quarantined_at", "pk")
    return sum(_delete(image, since) for image in due[:limit])


@transaction.atomic
def _delete(image: Image, since: dt.timedelta) -> bool:
    # Restored a moment ago, or in somebody's hands just now: not today.
    due = Image.objects.filter(pk=image.pk, quarantined_at__lt=timezone.now() - since)
    if not due.select_for_update(skip_locked=True).first():
        return False
    if due.filter(is_used()).exists():
        Image.objects.take_in_use([image.pk])
        return False
    delete_image(image=image)
    return True


def keep_image(*, image: Image) -> None:
    """Out of quarantine, and not into it again, though nothing uses it."""
    Image.objects.filter(pk=image.pk).update(is_kept=True, quarantined_at=None)
