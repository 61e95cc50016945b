"""From the writing screen to readers: now, later, in part, and back."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from blog.actions.posts import publish_post
from blog.models import Image, Post, SiteSettings, WorkingCopy
from tests.admin.writing import Tab
from tests.browser.test_editor import open_editor, write
from tests.browser.test_writing_layout import in_hours, live
from tests.factories import ImageFactory

pytestmark = pytest.mark.browser


def test_schedule_is_said_in_words_of_the_site_s_time_zone(page, enter, alice):
    SiteSettings(time_zone="Pacific/Auckland").save()
    enter(alice)
    open_editor(page)
    page.fill("#id_title", "Soon")
    soon = in_hours(3)
    page.fill("#id_publish_at_0", soon.strftime("%Y-%m-%d"))
    page.fill("#id_publish_at_1", soon.strftime("%H:%M"))
    said = page.locator("[data-moment-of=publish_at]")
    expect(said).to_contain_text("(Pacific/Auckland), in 3 hours")
    page.click("input[name=_publish]")
    expect(page.locator(".state-scheduled")).to_contain_text("scheduled for")
    post = Post.objects.get()
    assert post.state == "scheduled"
    assert timezone.localtime(post.publish_at, SiteSettings.load().zone).strftime("%H:%M") == soon.strftime("%H:%M")
    page.locator(".more-menu summary").click()
    page.get_by_role("button", name="Publish now").click()
    expect(page.locator(".state-published")).to_have_text("published")


def test_day_without_a_time_is_given_one_that_can_be_seen(page, enter, alice):
    enter(alice)
    open_editor(page)
    page.fill("#id_publish_at_0", "2999-01-01")
    page.locator("#id_publish_at_0").blur()
    expect(page.locator("#id_publish_at_1")).to_have_value("09:00")


def test_changes_are_staged_seen_as_of_a_date_and_held_back(page, enter, alice):
    post = live(alice, body="Old words.")
    Tab(alice, post).save(body="New words.")
    enter(alice)
    open_editor(page, post)
    page.locator(".more-menu summary").click()
    page.get_by_role("link", name="Let changes go live later…").click()
    expect(page.locator("#stage-at")).to_be_focused()
    page.fill("#stage-at", in_hours(48).strftime("%Y-%m-%dT%H:%M"))
    expect(page.locator("[data-moment-said]")).to_contain_text("in 2 days")
    page.get_by_role("button", name="Stage").click()
    expect(page.locator(".bar")).to_contain_text("changes go live on")
    assert WorkingCopy.objects.get().go_live_at
    for hours, words in ((24, "Old words."), (72, "New words.")):
        page.locator(".preview-menu summary").click()
        page.fill("#as-of-at", in_hours(hours).strftime("%Y-%m-%dT%H:%M"))
        with page.expect_popup() as popup:
            page.get_by_role("button", name="Show", exact=True).click()
        expect(popup.value.locator("article")).to_contain_text(words)
        popup.value.close()
        page.keyboard.press("Escape")
    page.get_by_role("button", name="Hold them back").click()
    expect(page.locator(".bar")).not_to_contain_text("changes go live on")
    expect(page.locator(".bar")).to_contain_text("with changes not public yet")
    assert Post.objects.get().body.strip() == "Old words."


def test_as_of_a_date_before_a_post_appears_there_is_nothing_to_see(page, enter, alice):
    post = write(alice)
    publish_post(post=post, by=alice, at=in_hours(48))
    enter(alice)
    open_editor(page, post)
    page.locator(".preview-menu summary").click()
    page.fill("#as-of-at", in_hours(24).strftime("%Y-%m-%dT%H:%M"))
    with page.expect_popup() as popup:
        page.get_by_role("button", name="Show", exact=True).click()
    expect(popup.value.get_by_text("Then readers see nothing here yet: it appears later.")).to_be_visible()


def test_what_stands_against_publishing_is_asked_in_one_place(page, enter, alice):
    silent: Image = ImageFactory(original_name="silent.png", uploaded_by=alice)
    enter(alice)
    open_editor(page)
    page.route("**/media/**", lambda route: route.fulfill(body=b"", content_type="image/png"))
    page.fill("#id_body", f"Text\n\n![]({silent.reference})")
    page.click("input[name=_publish]")
    dialog = page.get_by_role("dialog", name="Before readers see it")
    expect(dialog).to_contain_text("A published post needs a title.")
    expect(dialog.get_by_role("button", name="Publish all the same")).to_be_hidden()
    dialog.get_by_role("link", name="Title").click()
    expect(page.locator("#id_title")).to_be_focused()
    page.keyboard.type("Told")
    page.click("input[name=_publish]")
    expect(dialog).to_contain_text("silent.png")
    page.keyboard.press("Escape")
    expect(page.locator("input[name=_publish]")).to_be_focused()
    page.click("input[name=_publish]")
    dialog.get_by_role("button", name="Publish all the same").click()
    expect(page.locator(".state-published")).to_be_visible()
    assert Post.objects.get().is_published


def test_unpublished_duplicated_trashed_and_taken_back_from_the_bar(page, enter, alice):
    post = live(alice)
    enter(alice)
    open_editor(page, post)
    menu = page.locator(".more-menu summary")
    menu.click()
    page.get_by_role("button", name="Unpublish").click()
    expect(page.locator(".state-draft")).to_be_visible()
    menu.click()
    page.get_by_role("button", name="Duplicate").click()
    expect(page.locator(".notices")).to_contain_text("This is the copy")
    assert Post.objects.count() == 2
    open_editor(page, post)
    menu.click()
    page.get_by_role("link", name="Move to the trash…").click()
    page.get_by_role("button", name="Move to the trash").click()
    expect(page.locator(".bar")).to_contain_text("in the trash")
    page.get_by_role("button", name="Take back from the trash").click()
    expect(page.locator(".state-draft")).to_be_visible()
    assert Post.objects.get(pk=post.pk).trashed_at is None


def test_day_that_is_not_typed_to_its_end_is_asked_for_instead_of_publishing_at_once(page, enter, alice):
    post = write(alice)
    enter(alice)
    open_editor(page, post)
    page.locator("#id_publish_at_0").focus()
    page.keyboard.press("1")
    page.click("input[name=_publish]")
    dialog = page.get_by_role("dialog", name="Before readers see it")
    dialog.get_by_role("link", name="Publish at").click()
    expect(page.locator("#id_publish_at_0")).to_be_focused()
    assert Post.objects.get().state == "draft"
    page.fill("#id_publish_at_0", "2999-01-01")
    page.click("input[name=_publish]")
    page.get_by_text("Scheduled").first.wait_for()
    assert Post.objects.get().publish_at.year == 2999
