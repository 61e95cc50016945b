"""Looks at feeds when they are due: politely, a few at a time, and less often where nothing comes."""

import datetime as dt
import logging
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from blog.models import Feed, FeedItem
from blog.outgoing.client import Answer, send
from blog.outgoing.errors import OutgoingError

from .arriving import find, is_ours, take
from .reading.article import article_of
from .reading.items import Document, Item, NotReadable
from .reading.registry import read

log = logging.getLogger(__name__)
# Answers in memory at once are at most this many of at most this size.
AT_ONCE, LARGEST, WITHIN = 6, 8_000_000, 30
# Minutes between two looks.
LEAST, MOST, MOST_AFTER_FAILURES = 15, 12 * 60, 2 * 24 * 60
# Whoever takes a feed has it for so long; a process that died gives it back by this.
LEASE = dt.timedelta(minutes=15)
ACCEPTED = "application/rss+xml, application/atom+xml, application/feed+json, application/json;q=0.9, text/html;q=0.5"


def poll_due(*, seconds: float, limit: int) -> int:
    """Look at feeds that are due for so long; the number of feeds."""
    ends = time.monotonic() + seconds
    done = 0
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="feed") as threads:
        while done < limit and time.monotonic() < ends and (feeds := claimed(AT_ONCE)):
            for feed, got in zip(feeds, threads.map(_asked, feeds), strict=True):
                _dealt_with(feed, got)
                done += 1
    return done


def poll(feed: Feed) -> Feed:
    """Look at one feed now, whether it is due or not."""
    _dealt_with(feed, _asked(feed))
    feed.refresh_from_db()
    return feed


@transaction.atomic
def claimed(number: int) -> list[Feed]:
    """Feeds that are due and that nobody else has, taken for a while."""
    due = Feed.objects.due(timezone.now()).select_related("source", "author")
    feeds = list(due.select_for_update(of=("self",), skip_locked=True)[:number])
    Feed.objects.filter(pk__in=[feed.pk for feed in feeds]).update(next_poll_at=timezone.now() + LEASE)
    return feeds


def _asked(feed: Feed) -> Answer | OutgoingError:
    """Runs in a thread of its own: asks the network, and not the database."""
    headers = {"accept": ACCEPTED}
    if feed.etag:
        headers["if-none-match"] = feed.etag
    if feed.last_modified:
        headers["if-modified-since"] = feed.last_modified
    try:
        return send("GET", feed.url, headers=headers, within=WITHIN, most_bytes=LARGEST)
    except OutgoingError as error:
        return error


def _dealt_with(feed: Feed, got: Answer | OutgoingError) -> None:
    now = timezone.now()
    if isinstance(got, OutgoingError):
        return _failed(feed, str(got), now)
    if got.status == 304:
        return _succeeded(feed, got, now, new=0, minutes=0)
    if got.status == 410:
        Feed.objects.filter(pk=feed.pk).update(
            is_on=False, polled_at=now, error=_("The publisher says it is gone (410).")
        )
        return None
    if not got.is_success:
        wait = got.retry_after(now=time.time())
        return _failed(feed, _("The answer was %(status)d.") % {"status": got.status}, now, wait=wait)
    try:
        document = read(got)
    except NotReadable as error:
        return _failed(feed, str(error), now)
    new, problems = _taken(feed, document)
    return _succeeded(feed, got, now, new=new, minutes=document.minutes, problems=problems)


def _taken(feed: Feed, document: Document) -> tuple[int, list[str]]:
    """The oldest first, so that they appear in their order; one that fails does not keep the others away."""
    new, problems = 0, []
    others = {item.key for item in document.items}
    for item in reversed(document.items):
        if is_ours(item):
            continue
        try:
            known = find(feed, item, others=others)
            if known is None or known.content_hash != item.content_hash:
                take(feed, _whole(feed, item), others=others)
            new += known is None
        except (DatabaseError, ValueError, OSError) as error:
            log.warning("Feed %s: an item could not be taken over", feed.pk, exc_info=error)
            problems.append(f"{item.title or item.key}: {error}")
            _note_failure(feed, item, str(error))
    return new, problems


def _whole(feed: Feed, item: Item) -> Item:
    """With the text of its page, where the feed has only a summary and the page says more."""
    if item.is_whole or not feed.fetches_full or not item.url:
        return item
    try:
        answer = send("GET", item.url, headers={"accept": "text/html"}, within=WITHIN, most_bytes=LARGEST)
        page = article_of(answer)
    except (OutgoingError, NotReadable):
        return item
    picture = item.picture_url or page.picture_url
    return replace(item, html=page.html, is_whole=True, picture_url=picture, seen_as=item.content_hash)


@transaction.atomic
def _note_failure(feed: Feed, item: Item, why: str) -> None:
    defaults = {"state": FeedItem.State.FAILED, "error": why[:500], "url": item.url, "title": item.title[:300]}
    FeedItem.objects.update_or_create(feed=feed, key=item.key, defaults=defaults)


def _succeeded(
    feed: Feed, answer: Answer, now: dt.datetime, *, new: int, minutes: int, problems: list[str] | None = None
) -> None:
    """Where something came, sooner again; where nothing did, a little later each time."""
    wanted = max(LEAST, feed.minutes // 2) if new else feed.minutes * 5 // 4
    wait = max(min(max(wanted, LEAST), MOST), minutes)
    changes = {
        "etag": answer.headers.get("etag", feed.etag)[:500],
        "last_modified": answer.headers.get("last-modified", feed.last_modified)[:100],
        "minutes": wait,
        "next_poll_at": now + dt.timedelta(minutes=wait),
        "polled_at": now,
        "succeeded_at": now,
        "failures": 0,
        "error": "; ".join(problems or [])[:500],
    }
    if answer.moved_to and not Feed.objects.filter(url=answer.moved_to).exists():
        changes["url"] = answer.moved_to[:1000]
    Feed.objects.filter(pk=feed.pk).update(**changes)


def _failed(feed: Feed, why: str, now: dt.datetime, *, wait: float | None = None) -> None:
    """Twice as long each time, or as long as the publisher asks for."""
    failures = feed.failures + 1
    minutes = min(LEAST * 2 ** min(failures, 10), MOST_AFTER_FAILURES)
    asked = dt.timedelta(seconds=min(wait or 0, MOST_AFTER_FAILURES * 60))
    Feed.objects.filter(pk=feed.pk).update(
        failures=failures,
        error=why[:500],
        polled_at=now,
        next_poll_at=now + max(dt.timedelta(minutes=minutes), asked),
    )
