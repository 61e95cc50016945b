"""Links and pictures of the library, looked for while writing, in a real browser."""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from blog.actions.images import store_image
from blog.actions.posts import save_post
from blog.models import Image, Post
from tests.browser.test_editor import open_editor, write
from tests.browser.writing_pictures import command, key_of, question, text
from tests.factories import ImageFactory, PostFactory, png

pytestmark = pytest.mark.browser


# --- The library ----------------------------------------------------------------------------------------------------
def test_pictures_are_chosen_from_the_library_by_keyboard_alone(page, enter, alice):
    for number in range(30):
        ImageFactory(original_name=f"hill-{number}.png", file=store_image(data=png(8), name="x", by=None).file.name)
    sea = store_image(data=png(9), name="sea.png", by=alice)
    Image.objects.filter(original_name="hill-29.png").update(alt="A hill")
    enter(alice)
    open_editor(page)
    text(page).fill("Before.")
    command(page, "picture")
    dialog = page.get_by_role("dialog", name="Pictures of the library")
    field = dialog.get_by_role("textbox")
    expect(field).to_be_focused()
    expect(dialog.get_by_role("status")).to_have_text("24 pictures, and there are more")
    expect(dialog.get_by_role("option").first).to_contain_text("sea.png not described")
    field.press_sequentially("hil")
    expect(dialog.get_by_role("option").first).to_contain_text("hill-29.png A hill")
    field.press("ArrowDown")
    options = dialog.get_by_role("listbox")
    expect(options).to_be_focused()
    for key in ("Space", "ArrowRight", "ArrowRight", "Space"):
        page.keyboard.press(key)
    expect(dialog.get_by_role("option", selected=True)).to_have_count(2)
    expect(dialog.get_by_role("button", name="Insert 2 pictures")).to_be_enabled()
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(text(page)).to_be_focused()
    first, third = (key_of(f"hill-{number}.png") for number in (29, 27))
    assert text(page).input_value() == f"Before.\n\n![A hill](image:{first})\n![](image:{third})\n"
    # The one that nobody has described is asked about.
    expect(question(page, "hill-27.png")).to_be_visible()
    expect(page.get_by_label(re.compile("^What does"))).to_have_count(1)
    assert sea.pk not in (first, third)


