"""Where a post is sent, chosen while it is written, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from blog.models import Announcement, Delivery, Post
from tests.factories import TargetFactory

pytestmark = pytest.mark.browser


def test_targets_are_chosen_counted_and_told_when_the_post_is_published(page, enter, alice):
    TargetFactory(kind="mastodon", name="Mine", settings={"server": "https://m.example"}, is_default=False)
    enter(alice)
    page.goto("/admin/blog/post/add/")
    page.fill("#id_title", "Out it goes")
    page.fill("#id_body", "Words.")
    expect(page).to_have_url(re.compile(r"/change/$"))
    page.locator("details[data-group=sending] > summary").click()
    card = page.locator(".sending-card")
    expect(card.locator("[data-length]")).to_contain_text("of 500 characters")
    card.locator("[data-wanted]").check()
    card.locator("[data-text]").fill("Look: {url} " + "x" * 480)
    expect(card.locator("[data-length]")).to_have_class("sending-length is-error")
    card.locator("[data-text]").fill("Look: {url}")
    expect(card.locator("[data-length]")).to_have_text("29 of 500 characters")
    expect(card.locator("[data-result]")).to_contain_text("Look: http")
    expect(page.locator("details[data-group=sending] [data-summary]")).to_have_text("Mine")
    assert Announcement.objects.get().text == "Look: {url}"
    page.click("input[name=_publish]")
    page.get_by_text("Published.").wait_for()
    assert Post.objects.get().is_published
    assert Delivery.objects.get().state == "waiting"
