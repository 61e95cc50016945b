"""The history of a post, in a real browser: compared, brought back, told to readers."""

import pytest
from playwright.sync_api import expect

from blog.actions.posts import publish_post, save_post
from tests.browser.test_editor import write
from tests.factories import LONG_AGO

pytestmark = pytest.mark.browser

TEXT = "One stays.\n\nTwo stays.\n\nThree stays."


def test_any_two_versions_are_compared_and_one_is_brought_back(page, enter, alice, eve):
    post = write(alice, body=TEXT)
    for text, by in (("Two is Eve's.", eve), ("Two is Alice's.", alice)):
        post.body = TEXT.replace("Two stays.", text)
        save_post(post=post, by=by)
    enter(alice)
    page.goto(f"/admin/blog/post/{post.pk}/history/")
    # Whichever is chosen first: the older one is compared with the newer one.
    page.get_by_label("from version 3").check()
    page.get_by_label("to version 1").check()
    page.get_by_role("button", name="Compare the chosen two").click()
    changed = page.locator(".diff .paragraph:not(.same)")
    expect(changed.locator("del")).to_contain_text("stays.")
    expect(changed.locator("ins")).to_contain_text("is Alice's.")
    page.get_by_role("link", name="version 1").click()
    expect(page.get_by_label("Text", exact=True)).to_have_value(TEXT)
    page.get_by_role("button", name="Bring version 1 back").click()
    expect(page.locator(".messagelist")).to_contain_text("Version 1 is back, as the newest one.")
    expect(page.locator("#id_body")).to_have_value(TEXT)
    assert post.revisions.first().reason == "restored"


def test_update_tells_readers_and_the_history_takes_it_back(page, enter, alice):
    post = write(alice, body=TEXT)
    publish_post(post=post, by=alice, at=LONG_AGO)
    enter(alice)
    page.goto(f"/admin/blog/post/{post.pk}/change/")
    page.get_by_label("More to do with this post").click()
    page.get_by_label("Tell readers about this change").fill("Corrected the second one.")
    page.locator("#id_body").fill(TEXT.replace("Two stays.", "Two was wrong."))
    page.locator("input[name=_save]").click()
    expect(page.locator(".messagelist")).to_contain_text("Updated.")
    page.goto(post.get_absolute_url())
    page.get_by_role("link", name="Corrected the second one.").click()
    expect(page.locator(".diff ins")).to_contain_text("was wrong.")
    page.goto(f"/admin/blog/post/{post.pk}/history/")
    page.get_by_text("Corrected the second one.").click()
    page.get_by_label("What readers are told of this change").locator("visible=true").fill("")
    page.get_by_role("button", name="Change", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("Readers are not told")
    page.goto(post.get_absolute_url())
    expect(page.get_by_text("Corrected the second one.")).to_have_count(0)
