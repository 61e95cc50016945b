"""The live preview beside the text: how it looks, how it follows, and what it says when it cannot."""

import re

import pytest
from playwright.sync_api import expect

from blog.actions.images import store_image
from blog.actions.posts import publish_post, save_post
from blog.models import Image, Post
from tests.factories import SeriesFactory, TagFactory, photo

pytestmark = pytest.mark.browser

PREVIEW = re.compile(r"/preview/\?")
# The frame's page as the parent sees it.
PAGE = "document.querySelector('[data-preview]').contentDocument"
# Blocks whose heights beside one another differ much.
UNEVEN = "\n\n".join(
    f"## Part {number}\n\nSome words of part {number}. {'More of them. ' * (number % 5 * 12)}\n\n"
    + "\n".join(f"| {number} | cell |" if row else "| a | b |\n|---|---|" for row in range(8))
    + "\n\n```\n"
    + "x = 1\n" * (number % 4 * 6)
    + "```\n\n![A picture](image:{image})\n\n- one\n- two\n- three"
    for number in range(14)
)


def write(author, **fields) -> Post:
    post = Post(author=author, **({"title": "A title", "body": "Some text."} | fields))
    save_post(post=post, by=author)
    return post


def open_editor(page, post: Post | None = None):
    page.goto(f"/admin/blog/post/{post.pk}/change/" if post else "/admin/blog/post/add/")
    preview = page.frame_locator("iframe[title=Preview]")
    preview.locator("h1").wait_for()
    return preview


def type_at(page, words: str, behind: str) -> None:
    """As a hand would, right behind some words of the text."""
    area = page.locator("#id_body")
    area.evaluate(
        "(area, words) => { area.focus(); const at = area.value.indexOf(words) + words.length;"
        " area.setSelectionRange(at, at); }",
        behind,
    )
    page.keyboard.type(words)


# --- It looks like the page -----------------------------------------------------------------------------------------
LOOKS = """() => ['body', '.post', 'h1', 'h2', '.byline', '.prose p', '.prose a', 'blockquote', 'pre', 'code', 'th',
    '.tag'].map(name => {
        const style = getComputedStyle(document.querySelector(`#content ${name}`) || document.querySelector(name));
        return [name, ...['fontFamily', 'fontSize', 'fontWeight', 'lineHeight', 'color', 'backgroundColor', 'marginTop',
            'paddingTop', 'borderTopWidth', 'letterSpacing'].map(each => style[each])];
    })"""
LOOKED_AT = "## Head\n\nWords and a [link](/a).\n\n> quoted\n\n```\ncode\n```\n\nSome `code`.\n\n| a |\n|---|\n| 1 |\n"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_preview_looks_like_the_public_page(context, page, enter, alice, scheme):
    post = Post(author=alice, title="A title", body=LOOKED_AT)
    save_post(post=post, by=alice, tags=[TagFactory(name="Sea")])
    publish_post(post=post, by=alice)
    enter(alice)
    page.emulate_media(color_scheme=scheme)
    preview = open_editor(page, post)
    # As wide as the page beside it, for sizes go by the width.
    width = preview.locator("html").evaluate("html => html.clientWidth")
    frame = page.locator("[data-preview]").element_handle().content_frame()
    frame.wait_for_load_state("load")
    seen = frame.evaluate(LOOKS)
    page.goto(post.get_absolute_url())
    page.set_viewport_size({"width": width, "height": 900})
    assert page.evaluate(LOOKS) == seen
    assert len({tuple(each[1:]) for each in seen}) > 6


