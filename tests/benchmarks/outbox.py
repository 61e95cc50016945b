"""Ten thousand deliveries to networks of which a fifth fails, by workers that are killed: is each copy there once?"""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field

from django.conf import settings
from django.db import connection

from blog.models import CrossPost, Delivery, Post, Target
from blog.models.sealed import Sealed
from blog.syndication import outbox
from tests.benchmarks.table import Row
from tests.other_server import Got, OtherServer, reply
from tests.syndication.networks import bluesky, devto, linkedin, mastodon
from tests.syndication.networks.network import Network

POSTS, KILLS, WORKERS = 2_000, 5, 2
FAILURES = 0.2
NAMES = ("mastodon", "bluesky", "linkedin", "devto", "webhook")


@dataclass
class HookReceiver(Network):
    """Knows a repeated message by its id, as the standard asks of receivers."""

    messages: dict[str, bytes] = field(default_factory=dict)

    def route(self, got: Got) -> bytes:
        name = got.headers["webhook-id"]
        self.messages.setdefault(name, got.body)
        return reply(200, b'{"url": "https://hook.example/%s", "id": "%s"}' % (name.encode(), name.encode()))


class Moody:
    """A network that fails now and then: before it does anything, or after it has done it."""

    def __init__(self, network: Network) -> None:
        self.network, self.moods = network, Counter()
        self.random = random.Random(network.__class__.__name__)

    def __call__(self, got: Got) -> bytes:
        if got.method == "GET" or "createSession" in got.path or self.random.random() > FAILURES:
            return self.network(got)
        mood = self.random.choice(["busy", "broken", "broken after", "cut after", "refuses"])
        self.moods[mood] += 1
        if mood in ("broken after", "cut after"):
            self.network(got)
        return {
            "busy": reply(429, b"{}", Retry_After="1"),
            "broken": reply(500),
            "broken after": reply(500),
            "cut after": b"",
            "refuses": reply(422, b'{"error": "not today"}'),
        }[mood]


def measure() -> list[Row]:
    with ExitStack() as stack:
        servers = {name: stack.enter_context(OtherServer()) for name in NAMES}
        networks = _networks(servers)
        settings.OUTGOING_ALLOWED = ["127.0.0.1"]
        targets = [_target(name, server) for name, server in servers.items()]
        posts = list(Post.objects.published().order_by("pk")[:POSTS])
        began = time.perf_counter()
        for post in posts:
            outbox.announce(post=post, targets=targets, by=None)
        asked = (time.perf_counter() - began) / len(posts)
        killed, seconds = _work_and_kill()
        return [
            Row("a post handed to the outbox, five targets", f"{asked * 1000:.1f} ms", "returns at once"),
            *_tally(networks, len(posts) * len(targets), killed, seconds),
        ]


def _networks(servers: dict[str, OtherServer]) -> dict[str, Network]:
    networks = {
        "mastodon": mastodon.MastodonServer(),
        "bluesky": bluesky.BlueskyServer(),
        "linkedin": linkedin.LinkedInServer(base=servers["linkedin"].url("").rstrip("/")),
        "devto": devto.DevToServer(),
        "webhook": HookReceiver(),
    }
    for name, server in servers.items():
        server.network = Moody(networks[name])
    return networks


def _target(name: str, server: OtherServer) -> Target:
    url = server.url("").rstrip("/")
    more = {
        "bluesky": ({"handle": bluesky.HANDLE}, {"password": bluesky.PASSWORD}),
        "linkedin": ({"author": linkedin.AUTHOR}, {"token": linkedin.TOKEN}),
        "mastodon": ({}, {"token": mastodon.TOKEN}),
        "devto": ({}, {"token": devto.TOKEN}),
        "webhook": ({"url": f"{url}/"}, {"secret": "of the benchmark"}),
    }[name]
    values, secrets = {"server": url} | more[0], Sealed.of(more[1])
    return Target.objects.create(kind=name, name=f"{name} of the benchmark", settings=values, credentials=secrets)


def _work_and_kill() -> tuple[int, float]:
    """Workers until nothing waits; one of them is killed after each sixth of the work. How often, and how long."""
    began, killed = time.perf_counter(), 0
    total = Delivery.objects.count()
    workers = [_worker() for _ in range(WORKERS)]
    while open_ones := Delivery.objects.filter(state__in=["waiting", "sending"]).count():
        connection.close()
        if killed < KILLS and total - open_ones > total * (killed + 1) / (KILLS + 1):
            workers[killed % WORKERS].send_signal(signal.SIGKILL)
            workers[killed % WORKERS].wait()
            workers[killed % WORKERS] = _worker()
            killed += 1
        time.sleep(0.2)
    for worker in workers:
        worker.terminate()
        worker.wait()
    return killed, time.perf_counter() - began


def _worker() -> subprocess.Popen:
    given = {**os.environ, "OUTGOING_ALLOWED": "127.0.0.1"}
    return subprocess.Popen([sys.executable, "-m", "tests.benchmarks.outbox_worker"], env=given)


def _tally(networks: dict[str, Network], total: int, killed: int, seconds: float) -> list[Row]:
    states = Counter(Delivery.objects.values_list("state", flat=True))
    silent = Delivery.objects.filter(state="failed", answer="").count()
    neither = total - states["sent"] - states["failed"]
    ends = f"{states['sent']:,} / {states['failed']:,} / {neither:,}"
    rows = [
        Row(f"{total:,} deliveries, a worker killed {killed} times", f"{total / seconds:.0f} a second"),
        Row("sent / failed / neither", ends, "neither: 0"),
        Row("failed without a reason in the outbox", str(silent), "0"),
    ]
    for name, network in networks.items():
        told = Counter(_copies(network))
        twice = sum(number > 1 for number in told.values())
        sent = Delivery.objects.filter(target__kind=name, state="sent").count()
        listed = CrossPost.objects.filter(target__kind=name).count()
        numbers = f"{len(told):,} / {twice} / {sent:,} / {listed:,}"
        rows.append(Row(f"{name}: posts there / twice / sent / listed", numbers, "twice: 0"))
        rows.append(Row(f"{name}: faults of the test's own server", str(len(network.faults)), "0"))
    return rows


def _copies(network: Network) -> list[str]:
    """Of each copy that the network shows, what it is of."""
    if isinstance(network, HookReceiver):
        return list(network.messages)
    if isinstance(network, mastodon.MastodonServer):
        return [status["text"] for status in network.statuses.values()]
    if isinstance(network, bluesky.BlueskyServer):
        return [record["embed"]["external"]["uri"] for record in network.records.values()]
    if isinstance(network, linkedin.LinkedInServer):
        return [post["content"]["article"]["source"] for post in network.posts.values()]
    return [article["canonical_url"] for article in network.articles.values()]
