"""Network, server, tab, session and browser may go at any moment: not one typed word is missing afterwards."""

import pytest
from playwright.sync_api import expect

from blog.models import Post, WorkingCopy
from tests.browser.test_editor import open_editor, write
from tests.browser.test_writing_saving import kept, says, type_at_end, wait_for_saved

pytestmark = pytest.mark.browser

TEXT = "First.\n\nSecond.\n\nThird."
BODY = "#id_body"


def journalled(page) -> list[dict]:
    """The fields of each text that the browser keeps."""
    return page.evaluate(
        """() => new Promise((resolve, reject) => {
            const opening = indexedDB.open('byline-journal', 1);
            opening.onerror = reject;
            opening.onsuccess = () => {
                const asking = opening.result.transaction('typed').objectStore('typed').getAll();
                asking.onsuccess = () => {
                    opening.result.close();
                    resolve(asking.result.map(entry => entry.fields));
                };
            };
        })"""
    )


def journal(page) -> list[str]:
    return [fields["body"] for fields in journalled(page)]


def wait_for_journal(page, *texts: str) -> None:
    for _ in range(200):
        if sorted(journal(page)) == sorted(texts):
            return
        page.wait_for_timeout(50)
    assert sorted(journal(page)) == sorted(texts)


def test_text_typed_without_a_connection_is_kept_here_and_sent_when_there_is_one(context, paper, alice):
    post = write(alice, body=TEXT)
    open_editor(paper, post)
    context.set_offline(True)
    type_at_end(paper, " Offline words.")
    says(paper, "No connection. Your text is kept in this browser.")
    wait_for_journal(paper, TEXT + " Offline words.")
    assert kept(post) == {}
    # Nor does saving lead to nowhere.
    paper.click("input[name=_save]")
    expect(paper.locator("[data-spoken]")).to_contain_text("Not sent yet.")
    type_at_end(paper, " More.")
    context.set_offline(False)
    wait_for_saved(paper)
    assert kept(post)["body"] == TEXT + " Offline words. More."
    wait_for_journal(paper)
    paper.click("input[name=_save]")
    paper.get_by_text("Draft saved.").wait_for()
    assert Post.objects.get().body == TEXT + " Offline words. More."


def test_answer_that_gets_lost_costs_nothing(paper, alice):
    post = write(alice, body=TEXT)
    open_editor(paper, post)

    def lose(route):
        route.fetch()
        route.abort()

    paper.route("**/autosave/", lose, times=1)
    type_at_end(paper, " Lost?")
    says(paper, "No connection.")
    type_at_end(paper, " No.")
    wait_for_saved(paper)
    assert kept(post)["body"] == TEXT + " Lost? No."
    expect(paper.locator(BODY)).to_have_value(TEXT + " Lost? No.")


@pytest.mark.parametrize("status", [500, 502, 503, 429])
def test_server_that_is_away_is_asked_again(paper, alice, status):
    post = write(alice, body=TEXT)
    open_editor(paper, post)
    paper.route("**/autosave/", lambda route: route.fulfill(status=status, body="<h1>away</h1>"), times=1)
    type_at_end(paper, " Words")
    says(paper, "No connection.")
    wait_for_saved(paper)
    assert kept(post)["body"] == TEXT + " Words"


def test_session_that_ends_is_begun_again_in_place(context, paper, alice):
    alice.set_password("correct horse battery")
    alice.save()
    post = write(alice, body=TEXT)
    context.clear_cookies()
    sign_in(paper, alice)
    open_editor(paper, post)
    context.clear_cookies(name="sessionid")
    type_at_end(paper, " After the session.")
    says(paper, "You are signed out. Your text is kept in this browser.")
    wait_for_journal(paper, TEXT + " After the session.")
    paper.click("input[name=_save]")
    expect(paper.locator("[data-spoken]")).to_contain_text("Not sent yet.")
    with paper.expect_popup() as popup:
        paper.get_by_role("button", name="Sign in").click()
    sign_in(popup.value, alice, is_there=True)
    wait_for_saved(paper)
    assert kept(post)["body"] == TEXT + " After the session."
    expect(paper.locator(BODY)).to_have_value(TEXT + " After the session.")
    paper.click("input[name=_save]")
    paper.get_by_text("Draft saved.").wait_for()
    assert Post.objects.get().body == TEXT + " After the session."


