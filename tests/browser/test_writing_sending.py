"""Where a post is sent, chosen while it is written, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from blog.actions.images import store_image
from blog.models import Announcement, Delivery, Post
from tests.admin.test_offers import live
from tests.browser.test_editor import open_editor
from tests.factories import TargetFactory, photo

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


def toots(**fields):
    return TargetFactory(kind="mastodon", name="Toots", settings={"server": "https://m.example"}, **fields)


def test_update_of_copies_is_offered_and_done_with_one_click_beside_the_text(page, enter, alice):
    skies = TargetFactory(kind="bluesky", name="Skies", settings={})
    post = live(alice, toots(), skies)
    enter(alice)
    open_editor(page, post)
    page.fill("#id_title", "Better words")
    page.click("input[name=_save]")
    offer = page.locator("[data-offer-copies]")
    expect(offer).to_contain_text("The copy at Toots says what the post said before.")
    expect(offer).to_contain_text("The copy at Skies cannot be changed and stays as it is.")
    assert not Delivery.objects.filter(action="update").exists()
    page.fill("#id_body", "Typed meanwhile.")
    page.locator("details[data-group=sending] > summary").click()
    summary = page.locator("[data-group=sending] [data-summary]")
    behind = page.locator(".sending-card").nth(1).locator("[data-behind]")
    expect(behind).to_be_visible()
    expect(summary).to_have_text("Skies, Toots · copies are behind")
    offer.get_by_role("button", name="Update it").click()
    expect(offer.get_by_role("status")).to_have_text("The copy at Toots is about to be updated.")
    expect(offer.get_by_role("button", name="Update it")).to_have_count(0)
    expect(behind).to_be_hidden()
    expect(summary).to_have_text("Skies, Toots")
    expect(page.locator("#id_body")).to_have_value("Typed meanwhile.")
    expect(page.locator("#id_body")).to_be_focused()
    assert [d.target.name for d in Delivery.objects.filter(action="update")] == ["Toots"]
    page.reload()
    expect(page.get_by_role("toolbar")).to_be_visible()
    expect(offer).to_have_count(0)


def test_offer_that_nobody_heard_is_still_there(context, paper, alice):
    post = live(alice, toots())
    open_editor(paper, post)
    paper.fill("#id_title", "Better words")
    paper.click("input[name=_save]")
    offer, summary = paper.locator("[data-offer-copies]"), paper.locator("[data-group=sending] [data-summary]")
    expect(offer).to_be_visible()
    expect(summary).to_have_text("Toots · copies are behind")
    paper.route("**/do/update_copies/", lambda route: route.abort())
    offer.get_by_role("button", name="Update it").click()
    expect(offer.get_by_role("status")).to_contain_text("Error")
    paper.unroute("**/do/update_copies/")
    offer.get_by_role("button", name="Update it").click()
    expect(offer.get_by_role("status")).to_have_text("The copy at Toots is about to be updated.")
    expect(summary).to_have_text("Toots")


def test_closed_panel_says_where_the_post_goes_whatever_is_typed(page, enter, alice):
    toots(is_default=True)
    enter(alice)
    page.goto("/admin/blog/post/add/")
    summary = page.locator("details[data-group=sending] [data-summary]")
    expect(summary).to_have_text("Toots")
    page.fill("#id_title", "Typed")
    expect(page).to_have_url(re.compile(r"/change/$"))
    page.fill("#id_excerpt", "In short")
    # The line of another group follows what is typed, so that of this one had its turn, too.
    expect(page.locator("details[data-group=about] [data-summary]")).to_contain_text("with an excerpt")
    expect(summary).to_have_text("Toots")


def test_card_follows_what_is_typed_and_is_gone_without_a_link(page, enter, alice):
    toots(is_default=True)
    TargetFactory(kind="bluesky", name="Skies", settings={})
    TargetFactory(kind="devto", name="Articles", settings={})
    cover = store_image(data=photo(64), name="a.jpg", by=alice)
    post = Post.objects.create(author=alice, title="A title", slug="a", cover=cover, version=0)
    enter(alice)
    open_editor(page, post)
    page.locator("details[data-group=sending] > summary").click()
    cards = page.locator(".sending-card")
    expect(cards).to_have_count(3)
    articles, skies, mine = (cards.nth(number).locator("[data-card]") for number in range(3))
    expect(articles).to_be_hidden()
    for card in (skies, mine):
        expect(card.locator("[data-card-title]")).to_have_text("A title")
        expect(card.locator("[data-card-picture]")).to_have_attribute("src", cover.url)
    page.fill("#id_title", "Another title")
    expect(skies.locator("[data-card-title]")).to_have_text("Another title")
    cards.nth(2).locator("[data-text]").fill("Without the address")
    expect(mine).to_be_hidden()


def test_copies_of_a_post_in_the_trash_are_deleted_from_its_page(page, enter, alice):
    post = live(alice, toots())
    enter(alice)
    page.goto(f"/admin/blog/post/{post.pk}/delete/")
    expect(page.get_by_label("Delete the copies as well")).not_to_be_checked()
    page.get_by_role("button", name="Move to the trash").click()
    expect(page.locator(".notices")).to_contain_text("Copies of it still stand at Toots.")
    assert not Delivery.objects.filter(action="delete").exists()
    page.get_by_role("button", name="Delete the copies").click()
    expect(page.locator(".notices")).to_contain_text("Its copies there are about to be deleted: Toots.")
    assert Delivery.objects.get(action="delete").state == "waiting"
