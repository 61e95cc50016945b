import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import tools
from audited import AuditedSite
from pages import LANGUAGES, PageType
from playwright.sync_api import Browser, Page, sync_playwright

LEFT_OUT = pytest.StashKey[str]()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where a program is missing its checks are left out, in words; CI has them all, or fails."""
    lacking = tools.lacking()
    left_out = [item for item in items if any(item.get_closest_marker(mark) for mark in lacking)]
    if not left_out:
        return
    said = tools.left_out(lacking, len(left_out))
    if tools.in_ci():
        raise pytest.UsageError(said)
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=left_out)
    config.stash[LEFT_OUT] = said


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if said := config.stash.get(LEFT_OUT, ""):
        terminalreporter.write_line(said, yellow=True)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    if exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED and LEFT_OUT in session.config.stash:
        session.exitstatus = pytest.ExitCode.OK


@pytest.fixture(scope="session")
def site() -> Iterator[AuditedSite]:
    """The blog as `make run` starts it, filled with one of everything."""
    # Not one of pytest's folders, which the account that Postgres runs as under root may not enter.
    folder = Path(tempfile.mkdtemp(prefix="byline-audit-"))
    site = AuditedSite(folder / "site")
    try:
        site.start()
        site.fill()
        yield site
    finally:
        site.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session", params=LANGUAGES)
def language(site: AuditedSite, request: pytest.FixtureRequest) -> str:
    site.speak(request.param)
    return request.param


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=tools.CHROMIUM, args=tools.ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser, site: AuditedSite) -> Iterator[Page]:
    """A page of the site on which nothing may break: no script error, nothing that the security policy stopped."""
    context = chromium.new_context(base_url=site.url, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(20_000)
    context.route(f"{site.url}{site.BROKEN}", lambda route: route.fulfill(**site.broken_page._asdict()))
    page = context.new_page()
    trouble: list[str] = []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("console", lambda message: trouble.append(f"{page.url}: {message.text}") if is_trouble(message) else None)
    yield page
    context.close()
    assert not trouble, "\n".join(trouble)


def is_trouble(message) -> bool:
    """An error, but not that a page which says 404 was answered with 404."""
    return message.type == "error" and message.location["url"] != message.page.url


@pytest.fixture
def visit(page: Page, site: AuditedSite) -> Callable[..., Page]:
    def visit(kind: PageType, until: str = "load") -> Page:
        if kind.path.startswith("/admin/"):
            page.context.add_cookies([{"name": "sessionid", "value": site.session, "url": site.url}])
        answer = page.goto(kind.path, wait_until=until)
        assert answer is not None
        assert (answer.status, page.url) == (kind.status, site.url + kind.path)
        return page

    return visit