def test_more_pictures_come_below_and_escape_gives_the_focus_back(page, enter, alice):
    for number in range(30):
        ImageFactory(original_name=f"hill-{number}.png", file=store_image(data=png(8), name="x", by=None).file.name)
    enter(alice)
    open_editor(page)
    text(page).fill("Before.")
    text(page).evaluate("area => area.setSelectionRange(3, 3)")
    command(page, "picture")
    options = page.get_by_role("dialog").get_by_role("option")
    expect(options).to_have_count(24)
    page.get_by_role("button", name="More").click()
    expect(options).to_have_count(31)
    expect(page.get_by_role("button", name="More")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(text(page)).to_be_focused()
    assert text(page).evaluate("area => [area.selectionStart, area.value]") == [3, "Before."]


def test_search_says_when_nothing_is_found_and_when_it_does_not_work(context, enter, alice):
    page = context.new_page()
    enter(alice)
    open_editor(page)
    command(page, "picture")
    status = page.get_by_role("dialog").get_by_role("status")
    expect(status).to_have_text("No picture has these words.")
    page.route("**/find/**", lambda route: route.abort())
    page.keyboard.type("x")
    expect(status).to_have_text("No connection. Type again to try again.")
    page.unroute("**/find/**")
    Session.objects.all().delete()
    page.keyboard.type("y")
    expect(status).to_have_text("You are signed out. Sign in again; your text is still here.")
    page.close()


def test_cover_is_chosen_in_a_dialog(page, enter, alice):
    sea = store_image(data=png(9), name="sea.png", by=alice)
    enter(alice)
    open_editor(page)
    page.click("#lookup_id_cover")
    dialog = page.get_by_role("dialog", name="Choose the cover")
    dialog.get_by_role("option", name="sea.png").click()
    expect(dialog).to_be_hidden()
    expect(page.locator("img.cover-picture")).to_be_visible()
    expect(page.locator("#id_cover")).to_have_value(str(sea.pk))
    page.fill("#id_title", "With a cover")
    page.click("input[name=_save]")
    page.get_by_text("Draft saved.").wait_for()
    assert Post.objects.get().cover == sea


# --- Links ----------------------------------------------------------------------------------------------------------
def test_link_to_a_post_goes_on_leading_there_when_its_address_changes(page, enter, alice):
    other = PostFactory(author=alice, title="Walking [the] hills", slug="hills", published=True)
    PostFactory(author=alice, title="Cooking", published=True)
    enter(alice)
    open_editor(page)
    page.fill("#id_title", "It leads there")
    text(page).fill("See this post.")
    text(page).evaluate("area => area.setSelectionRange(4, 8)")
    command(page, "post-link")
    field = page.get_by_role("combobox", name="Words of a title, or a web address")
    # What is selected is looked for first.
    expect(field).to_have_value("this")
    field.fill("hil")
    option = page.get_by_role("option", name="Walking [the] hills")
    expect(option).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", option.get_attribute("id"))
    field.press("Enter")
    expect(text(page)).to_be_focused()
    assert text(page).input_value() == f"See [this](post:{other.pk}) post."
    page.click("input[name=_publish]")
    page.get_by_text("Published.").wait_for()
    other.slug = "over-the-hills"
    save_post(post=other, by=alice)
    post = Post.objects.get(title="It leads there")
    page.goto(post.get_absolute_url())
    page.get_by_role("link", name="this", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Walking [the] hills")
    assert page.url.endswith("/over-the-hills/")


def test_without_a_selection_the_title_is_written_and_drafts_say_what_they_are(page, enter, alice):
    draft = write(alice, title="Not [yet] out")
    enter(alice)
    open_editor(page)
    command(page, "post-link")
    option = page.get_by_role("option", name="Not [yet] out")
    expect(option).to_contain_text("draft: readers see only the words until it is published")
    page.keyboard.press("Enter")
    assert text(page).input_value() == f"[Not \\[yet\\] out](post:{draft.pk})"


def test_typed_address_is_linked_and_its_words_are_typed_over(page, enter, alice):
    enter(alice)
    open_editor(page)
    command(page, "post-link")
    expect(page.get_by_role("dialog").get_by_role("status")).to_have_text(re.compile("^No title"))
    # Without a server: it has nothing to say about that address.
    page.route("**/links/**", lambda route: None)
    # Enter at once: what was found for other words before is not meant.
    page.keyboard.type("https://example.com/a_(b)")
    page.keyboard.press("Enter")
    expect(text(page)).to_be_focused()
    page.keyboard.type("Example")
    assert text(page).input_value() == "[Example](https://example.com/a_%28b%29)"


def test_address_of_this_site_becomes_the_post_s_own(page, enter, alice):
    other = PostFactory(author=alice, title="Walking", published=True)
    enter(alice)
    open_editor(page)
    text(page).fill("there")
    text(page).select_text()
    command(page, "post-link")
    page.keyboard.type(f"{other.get_absolute_url()}#a-heading")
    page.get_by_role("option", name="Walking").click()
    assert text(page).input_value() == f"[there](post:{other.pk}#a-heading)"


def test_two_brackets_within_a_line_open_the_links(page, enter, alice):
    other = PostFactory(author=alice, title="Walking", published=True)
    enter(alice)
    open_editor(page)
    text(page).press_sequentially("[[toc]]\n\nSee [[")
    page.keyboard.type("walk")
    page.get_by_role("option", name="Walking").wait_for()
    page.keyboard.press("Enter")
    expect(text(page)).to_have_value(f"[[toc]]\n\nSee [Walking](post:{other.pk})")
