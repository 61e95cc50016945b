"""Two people in one post, each in a browser of their own."""

import json

import pytest
from django.test import Client
from playwright.sync_api import expect

from blog.actions.posts import publish_post, save_post, trash_post, unpublish_post
from blog.models import CrossPost, Post, Presence, Revision, WorkingCopy
from tests.admin.forms import send
from tests.browser.conftest import wait_for_the_server
from tests.browser.test_editor import write
from tests.factories import CrossPostFactory, SourceFactory

pytestmark = pytest.mark.browser

TEXT = "One stays.\n\nTwo stays.\n\nThree stays."
# Everybody is seen within ten seconds; a machine that is busy with other tests may take longer.
SOON = 30_000


@pytest.fixture
def visit(chromium, live_server):
    """A page of somebody's own browser, at the writing screen of a post or of a new one."""
    contexts, trouble = [], []

    def visit(person, post: Post | None = None, **options):
        context = chromium.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 900}, **options)
        contexts.append(context)
        context.set_default_timeout(SOON)
        client = Client()
        client.force_login(person)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
        context.add_cookies([cookie])
        page = context.new_page()
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.goto(f"/admin/blog/post/{post.pk}/change/" if post else "/admin/blog/post/add/")
        return page

    yield visit
    for context in contexts:
        context.close()
    wait_for_the_server()
    assert trouble == []


def people(page):
    return page.locator("[data-people]")


def type_over(page, old: str, new: str) -> None:
    """As a person does: select these words, and type others."""
    area = page.locator("#id_body")
    area.evaluate(
        "(area, old) => { area.focus(); const at = area.value.indexOf(old);"
        " area.setSelectionRange(at, at + old.length); }",
        old,
    )
    page.keyboard.insert_text(new)


def expect_text(page, text: str) -> None:
    expect(page.locator("#id_body")).to_have_value(text, timeout=SOON)


def test_two_people_see_each_other_and_who_left_is_gone(visit, alice, eve):
    post = write(alice)
    hers = visit(alice, post)
    expect(hers.locator("#id_body")).to_be_visible()
    expect(people(hers)).to_be_empty()
    eves = visit(eve, post)
    expect(people(eves)).to_have_text("Alice is here too", timeout=SOON)
    expect(people(hers)).to_have_text("Eve is here too", timeout=SOON)
    eves.goto("/admin/")
    expect(people(hers)).to_be_empty(timeout=SOON)
    assert Presence.objects.get().user == alice


def test_other_window_of_the_same_person_is_named_so(visit, alice):
    post = write(alice)
    one, other = visit(alice, post), visit(alice, post)
    for page in (one, other):
        expect(people(page)).to_have_text("You have this open in another window too", timeout=SOON)
    other.goto("about:blank")
    expect(people(one)).to_be_empty(timeout=SOON)


def test_who_begins_a_new_post_is_there_once_it_is_stored(visit, alice, eve):
    hers = visit(alice)
    hers.fill("#id_title", "Quite new")
    eves = visit(eve, wait_for(Post.objects.filter(title="Quite new"), hers))
    expect(people(eves)).to_have_text("Alice is here too", timeout=SOON)
    expect(people(hers)).to_have_text("Eve is here too", timeout=SOON)


