"""What the page called saved is there after web server and Postgres were killed, and what was typed since follows."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_writing_saving import says, type_at_end, wait_for_saved
from tests.config.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("serve")]

BODY = "#id_body"


def signed_in(chromium, site, password):
    context = chromium.new_context(base_url=f"http://localhost:{site.port}")
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto("/accounts/login/")
    page.fill("#id_login", "admin")
    page.fill("#id_password", password)
    page.click("button[type=submit]")
    page.wait_for_url("**/admin/")
    return page


def test_nothing_is_lost_when_the_server_is_killed_while_somebody_writes(chromium, tmp_path):
    expect.set_options(timeout=60_000)
    site = Site(tmp_path / "killed").start()
    try:
        password = re.search(r"Password:  (\S+)", site.said())[1]
        page = signed_in(chromium, site, password)
        page.goto("/admin/blog/post/add/")
        page.fill("#id_title", "Before the crash")
        type_at_end(page, "Saved words.")
        expect(page).to_have_url(re.compile(r"/\d+/change/$"))
        wait_for_saved(page)
        site.kill_everything()
        type_at_end(page, " Words without a server.")
        says(page, "No connection. Your text is kept in this browser.")
        # Held back, so that only what had been called saved can be there.
        page.context.set_offline(True)
        site.start()
        other = signed_in(chromium, site, password)
        other.goto(page.url)
        assert other.locator(BODY).input_value() == "Saved words."
        page.context.set_offline(False)
        wait_for_saved(page)
        other.reload()
        assert other.locator(BODY).input_value() == "Saved words. Words without a server."
        for each in (page, other):
            each.context.close()
    finally:
        expect.set_options(timeout=30_000)
        if site.process.poll() is None:
            site.stop()
