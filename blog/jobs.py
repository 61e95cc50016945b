"""What the worker does: queue entry points that call a verb, nothing more."""

import datetime as dt

from django.conf import settings
from django.core.management import call_command
from procrastinate.contrib.django import app

from blog.actions.posts import rerender_posts
from blog.actions.unused_images import delete_quarantined, look_for_unused, quarantine_unused

BATCH = 200


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="rerender_stale_posts")
def rerender_stale_posts(timestamp: int) -> int:
    """After an upgrade of the renderer or a move of pictures, bring stored HTML up to date; the number of posts."""
    rebuilt = last = 0
    while keys := rerender_posts(after=last, stale_only=True, limit=BATCH):
        last = keys[-1]
        rebuilt += len(keys)
    return rebuilt


@app.periodic(cron="23 3 * * *")
@app.task(queueing_lock="forget_old_sessions")
def forget_old_sessions(timestamp: int) -> None:
    call_command("clearsessions")


@app.periodic(cron="37 3 * * *")
@app.task(queueing_lock="sort_out_unused_pictures")
def sort_out_unused_pictures(timestamp: int) -> dict[str, int]:
    """Quarantine what nothing uses, delete what has been there long enough; how many of each."""
    last: int | None = 0
    while last is not None:
        last = look_for_unused(after=last, limit=BATCH)
    counts = {"quarantined": 0, "deleted": 0}
    while quarantined := quarantine_unused(limit=BATCH):
        counts["quarantined"] += quarantined
    if settings.UNUSED_PICTURES_DAYS:
        kept_for = dt.timedelta(days=settings.UNUSED_PICTURES_DAYS)
        while deleted := delete_quarantined(since=kept_for, limit=BATCH):
            counts["deleted"] += deleted
    return counts