def sign_in(page, person, is_there=False) -> None:
    if not is_there:
        page.goto("/accounts/login/")
    page.fill("#id_login", person.username)
    page.fill("#id_password", "correct horse battery")
    page.click("button[type=submit]")
    if not is_there:
        page.wait_for_url("**/admin/")


def test_another_person_who_signs_in_does_not_get_the_text(context, paper, enter, alice, bob):
    alice_s, bob_s = write(alice, body=TEXT), write(bob, body="Bob’s.")
    open_editor(paper, alice_s)
    enter(bob)
    type_at_end(paper, " Hers.")
    says(paper, "Bob is signed in here now; sign in again as yourself. Your text is kept in this browser.")
    assert kept() == {}
    other = context.new_page()
    open_editor(other, bob_s)
    expect(other.locator("[data-saving-line]")).to_be_visible()
    expect(other.locator(BODY)).to_have_value("Bob’s.")
    enter(alice)
    paper.bring_to_front()
    paper.evaluate("dispatchEvent(new Event('focus'))")
    wait_for_saved(paper)
    assert kept(alice_s)["body"] == TEXT + " Hers."
    assert WorkingCopy.objects.get(post=alice_s).by == alice


def test_signing_in_elsewhere_costs_nothing(context, paper, enter, alice):
    """It gives the browser another token for its forms."""
    post = write(alice, body=TEXT)
    alice.set_password("correct horse battery")
    alice.save()
    context.clear_cookies()
    sign_in(paper, alice)
    open_editor(paper, post)
    other = context.new_page()
    other.goto("/admin/")
    other.locator("#logout-form button").click()
    sign_in(other, alice)
    type_at_end(paper, " Words.")
    wait_for_saved(paper)
    assert kept(post)["body"] == TEXT + " Words."


def test_button_pressed_after_the_session_ended_leads_nowhere_until_somebody_signs_in(context, paper, enter, alice):
    """Though there was nothing left to be sent."""
    post = write(alice, body=TEXT)
    open_editor(paper, post)
    type_at_end(paper, " Words.")
    wait_for_saved(paper)
    context.clear_cookies()
    paper.click("input[name=_publish]")
    says(paper, "You are signed out.")
    expect(paper.locator("[data-spoken]")).to_contain_text("Not sent yet.")
    enter(alice)
    paper.evaluate("dispatchEvent(new Event('focus'))")
    wait_for_saved(paper)
    paper.click("input[name=_publish]")
    paper.get_by_text("Published.").wait_for()
    assert Post.objects.get().body == TEXT + " Words."


def test_note_that_only_saving_keeps_is_asked_about_before_the_page_is_left(paper, eve, enter):
    enter(eve)
    post = write(eve, body=TEXT, status="published")
    open_editor(paper, post)
    asked = []
    paper.on("dialog", lambda dialog: asked.append(dialog.type) or dialog.accept())
    type_at_end(paper, " Words.")
    paper.check("#id_is_featured")
    paper.goto("/admin/")
    assert asked == []
    open_editor(paper, post)
    paper.wait_for_load_state()
    expect(paper.locator("#id_is_featured")).to_be_checked()
    note = paper.locator("#note")
    note.evaluate("note => { note.value = 'Corrected the date.'; }")
    paper.goto("/admin/")
    assert asked == ["beforeunload"]
    open_editor(paper, post)
    paper.wait_for_load_state()
    note.evaluate("note => { note.value = 'Corrected the date.'; }")
    paper.click("input[name=_save]")
    paper.get_by_text("Updated.").wait_for()
    assert asked == ["beforeunload"]
    assert Post.objects.get().is_featured
    assert post.revisions.first().note == "Corrected the date."
