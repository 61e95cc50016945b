"""The writing screen as an author feels it: keystrokes, the live preview, opening the longest post, memory.

In a real Chromium against the real server, its processor slowed down where it says so. What other programs do to this
machine meanwhile shows in every figure here.
"""

import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from accounts.models import User
from accounts.roles import EDITOR
from blog.actions.posts import save_post
from blog.actions.tags import tags_named
from blog.models import CrossPost, Image, Post, Series, Source, WorkingCopy
from tests.benchmarks.proxy import running
from tests.benchmarks.table import Row
from tests.browser.conftest import ARGUMENTS, CHROMIUM

PORT = 18082
ADDRESS = f"http://localhost:{PORT}"
SLOWER = 4
TYPED, PREVIEWED = 20_000, 10_000
BURSTS, BURST = 12, 10
PLACES = {"beginning": 0, "middle": 0.5, "end": 0.97}
# What a browser needs itself, with nothing else on the page.
ALONE = """text => {
    const area = Object.assign(document.createElement('textarea'), {id: 'id_body', value: text, cols: 60, rows: 40});
    document.body.replaceChildren(area);
}"""
REFRESHES = 15
MANY_PREVIEWS = 300
OPENINGS = 9

# Where the caret goes: inside a paragraph, so that the words show. From a key to the frame that has it.
WATCH = """(area, part) => {
    const at = area.value.indexOf(' **bold', part * area.value.length);
    area.focus();
    area.setSelectionRange(at, at);
    window.spent = [];
    if (!window.isWatched) {
        window.isWatched = true;
        document.addEventListener('keydown', event => requestAnimationFrame(() => {
            const channel = new MessageChannel();
            channel.port1.onmessage = () => window.spent.push(performance.now() - event.timeStamp);
            channel.port2.postMessage(0);
        }), true);
    }
}"""
# From the request, which begins as the pause ends, to the frame that has the new word; the page's work alone.
REFRESH = """async word => {
    const area = document.querySelector('#id_body');
    const page = document.querySelector('[data-preview]').contentDocument;
    const at = area.value.indexOf(' **bold', area.value.length / 2);
    performance.clearResourceTimings();
    area.focus();
    area.setSelectionRange(at, at);
    document.execCommand('insertText', false, ` ${word}`);
    await new Promise((done, failed) => {
        setTimeout(() => failed(new Error('no preview')), 20000);
        const observer = new MutationObserver(() => {
            if (page.body.textContent.includes(word)) {
                observer.disconnect();
                done();
            }
        });
        observer.observe(page.body, {subtree: true, childList: true, characterData: true});
    });
    await new Promise(done => requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = done;
        channel.port2.postMessage(0);
    }));
    const painted = performance.now();
    const request = performance.getEntriesByType('resource').filter(each => each.name.includes('/preview/?')).at(-1);
    return [painted - request.startTime, request.responseEnd - request.startTime, request.encodedBodySize];
}"""


def measure() -> list[Row]:
    author = User.objects.create_user(username="writer", is_staff=True)
    author.groups.add(Group.objects.get(name=EDITOR))
    client = Client(headers={"host": "localhost"})
    client.force_login(author)
    rows = opening(client, longest(author))
    if not CHROMIUM:
        return [*rows, Row("writing screen in a browser", "left out: no Chromium")]
    long, middling, short = (write(author, words) for words in (TYPED, PREVIEWED, 500))
    with web_server(), chromium() as browser:
        context = browser.new_context(base_url=ADDRESS, viewport={"width": 1280, "height": 900})
        context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": ADDRESS}])
        rows += typing(opened(context.new_page(), long), context.new_page(), long.body)
        rows += refreshing(opened(context.new_page(), middling))
        rows += remembering(opened(context.new_page(), short))
    return rows


def text(words: int) -> str:
    """Of paragraphs, headings, lists, code and tables."""
    dice = Random(words)
    known = ["".join(dice.choices("etaoinshrdlu", k=dice.randint(2, 9))) for _ in range(3_000)]
    kinds = {
        1: lambda: "## Heading " + " ".join(dice.choices(known, k=3)),
        4: lambda: "\n".join(f"- item {number} *with* words" for number in range(5)),
        6: lambda: "```python\n" + "\n".join(f"x{number} = {number}" for number in range(12)) + "\n```",
        8: lambda: "| a | b |\n|---|---|\n" + "\n".join(f"| {number} | cell |" for number in range(6)),
    }

    def paragraph() -> str:
        return " ".join(dice.choices(known, k=dice.randint(40, 90))).capitalize() + " **bold** [link](https://e.org/)."

    blocks: list[str] = []
    count = 0
    while count < words:
        blocks.append(kinds.get(len(blocks) % 9, paragraph)())
        count += len(blocks[-1].split())
    return "\n\n".join(blocks)


def write(author: User, words: int) -> Post:
    post = Post(author=author, title=f"{words} words", body=text(words))
    save_post(post=post, by=author)
    return post


