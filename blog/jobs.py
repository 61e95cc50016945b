"""What the worker does: queue entry points that call a verb, nothing more."""

import datetime as dt
import time

from asgiref.sync import async_to_sync
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from blog.actions import related, renditions, site_icons, social_cards
from blog.actions.file_removal import delete_unnamed_files
from blog.actions.hits import halve_missing
from blog.actions.post_links import follow_the_clock
from blog.actions.posts import rerender_for, rerender_posts
from blog.actions.presence import forget_absent
from blog.actions.queue import defer_once
from blog.actions.revisions import thin_out
from blog.actions.search_index import count_words, index_changed_posts, note_outdated
from blog.actions.staging import apply_staged, due
from blog.actions.unused_images import delete_quarantined, look_for_unused, quarantine_unused
from blog.actions.working_copies import settle_asides
from blog.models import Feed, Image, Mention, SiteSettings, Target
from blog.syndication import canonicals, credentials, mentions, notices, outbox, polling, sending

BATCH = 200
# A job that has worked this many seconds lets others go first, and goes on after those that matter more.
TURN = 10
LATER = -1
# Each edit of a post tells others; what was sent of posts themselves stays in the outbox.
PINGS_KEPT = dt.timedelta(days=90)
# Whoever saves one of these meanwhile waits until all are indexed.
SEARCH_BATCH = 50
# For what passes: a storage or a database that does not answer. Waits 6 s, 36 s and 216 s.
AGAIN = RetryStrategy(max_attempts=4, exponential_wait=6)


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="rerender_stale_posts", lock="rerender_stale_posts")
def rerender_stale_posts(timestamp: int = 0, after: int = 0) -> int:
    """After an upgrade of the renderer or a move of pictures, bring stored HTML up to date; the number of posts."""
    ends = time.monotonic() + TURN
    rebuilt = 0
    while keys := rerender_posts(after=after, stale_only=True, limit=BATCH):
        after = keys[-1]
        rebuilt += len(keys)
        if time.monotonic() > ends:
            defer_once("rerender_stale_posts", priority=LATER, after=after)
            break
    return rebuilt


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="keep_search", lock="keep_search")
def keep_search(timestamp: int = 0) -> int:
    """What the verbs did not index themselves, such as all posts of a renamed tag; the number of posts of this turn."""
    ends = time.monotonic() + TURN
    indexed = 0
    while True:
        done = index_changed_posts(limit=SEARCH_BATCH)
        counted = count_words()
        indexed += done
        if not (done or counted or note_outdated(limit=BATCH)):
            return indexed
        if time.monotonic() > ends:
            defer_once("keep_search", priority=LATER)
            return indexed


@app.periodic(cron="23 3 * * *")
@app.task(queueing_lock="forget_old_sessions")
def forget_old_sessions(timestamp: int) -> None:
    call_command("clearsessions")


@app.periodic(cron="11 3 * * 1")
@app.task(queueing_lock="halve_missing_addresses")
def halve_missing_addresses(timestamp: int) -> int:
    return halve_missing()


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


@app.task(retry=AGAIN)
def make_renditions(image_id: int) -> str:
    image = Image.objects.filter(pk=image_id).first()
    return renditions.make_renditions(image=image).value if image else "deleted"


@app.task(retry=AGAIN)
def rerender_posts_with(image_id: int, after: int = 0) -> int:
    """Bring the stored HTML of the posts that show a picture up to date; the number of posts rebuilt in this turn."""
    rebuilt, last = rerender_for(seconds=TURN, after=after, limit=BATCH, showing=image_id)
    if last:
        defer_once("rerender_posts_with", about=f"{image_id} after {last}", image_id=image_id, after=last)
    return rebuilt


@app.task(retry=AGAIN)
def draw_social_card(post_id: int) -> str:
    post = social_cards.with_cards().filter(pk=post_id).first()
    return social_cards.draw_card(post=post, site=SiteSettings.load()).value if post else "deleted"


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="draw_social_cards", lock="draw_social_cards")
def draw_social_cards(timestamp: int = 0) -> int:
    """Of the site and of the newest posts, where they are missing or say something that has changed; how many."""
    site, ends = SiteSettings.load(), time.monotonic() + TURN
    drawn = social_cards.draw_site_card(site=site) is social_cards.Outcome.DRAWN
    for post in social_cards.newest_without_covers():
        drawn += social_cards.draw_card(post=post, site=site) is social_cards.Outcome.DRAWN
        if time.monotonic() > ends:
            break
    return drawn


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="make_site_icons", lock="make_site_icons")
def make_site_icons(timestamp: int = 0) -> str:
    """Also when their picture was replaced, or got another focal point."""
    return site_icons.make_site_icons(site=SiteSettings.load()).value


@app.task(retry=AGAIN)
def relate_posts() -> int:
    """Name posts that were saved below those they are related to, and those below them; the number of posts."""
    ends = time.monotonic() + TURN
    done = 0
    while count := related.relate_posts(limit=BATCH):
        done += count
        if time.monotonic() > ends:
            defer_once("relate_posts")
            break
    return done


