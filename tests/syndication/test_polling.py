import datetime as dt
import resource

import pytest
from django.utils import timezone

from blog import jobs
from blog.models import Feed, FeedItem, Post
from blog.syndication import polling
from tests.factories import FeedFactory
from tests.other_server import OtherServer, reply

from .reading_samples import RSS

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def feed(other):
    headers = {"Content_Type": "application/rss+xml", "ETag": '"v1"', "Last_Modified": "Now"}
    other.answers["/feed"] = reply(200, RSS.encode(), **headers)
    return FeedFactory(url=other.url("/feed"), brings_pictures=False)


def wait_of(feed) -> dt.timedelta:
    return feed.next_poll_at - feed.polled_at


def test_items_arrive_in_their_order_and_once(feed, other):
    polling.poll(feed)
    assert [post.title for post in Post.objects.order_by("pk")] == ["First", "Second & last"]
    polling.poll(feed)
    other.answers["/feed"] = reply(200, RSS.replace("Nov 2026", "Dec 2026").encode())
    polling.poll(feed)
    assert (Post.objects.count(), FeedItem.objects.count()) == (2, 2)


def test_second_look_asks_whether_anything_changed(feed, other):
    polling.poll(feed)
    other.answers["/feed"] = reply(304)
    polling.poll(feed)
    assert other.got[1].headers["if-none-match"] == '"v1"'
    assert other.got[1].headers["if-modified-since"] == "Now"
    feed.refresh_from_db()
    assert (feed.etag, feed.error, feed.failures) == ('"v1"', "", 0)
    assert feed.succeeded_at == feed.polled_at


def test_quiet_feed_is_asked_less_often_and_a_busy_one_more(feed, other):
    other.answers["/feed"] = reply(200, RSS.replace("<ttl>90</ttl>", "").encode())
    polling.poll(feed)
    assert wait_of(feed) == 30 * MINUTE
    waits = [wait_of(polling.poll(feed)) for _ in range(20)]
    assert waits == sorted(waits)
    assert waits[-1] == polling.MOST * MINUTE


def test_publisher_decides_how_often_at_most(feed):
    polling.poll(feed)
    assert wait_of(feed) == 90 * MINUTE


def test_failures_are_shown_and_asked_less_and_less(feed, other):
    other.answers["/feed"] = reply(500)
    waits = [wait_of(polling.poll(feed)) for _ in range(12)]
    assert waits[:3] == [30 * MINUTE, 60 * MINUTE, 120 * MINUTE]
    assert waits[-1] == polling.MOST_AFTER_FAILURES * MINUTE
    assert (feed.failures, feed.error, feed.succeeded_at) == (12, "The answer was 500.", None)
    other.answers["/feed"] = reply(200, RSS.encode())
    polling.poll(feed)
    assert (feed.failures, feed.error) == (0, "")


def test_retry_after_is_kept(feed, other):
    other.answers["/feed"] = reply(429, Retry_After="7200")
    assert wait_of(polling.poll(feed)) == 120 * MINUTE


def test_feed_that_is_gone_is_not_asked_again(feed, other):
    other.answers["/feed"] = reply(410)
    polling.poll(feed)
    assert (feed.is_on, feed.error) == (False, "The publisher says it is gone (410).")
    assert polling.claimed(10) == []


def test_feed_that_has_moved_for_good_is_asked_there(feed, other):
    other.answers["/new"] = other.answers["/feed"]
    other.answers["/feed"] = reply(301, Location="/new")
    polling.poll(feed)
    assert (feed.url, Post.objects.count()) == (other.url("/new"), 2)


def test_feed_that_moves_to_another_we_follow_stays(feed, other):
    FeedFactory(url=other.url("/new"))
    other.answers["/new"] = other.answers["/feed"]
    other.answers["/feed"] = reply(301, Location="/new")
    polling.poll(feed)
    assert feed.url == other.url("/feed")


@pytest.mark.parametrize("body", [b"<html>no feed</html>", b"", b"<rss"])
def test_what_is_no_feed_is_an_error_and_loses_nothing(feed, other, body):
    polling.poll(feed)
    other.answers["/feed"] = reply(200, body)
    polling.poll(feed)
    assert feed.failures == 1
    assert feed.error
    assert Post.objects.count() == 2


def test_whole_texts_are_fetched_by_choice_and_once(feed, other):
    words = "Sentence of the page. " * 20
    feed_text = RSS.replace("https://company.example/first/", other.url("/first/"))
    other.answers["/feed"] = reply(200, feed_text.encode())
    other.answers["/first/"] = reply(200, f"<html><body><article><p>{words}</p></article></body></html>".encode())
    Feed.objects.update(fetches_full=True)
    feed.refresh_from_db()
    polling.poll(feed)
    assert Post.objects.get(title="First").body == words.strip()
    polling.poll(feed)
    assert [got.path for got in other.got] == ["/feed", "/first/", "/feed"]


def test_item_that_fails_keeps_no_other_away_and_is_tried_again(feed, other, monkeypatch):
    take = polling.take

    def fails_for_one(feed, item, **rest):
        if item.title == "First":
            raise ValueError("cannot be stored")
        return take(feed, item, **rest)

    monkeypatch.setattr(polling, "take", fails_for_one)
    polling.poll(feed)
    assert [post.title for post in Post.objects.all()] == ["Second & last"]
    assert (FeedItem.objects.get(title="First").state, feed.error) == ("failed", "First: cannot be stored")
    monkeypatch.undo()
    polling.poll(feed)
    assert Post.objects.count() == 2
    assert FeedItem.objects.get(title="First").state == "taken"
    assert feed.error == ""


def test_own_posts_do_not_come_back(feed, other, settings):
    settings.SITE_URL = "https://company.example"
    polling.poll(feed)
    assert not Post.objects.exists()


def test_feeds_that_are_due_are_claimed_once(feed):
    FeedFactory(next_poll_at=timezone.now() + MINUTE)
    FeedFactory(is_on=False)
    assert polling.claimed(10) == [feed]
    assert polling.claimed(10) == []


def test_job_looks_at_what_is_due(feed):
    assert jobs.poll_feeds(0) == 1
    assert Post.objects.count() == 2
    assert jobs.poll_feeds(0) == 0


def test_many_large_feeds_need_no_more_memory_than_a_few(feed, other, settings):
    """Answers of 2 MB each; all at once they would be 100 MB."""
    padding = f"<!-- {'x' * 2_000_000} -->"
    large = reply(200, f"{RSS}{padding}".encode())
    other.answers |= {f"/{number}": large for number in range(50)}
    for number in range(10):
        FeedFactory(url=other.url(f"/{number}"), source=feed.source)
    polling.poll_due(seconds=600, limit=100)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in range(10, 50):
        FeedFactory(url=other.url(f"/{number}"), source=feed.source)
    assert polling.poll_due(seconds=600, limit=100) == 40
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 40_000, f"{grown} kB more"


def test_slow_and_looping_servers_end(feed, other, monkeypatch):
    monkeypatch.setattr(polling, "WITHIN", 0.5)
    with OtherServer() as slow:
        other.answers["/feed"] = reply(302, Location="/feed")
        polling.poll(feed)
        assert "circle" in feed.error
        slow.answers["/"] = lambda connection: connection.recv(1) or None
        other.answers["/feed"] = lambda connection: connection.recv(1)
        polling.poll(feed)
        assert "too slow" in feed.error
