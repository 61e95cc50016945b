"""Jobs for the worker, put into the queue by the transaction that makes them necessary."""

import datetime as dt
from typing import Any

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued


def defer_once(
    task: str, *, about: object = "", priority: int = 0, at: dt.datetime | None = None, **arguments: Any
) -> bool:
    """Have the worker run the task of that name in `blog.jobs` once this transaction is committed, or later, `at`.

    Jobs of a higher priority go first.
    A job about the same that waits already is enough: False. One that is running is not, and is not run beside another.
    """
    lock = f"{task} {about}".strip()
    job = app.configure_task(f"blog.jobs.{task}", queueing_lock=lock, lock=lock, priority=priority, schedule_at=at)
    try:
        # Within a savepoint: that the queue refuses a double must not undo what this transaction did before.
        with transaction.atomic():
            job.defer(**arguments)
    except AlreadyEnqueued:
        return False
    return True
