"""Files that no row names any more: they outlive the row for as long as a page that shows them may."""

import datetime as dt
from collections.abc import Collection, Iterable

from django.db import connection
from django.db.transaction import atomic
from procrastinate.contrib.django import app

from blog.models import Image
from blog.models.files import WITH_FILES

# Of the advisory locks; any number that no other lock of ours has.
FILES_LOCK = 0x51_07
# Pages with the old address may be given out for a day when the web server is down (`stale-if-error`).
SHOWN_FOR = dt.timedelta(hours=25)


def hold_files() -> None:
    """Until the transaction ends, `delete_unnamed_files` waits: a file that is found there will be there.

    Who stores a row that names a file calls it before looking whether the file is there.
    """
    _lock("SELECT pg_advisory_xact_lock_shared(%s, 0)")


def delete_files_later(names: Iterable[str]) -> None:
    """Of pictures and renditions that this transaction replaces, once nobody is shown them any more."""
    if wanted := sorted(set(names)):
        app.configure_task("blog.jobs.delete_files", schedule_in={"seconds": int(SHOWN_FOR.total_seconds())}).defer(
            names=wanted
        )


@atomic
def delete_unnamed_files(*, names: Collection[str]) -> list[str]:
    """Delete those of these files that no row names, and return their names.

    Files are named by content, so another row may have come to the same one.
    """
    _lock("SELECT pg_advisory_xact_lock(%s, 0)")
    unnamed = set(names)
    for model in WITH_FILES:
        unnamed -= set(model.objects.filter(file__in=names).values_list("file", flat=True))
    storage = Image._meta.get_field("file").storage
    for name in sorted(unnamed):
        storage.delete(name)
    return sorted(unnamed)


def _lock(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [FILES_LOCK])
