"""A real Chromium against the real server; where there is none, these tests are left out and the run says so."""

import os
import shutil
import threading
import time
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MISSING = "No Chromium found: {count} browser tests left out. Install it, for instance with: apt-get install chromium"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A conftest sees the whole collection, so the mark tells which tests are meant."""
    browser = [item for item in items if item.get_closest_marker("browser")]
    if browser and not CHROMIUM:
        items[:] = [item for item in items if item not in browser]
        config.hook.pytest_deselected(items=browser)
        config.stash[_LEFT_OUT] = len(browser)


_LEFT_OUT = pytest.StashKey[int]()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if not CHROMIUM:
        count = config.stash.get(_LEFT_OUT, None)
        terminalreporter.write_line(MISSING.format(count=count or "the"), yellow=True)


@pytest.fixture(scope="session")
def served_database(django_db_setup, django_db_blocker) -> Iterator[None]:
    """A request that a closed page no longer waits for can outlast its test, and would keep the database from going."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(scope="session")
def chromium(served_database) -> Iterator[Browser]:
    # Playwright keeps an event loop in this thread, in which Django would refuse to use the database.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        # Nobody waits that long, but for a machine that has much else to do.
        expect.set_options(timeout=30_000)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def context(chromium: Browser, live_server) -> Iterator[BrowserContext]:
    context = chromium.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(30_000)
    yield context
    context.close()
    wait_for_the_server()


def wait_for_the_server() -> None:
    """The writing screen saves by itself: what a page has sent before it was closed is still being answered, and the
    database can be emptied for the next test only afterwards."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and any("process_request_thread" in each.name for each in threading.enumerate()):
        time.sleep(0.02)


@pytest.fixture
def enter(context: BrowserContext, live_server):
    """Sign somebody in without typing a password."""

    def enter(user, where: BrowserContext = context) -> None:
        # A client of its own: the sessions of those who were signed in before stay.
        client = Client()
        client.force_login(user)
        session = client.cookies["sessionid"].value
        where.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])

    return enter


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page on which nothing may break: no script error, nothing that the content security policy had to stop."""
    page = context.new_page()
    trouble: list[str] = []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("console", lambda message: trouble.append(message.text) if message.type == "error" else None)
    yield page
    page.close()
    assert trouble == []


@pytest.fixture
def paper(context, enter, alice):
    """A page of Alice's that may hear errors, for they are the point."""
    enter(alice)
    return context.new_page()


@pytest.fixture
def elsewhere(chromium, live_server, enter):
    """Another browser, in which somebody is signed in."""
    contexts = []

    def elsewhere(person):
        context = chromium.new_context(base_url=live_server.url)
        context.set_default_timeout(30_000)
        enter(person, context)
        contexts.append(context)
        return context.new_page()

    yield elsewhere
    for context in contexts:
        context.close()