def test_everything_that_shows_is_followed(page, enter, eve):
    TagFactory(name="Postgres")
    cover, series = store_image(data=photo(64), name="a.jpg", by=eve), SeriesFactory(name="Sailing")
    Image.objects.update(alt="A hill")
    enter(eve)
    post = write(eve)
    preview = open_editor(page, post)
    page.fill("#id_title", "Quiet evening")
    expect(preview.locator("h1")).to_have_text("Quiet evening")
    page.fill("#id_excerpt", "In short")
    expect(preview.locator(".post-lead")).to_have_text("In short")
    page.locator("details[data-group=address] summary").click()
    page.fill("#id_language", "de")
    expect(preview.locator("article")).to_have_attribute("lang", "de")
    page.fill("#id_publish_at_0", "2014-03-01")
    page.fill("#id_publish_at_1", "10:00")
    expect(preview.locator("time")).to_have_attribute("datetime", re.compile("^2014-03-01"))
    page.locator(".field-tags .select2-search__field").press_sequentially("Postg")
    page.locator(".select2-results__option", has_text="Postgres").click()
    expect(preview.locator(".tags")).to_contain_text("Postgres")
    # As the windows and lists that fields are chosen in do it.
    choose = "([id, value]) => { const field = django.jQuery(id); %s field.val(value).trigger('change'); }"
    page.evaluate(choose % "", ["#id_cover", str(cover.pk)])
    expect(preview.locator(".cover img")).to_have_attribute("alt", "A hill")
    page.evaluate(choose % "field.append(new Option('', value));", ["#id_series", str(series.pk)])
    expect(preview.locator(".kicker")).to_contain_text("Sailing")


# --- It follows without a flicker -----------------------------------------------------------------------------------
def test_only_what_changed_is_exchanged(page, enter, alice):
    image = store_image(data=photo(64), name="a.jpg", by=alice)
    enter(alice)
    post = write(alice, body=f"First one.\n\n![A](image:{image.pk})\n\nLast one.")
    preview = open_editor(page, post)
    loads = []
    expect(preview.locator("figure img")).to_have_js_property("naturalWidth", 64)
    page.on("request", lambda request: loads.append(request.url) if "/media/" in request.url else None)
    page.evaluate(f"[...{PAGE}.querySelectorAll('.prose > *, img')].forEach(each => {{ each.isOld = true; }})")
    type_at(page, " Typed.\n\nNew.", behind="First one.")
    expect(preview.locator(".prose > p")).to_have_text(["First one. Typed.", "New.", "Last one."])
    old = page.evaluate(f"[...{PAGE}.querySelectorAll('.prose > *, img')].map(each => Boolean(each.isOld))")
    assert old == [True, False, True, True, True]
    type_at(page, "!", behind="![A")
    expect(preview.locator("figure img")).to_have_attribute("alt", "A!")
    assert page.evaluate(f"{PAGE}.querySelector('figure img').isOld")
    assert loads == []


def test_caret_and_the_place_in_the_preview_stay(page, enter, alice):
    enter(alice)
    post = write(alice, body="\n\n".join(f"Paragraph {number}." for number in range(80)))
    preview = open_editor(page, post)
    area = page.locator("#id_body")
    type_at(page, " Here", behind="Paragraph 40.")
    expect(preview.get_by_text("Paragraph 40. Here")).to_be_in_viewport()
    before = page.evaluate(f"{PAGE}.documentElement.scrollTop")
    caret = area.evaluate("area => area.selectionStart")
    page.keyboard.type(" again")
    preview.get_by_text("Paragraph 40. Here again").wait_for()
    assert page.evaluate(f"{PAGE}.documentElement.scrollTop") == before > 0
    assert area.evaluate("area => [area.selectionStart, document.activeElement === area]") == [caret + 6, True]


# --- In step --------------------------------------------------------------------------------------------------------
# How far from its top the preview has the block of the line at the top of the text; pixels.
TOP_OF = """number => {
    const page = document.querySelector('[data-preview]').contentDocument;
    const head = [...page.querySelectorAll('h2')].find(each => each.textContent === `Part ${number}`);
    return Math.abs(head.getBoundingClientRect().top) < 12;
}"""


