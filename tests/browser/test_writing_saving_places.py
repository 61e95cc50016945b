"""What is typed about other places is kept like the text, and so is the switch: rows changed, added, to be deleted."""

import pytest
from playwright.sync_api import expect

from blog.models import CrossPost, Post, WorkingCopy
from tests.browser.test_editor import open_editor, write
from tests.browser.test_writing_saving import kept, says, wait_for_saved
from tests.browser.test_writing_saving_found import crash
from tests.browser.test_writing_saving_losses import journalled, sign_in
from tests.factories import CrossPostFactory, SourceFactory

pytestmark = pytest.mark.browser

CHANGED, DELETED, ADDED = "https://one.example/better", "#id_cross_posts-1-DELETE", "half an addr"


@pytest.fixture
def post(eve) -> Post:
    post = write(eve)
    CrossPostFactory(post=post, source=SourceFactory(name="One"), url="https://one.example/a")
    CrossPostFactory(post=post, source=SourceFactory(name="Two"), url="https://two.example/a")
    SourceFactory(name="Three")
    return post


@pytest.fixture
def desk(context, enter, eve):
    """A page of Eve's that may hear errors: she has the switch, too."""
    enter(eve)
    return context.new_page()


def open_rows(page, post) -> None:
    open_editor(page, post)
    group = page.locator("details[data-group=elsewhere]")
    if group.get_attribute("open") is None:
        group.locator("summary").click()
    page.get_by_role("button", name="Add another").wait_for()


def choose_source(page, number: int, name: str) -> None:
    page.locator(f"#cross_posts-{number} .select2-selection").click()
    page.locator(".select2-search__field").last.fill(name)
    page.locator(".select2-results__option", has_text=name).click()


def change_everything(page) -> None:
    page.fill("#id_cross_posts-0-url", CHANGED)
    page.check(DELETED)
    page.get_by_role("button", name="Add another").click()
    choose_source(page, 2, "Three")
    page.fill("#id_cross_posts-2-url", ADDED)
    page.select_option("#id_cross_posts-2-direction", "to")
    page.check("#id_is_featured")


def expect_everything(page) -> None:
    expect(page.locator("#id_cross_posts-0-url")).to_have_value(CHANGED)
    expect(page.locator(DELETED)).to_be_checked()
    expect(page.locator("#id_cross_posts-2-url")).to_have_value(ADDED)
    expect(page.locator("#id_cross_posts-2-direction")).to_have_value("to")
    expect(page.locator("#cross_posts-2 .select2-selection")).to_contain_text("Three")
    expect(page.locator("#id_is_featured")).to_be_checked()
    expect(page.locator("#cross_posts-group .card:not(.empty-form)")).to_have_count(3)


def urls() -> set[str]:
    return set(CrossPost.objects.values_list("url", flat=True))


def rows(post) -> list[str]:
    return sorted(row["url"] for row in kept(post).get("cross_posts", {}).values())


def journal(page) -> list:
    """The addresses in rows, and the switch, that the browser keeps."""
    kept_there = journalled(page)
    found = [row["url"] for fields in kept_there for row in fields["cross_posts"].values()]
    return [*found, *(fields["is_featured"] for fields in kept_there)]


def wait_for_journal(page) -> None:
    for _ in range(200):
        if {CHANGED, ADDED, True} <= set(journal(page)):
            return
        page.wait_for_timeout(50)
    raise AssertionError(journal(page))


def test_rows_are_on_a_second_device_and_public_only_once_they_are_saved(desk, elsewhere, eve, post):
    open_rows(desk, post)
    change_everything(desk)
    wait_for_saved(desk)
    assert rows(post) == sorted([ADDED, CHANGED, "https://two.example/a"])
    assert urls() == {"https://one.example/a", "https://two.example/a"}
    assert not Post.objects.get().is_featured
    other = elsewhere(eve)
    open_rows(other, post)
    expect_everything(other)
    other.fill("#id_cross_posts-2-url", "https://three.example/a")
    other.click("input[name=_save]")
    other.get_by_text("Draft saved.").wait_for()
    assert urls() == {CHANGED, "https://three.example/a"}
    assert Post.objects.get().is_featured
    assert kept(post) == {}


def test_rows_are_there_after_a_crash_without_a_connection(context, desk, post):
    open_rows(desk, post)
    desk.route("**/autosave/", lambda route: route.abort())
    change_everything(desk)
    says(desk, "No connection. Your text is kept in this browser.")
    wait_for_journal(desk)
    crash(desk)
    assert kept(post) == {}
    again = context.new_page()
    open_rows(again, post)
    expect_everything(again)
    says(again, "What this browser had kept is in your text again.")
    wait_for_saved(again)
    assert len(rows(post)) == 3


