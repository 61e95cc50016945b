"""What the worker does: queue entry points that call a verb, nothing more."""

from django.core.management import call_command
from procrastinate.contrib.django import app

from blog.actions.posts import rerender_posts

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