def scroll_text_to(page, number: int) -> None:
    """The heading of this part at the top, as measured by what the browser does for a selection."""
    page.locator("#id_body").evaluate(
        """(area, number) => {
            const copy = area.cloneNode();
            copy.value = area.value.slice(0, area.value.indexOf(`## Part ${number}\\n`));
            copy.removeAttribute('id');
            // Out of the row that it stands in, where it would take half of the text's room.
            const {paddingLeft, paddingRight} = getComputedStyle(area);
            Object.assign(copy.style, {position: 'absolute', height: '0', width: `${area.offsetWidth}px`, paddingLeft,
                paddingRight, paddingBottom: '0', overflowY: 'scroll'});
            area.after(copy);
            // Its last line is the empty one that the heading stands in.
            area.scrollTop = copy.scrollHeight - parseFloat(getComputedStyle(area).lineHeight);
            copy.remove();
        }""",
        number,
    )


@pytest.fixture
def uneven(alice) -> Post:
    image = store_image(data=photo(640, 480), name="a.jpg", by=alice)
    return write(alice, body=UNEVEN.replace("{image}", str(image.pk)))


@pytest.mark.parametrize(("part", "width"), [(3, 1280), (7, 1280), (10, 1280), (7, 1920)])
def test_preview_shows_at_its_top_what_is_at_the_top_of_the_text(page, enter, alice, uneven, part, width):
    page.set_viewport_size({"width": width, "height": 900})
    enter(alice)
    open_editor(page, uneven)
    scroll_text_to(page, part)
    page.wait_for_function(TOP_OF, arg=part)


def test_heading_behind_thousands_of_lines_is_in_step(page, enter, alice):
    long = "```\n" + "x = 1\n" * 3_000 + "```\n\n"
    post = write(alice, body=f"{long}## Part 1\n\n{long}")
    enter(alice)
    open_editor(page, post)
    scroll_text_to(page, 1)
    page.wait_for_function(TOP_OF, arg=1)


def test_both_begin_and_end_together(page, enter, alice, uneven):
    enter(alice)
    open_editor(page, uneven)
    area = page.locator("#id_body")
    ends = f"""() => {{ const page = {PAGE}.documentElement;
        return Math.abs(page.scrollHeight - page.clientHeight - page.scrollTop) < 3; }}"""
    area.evaluate("area => { area.scrollTop = area.scrollHeight; }")
    page.wait_for_function(ends)
    area.evaluate("area => { area.scrollTop = 0; }")
    page.wait_for_function(f"() => {PAGE}.documentElement.scrollTop < 3")


@pytest.mark.parametrize("width", [1280, 1920])
def test_text_follows_the_preview(page, enter, alice, uneven, width):
    page.set_viewport_size({"width": width, "height": 900})
    enter(alice)
    preview = open_editor(page, uneven)
    scroll_text_to(page, 7)
    page.wait_for_function(TOP_OF, arg=7)
    wanted = page.locator("#id_body").evaluate("area => area.scrollTop")
    scroll_text_to(page, 3)
    page.wait_for_function(TOP_OF, arg=3)
    page.locator("[data-preview]").hover()
    head = preview.get_by_role("heading", name="Part 7")
    page.mouse.wheel(0, head.evaluate("head => head.getBoundingClientRect().top"))
    page.wait_for_function("wanted => Math.abs(document.querySelector('#id_body').scrollTop - wanted) < 12", arg=wanted)
    # And stays there: the text's own move does not move the preview again.
    page.wait_for_function(TOP_OF, arg=7)


def test_click_in_the_preview_puts_the_caret_there(page, enter, alice, uneven):
    enter(alice)
    preview = open_editor(page, uneven)
    preview.get_by_text("Some words of part 7.").click(position={"x": 5, "y": 5})
    area = page.locator("#id_body")
    expect(area).to_be_focused()
    assert area.evaluate("area => area.value.slice(area.selectionStart)").startswith("Some words of part 7.")
    preview.locator("li", has_text="two").nth(3).click()
    assert area.evaluate("area => area.value.slice(area.selectionStart)").startswith("- two")
    page.keyboard.type("x")
    expect(preview.get_by_text("x- two")).to_be_in_viewport()


