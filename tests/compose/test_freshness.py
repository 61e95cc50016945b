"""What readers see through the proxy, after each kind of change, never lags behind by more than its second."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import pytest
from stack import Answer, Stack, wait_for

SECOND = 1.0
PUBLISH = """
author, _ = User.objects.get_or_create(username="bob")
post = Post(title="Fresh bread", slug="fresh-bread", body="First rise.", author=author)
publish_post(post=post, by=author)
print(time.time(), post.get_absolute_url())
"""
EDIT = """
post = Post.objects.get(slug="fresh-bread")
post.body = "Second rise."
save_post(post=post, by=post.author)
print(time.time(), post.get_absolute_url())
"""
UNPUBLISH = """
post = Post.objects.get(slug="fresh-bread")
unpublish_post(post=post, by=post.author)
print(time.time(), post.get_absolute_url())
"""
SCHEDULE = """
import datetime as dt
post = Post.objects.get(slug="fresh-bread")
at = timezone.now() + dt.timedelta(seconds=5)
publish_post(post=post, by=post.author, at=at)
print(at.timestamp(), post.get_absolute_url())
"""
EXPIRE = """
import datetime as dt
post = Post.objects.get(slug="fresh-bread")
post.expire_at = timezone.now() + dt.timedelta(seconds=5)
save_post(post=post, by=post.author)
print(post.expire_at.timestamp(), post.get_absolute_url())
"""


class Reader:
    """Somebody who reloads a page all the time, so that the proxy always keeps it."""

    def __init__(self, stack: Stack, path: str) -> None:
        self.stack, self.path = stack, path
        self.answers: list[Answer] = []
        self.is_done = Event()
        self.thread = Thread(target=self.read)

    def read(self) -> None:
        while not self.is_done.wait(0.04):
            self.answers.append(self.stack.get(self.path))


@contextmanager
def reading(stack: Stack, path: str) -> Iterator[Reader]:
    reader = Reader(stack, path)
    reader.thread.start()
    try:
        wait_for(lambda: len(reader.answers) > 20, f"answers for {path}", seconds=30)
        yield reader
    finally:
        reader.is_done.set()
        reader.thread.join()


@pytest.fixture(scope="module")
def address(stack: Stack) -> str:
    return stack.python(PUBLISH).split()[1]


def change(stack: Stack, code: str, *readers: Reader) -> float:
    """Makes a change under the readers' eyes; answers the moment from which on it holds."""
    moment = float(stack.python(code).split()[0])
    for reader in readers:
        wait_for(lambda reader=reader: reader.answers[-1].asked_at > moment + SECOND + 0.5, "the second", seconds=30)
    return moment


def assert_turned(reader: Reader, moment: float, before: str, after: str) -> None:
    """From the first text or status to the other, within the second, and not back. An empty `before` stays."""
    shown = [(answer.asked_at - moment, mark(answer)) for answer in reader.answers]
    assert {answer.status for answer in reader.answers} <= {200, 404}
    assert any(before in text for since, text in shown if since < 0)
    late = [since for since, text in shown if since > SECOND and (after not in text or (before and before in text))]
    assert not late, f"{len(late)} answers from the past, the last one {late[-1]:.3f} s after the change"


def mark(answer: Answer) -> str:
    return f"{answer.status} {answer.text}"


def test_new_post_appears_on_the_home_page_within_the_second(stack: Stack) -> None:
    with reading(stack, "/") as home:
        moment = change(stack, PUBLISH.replace("bread", "cake"), home)
    assert_turned(home, moment, before="", after="Fresh cake")


def test_edited_post_shows_its_new_text_within_the_second(stack: Stack, address: str) -> None:
    with reading(stack, address) as page:
        moment = change(stack, EDIT, page)
    assert_turned(page, moment, before="First rise.", after="Second rise.")


def test_unpublished_post_is_gone_within_the_second(stack: Stack, address: str) -> None:
    with reading(stack, address) as page, reading(stack, "/") as home:
        moment = change(stack, UNPUBLISH, page, home)
    assert_turned(page, moment, before="Second rise.", after="404")
    assert_turned(home, moment, before="Fresh bread", after="200")


def test_unpublished_post_does_not_return_when_the_web_server_is_away(stack: Stack, address: str) -> None:
    stack.compose("stop", "web")
    answer = stack.get(address)
    stack.compose("start", "web")
    assert answer.status in (404, 503)
    assert "Second rise." not in answer.text
    wait_for(lambda: stack.get("/readyz").status == 200, "the web server to return")


def test_scheduled_post_appears_when_its_time_comes(stack: Stack, address: str) -> None:
    with reading(stack, address) as page, reading(stack, "/") as home:
        moment = change(stack, SCHEDULE, page, home)
    assert_turned(page, moment, before="404", after="Second rise.")
    assert_turned(home, moment, before="", after="Fresh bread")
    assert not any("Second rise." in answer.text for answer in page.answers if answer.asked_at < moment - 0.5)


def test_post_is_gone_when_it_expires(stack: Stack, address: str) -> None:
    with reading(stack, address) as page:
        moment = change(stack, EXPIRE, page)
    assert_turned(page, moment, before="Second rise.", after="404")
