"""What a post costs its reader: bytes, requests, and things that move while one reads."""

from collections import defaultdict

import pytest
from pages import PUBLIC
from playwright.sync_api import Route

pytestmark = pytest.mark.browser

POSTS = [kind for kind in PUBLIC if kind.is_post]
MOST_BYTES = 15_000
MOST_REQUESTS = 4
# Long enough for what is there to have been painted.
PAINTED_MS = 100
WINDOWS = [{"width": 390, "height": 844}, {"width": 1280, "height": 900}]
ARRIVED = """
Promise.all([...document.images].filter((image) => image.getBoundingClientRect().top < innerHeight)
  .map((image) => image.decode().catch(() => {})))
"""
WATCH = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    const moved = entry.sources.map(({node}) => node ? (node.outerHTML ?? node.textContent).slice(0, 80) : "?");
    window.shifts.push(`${entry.value.toFixed(5)}: ${moved.join(" and ")}`);
  }
}).observe({type: "layout-shift", buffered: true});
"""


@pytest.fixture
def traffic(page):
    """What has crossed the wire: by kind of resource, the addresses and their bytes, compressed, with all headers."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    asked: dict[str, tuple[str, str]] = {}
    crossed: dict[str, dict[str, float]] = defaultdict(dict)

    def received(event) -> None:
        asked[event["requestId"]] = event["type"], event["response"]["url"]

    def finished(event) -> None:
        kind, url = asked.get(event["requestId"], ("", ""))
        if url.startswith("http"):
            crossed[kind][url] = event["encodedDataLength"]

    session.on("Network.responseReceived", received)
    session.on("Network.loadingFinished", finished)
    return crossed


@pytest.mark.parametrize("kind", POSTS, ids=str)
def test_post_is_light(kind, traffic, visit):
    visit(kind).wait_for_load_state("networkidle")
    text = {url: size for name in ("Document", "Stylesheet") for url, size in traffic[name].items()}
    assert len(text) >= 2
    assert sum(text.values()) <= MOST_BYTES, text


@pytest.mark.parametrize("kind", POSTS, ids=str)
def test_post_needs_few_requests(kind, traffic, visit):
    visit(kind).wait_for_load_state("networkidle")
    # What a post shows is its author's choice; the rest is ours: page, stylesheet, script and the browser tab's icon.
    urls = [url for name in traffic if name != "Image" for url in traffic[name]]
    assert len(urls) >= 3
    assert len(urls) <= MOST_REQUESTS, urls


@pytest.mark.parametrize("kind", PUBLIC, ids=str)
def test_nothing_moves_when_pictures_come_late(kind, page, visit):
    page.add_init_script(WATCH)
    pictures = Pictures()
    page.route("**/media/**", lambda route: pictures.arrive(route))
    for window in WINDOWS:
        page.set_viewport_size(window)
        pictures.hold()
        visit(kind, until="domcontentloaded")
        for y in range(0, page.evaluate("document.documentElement.scrollHeight"), window["height"]):
            pictures.hold()
            page.evaluate(f"scrollTo({{top: {y}, behavior: 'instant'}})")
            page.wait_for_timeout(PAINTED_MS)
            pictures.release()
            page.evaluate(ARRIVED)
        page.wait_for_timeout(PAINTED_MS)
        shifts = page.evaluate("shifts")
        assert not shifts, f"{kind} ({kind.path}), {window['width']} px wide, moves:\n" + "\n".join(shifts)


class Pictures:
    """They come when the text around them has been painted."""

    def __init__(self) -> None:
        self.held: list[Route] = []

    def hold(self) -> None:
        self.are_held = True

    def release(self) -> None:
        self.are_held = False
        while self.held:
            self.held.pop().continue_()

    def arrive(self, route: Route) -> None:
        if self.are_held:
            self.held.append(route)
        else:
            route.continue_()