def test_links_of_the_preview_lead_nowhere_but_inside_it(page, enter, alice):
    enter(alice)
    post = write(alice, body="A [link](/archive/) and a note[^1].\n\n" + "Words.\n\n" * 60 + "[^1]: The note.")
    preview = open_editor(page, post)
    preview.get_by_role("link", name="link", exact=True).click()
    preview.locator("a[role=doc-noteref]").click()
    expect(preview.get_by_text("The note.")).to_be_in_viewport()
    expect(preview.locator("h1")).to_have_text("A title")


# --- When there is none ---------------------------------------------------------------------------------------------
def test_lost_connection_is_said_and_the_old_preview_stays(context, enter, alice):
    # A page without the fixture's watch: the browser logs requests that fail.
    page = context.new_page()
    enter(alice)
    preview = open_editor(page, write(alice))
    context.set_offline(True)
    type_at(page, " Typed offline.", behind="Some text.")
    said = page.locator("[data-preview-said]")
    expect(said).to_contain_text("No connection")
    expect(preview.locator(".prose")).to_have_text("Some text.")
    # What is there can still be read beside the text.
    page.fill("#id_body", "Some text.\n\n" * 100)
    expect(said).to_contain_text("No connection")
    context.set_offline(False)
    expect(preview.locator(".prose > p")).to_have_count(100)
    context.set_offline(True)
    type_at(page, " Typed offline.", behind="Some text.")
    expect(said).to_contain_text("No connection")
    page.locator("#id_body").evaluate("area => { area.scrollTop = area.scrollHeight; }")
    expect(preview.locator(".prose > p").last).to_be_in_viewport()
    context.set_offline(False)
    expect(preview.locator(".prose > p").first).to_have_text("Some text. Typed offline.")
    expect(said).to_be_empty()


def test_end_of_the_session_is_said_and_nothing_is_lost(context, enter, alice):
    page = context.new_page()
    enter(alice)
    preview = open_editor(page, write(alice))
    context.clear_cookies(name="sessionid")
    type_at(page, " Typed.", behind="Some text.")
    expect(page.locator("[data-preview-said]")).to_contain_text("You are signed out")
    expect(preview.locator(".prose")).to_have_text("Some text.")
    assert page.locator("#id_body").input_value() == "Some text. Typed."


def test_text_that_is_too_long_is_said_in_the_server_s_words(context, enter, alice, monkeypatch):
    monkeypatch.setattr("blog.views.preview.MAX_CHARACTERS", 100)
    page = context.new_page()
    enter(alice)
    preview = open_editor(page, write(alice))
    page.fill("#id_body", "x" * 101)
    expect(page.locator("[data-preview-said]")).to_contain_text("too long to be previewed")
    expect(preview.locator(".prose")).to_have_text("Some text.")


def test_preview_out_of_sight_asks_for_nothing(page, enter, alice):
    enter(alice)
    preview = open_editor(page, write(alice))
    asked = []
    page.on("request", lambda request: asked.append(request.url) if PREVIEW.search(request.url) else None)
    frame = page.locator("[data-preview]")
    frame.evaluate("frame => { frame.hidden = true; frame.style.display = 'none'; }")
    expect(frame).to_be_hidden()
    type_at(page, " Typed.", behind="Some text.")
    # Longer than the pause after which it would ask.
    page.wait_for_timeout(600)
    assert asked == []
    frame.evaluate("frame => { frame.hidden = false; frame.style.display = ''; }")
    expect(preview.locator(".prose")).to_have_text("Some text. Typed.")
    assert len(asked) == 1
