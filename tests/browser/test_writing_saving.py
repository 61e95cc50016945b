"""What is typed is on the server a moment later, and what readers see changes only when somebody publishes."""

import re

import pytest
from django.test import Client
from playwright.sync_api import expect

from blog.actions.posts import publish_post
from blog.models import Post, WorkingCopy
from tests.browser.test_editor import open_editor, write
from tests.factories import TagFactory

pytestmark = pytest.mark.browser

LINE = ".saving-words"
SAVED = re.compile(r"^Saved ")


def kept(post: Post | None = None) -> dict:
    """What is being written, as the server has it."""
    copies = WorkingCopy.objects.filter(post=post) if post else WorkingCopy.objects.all()
    copy = copies.filter(fields__isnull=False).first()
    return copy.fields if copy else {}


def wait_for_saved(page) -> None:
    """Until the status line says so of all that was typed."""
    expect(page.locator("[data-saving-line][data-state=saved]")).to_be_visible()


def type_at_end(page, words: str) -> None:
    area = page.locator("#id_body")
    area.evaluate("area => { area.focus(); area.setSelectionRange(area.value.length, area.value.length); }")
    area.press_sequentially(words)


def type_into(page, paragraph: str, words: str) -> None:
    """At the end of the paragraph that begins like this."""
    area = page.locator("#id_body")
    area.evaluate(
        """(area, paragraph) => {
            const start = area.value.indexOf(paragraph);
            const end = area.value.indexOf('\\n', start);
            area.focus();
            area.setSelectionRange(end < 0 ? area.value.length : end, end < 0 ? area.value.length : end);
        }""",
        paragraph,
    )
    area.press_sequentially(words)


def says(page, words) -> None:
    expect(page.locator(LINE)).to_contain_text(words)


def test_new_post_is_begun_by_its_first_words_and_the_page_is_its_own_from_then_on(page, enter, alice):
    enter(alice)
    open_editor(page)
    says(page, "saved by itself")
    page.locator("#id_title").press_sequentially("First words")
    expect(page).to_have_url(re.compile(r"/admin/blog/post/\d+/change/$"))
    type_at_end(page, "Some text.")
    wait_for_saved(page)
    post = Post.objects.get()
    expect(page.locator("#id_body")).to_have_value("Some text.")
    page.reload()
    expect(page.locator("#id_title")).to_have_value("First words")
    expect(page.locator("#id_body")).to_have_value("Some text.")
    assert (post.state, post.body, kept(post)["title"], kept(post)["body"]) == (
        "draft",
        "",
        "First words",
        "Some text.",
    )


@pytest.mark.parametrize("is_live", [False, True])
def test_typing_is_saved_within_two_seconds_and_readers_see_it_when_it_is_published(context, enter, alice, is_live):
    # A page without the fixture's watch: the test's clock would like to run in the preview too, which runs no script.
    page = context.new_page()
    post = write(alice, body="First.")
    if is_live:
        publish_post(post=post, by=alice)
    before = Client().get(post.get_absolute_url()).content
    enter(alice)
    # The page's clock is the test's, so that a machine under load has its time.
    page.clock.install()
    open_editor(page, post)
    page.clock.pause_at(page.evaluate("Date.now() + 1000"))
    body = "First."
    # No pause of half a second in all this.
    for _ in range(2):
        with page.expect_response("**/autosave/"):
            for number in range(4):
                type_at_end(page, f" more {number}")
                body += f" more {number}"
                page.clock.run_for(490)
    page.clock.run_for(2000)
    wait_for_saved(page)
    assert kept(post)["body"] == body
    assert Client().get(post.get_absolute_url()).content == before
    page.clock.resume()
    page.click("input[name=_save]")
    page.locator(".messagelist").wait_for()
    assert Post.objects.get().body == body
    assert (body in Client().get(post.get_absolute_url()).content.decode()) == is_live
    assert kept(post) == {}


def test_everything_that_the_form_has_is_saved_and_shown_again(page, enter, eve, bob):
    """Eve is an editor: her form has all the fields."""
    TagFactory(name="Postgres")
    post = write(eve)
    enter(eve)
    open_editor(page, post)
    typed = {"title": "Changed", "excerpt": "Short", "slug": "other", "meta_title": "Meta", "meta_description": "Said"}
    for name, words in typed.items():
        page.fill(f"#id_{name}", words)
    search = page.locator(".field-tags .select2-search__field")
    search.press_sequentially("Brand new,")
    page.select_option("#id_visibility", "unlisted")
    page.fill("#id_publish_at_0", "2999-01-02")
    page.fill("#id_publish_at_1", "10:30")
    page.locator("#id_publish_at_1").press("Tab")
    wait_for_saved(page)
    copy = kept(post)
    assert {name: copy[name] for name in typed} == typed
    assert (copy["tags"], copy["visibility"], copy["publish_at"]) == (["Brand new"], "unlisted", "2999-01-02T10:30:00Z")
    page.reload()
    for name, words in typed.items():
        expect(page.locator(f"#id_{name}")).to_have_value(words)
    expect(page.locator(".field-tags .select2-selection__choice")).to_have_text(re.compile("Brand new"))
    expect(page.locator("#id_publish_at_1")).to_have_value("10:30:00")