def longest(author: User) -> Post:
    """With one of everything that the screen shows, and what is being written of it."""
    post = write(author, 2 * TYPED)
    post.series, post.cover = Series.objects.first(), Image.objects.first()
    save_post(post=post, by=author, tags=tags_named([f"Of the editor {number}" for number in range(100)]))
    source = Source.objects.first() or Source.objects.create(name="Elsewhere")
    for number in range(5):
        CrossPost.objects.create(post=post, source=source, url=f"https://example.com/{number}")
    body = f"{post.body}\n\nMore."
    fields = {"title": "As typed", "body": body}
    now = timezone.now()
    WorkingCopy.objects.update_or_create(
        post=post,
        defaults={
            "fields": fields,
            "base_version": post.version,
            "sequence": 3,
            "by": author,
            "saved_at": now,
            "kept_at": now,
        },
    )
    return post


def opening(client: Client, post: Post) -> list[Row]:
    path = f"/admin/blog/post/{post.pk}/change/"
    queries: list[str] = []
    with connection.execute_wrapper(lambda execute, sql, *rest: (queries.append(sql), execute(sql, *rest))[1]):
        answer = client.get(path)
    if answer.status_code != 200 or "As typed" not in answer.content.decode():
        raise RuntimeError(f"{path} answered {answer.status_code}")
    spent = []
    for _ in range(OPENINGS):
        began = time.perf_counter()
        client.get(path)
        spent.append(time.perf_counter() - began)
    name = f"writing screen of {2 * TYPED:,} words, {Post.objects.count():,} posts: opening it"
    said = f"{statistics.median(spent) * 1000:.0f} ms, {len(queries)} queries"
    return [Row(name, said, "≤ 500 ms")]


@contextmanager
def web_server() -> Iterator[None]:
    gunicorn = [sys.executable, "-m", "gunicorn", "--config", "python:config.gunicorn"]
    with running([*gunicorn, "--bind", f"127.0.0.1:{PORT}"]):
        yield


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


def opened(page: Page, post: Post) -> Page:
    for _ in range(20):
        try:
            page.goto(f"/admin/blog/post/{post.pk}/change/")
            break
        except Exception:  # noqa: BLE001 — the server has just been started
            time.sleep(0.5)
    page.frame_locator("[data-preview]").locator("h1").wait_for()
    # What is done once after opening is not what is measured.
    page.wait_for_timeout(2_000)
    return page


def slowed(page: Page) -> CDPSession:
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return session


def typing(page: Page, alone: Page, written: str) -> list[Row]:
    """In bursts, so that saving, counting and the preview run while the next words are typed."""
    alone.goto("/")
    alone.evaluate(ALONE, written)
    rows = []
    for place, part in PLACES.items():
        (median, slowest), floor = keys(page, part), keys(alone, part)
        said = f"{median:.0f} ms, p95 {slowest:.0f} ms; a bare textarea {floor[0]:.0f} ms, p95 {floor[1]:.0f} ms"
        rows.append(Row(f"key to paint at the {place} of {TYPED:,} words, {SLOWER}× slower", said, "≤ 50 ms"))
    page.close()
    alone.close()
    return rows


def keys(page: Page, part: float) -> tuple[float, float]:
    """Milliseconds from a key to its frame: the median, and what 19 of 20 stay below."""
    page.bring_to_front()
    session = slowed(page)
    page.locator("#id_body").evaluate(WATCH, part)
    for _ in range(BURSTS):
        page.keyboard.type("Some words "[:BURST], delay=90)
        page.wait_for_timeout(350)
    spent = page.evaluate("window.spent")
    session.detach()
    return statistics.median(spent), statistics.quantiles(spent, n=20)[-1]


def refreshing(page: Page) -> list[Row]:
    rows = []
    for name in ("", f", {SLOWER}× slower"):
        if name:
            slowed(page)
        found = []
        for number in range(REFRESHES):
            found.append(page.evaluate(REFRESH, f"new{number}word{len(name)}"))
            page.wait_for_timeout(300)
        whole, fetched = ([each[column] for each in found] for column in (0, 1))
        said = f"{statistics.median(whole):.0f} ms, p95 {statistics.quantiles(whole, n=20)[-1]:.0f} ms"
        said += f" ({statistics.median(fetched):.0f} ms until it is there, {found[-1][2] / 1000:.0f} kB)"
        rows.append(Row(f"preview of {PREVIEWED:,} words, from the pause to paint{name}", said, "≤ 300 ms"))
    page.close()
    return rows


def remembering(page: Page) -> list[Row]:
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")

    def used() -> dict[str, float]:
        session.send("HeapProfiler.collectGarbage")
        return {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}

    for number in range(20):
        page.evaluate(REFRESH, f"warm{number}")
    before = used()
    for number in range(MANY_PREVIEWS):
        page.evaluate(REFRESH, f"word{number}s")
    after = used()
    page.close()
    grown = (after["JSHeapUsedSize"] - before["JSHeapUsedSize"]) / 1e6
    nodes = after["Nodes"] - before["Nodes"]
    said = f"{before['JSHeapUsedSize'] / 1e6:.1f} MB before, {grown:+.1f} MB, {nodes:+.0f} nodes"
    return [Row(f"memory of the page after {MANY_PREVIEWS} previews", said, "next to nothing more")]
