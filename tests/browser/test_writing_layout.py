"""The writing screen as a whole: its panes, the panel with the rest of the post, and what makes a post public."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from blog.actions.posts import publish_post
from blog.actions.staging import stage_changes
from blog.models import CrossPost, Post, SiteSettings
from tests.admin.writing import Tab
from tests.browser.test_editor import open_editor, write
from tests.factories import LONG_AGO, SourceFactory

pytestmark = pytest.mark.browser

SHORTCUT = "Control+Shift+Comma"
PHONE = {"width": 390, "height": 844}
SIDEWAYS = """() => ['html', '#side'].map(place => document.querySelector(place)).map(
    element => element.scrollWidth - element.clientWidth
)"""
OUT_OF_SIGHT = """() => {
    const page = document.documentElement.getBoundingClientRect();
    return [...document.querySelectorAll('.bar *, .side *, .paper *')].filter(element => {
        const {left, right, width, height} = element.getBoundingClientRect();
        const isShown = width > 1 && height > 1 && getComputedStyle(element).visibility === 'visible';
        return isShown && !element.closest('.visually-hidden, .select2, .menu-items, .editor-toolbar, .paper label')
            && (right > page.width + 1 || left < -1);
    }).map(element => element.outerHTML.slice(0, 100));
}"""


def live(author, **fields) -> Post:
    post = write(author, **fields)
    publish_post(post=post, by=author, at=LONG_AGO)
    return post


def group(page, name: str):
    return page.locator(f"details[data-group={name}]")


def open_group(page, name: str):
    found = group(page, name)
    if found.get_attribute("open") is None:
        found.locator("summary").click()
    return found


def in_hours(hours: int) -> dt.datetime:
    return timezone.localtime(timezone.now() + dt.timedelta(hours=hours), SiteSettings.load().zone)


@pytest.mark.parametrize("width", [1280, 1920])
def test_window_is_filled_and_only_its_panes_scroll(page, enter, alice, width):
    page.set_viewport_size({"width": width, "height": 900})
    enter(alice)
    open_editor(page, write(alice, body="A paragraph.\n\n" * 200))
    heights = page.evaluate("[document.documentElement.scrollHeight, document.body.scrollHeight, innerHeight]")
    assert heights == [900, 900, 900]
    for pane in ("#id_body", "iframe[title=Preview]", "#side"):
        box = page.locator(pane).bounding_box()
        # Below the text there may stand how long it is.
        assert 860 <= round(box["y"] + box["height"]) <= 900
    text, preview, side = (page.locator(pane).bounding_box() for pane in ("#id_body", "iframe[title=Preview]", "#side"))
    assert text["x"] + text["width"] <= preview["x"] + 1
    assert preview["x"] + preview["width"] <= side["x"] + 1
    page.locator("#id_body").evaluate("area => area.scrollTo(0, 500)")
    assert page.locator("#id_title").bounding_box()["y"] > 0


def test_panel_opens_and_closes_by_keyboard_and_is_remembered(page, enter, alice):
    enter(alice)
    open_editor(page)
    toggle = page.get_by_role("button", name="Details")
    expect(toggle).to_have_attribute("aria-expanded", "true")
    page.locator("#id_body").focus()
    page.keyboard.press(SHORTCUT)
    expect(page.locator("#side")).to_be_hidden()
    expect(toggle).to_have_attribute("aria-expanded", "false")
    expect(page.locator("#id_body")).to_be_focused()
    page.reload()
    expect(page.locator("#side")).to_be_hidden()
    expect(toggle).to_have_attribute("aria-expanded", "false")
    page.keyboard.press(SHORTCUT)
    expect(page.locator("#side")).to_be_focused()
    toggle.press("Enter")
    expect(page.locator("#side")).to_be_hidden()


def test_groups_say_what_is_in_them_and_stay_as_they_were_left(page, enter, alice):
    post = write(alice, slug="here")
    CrossPost.objects.create(post=post, source=SourceFactory(name="The other blog"), url="https://other.example/1")
    enter(alice)
    open_editor(page, post)
    elsewhere, about = group(page, "elsewhere"), group(page, "about")
    expect(elsewhere.locator("[data-summary]")).to_have_text("The other blog")
    expect(group(page, "address").locator("[data-summary]")).to_contain_text("/here/")
    page.fill("#id_excerpt", "In short")
    about.locator("summary").press("Enter")
    expect(about.locator("[data-summary]")).to_have_text("no tags · no cover · with an excerpt")
    elsewhere.locator("summary").click()
    expect(page.locator("#id_cross_posts-0-url")).to_have_value("https://other.example/1")
    page.reload()
    expect(page.locator("#id_cross_posts-0-url")).to_be_visible()
    expect(page.locator("#id_excerpt")).to_be_hidden()


def test_error_in_a_closed_group_opens_it_and_is_linked_from_the_top(page, enter, alice):
    other = write(alice, slug="taken")
    enter(alice)
    open_editor(page, write(alice, title="Another"))
    open_group(page, "address")
    page.fill("#id_slug", other.slug)
    group(page, "address").locator("summary").click()
    page.keyboard.press(SHORTCUT)
    expect(page.locator("#side")).to_be_hidden()
    page.click("input[name=_save]")
    link = page.locator(".notices").get_by_role("link", name="Slug")
    expect(link).to_be_visible()
    expect(page.locator("#id_slug")).to_be_visible()
    link.click()
    expect(page.locator("#id_slug")).to_be_focused()
    expect(page.locator("#id_slug")).to_be_in_viewport()


def test_enter_in_the_title_leads_to_the_text_and_sends_nothing(page, enter, alice):
    enter(alice)
    open_editor(page, live(alice))
    page.locator("#id_title").press("End")
    page.keyboard.insert_text(" of\ntwo lines")
    page.keyboard.press("Enter")
    expect(page.locator("#id_body")).to_be_focused()
    expect(page.locator("#id_title")).to_have_value("A title of two lines")
    open_group(page, "search")
    page.locator("#id_meta_title").press("Enter")
    expect(page.locator("#id_meta_title")).to_be_focused()
    assert Post.objects.get().title == "A title"


def test_search_result_and_card_follow_the_typing(page, enter, alice):
    SiteSettings(title="The site").save()
    enter(alice)
    open_editor(page, write(alice, title="Quiet", body="First words."))
    open_group(page, "search")
    snippet, card = page.locator("[data-snippet]"), page.locator("[data-card]")
    expect(snippet.locator("[data-part=title]")).to_have_text("Quiet – The site")
    expect(snippet.locator("[data-part=description]")).to_have_text("First words.")
    expect(page.locator("[data-part=note]")).to_contain_text("drawn once it is published")
    page.fill("#id_title", "Loud")
    expect(snippet.locator("[data-part=title]")).to_have_text("Loud – The site")
    expect(card.locator("[data-part=title]")).to_have_text("Loud")
    page.fill("#id_meta_description", ("word " * 60).strip())
    expect(page.locator("[data-count=description]")).to_contain_text("299 characters, about")
    assert snippet.locator("[data-part=description]").text_content().endswith("word …")
    page.fill("#id_meta_title", "Short")
    expect(page.locator("[data-count=title]")).to_have_text("16 characters, all of them shown")
    expect(card.locator("[data-part=title]")).to_have_text("Short")


def test_menus_are_used_by_keyboard(page, enter, alice):
    enter(alice)
    open_editor(page, live(alice))
    summary = page.locator(".more-menu summary")
    summary.press("Enter")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="Let changes go live later…")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("link", name="Move to the trash…")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".more-menu .menu-items")).to_be_hidden()
    expect(summary).to_be_focused()


def test_phone_shows_one_pane_at_a_time_with_all_in_reach(page, enter, alice):
    page.set_viewport_size(PHONE)
    enter(alice)
    preview = open_editor(page, write(alice, body="A paragraph.\n\n" * 100))
    views = page.get_by_role("group", name="What is shown")
    expect(views.get_by_role("button", name="Write")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("iframe[title=Preview]")).to_be_hidden()
    expect(page.locator("#side")).to_be_hidden()
    page.locator("#id_body").evaluate("area => area.scrollTo(0, 1000)")
    assert page.locator("#id_title").bounding_box()["y"] > 0
    views.get_by_role("button", name="Preview").click()
    expect(preview.get_by_text("A paragraph.").first).to_be_visible()
    expect(page.locator("#id_body")).to_be_hidden()
    page.get_by_role("button", name="Details").click()
    expect(page.locator("#side")).to_be_focused()
    expect(page.locator("#id_excerpt")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#side")).to_be_hidden()
    expect(page.get_by_role("button", name="Details")).to_be_focused()
    page.reload()
    expect(page.locator("#id_body")).to_be_visible()


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_nothing_reaches_out_of_the_window(page, enter, alice, width):
    page.set_viewport_size({"width": width, "height": 800})
    post = live(alice, title="A rather long title of a post that needs more than one line", expire_at=in_hours(900))
    Tab(alice, post).save(body="New words.")
    stage_changes(post=Post.objects.get(), by=alice, at=in_hours(48))
    enter(alice)
    open_editor(page, post)
    toggle = page.get_by_role("button", name="Details")
    if toggle.get_attribute("aria-expanded") == "false":
        toggle.click()
    expect(page.locator("#side")).to_be_visible()
    page.evaluate("document.querySelectorAll('details[data-group]').forEach(group => { group.open = true; })")
    expect(page.locator("[data-snippet] [data-part=title]")).not_to_be_empty()
    assert page.evaluate(SIDEWAYS) == [0, 0]
    assert page.evaluate(OUT_OF_SIGHT) == []


def test_text_keeps_the_room_that_a_phone_s_keyboard_leaves(page, enter, alice):
    page.set_viewport_size(PHONE)
    enter(alice)
    open_editor(page, write(alice))
    page.set_viewport_size({"width": 390, "height": 480})
    page.wait_for_function("getComputedStyle(document.documentElement).getPropertyValue('--room') === '480px'")
    box = page.locator("#id_body").bounding_box()
    assert box["y"] + box["height"] <= 480
    assert box["height"] > 200


@pytest.mark.parametrize("width", [390, 1280])
def test_without_scripts_everything_is_there_and_is_saved(chromium, live_server, client, alice, width):
    context = chromium.new_context(
        base_url=live_server.url, java_script_enabled=False, viewport={"width": width, "height": 800}
    )
    client.force_login(alice)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    page = context.new_page()
    post = live(alice)
    page.goto(f"/admin/blog/post/{post.pk}/change/")
    page.fill("#id_excerpt", "In short")
    page.click("details[data-group=address] summary")
    page.fill("#id_slug", "otherwise")
    page.click("input[name=_save]")
    assert page.get_by_text("Updated.").is_visible()
    post.refresh_from_db()
    assert (post.excerpt, post.slug) == ("In short", "otherwise")
    page.click(".more-menu summary")
    page.click("input[name=_unpublish]")
    assert page.locator(".state-draft").is_visible()
    context.close()


def test_who_only_reads_sees_why_and_what_there_is(page, enter, carol, eve):
    post = write(carol, body="Carol's words.")
    publish_post(post=post, by=eve, at=LONG_AGO)
    enter(carol)
    page.goto(f"/admin/blog/post/{post.pk}/change/")
    expect(page.locator(".notices")).to_contain_text("Only editors change this post")
    expect(page.get_by_text("Carol's words.")).to_be_visible()
    page.locator(".preview-menu summary").click()
    expect(page.get_by_role("link", name="As it was last saved")).to_be_visible()
    assert page.locator("input[name=_save]").count() == 0


def test_contributor_is_told_what_others_choose(page, enter, carol):
    enter(carol)
    open_editor(page)
    expect(page.locator("#side")).to_contain_text("chosen by who publishes it")
    assert page.locator("#id_publish_at_0").count() == 0