def test_rows_are_there_when_the_tab_was_closed_at_once(context, desk, post):
    open_rows(desk, post)
    change_everything(desk)
    desk.close()
    again = context.new_page()
    open_rows(again, post)
    expect_everything(again)


def test_rows_typed_after_the_session_ended_are_sent_once_somebody_signed_in(context, desk, eve, post):
    eve.set_password("correct horse battery")
    eve.save()
    context.clear_cookies()
    sign_in(desk, eve)
    open_rows(desk, post)
    context.clear_cookies(name="sessionid")
    change_everything_but_the_source(desk)
    says(desk, "You are signed out. Your text is kept in this browser.")
    with desk.expect_popup() as popup:
        desk.get_by_role("button", name="Sign in").click()
    sign_in(popup.value, eve, is_there=True)
    wait_for_saved(desk)
    assert rows(post) == sorted([ADDED, CHANGED])
    assert kept(post)["is_featured"]


def change_everything_but_the_source(page) -> None:
    """Which only somebody who is signed in can look for."""
    page.fill("#id_cross_posts-0-url", CHANGED)
    page.get_by_role("button", name="Add another").click()
    page.fill("#id_cross_posts-2-url", ADDED)
    page.check("#id_is_featured")


def test_two_tabs_show_each_other_s_rows_and_then_keep_still(context, desk, post):
    other = context.new_page()
    for page in (desk, other):
        open_rows(page, post)
    desk.fill("#id_cross_posts-0-url", CHANGED)
    wait_for_saved(desk)
    other.get_by_role("button", name="Add another").click()
    other.fill("#id_cross_posts-2-url", ADDED)
    expect(other.locator("#id_cross_posts-0-url")).to_have_value(CHANGED)
    wait_for_saved(other)
    expect(desk.locator("#id_cross_posts-2-url")).to_have_value(ADDED)
    sequence = WorkingCopy.objects.get().sequence
    # Each looks again for what the other wrote.
    for page in (desk, other, desk, other):
        with page.expect_response("**/here/"):
            pass
        wait_for_saved(page)
    assert WorkingCopy.objects.get().sequence == sequence
    assert rows(post) == sorted([ADDED, CHANGED])
    # Taken away in one, it goes in the other.
    desk.locator("#cross_posts-2 .inline-deletelink").click()
    wait_for_saved(desk)
    expect(other.locator("#cross_posts-2")).to_have_count(0)
    assert rows(post) == [CHANGED]


def test_row_that_two_changed_is_asked_about(desk, elsewhere, eve, alice, post):
    other = elsewhere(eve)
    for page in (desk, other):
        open_rows(page, post)
    other.route("**/here/", lambda route: route.abort())
    desk.fill("#id_cross_posts-0-url", CHANGED)
    wait_for_saved(desk)
    other.fill("#id_cross_posts-0-url", "https://one.example/other")
    dialog = other.locator("[data-conflicts]")
    expect(dialog).to_be_visible()
    expect(dialog.locator("[data-field]")).to_have_text("Elsewhere")
    expect(dialog.locator("[data-theirs]")).to_contain_text(CHANGED)
    dialog.locator("input[value=theirs]").check()
    dialog.locator("button[type=submit]").click()
    expect(other.locator("#id_cross_posts-0-url")).to_have_value(CHANGED)
    wait_for_saved(other)
    assert rows(post) == [CHANGED]


def test_rows_of_a_new_post_that_never_reached_the_server_are_found_with_it(context, desk):
    SourceFactory(name="Three")
    open_editor(desk)
    desk.locator("details[data-group=elsewhere] summary").click()
    desk.route("**/autosave/", lambda route: route.abort())
    desk.fill("#id_title", "Never sent")
    desk.get_by_role("button", name="Add another").click()
    choose_source(desk, 0, "Three")
    desk.fill("#id_cross_posts-0-url", ADDED)
    says(desk, "No connection.")
    desk.evaluate("dispatchEvent(new Event('pagehide'))")
    crash(desk)
    again = context.new_page()
    again.route("**/autosave/", lambda route: route.abort())
    open_editor(again)
    again.locator("[data-unsent] [data-go-on]").first.click()
    expect(again.locator("#id_title")).to_have_value("Never sent")
    expect(again.locator("#id_cross_posts-0-url")).to_have_value(ADDED)
    assert again.locator("#id_cross_posts-0-source option:checked").text_content() == "Three"
