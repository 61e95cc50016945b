"""A tab, a browser, a post may go while somebody writes: the words are found again where one looks for them."""

import re
from contextlib import suppress

import psutil
import pytest
from playwright.sync_api import Error, expect

from blog.actions.posts import delete_post, save_post, trash_post
from blog.models import Post
from tests.browser.conftest import ARGUMENTS, CHROMIUM, wait_for_the_server
from tests.browser.test_editor import open_editor, write
from tests.browser.test_writing_saving import kept, says, type_at_end, type_into, wait_for_saved
from tests.browser.test_writing_saving_losses import BODY, TEXT, journal, wait_for_journal

pytestmark = pytest.mark.browser


def crash(page) -> None:
    """Without a chance to send anything, which a page that is closed still has."""
    with page.expect_event("crash"), suppress(Error):
        page.goto("chrome://crash")


def test_tab_lost_without_a_connection_is_gone_on_with_when_the_post_is_opened_again(context, paper, alice, eve):
    post = write(alice, body=TEXT)
    open_editor(paper, post)
    paper.route("**/autosave/", lambda route: route.abort())
    type_into(paper, "First", " Offline.")
    wait_for_journal(paper, TEXT.replace("First.", "First. Offline."))
    crash(paper)
    # Meanwhile somebody else wrote, and saved.
    post.body = TEXT.replace("Third.", "Third! By Eve.")
    save_post(post=post, by=eve)
    again = context.new_page()
    open_editor(again, post)
    both = "First. Offline.\n\nSecond.\n\nThird! By Eve."
    expect(again.locator(BODY)).to_have_value(both)
    says(again, "What this browser had kept is in your text again.")
    assert kept(post)["body"] == both
    wait_for_journal(again)


def test_words_typed_right_before_the_tab_is_closed_are_there(context, paper, alice):
    post = write(alice, body=TEXT)
    open_editor(paper, post)
    # No time for the journal, nor for a pause.
    paper.evaluate(
        """() => {
            const area = document.querySelector('#id_body');
            area.focus();
            area.setSelectionRange(area.value.length, area.value.length);
            document.execCommand('insertText', false, ' Last words.');
            location.assign('/admin/blog/tag/');
        }"""
    )
    paper.wait_for_url("**/admin/blog/tag/")
    open_editor(paper, post)
    expect(paper.locator(BODY)).to_have_value(TEXT + " Last words.")
    wait_for_saved(paper)
    assert kept(post)["body"] == TEXT + " Last words."


def test_long_text_that_is_too_large_to_be_sent_at_the_end_is_kept_in_the_browser(context, paper, alice):
    """Browsers send 64 kB for a page that is gone."""
    long = "A long paragraph, and more of it. " * 6_000
    post = write(alice, body=long)
    open_editor(paper, post)
    paper.evaluate(
        """() => {
            const area = document.querySelector('#id_body');
            area.setRangeText('Last words. ', 0, 0);
            location.assign('/admin/blog/tag/');
        }"""
    )
    paper.wait_for_url("**/admin/blog/tag/")
    open_editor(paper, post)
    expect(paper.locator(BODY)).to_have_value("Last words. " + long)
    wait_for_saved(paper)
    assert kept(post)["body"] == "Last words. " + long


def test_new_post_that_never_reached_the_server_is_a_draft_once_the_desk_is_opened(context, paper, alice):
    open_editor(paper)
    paper.route("**/autosave/", lambda route: route.abort())
    paper.fill("#id_title", "Written in a train")
    type_at_end(paper, "Tunnel.")
    wait_for_journal(paper, "Tunnel.")
    crash(paper)
    desk = context.new_page()
    desk.goto("/admin/")
    box = desk.locator("[data-delivered]")
    expect(box.get_by_role("heading")).to_have_text("What this browser had kept is on the server now")
    expect(box.locator("li")).to_contain_text("Written in a train")
    post = Post.objects.get()
    assert (kept(post)["title"], kept(post)["body"]) == ("Written in a train", "Tunnel.")
    box.get_by_role("link", name="Go on with it").click()
    expect(desk).to_have_url(re.compile(rf"/admin/blog/post/{post.pk}/change/$"))
    expect(desk.locator("#id_title")).to_have_value("Written in a train")
    expect(desk.locator(BODY)).to_have_value("Tunnel.")
    wait_for_journal(desk)
    assert Post.objects.count() == 1


