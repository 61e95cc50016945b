"""Results as they are typed, and the same page without scripts."""

import pytest
from playwright.sync_api import Page, expect

from blog import jobs
from tests.factories import PostFactory, TagFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def posts(served_database):
    PostFactory(published=True, title="Winter stars", tags=[TagFactory(name="Sky")])
    PostFactory(published=True, title="Winter boats")
    jobs.keep_search()


def test_results_appear_as_they_are_typed(page: Page, posts):
    page.goto("/search/")
    status = page.locator("[role=status]")
    status.evaluate("line => { line.dataset.kept = 'yes' }")
    page.locator("#search-field").press_sequentially("winter st", delay=20)
    expect(page.locator(".search-item h2")).to_have_text(["Winter stars"])
    expect(status).to_have_text("1 post")
    # The same line, so that what changes in it is read out.
    expect(status).to_have_attribute("data-kept", "yes")
    expect(page.locator("#search-field")).to_be_focused()
    assert page.url.endswith("/search/?q=winter+st")
    page.locator("#search-field").fill("winter")
    expect(page.locator(".search-item h2")).to_have_count(2)
    page.locator("#search-field").fill("")
    expect(page.get_by_role("heading", name="How to search")).to_be_visible()
    assert page.url.endswith("/search/")


def test_coming_back_from_a_result_shows_what_was_found(page: Page, posts):
    page.goto("/search/")
    page.locator("#search-field").fill("stars")
    expect(page.locator(".search-item h2")).to_have_text(["Winter stars"])
    page.get_by_role("link", name="Winter stars").click()
    page.wait_for_url("**/winter-stars/")
    page.go_back()
    expect(page.locator(".search-item h2")).to_have_text(["Winter stars"])
    expect(page.locator("#search-field")).to_have_value("stars")


def test_facets_stay_open_while_typing_and_lead_on(page: Page, posts):
    page.goto("/search/?q=winte")
    page.get_by_text("Narrow down").click()
    page.locator("#search-field").fill("winter")
    page.wait_for_url("**/search/?q=winter")
    page.get_by_role("link", name="Sky").click()
    expect(page.locator(".search-item h2")).to_have_text(["Winter stars"])
    page.get_by_role("link", name="Remove tag:sky").click()
    expect(page.locator(".search-item h2")).to_have_count(2)


def test_search_works_without_scripts(chromium, live_server, posts):
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/search/")
    page.get_by_role("searchbox").fill("boats")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".search-item h2")).to_have_text(["Winter boats"])
    context.close()
