"""What a page costs: requests, bytes, and nothing that moves while it arrives. Never times."""

import re

import pytest
from playwright.sync_api import Page, Route

from blog.actions.images import store_image
from blog.models import CrossPost
from tests.browser.test_reading import BODY, LONG
from tests.corner import Corner
from tests.factories import CrossPostFactory, SourceFactory, photo

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("static")]

POST = "/2014/11/stars/"
MOST_BYTES, MOST_SCRIPT = 15_000, 10_000


@pytest.fixture
def everything(settings, tmp_path_factory):
    settings.MEDIA_ROOT = tmp_path_factory.mktemp("media")
    corner = Corner()
    corner.author.bio, corner.author.website = "Counts stars. " * 10, "https://ada.example/"
    corner.author.save()
    cover = store_image(data=photo(1200), name="cover.jpg", by=corner.author, alt="A gradient")
    text = f"{LONG}\n\n{BODY}\n\n![A view]({cover.reference} 'A caption')"
    for slug in ("before", "stars", "after"):
        post = corner.post(published=True, slug=slug, title=slug.title(), body=text, cover=cover, is_featured=True)
        CrossPostFactory(post=post, source=SourceFactory(), direction=CrossPost.Direction.TO, url="https://b.example/")
    return corner


@pytest.fixture
def visit(page: Page, collected, everything):
    def visit(path: str) -> list[dict]:
        """Open it; what was asked for, with its kind and the bytes of its body as sent."""
        asked: list[dict] = []

        def static(route: Route) -> None:
            name = route.request.url.split("/static/")[1]
            packed = collected / f"{name}.br"
            sent = (packed if packed.exists() else collected / name).stat().st_size
            asked.append({"kind": route.request.resource_type, "bytes": sent})
            route.fulfill(path=collected / name)

        page.route("**/static/**", static)
        page.goto(path, wait_until="networkidle")
        sent = page.evaluate("performance.getEntriesByType('navigation')[0].encodedBodySize")
        asked.append({"kind": "document", "bytes": sent})
        return asked

    return visit


@pytest.mark.parametrize("path", [POST, "/", "/tags/rain/"])
def test_page_takes_few_requests_and_few_bytes_besides_its_pictures(visit, path):
    asked = visit(path)
    # The other one is the icon.
    assert sorted(one["kind"] for one in asked) == ["document", "other", "script", "stylesheet"]
    weight = sum(one["bytes"] for one in asked if one["kind"] in ("document", "stylesheet"))
    assert 3_000 < weight <= MOST_BYTES


def test_scripts_are_small_all_together(collected):
    scripts = [path for path in (collected / "js").glob("*.js") if re.search(r"\.[0-9a-f]{12}\.js$", path.name)]
    assert scripts
    assert sum(path.stat().st_size for path in scripts) < MOST_SCRIPT


# Counted from the first moment, whatever causes them.
SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => window.shifts.push(...list.getEntries().map((entry) => entry.value)))
  .observe({ type: "layout-shift", buffered: true });
"""


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("path", [POST, "/"])
def test_nothing_moves_while_a_page_arrives_and_is_read(page, visit, path, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.add_init_script(SHIFTS)
    visit(path)
    for _ in range(12):
        page.mouse.wheel(0, 700)
        page.wait_for_timeout(60)
    assert page.evaluate("scrollY") > 300
    assert page.evaluate("window.shifts") == []