def test_unsent_new_post_is_found_where_a_new_one_is_begun_and_by_nobody_else(context, paper, enter, alice, bob):
    open_editor(paper)
    paper.route("**/autosave/", lambda route: route.abort())
    type_at_end(paper, "Hers.")
    says(paper, "No connection.")
    wait_for_journal(paper, "Hers.")
    # Its page is open still, and will send it.
    second = context.new_page()
    open_editor(second)
    expect(second.locator("[data-saving-line]")).to_be_visible()
    expect(second.locator("[data-unsent]")).to_be_hidden()
    crash(paper)
    enter(bob)
    second.reload()
    expect(second.locator("[data-saving-line]")).to_be_visible()
    expect(second.locator("[data-unsent]")).to_be_hidden()
    assert journal(second) == ["Hers."]
    assert not Post.objects.exists()
    enter(alice)
    # Now the server is away, so that she has to choose.
    second.route("**/autosave/", lambda route: route.abort())
    second.reload()
    row = second.locator("[data-left] li")
    expect(row).to_contain_text("Hers.")
    row.get_by_role("button", name="Throw it away").click()
    row.get_by_role("button", name="Bring it back").click()
    second.unroute("**/autosave/")
    row.get_by_role("link", name="Go on with it").click()
    expect(second.locator(BODY)).to_have_value("Hers.")
    expect(second).to_have_url(re.compile(r"/admin/blog/post/\d+/change/$"))
    wait_for_saved(second)
    assert kept()["body"] == "Hers."
    wait_for_journal(second)


def test_words_typed_right_before_the_page_of_a_new_post_is_left_make_one_draft(context, paper, alice):
    open_editor(paper)
    with paper.expect_request("**/autosave/"):
        paper.evaluate(
            """() => {
                const area = document.querySelector('#id_body');
                area.focus();
                document.execCommand('insertText', false, 'Last words.');
                location.assign('/admin/');
            }"""
        )
    paper.wait_for_url("**/admin/")
    # Sent as the page went, and once more from the desk, which has its answer then.
    paper.wait_for_function("() => !Object.keys(localStorage).some(key => key.startsWith('byline-journal'))")
    assert kept()["body"] == "Last words."
    assert Post.objects.count() == 1


def test_text_of_a_post_that_is_gone_becomes_a_new_one(context, paper, alice):
    post = write(alice, body=TEXT, title="Gone")
    open_editor(paper, post)
    delete_post(post=post)
    type_at_end(paper, " Still here.")
    says(paper, "There is no such post, or you may not see it. Your text is kept in this browser.")
    paper.goto("/admin/")
    paper.locator("[data-left]").get_by_role("link", name="Go on with it").click()
    expect(paper.locator(BODY)).to_have_value(TEXT + " Still here.")
    expect(paper).to_have_url(re.compile(r"/admin/blog/post/\d+/change/$"))
    wait_for_saved(paper)
    assert kept()["body"] == TEXT + " Still here."
    wait_for_journal(paper)


def test_post_in_the_trash_is_said_and_what_was_typed_comes_with_it_out_of_there(context, paper, alice):
    post = write(alice, body=TEXT)
    open_editor(paper, post)
    trash_post(post=post)
    type_at_end(paper, " Still here.")
    says(paper, "Somebody put this post in the trash.")
    wait_for_journal(paper, TEXT + " Still here.")
    Post.objects.update(trashed_at=None)
    paper.get_by_role("button", name="Try again").click()
    wait_for_saved(paper)
    assert kept(post)["body"] == TEXT + " Still here."


def test_browser_that_crashes_has_the_words_when_it_is_started_again(chromium, live_server, client, alice, tmp_path):
    post = write(alice, body=TEXT)
    client.force_login(alice)
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}

    def start():
        return chromium.browser_type.launch_persistent_context(
            tmp_path, executable_path=CHROMIUM, args=ARGUMENTS, base_url=live_server.url
        )

    context = start()
    context.add_cookies([session])
    page = context.new_page()
    page.route("**/autosave/", lambda route: route.abort())
    open_editor(page, post)
    type_at_end(page, " Words before the crash.")
    wait_for_journal(page, TEXT + " Words before the crash.")
    kill_browser(tmp_path)
    context = start()
    context.add_cookies([session])
    page = context.new_page()
    open_editor(page, post)
    expect(page.locator(BODY)).to_have_value(TEXT + " Words before the crash.")
    wait_for_saved(page)
    assert kept(post)["body"] == TEXT + " Words before the crash."
    context.close()
    wait_for_the_server()


def kill_browser(profile) -> None:
    """Without a chance to write anything down."""
    own = [
        each
        for each in psutil.process_iter(["cmdline"])
        if f"--user-data-dir={profile}" in (each.info["cmdline"] or [])
    ]
    assert own
    for process in own:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(own, timeout=20)
