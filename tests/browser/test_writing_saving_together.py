"""A second device, another person, and input that is wrong: both texts stay, and the page says what is the matter."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from blog.actions.posts import publish_post, save_post
from blog.models import Post, SiteSettings, UnmergedCopy, WorkingCopy
from tests.admin.writing import Tab
from tests.browser.test_editor import open_editor, write
from tests.browser.test_writing_saving import kept, says, type_at_end, type_into, wait_for_saved
from tests.factories import SeriesFactory

pytestmark = pytest.mark.browser

TEXT = "First.\n\nSecond.\n\nThird."
BODY = "#id_body"


@pytest.mark.parametrize("who", ["alice", "eve"])
def test_two_who_write_in_different_paragraphs_see_each_other_s_words(page, enter, elsewhere, alice, eve, who):
    post = write(alice, body=TEXT)
    enter(alice)
    other = elsewhere({"alice": alice, "eve": eve}[who])
    open_editor(page, post)
    open_editor(other, post)
    type_into(page, "First", " By the sea.")
    type_into(other, "Third", " On the hill.")
    for each in (page, other):
        wait_for_saved(each)
    # Whoever was first sees it with the next words.
    type_into(page, "First", " Blue")
    expect(page.locator(BODY)).to_have_value("First. By the sea. Blue\n\nSecond.\n\nThird. On the hill.")
    type_into(other, "Third", " Green")
    both = "First. By the sea. Blue\n\nSecond.\n\nThird. On the hill. Green"
    expect(other.locator(BODY)).to_have_value(both)
    for each in (page, other):
        wait_for_saved(each)
    assert kept(post)["body"] == both
    # The caret stayed where she writes.
    page.keyboard.type(" sky")
    expect(page.locator(BODY)).to_have_value(both.replace("Blue", "Blue sky"))
    wait_for_saved(page)
    assert kept(post)["body"] == both.replace("Blue", "Blue sky")


def test_words_of_others_come_in_under_the_hands_and_undo_takes_back_one_s_own(page, enter, elsewhere, alice, eve):
    post = write(alice, body=TEXT)
    enter(alice)
    other = elsewhere(eve)
    open_editor(page, post)
    open_editor(other, post)
    other.fill("#id_title", "Eve’s title")
    type_into(other, "First", " Hers.")
    wait_for_saved(other)
    type_into(page, "Third", " Mine.")
    expect(page.locator(BODY)).to_have_value("First. Hers.\n\nSecond.\n\nThird. Mine.")
    says(page, "Eve saved; the changes are in your text.")
    expect(page.locator("#id_title")).to_have_value("Eve’s title")
    area = page.locator(BODY)
    assert area.evaluate("area => area.value.slice(0, area.selectionStart)").endswith("Third. Mine.")
    area.press("Control+z")
    area.press("Control+z")
    expect(area).not_to_have_value("First. Hers.\n\nSecond.\n\nThird. Mine.")


def test_caret_stays_at_its_letter_when_others_wrote_before_and_behind_it(page, enter, elsewhere, alice, eve):
    post = write(alice, body=TEXT)
    enter(alice)
    other = elsewhere(eve)
    open_editor(page, post)
    open_editor(other, post)
    type_into(other, "First", " By Eve 🌊.")
    type_into(other, "Third", " By her too.")
    wait_for_saved(other)
    type_into(page, "Second", " Mi")
    expect(page.locator(BODY)).to_have_value("First. By Eve 🌊.\n\nSecond. Mi\n\nThird. By her too.")
    page.keyboard.type("ne.")
    expect(page.locator(BODY)).to_have_value("First. By Eve 🌊.\n\nSecond. Mine.\n\nThird. By her too.")
    # Who types on at once has time to read it all the same.
    says(page, "Eve saved; the changes are in your text.")
    wait_for_saved(page)
    assert kept(post)["body"] == "First. By Eve 🌊.\n\nSecond. Mine.\n\nThird. By her too."


def test_what_others_chose_is_shown_as_the_form_shows_it(page, enter, eve, bob):
    """By its name, and in the site's time zone; a day as the browser's own field takes it, whatever the language."""
    SiteSettings.objects.update_or_create(pk=1, defaults={"language": "de", "time_zone": "Europe/Berlin"})
    post = write(eve, body=TEXT)
    series = SeriesFactory()
    enter(eve)
    open_editor(page, post)
    chosen = {"publish_at": "2999-01-02T10:30:00Z", "series": series.pk, "author": bob.pk, "tags": ["Hill"]}
    Tab(eve, post).save(**chosen, visibility="unlisted")
    type_at_end(page, " Words.")
    expect(page.locator("#id_publish_at_0")).to_have_value("2999-01-02")
    expect(page.locator("#id_publish_at_1")).to_have_value("11:30")
    expect(page.locator(".field-series .select2-selection__rendered")).to_contain_text(series.name)
    expect(page.locator(".field-author .select2-selection__rendered")).to_contain_text("Bob")
    expect(page.locator(".field-tags .select2-selection__choice")).to_contain_text("Hill")
    expect(page.locator("#id_visibility")).to_have_value("unlisted")
    page.fill("#id_publish_at_0", "2999-01-03")
    page.locator("#id_publish_at_0").press("Tab")
    wait_for_saved(page)
    copy = kept(post)
    assert (copy["publish_at"], copy["series_id"], copy["tags"]) == ("2999-01-03T10:30:00Z", series.pk, ["Hill"])


def test_text_that_both_changed_is_kept_aside_until_somebody_chooses(context, enter, elsewhere, alice, eve):
    post = write(alice, body=TEXT)
    enter(alice)
    page = context.new_page()
    # Were Eve's words shown before Alice types, as this would do, there would be nothing to choose.
    page.route("**/here/", lambda route: route.abort())
    open_editor(page, post)
    page.evaluate(
        "document.addEventListener('editor:conflict', event => { window.conflicts = event.detail.conflicts; })"
    )
    WorkingCopy.objects.create(
        post=post, base_version=1, sequence=1, by=eve, saved_at=post.updated_at,
        fields={"title": "A title", "body": TEXT.replace("Second.", "Second, by Eve."), "tags": []},
    )  # fmt: skip
    type_into(page, "Second", " By Alice.")
    says(page, "Somebody changed the same. Your text is kept; choose what is to stay.")
    assert UnmergedCopy.objects.get().fields["body"] == TEXT.replace("Second.", "Second. By Alice.")
    [conflict] = page.evaluate("window.conflicts")
    assert (conflict["mine"], conflict["theirs"]) == ("Second. By Alice.", "Second, by Eve.")


def test_title_of_ten_thousand_characters_is_kept_and_the_limit_is_said_beside_it(page, enter, alice):
    post = write(alice)
    enter(alice)
    open_editor(page, post)
    title = page.locator("#id_title")
    title.focus()
    # Pasted: the browser does not cut it.
    title.evaluate("field => { field.select(); document.execCommand('insertText', false, 'x'.repeat(10000)); }")
    note = page.locator("#saving-note-title")
    expect(note).to_contain_text("at most 300 characters")
    assert "saving-note-title" in title.get_attribute("aria-describedby")
    wait_for_saved(page)
    assert kept(post)["title"] == "x" * 10_000
    page.reload()
    expect(page.locator("#id_title")).to_have_value("x" * 10_000)
    page.fill("#id_title", "Short")
    expect(note).to_have_count(0)


def test_incomplete_post_is_kept_as_it_is(page, enter, eve):
    enter(eve)
    open_editor(page)
    page.locator("details[data-group=address] summary").click()
    type_at_end(page, "No title yet.")
    # As in a browser that has no field of its own for days: others let nobody choose this one.
    page.locator("#id_publish_at_0").evaluate("field => { field.type = 'text'; }")
    page.fill("#id_publish_at_0", "2026-02-31")
    page.fill("#id_publish_at_1", "10:00")
    page.fill("#id_slug", "no spaces!")
    page.fill("#id_cover", "999999")
    expect(page.locator("#saving-note-publish_at")).to_be_visible()
    expect(page.locator("#saving-note-slug")).to_be_visible()
    wait_for_saved(page)
    copy = kept()
    assert (copy["title"], copy["body"], copy["slug"], copy["cover_id"]) == ("", "No title yet.", "no spaces!", 999999)
    assert copy["publish_at"] == "2026-02-31T10:00:00"
    page.reload()
    expect(page.locator("#id_publish_at_0")).to_have_value("2026-02-31")
    expect(page.locator("#id_publish_at_1")).to_have_value("10:00:00")
    expect(page.locator("#id_slug")).to_have_value("no spaces!")


def test_time_without_a_day_is_kept_as_a_time(page, enter, elsewhere, eve):
    post = write(eve)
    enter(eve)
    other = elsewhere(eve)
    open_editor(page, post)
    open_editor(other, post)
    page.fill("#id_publish_at_1", "10:00")
    expect(page.locator("#saving-note-publish_at")).to_be_visible()
    wait_for_saved(page)
    type_at_end(other, " More.")
    expect(other.locator("#id_publish_at_1")).to_have_value("10:00")
    page.reload()
    for each in (page, other):
        expect(each.locator("#id_publish_at_0")).to_have_value("")
        expect(each.locator("#id_publish_at_1")).to_have_value("10:00")
    wait_for_saved(other)


def half_type_a_day(page, key: str) -> None:
    """The browser says of it only that it is none. One key: between two, the day may be another one, and saved."""
    page.locator("#id_publish_at_0").focus()
    page.keyboard.press(key)


def test_day_that_is_not_typed_to_its_end_keeps_the_page_and_says_so_beside_it(page, enter, alice):
    post = write(alice)
    enter(alice)
    open_editor(page, post)
    half_type_a_day(page, "1")
    page.click("input[name=_save]")
    note = page.locator("#saving-note-publish_at")
    expect(note).to_have_text("This day or time is not typed to its end: finish it, or empty it.")
    expect(page.locator("#id_publish_at_0")).to_be_focused()
    expect(page.locator("[data-spoken]")).to_contain_text("This day or time is not typed to its end")
    assert page.locator("#id_publish_at_0").evaluate("day => day.validity.badInput")
    page.fill("#id_publish_at_0", "2999-01-01")
    expect(note).to_have_count(0)
    page.click("input[name=_save]")
    page.get_by_text("Draft saved.").wait_for()
    assert Post.objects.get().publish_at.year == 2999


def test_day_that_is_typed_anew_stays_what_it_was_until_it_is_whole(page, enter, alice):
    post = write(alice, publish_at=dt.datetime(2998, 5, 5, 10, tzinfo=dt.UTC))
    enter(alice)
    open_editor(page, post)
    half_type_a_day(page, "Delete")
    type_at_end(page, " More.")
    expect(page.locator("#saving-note-publish_at")).to_be_visible()
    wait_for_saved(page)
    assert kept(post)["publish_at"] == "2998-05-05T10:00:00Z"
    asked = []
    page.on("dialog", lambda dialog: asked.append(dialog.type) or dialog.accept())
    page.reload()
    assert asked == ["beforeunload"]
    expect(page.locator("#id_publish_at_0")).to_have_value("2998-05-05")


def test_forged_version_is_refused_in_words_and_the_text_stays(context, enter, alice):
    post = write(alice, body=TEXT)
    enter(alice)
    page = context.new_page()
    page.route("**/change/", forge)
    open_editor(page, post)
    type_at_end(page, " Words.")
    says(page, "There is no such version of this post. Reload the page. Your text is kept in this browser.")
    assert kept() == {}
    page.unroute("**/change/")
    page.reload()
    expect(page.locator(BODY)).to_have_value(TEXT + " Words.")


def forge(route) -> None:
    answer = route.fetch()
    route.fulfill(response=answer, body=answer.text().replace('name="version" value="1"', 'name="version" value="99"'))


def test_role_that_may_no_longer_write_is_said_and_the_text_stays(context, enter, carol, eve):
    """A contributor's post is published while she has it open."""
    post = write(carol, body=TEXT)
    enter(carol)
    page = context.new_page()
    open_editor(page, post)
    publish_post(post=post, by=eve)
    type_at_end(page, " Too late.")
    says(page, "Your role does not allow this. Your text is kept in this browser.")
    page.click("input[name=_save]")
    expect(page.locator("[data-spoken]")).to_contain_text("Not sent yet.")
    expect(page.locator(BODY)).to_have_value(TEXT + " Too late.")
    assert Post.objects.get().body == TEXT


def test_page_left_by_saving_and_come_back_to_has_the_newest_text(page, enter, alice, eve):
    post = write(alice, body=TEXT)
    enter(alice)
    open_editor(page, post)
    type_at_end(page, " One.")
    page.click("input[name=_save]")
    page.get_by_text("Draft saved.").wait_for()
    post = Post.objects.get()
    post.body += "\n\nBy Eve."
    save_post(post=post, by=eve)
    type_into(page, "First", " Two.")
    expect(page.locator(BODY)).to_have_value("First. Two.\n\nSecond.\n\nThird. One.\n\nBy Eve.")
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.url.endswith("/change/")):
        page.click("input[name=_save]")
    assert Post.objects.get().body == "First. Two.\n\nSecond.\n\nThird. One.\n\nBy Eve."
