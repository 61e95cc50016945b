"""A thousand sources looked at in one round: how long it takes, and how much memory."""

import resource
import time

from django.conf import settings
from django.utils import timezone

from accounts.models import User
from blog.models import Feed, FeedItem, Source
from blog.syndication import polling
from tests.benchmarks.table import Row
from tests.other_server import Got, OtherServer, reply

FEEDS, ITEMS, PARAGRAPH = 1_000, 10, "Words of an article that is neither short nor long. " * 12
ITEM = """<item><guid>{feed}-{n}</guid><link>https://feed{feed}.example/{n}/</link><title>Post {n} of {feed}</title>
<pubDate>Tue, 24 Nov 2026 10:00:00 GMT</pubDate><category>One</category>
<description><![CDATA[<p>{text}</p><p>{text}</p>]]></description></item>"""


def measure() -> list[Row]:
    author, source = User.objects.first(), Source.objects.create(name="A thousand feeds")
    with OtherServer(network=_answer) as server:
        settings.OUTGOING_ALLOWED = ["127.0.0.1"]
        now = timezone.now()
        Feed.objects.bulk_create(
            Feed(source=source, url=server.url(f"/{n}"), author=author, next_poll_at=now) for n in range(FEEDS)
        )
        warm = polling.poll_due(seconds=3_600, limit=20)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        first, number = _timed()
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1_000
        Feed.objects.update(next_poll_at=timezone.now())
        second, again = _timed()
    twice = FeedItem.objects.count() - (warm + number) * ITEMS
    return [
        Row(f"{number:,} feeds of {ITEMS} new posts each, one round", _said(first, number)),
        Row("memory that it took beyond the first twenty", f"{grown:.0f} MB", "bounded"),
        Row(f"{again:,} feeds again, nothing new", _said(second, again)),
        Row("items twice", str(twice), "0"),
    ]


def _said(seconds: float, number: int) -> str:
    return f"{seconds:.0f} s, {seconds / number * 1000:.0f} ms each"


def _timed() -> tuple[float, int]:
    began = time.perf_counter()
    number = polling.poll_due(seconds=36_000, limit=FEEDS)
    return time.perf_counter() - began, number


def _answer(got: Got) -> bytes:
    feed = got.path.strip("/")
    items = "".join(ITEM.format(feed=feed, n=n, text=PARAGRAPH) for n in range(ITEMS))
    return reply(200, f'<rss version="2.0"><channel><title>F</title>{items}</channel></rss>'.encode())