@app.task(retry=AGAIN)
def rerender_posts_linking_to(post_id: int, after: int = 0) -> int:
    """Bring the links to a post up to date; the number of posts rebuilt in this turn."""
    rebuilt, last = rerender_for(seconds=TURN, after=after, limit=BATCH, linking_to=post_id)
    if last:
        defer_once("rerender_posts_linking_to", about=f"{post_id} after {last}", post_id=post_id, after=last)
    return rebuilt


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="rerender_links_of_the_clock")
def rerender_links_of_the_clock(timestamp: int) -> int:
    """Links to posts that appeared or expired since; the number of such posts."""
    return follow_the_clock()


@app.task(retry=AGAIN)
def delete_files(names: list[str]) -> list[str]:
    return delete_unnamed_files(names=names)


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="make_missing_renditions")
def make_missing_renditions(timestamp: int) -> int:
    """Whatever went wrong, and after an upgrade that makes other renditions; the number of pictures asked for."""
    return renditions.ask_for_missing_renditions(limit=2_000)


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="forget_absent_people")
def forget_absent_people(timestamp: int) -> int:
    return forget_absent()


@app.periodic(cron="53 3 * * *")
@app.task(queueing_lock="thin_out_autosaves")
def thin_out_autosaves(timestamp: int) -> int:
    """The number of autosaves that stood close together and are gone."""
    settle_asides()
    gone, last = 0, 0
    while last is not None:
        last, deleted = thin_out(after=last, limit=BATCH)
        gone += deleted
    return gone


@app.task(retry=AGAIN)
def apply_staged_changes(post_id: int) -> bool:
    return apply_staged(post_id=post_id) is not None


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="apply_due_changes")
def apply_due_changes(timestamp: int) -> int:
    """Whatever became of the job that was to do it at the time; the number of posts that changed."""
    return sum(apply_staged(post_id=pk) is not None for pk in due())


@app.task(retry=AGAIN)
def send_to_target(target_id: int) -> int:
    """What is due there, one by one for a while; the number of attempts."""
    ends = time.monotonic() + TURN
    done = 0
    while sending.send_next(target_id=target_id):
        done += 1
        if time.monotonic() > ends:
            defer_once("send_to_target", about=f"{target_id} again", target_id=target_id)
            break
    return done


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="send_deliveries")
def send_deliveries(timestamp: int) -> int:
    """Whatever became of the job that was to do it at the time; the number of targets that something is due for."""
    sending.recover()
    targets = sending.targets_with_work()
    outbox.ask_to_send(targets=targets)
    return len(targets)


@app.periodic(cron="29 3 * * *")
@app.task(queueing_lock="forget_old_pings", lock="forget_old_pings")
def forget_old_pings(timestamp: int = 0, after: int = 0) -> int:
    """Of those that others followed; the number in this turn."""
    ends, before, gone = time.monotonic() + TURN, timezone.now() - PINGS_KEPT, 0
    last: int | None = after
    while last is not None:
        last, count = outbox.forget_pings(before=before, after=last, limit=BATCH)
        gone += count
        if last and time.monotonic() > ends:
            defer_once("forget_old_pings", priority=LATER, after=last)
            break
    return gone


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="poll_feeds", lock="poll_feeds")
def poll_feeds(timestamp: int = 0) -> int:
    """The number of feeds that were looked at in this turn."""
    done = polling.poll_due(seconds=TURN, limit=BATCH)
    if Feed.objects.due(timezone.now()).exists():
        defer_once("poll_feeds", priority=LATER)
    return done


@app.periodic(cron="41 * * * *")
@app.task(queueing_lock="check_canonicals", lock="check_canonicals")
def check_canonicals(timestamp: int = 0) -> int:
    """The number of canonical addresses that were looked at in this turn."""
    ends = time.monotonic() + TURN
    done = 0
    for cross in canonicals.due(limit=BATCH):
        canonicals.check(cross=cross)
        done += 1
        if time.monotonic() > ends:
            defer_once("check_canonicals", priority=LATER)
            break
    return done


@app.task(retry=AGAIN)
def check_mention(mention_id: int) -> str:
    mention = Mention.objects.select_related("post").filter(pk=mention_id).first()
    checked = mention and mentions.check(mention=mention)
    return checked.state if checked else "forgotten"


@app.task(retry=AGAIN)
def tell_of_paused_target(target_id: int) -> int:
    target = Target.objects.filter(pk=target_id).first()
    return notices.tell_of_paused_target(target=target) if target else 0


@app.periodic(cron="7 6 * * *")
@app.task(queueing_lock="watch_expiry", lock="watch_expiry")
def watch_expiry(timestamp: int = 0) -> int:
    """The number of targets of which administrators have to be told that access ends."""
    return credentials.watch_expiry()


@app.task(retry=AGAIN)
def tell_of_ending_access(target_id: int) -> int:
    target = Target.objects.filter(pk=target_id).first()
    return notices.tell_of_ending_access(target=target) if target else 0


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="retry_stalled_jobs")
def retry_stalled_jobs(timestamp: int) -> int:
    """Jobs of a worker that was killed go back into the queue; the number of jobs."""
    stalled = list(async_to_sync(app.job_manager.get_stalled_jobs)())
    for job in stalled:
        async_to_sync(app.job_manager.retry_job)(job)
    return len(stalled)
