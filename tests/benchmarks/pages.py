"""What a page costs when nothing is kept: queries, and processor time of Python and of Postgres, a request."""

import random
import time
from collections.abc import Callable

import psutil
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test import RequestFactory

from blog.models import Post, Tag
from config import gunicorn
from tests.benchmarks.table import Row

ROUNDS = 7
REQUESTS = 60


def measure() -> list[Row]:
    chance = random.Random(1)
    posts = chance.sample(list(Post.objects.listed().only("slug", "publish_at")), REQUESTS)
    tags = list(Tag.objects.order_by("pk")[:20])
    kinds = {
        "a post": [post.get_absolute_url() for post in posts],
        "the home page": ["/"] * REQUESTS,
        "a tag page": [tag.get_absolute_url() for tag in tags] * (REQUESTS // len(tags)),
    }
    ask = asker()
    return [row for kind, paths in kinds.items() for row in cost(kind, paths, ask)]


def asker() -> Callable[[str], None]:
    """Asks the application as gunicorn does, and makes sure that it is a whole page that was measured."""
    application = get_wsgi_application()
    gunicorn.post_fork(None, None)
    requests = RequestFactory(headers={"host": "localhost", "accept-encoding": "gzip"})

    def ask(path: str) -> None:
        statuses: list[str] = []
        answer = application(requests.get(path).environ, lambda status, headers: statuses.append(status))
        size = sum(map(len, answer))
        answer.close()
        if statuses != ["200 OK"] or size < 1_000:
            raise RuntimeError(f"{path} answered {statuses} with {size} bytes")

    return ask


def cost(kind: str, paths: list[str], ask: Callable[[str], None]) -> list[Row]:
    for path in paths[:20]:
        ask(path)
    queries: list[str] = []
    with connection.execute_wrapper(lambda execute, sql, *rest: (queries.append(sql), execute(sql, *rest))[1]):
        ask(paths[-1])
    # What other programs do to a processor only adds to a round: the least disturbed one is the page's own cost.
    ours, theirs = min(_round(paths, ask) for _ in range(ROUNDS))
    milliseconds = f"{ours * 1000:.1f} ms (+ {theirs * 1000:.1f} ms in Postgres)"
    return [
        Row(f"{kind}, uncached: queries", str(len(queries)), "≤ 8"),
        Row(f"{kind}, uncached: processor time", milliseconds, "≤ 8 ms"),
    ]


def _round(paths: list[str], ask: Callable[[str], None]) -> tuple[float, float]:
    """Seconds of processor time a request: ours, and those of Postgres."""
    ours, theirs = time.process_time(), postgres_seconds()
    for path in paths:
        ask(path)
    return (time.process_time() - ours) / len(paths), (postgres_seconds() - theirs) / len(paths)


def postgres_seconds() -> float:
    """Processor time so far of the server and its children; the pool keeps its connections, so none is lost."""
    number = int((settings.VAR_DIR / "postgres/data/postmaster.pid").read_text().splitlines()[0])
    server = psutil.Process(number)
    times = [process.cpu_times() for process in (server, *server.children())]
    return sum(spent.user + spent.system for spent in times)