def wait_for(posts, page) -> Post:
    for _ in range(SOON // 100):
        if post := posts.first():
            return post
        page.wait_for_timeout(100)
    raise AssertionError("No such post was stored.")


def test_words_of_another_arrive_while_one_reads(visit, alice, eve):
    post = write(alice, body=TEXT)
    hers, eves = visit(alice, post), visit(eve, post)
    type_over(eves, "Three stays.", "Three is Eve's.")
    expect_text(hers, TEXT.replace("Three stays.", "Three is Eve's."))


def test_edits_of_different_paragraphs_merge_without_a_dialog(visit, alice, eve):
    post = write(alice, body=TEXT)
    hers, eves = visit(alice, post), visit(eve, post)
    type_over(hers, "One stays.", "One is Alice's.")
    type_over(eves, "Three stays.", "Three is Eve's.")
    merged = "One is Alice's.\n\nTwo stays.\n\nThree is Eve's."
    for page in (hers, eves):
        expect_text(page, merged)
        expect(page.locator("dialog[open]")).to_have_count(0)
    wait_for(WorkingCopy.objects.filter(fields__body=merged), hers)


def conflict_of(visit, alice, eve):
    """The pages of the two, Eve being asked: both changed the second paragraph."""
    post = write(alice, body=TEXT)
    hers, eves = visit(alice, post), visit(eve, post)
    eves.route("**/here/", lambda route: route.abort())
    type_over(hers, "Two stays.", "Two is Alice's.")
    wait_for(WorkingCopy.objects.filter(fields__body__icontains="Alice's"), hers)
    type_over(eves, "Two stays.", "Two is Eve's.")
    expect(eves.get_by_role("dialog")).to_be_visible(timeout=SOON)
    eves.unroute("**/here/")
    return post, hers, eves


@pytest.mark.parametrize(
    ("choice", "text"),
    [("theirs", "Two is Alice's."), ("mine", "Two is Eve's."), ("both", "Two is Alice's.\n\nTwo is Eve's.")],
)
def test_paragraph_that_both_changed_is_chosen_and_both_see_the_same(visit, alice, eve, choice, text):
    post, hers, eves = conflict_of(visit, alice, eve)
    dialog = eves.get_by_role("dialog", name="Two versions of one place")
    assert [mark.text_content() for mark in dialog.locator("mark").all()] == ["Alice's.", "Eve's."]
    assert dialog.locator("[data-before]").text_content() == "One stays."
    assert dialog.locator("[data-after]").text_content() == "Three stays."
    expect(dialog.locator("[value=mine]")).to_be_checked()
    # By the keyboard alone.
    dialog.locator(f"[value={choice}]").focus()
    eves.keyboard.press("Space")
    eves.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    for page in (eves, hers):
        expect_text(page, f"One stays.\n\n{text}\n\nThree stays.")
    kept = Revision.objects.filter(post=post, reason="autosaved").values_list("snapshot__body", flat=True)
    assert {TEXT.replace("Two stays.", f"Two is {name}'s.") for name in ("Alice", "Eve")} <= set(kept)


def test_choice_can_wait_and_typing_goes_on(visit, alice, eve):
    post, hers, eves = conflict_of(visit, alice, eve)
    eves.keyboard.press("Escape")
    expect(eves.get_by_role("dialog")).to_be_hidden()
    expect(eves.locator("#id_body")).to_be_focused()
    type_over(eves, "Three stays.", "Three is Eve's.")
    wait_for(post.unmerged_copies.filter(fields__body__icontains="Three is Eve's."), eves)
    expect(eves.get_by_role("dialog")).to_be_hidden()
    eves.get_by_role("button", name="Two versions of one place: choose").click()
    eves.locator("[value=mine]").check()
    eves.get_by_role("button", name="Use what is chosen").click()
    for page in (eves, hers):
        expect_text(page, "One stays.\n\nTwo is Eve's.\n\nThree is Eve's.")
    expect(eves.get_by_role("button", name="Two versions")).to_be_hidden()


def test_other_fields_are_chosen_from_by_their_names(visit, alice, eve):
    post = write(alice, body=TEXT)
    hers, eves = visit(alice, post), visit(eve, post)
    hers.fill("#id_title", "Of Alice")
    wait_for(WorkingCopy.objects.filter(fields__title="Of Alice"), hers)
    eves.fill("#id_title", "Of Eve")
    dialog = eves.get_by_role("dialog")
    expect(dialog.locator("legend")).to_have_text("Title", timeout=SOON)
    expect(dialog.locator("[value=both]")).to_be_hidden()
    dialog.locator("[value=theirs]").check()
    eves.keyboard.press("Enter")
    expect(eves.locator("#id_title")).to_have_value("Of Alice")


def ask_now(page) -> None:
    """As it does when one comes back to the page, instead of within five seconds."""
    page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")


def test_what_becomes_of_the_post_elsewhere_is_said(visit, alice, eve):
    post = write(alice)
    hers = visit(alice, post)
    news = hers.locator("[data-news-box]")
    publish_post(post=post, by=eve)
    ask_now(hers)
    expect(news).to_contain_text("Eve published this post.", timeout=SOON)
    assert news.get_by_role("link", name="What changed").get_attribute("href").endswith("compare/?from=1&to=2")
    news.get_by_role("button", name="Close").click()
    expect(news).to_be_hidden()
    WorkingCopy.objects.update_or_create(
        post=post, defaults={"base_version": 2, "saved_at": post.updated_at, "failure": "There is no title."}
    )
    ask_now(hers)
    expect(news).to_contain_text("did not go live: There is no title.", timeout=SOON)
    trash_post(post=post)
    ask_now(hers)
    expect(news).to_contain_text("in the trash", timeout=SOON)


def test_state_and_buttons_follow_what_becomes_of_the_post_elsewhere(visit, alice, eve):
    post = write(alice)
    hers = visit(alice, post)
    area, state = hers.locator("#id_body"), hers.locator(".bar-state .state")
    expect(state).to_have_text("draft")
    area.focus()
    publish_post(post=post, by=eve)
    ask_now(hers)
    expect(state).to_have_text("published", timeout=SOON)
    expect(hers.get_by_role("button", name="Publish")).to_have_count(0)
    expect(hers.get_by_role("button", name="Update")).to_be_visible()
    expect(area).to_be_focused()
    hers.keyboard.type("Typed on. ")
    wait_for(WorkingCopy.objects.filter(fields__body__startswith="Typed on."), hers)
    expect(hers.locator(".bar-state")).to_contain_text("with changes not public yet")
    # The menu is as alive as it was, and nothing typed into it is lost while somebody is in it.
    hers.locator(".more-menu summary").click()
    hers.fill("#note", "A word")
    hers.get_by_role("link", name="Choose who sees it").wait_for()
    unpublish_post(post=Post.objects.get(), by=eve)
    with hers.expect_response("**/here/"):
        ask_now(hers)
    expect(hers.locator("#note")).to_have_value("A word")
    hers.keyboard.press("Escape")
    expect(hers.locator(".more-menu")).not_to_have_attribute("open", "")
    area.focus()
    expect(state).to_have_text("draft", timeout=SOON)
    hers.get_by_role("button", name="Save draft").click()
    hers.get_by_text("Draft saved.").wait_for()
    assert Post.objects.get().body.startswith("Typed on.")


def test_rows_that_were_saved_elsewhere_are_shown_with_those_that_are_typed_here(visit, alice):
    post, source = write(alice), SourceFactory(name="Quarterly")
    place = CrossPostFactory(post=post, source=source, url="https://a.example/1")
    hers = visit(alice, post)
    hers.locator("details[data-group=elsewhere] summary").click()
    hers.get_by_role("button", name="Add another").click()
    hers.fill("#id_cross_posts-1-url", "half an addr")
    wait_for(WorkingCopy.objects.filter(fields__cross_posts__isnull=False), hers)
    hers.locator("#id_body").focus()
    CrossPost.objects.filter(pk=place.pk).update(url="https://a.example/better")
    CrossPostFactory(post=post, source=source, url="https://a.example/2")
    post.body = "Saved elsewhere."
    save_post(post=post, by=alice)
    ask_now(hers)
    expect(hers.locator("#id_cross_posts-1-url")).to_have_value("https://a.example/2", timeout=SOON)
    expect(hers.locator("#id_cross_posts-0-url")).to_have_value("https://a.example/better")
    expect(hers.locator("#id_cross_posts-2-url")).to_have_value("half an addr")
    hers.get_by_role("button", name="Add another").click()
    hers.fill("#id_cross_posts-3-url", "another")
    expect(hers.locator("#cross_posts-3 .select2-selection")).to_be_visible()
    wait_for(WorkingCopy.objects.filter(fields__icontains="another"), hers)
    rows = WorkingCopy.objects.get().fields["cross_posts"]
    assert sorted(row["url"] for row in rows.values()) == ["another", "half an addr"]


def test_look_at_the_page_takes_no_message_from_the_page_that_is_opened_next(client, alice):
    post = write(alice)
    client.force_login(alice)
    url = f"/admin/blog/post/{post.pk}/change/"
    send(client, url, _save="")
    assert "Draft saved." not in client.get(url, {"_glance": "1"}).content.decode()
    assert "Draft saved." in client.get(url).content.decode()


def test_page_in_the_background_asks_less_often(visit, alice):
    post = write(alice)
    page = visit(alice, post)
    expect(people(page)).to_be_attached()
    with page.expect_request("**/here/") as hidden:
        page.evaluate(
            "() => { Object.defineProperty(document, 'hidden', {value: true});"
            " document.dispatchEvent(new Event('visibilitychange')); }"
        )
    assert json.loads(hidden.value.post_data)["behind"] is True
