"""Pictures dropped and pasted while writing, in a real browser: on their way into the text."""

import io
import re

import pytest
from django.contrib.sessions.models import Session
from PIL import Image as PillowImage
from playwright.sync_api import expect

from blog.models import Image, Post
from tests.browser.test_editor import DROP, drop, open_editor, write
from tests.browser.writing_pictures import PASTE, key_of, pictures, question, row, rows, text
from tests.factories import png

pytestmark = pytest.mark.browser

# How many uploads there were at most at a time, and what each row said as it went.
WATCH = """() => {
    let running = 0;
    window.most = 0;
    window.seen = new Set();
    const {send} = XMLHttpRequest.prototype;
    XMLHttpRequest.prototype.send = function (body) {
        running += 1;
        window.most = Math.max(window.most, running);
        this.addEventListener('loadend', () => { running -= 1; });
        send.call(this, body);
    };
    new MutationObserver(() => document.querySelectorAll('.arrival [data-state]').forEach(
        part => window.seen.add(part.textContent))).observe(document.querySelector('[data-arrivals]'),
        {subtree: true, childList: true, characterData: true});
}"""

DROP_AT = DROP.replace("(area, files)", "(area, [files, at])").replace("{dataTransfer", "{...at, dataTransfer")


def test_many_pictures_arrive_in_the_order_in_which_they_were_dropped_two_at_a_time(page, enter, alice):
    enter(alice)
    open_editor(page)
    page.evaluate(WATCH)
    text(page).fill("Before.after")
    text(page).evaluate("area => area.setSelectionRange(7, 7)")
    # The first is the largest, so that it comes last.
    drop(page, ("900.png", "image/png", png(2000, 2000)), *pictures(5, 6, 7, 8, 9))
    expect(page.get_by_label(re.compile("^What does"))).to_have_count(6)
    names = ["900.png", *(f"{width}.png" for width in (5, 6, 7, 8, 9))]
    lines = "\n".join(f"![](image:{key_of(name)})" for name in names)
    assert text(page).input_value() == f"Before.\n\n{lines}\n\nafter"
    assert page.evaluate("window.most") == 2
    assert {"waits", "is looked at"} <= set(page.evaluate("[...window.seen]"))


def test_progress_is_shown_and_a_cancelled_picture_leaves_nothing(page, enter, alice):
    enter(alice)
    open_editor(page)
    text(page).fill("Before.after")
    text(page).evaluate("area => area.setSelectionRange(7, 7)")
    page.route("**/upload/", lambda route: None)
    drop(page, *pictures(5, 6, 7))
    expect(page.get_by_role("progressbar", name="5.png")).to_be_visible()
    expect(row(page, "5.png")).to_contain_text("% sent")
    expect(row(page, "5.png").locator("img")).to_have_attribute("src", re.compile("^data:image/png"))
    expect(row(page, "7.png")).to_contain_text("waits")
    assert text(page).input_value().count("![Uploading") == 3
    for name in ("6.png", "5.png", "7.png"):
        row(page, name).get_by_role("button", name="Cancel").click()
    expect(rows(page)).to_have_count(0)
    assert text(page).input_value() == "Before.after"
    expect(text(page)).to_be_focused()
    assert not Image.objects.exists()


def test_progress_follows_what_was_sent(page, enter, alice):
    enter(alice)
    open_editor(page)
    page.evaluate(WATCH)
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 400_000}
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", slow)
    buffer = io.BytesIO()
    PillowImage.effect_noise((1000, 600), 100).save(buffer, "PNG")
    drop(page, ("noise.png", "image/png", buffer.getvalue()))
    expect(question(page, "noise.png")).to_be_visible(timeout=20_000)
    said = page.evaluate("[...window.seen]")
    steps = [int(words.split()[0]) for words in said if words.endswith("% sent")]
    assert steps == sorted(steps)
    assert any(0 < step < 100 for step in steps)
    assert said[-1] == "is looked at"


def test_picture_waits_for_the_connection_and_is_sent_by_itself(context, enter, alice):
    page = context.new_page()
    enter(alice)
    open_editor(page)
    context.set_offline(True)
    drop(page, *pictures(5, 6))
    expect(row(page, "No connection. The picture is kept here")).to_have_count(2)
    assert text(page).input_value().count("![Uploading") == 2
    text(page).press("Control+Home")
    text(page).press_sequentially("Typed meanwhile. ")
    context.set_offline(False)
    expect(question(page, "6.png")).to_be_visible()
    expect(question(page, "5.png")).to_be_visible()
    lines = "\n".join(f"![](image:{key_of(name)})" for name in ("5.png", "6.png"))
    assert text(page).input_value() == f"Typed meanwhile. {lines}\n"
    page.close()


def test_picture_that_was_lost_on_the_way_is_tried_again_by_a_click(context, enter, alice):
    page = context.new_page()
    enter(alice)
    open_editor(page)
    page.route("**/upload/", lambda route: route.abort(), times=1)
    drop(page, *pictures(5))
    row(page, "5.png").get_by_role("button", name="Try again").click()
    expect(question(page, "5.png")).to_be_visible()
    assert text(page).input_value() == f"![](image:{key_of('5.png')})\n"
    page.close()


def test_server_that_cannot_take_it_now_keeps_no_picture_from_being_tried_again(context, enter, alice):
    page = context.new_page()
    enter(alice)
    open_editor(page)
    page.route("**/upload/", lambda route: route.fulfill(status=502, body="<h1>Bad gateway</h1>"), times=1)
    drop(page, *pictures(5))
    expect(row(page, "error 502")).to_contain_text("The picture is kept here")
    row(page, "5.png").get_by_role("button", name="Try again").click()
    expect(question(page, "5.png")).to_be_visible()
    page.close()


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("evil.png", b"<script>alert(1)</script>", "SVG drawing or a web page"),
        ("paper.pdf", b"%PDF-1.7", "PDF"),
        ("cut.png", png()[:40], "damaged"),
        ("empty.png", b"", "empty"),
    ],
)
def test_what_is_no_picture_is_explained_beside_its_name(context, enter, alice, name, data, said):
    page = context.new_page()
    enter(alice)
    open_editor(page)
    text(page).fill("Before.")
    drop(page, *pictures(5), (name, "image/png", data))
    expect(row(page, name)).to_contain_text(said)
    expect(question(page, "5.png")).to_be_visible()
    assert text(page).input_value() == f"Before.\n\n![](image:{key_of('5.png')})\n"
    row(page, name).get_by_role("button", name="Take off this list").click()
    expect(row(page, name)).to_have_count(0)
    page.close()


def test_oversize_picture_is_not_even_sent(page, enter, alice):
    enter(alice)
    open_editor(page)
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/upload/" in request.url else None)
    text(page).fill("Before.")
    page.locator("[data-arrivals]").evaluate("box => { box.dataset.maxBytes = 10; }")
    drop(page, *pictures(5))
    expect(row(page, "5.png")).to_contain_text("This picture is larger than 40.0 MB. Save it smaller.")
    assert text(page).input_value() == "Before."
    assert asked == []


def test_who_is_signed_out_meanwhile_signs_in_and_tries_again(context, enter, alice):
    page = context.new_page()
    enter(alice)
    open_editor(page)
    Session.objects.all().delete()
    drop(page, *pictures(5))
    expect(row(page, "You are signed out. The picture is kept here")).to_have_count(1)
    link = row(page, "5.png").get_by_role("link", name="Sign in")
    expect(link).to_have_attribute("href", re.compile("^/admin/login/"))
    assert "![Uploading 5.png" in text(page).input_value()
    enter(alice)
    row(page, "5.png").get_by_role("button", name="Try again").click()
    expect(question(page, "5.png")).to_be_visible()
    assert text(page).input_value() == f"![](image:{key_of('5.png')})\n"
    page.close()


def test_page_that_is_older_than_the_sign_in_goes_on_by_itself(context, enter, alice):
    page = context.new_page()
    enter(alice)
    open_editor(page)
    context.clear_cookies(name="csrftoken")
    drop(page, *pictures(5))
    expect(question(page, "5.png")).to_be_visible()
    page.close()


def test_picture_whose_placeholder_was_deleted_is_offered_again(page, enter, alice):
    enter(alice)
    open_editor(page)
    held = []
    page.route("**/upload/", lambda route: held.append(route))
    with page.expect_request("**/upload/"):
        drop(page, *pictures(5))
    text(page).fill("Something else.")
    held[0].continue_()
    row(page, "its place in the text is gone").get_by_role("button", name="Insert it at the caret").click()
    assert text(page).input_value() == f"Something else.\n\n![](image:{key_of('5.png')})\n"
    expect(question(page, "5.png")).to_be_visible()


def test_address_of_a_picture_stays_an_address(page, enter, alice):
    enter(alice)
    open_editor(page)
    taken = text(page).evaluate(
        """area => ['paste', 'drop'].map(type => {
            const data = new DataTransfer();
            data.setData('text/uri-list', 'https://example.com/a.png');
            data.setData('text/plain', 'https://example.com/a.png');
            const [Kind, name] = type === 'drop' ? [DragEvent, 'dataTransfer'] : [ClipboardEvent, 'clipboardData'];
            return area.dispatchEvent(new Kind(type, {[name]: data, bubbles: true, cancelable: true}));
        })"""
    )
    assert taken == [True, True]
    assert page.locator(".arrival").count() == 0


def test_signing_in_in_another_window_sends_what_was_kept(context, enter, alice):
    page, other = context.new_page(), context.new_page()
    enter(alice)
    open_editor(page)
    Session.objects.all().delete()
    drop(page, *pictures(5))
    expect(row(page, "You are signed out")).to_have_count(1)
    # An answer to the old session that came after the new one had begun would end that too.
    expect(page.locator("[data-saving-line][data-state=signed-out]")).to_be_visible()
    enter(alice)
    other.goto("/admin/")
    other.evaluate("new BroadcastChannel('byline-signed-in').postMessage(null)")
    expect(question(page, "5.png")).to_be_visible()


def test_pasted_pictures_are_taken_where_the_caret_is(page, enter, alice):
    enter(alice)
    open_editor(page)
    text(page).fill("One\n\nTwo")
    text(page).evaluate("area => area.setSelectionRange(5, 5)")
    text(page).evaluate(PASTE, [["image.png", "image/png", list(png())]])
    expect(question(page, "image.png")).to_be_visible()
    assert text(page).input_value() == f"One\n\n![](image:{key_of('image.png')})\n\nTwo"


def test_picture_is_taken_where_it_was_dropped_and_beside_the_text_where_the_caret_is(page, enter, alice):
    enter(alice)
    open_editor(page)
    text(page).fill("First.\n\n" * 3)
    # On the first line, behind its words.
    at = text(page).bounding_box()
    here = {"clientX": at["x"] + at["width"] - 60, "clientY": at["y"] + 25}
    offered = [[name, kind, list(data)] for name, kind, data in pictures(5)]
    text(page).evaluate(DROP_AT, [offered, here])
    expect(question(page, "5.png")).to_be_visible()
    five = f"First.\n\n![](image:{key_of('5.png')})\n\n"
    assert text(page).input_value() == five + "First.\n\n" * 2
    page.locator("h1").first.evaluate(DROP, [[name, kind, list(data)] for name, kind, data in pictures(6)])
    expect(question(page, "6.png")).to_be_visible()
    assert f"![](image:{key_of('6.png')})" in text(page).input_value()


def test_picture_that_did_not_arrive_before_the_page_was_closed_is_chosen_again(page, enter, alice):
    enter(alice)
    open_editor(page, write(alice, body="Before.\n\n![Uploading 5.png (1234)…]()\n![Uploading 6.png (5678)…]()\n"))
    with page.expect_file_chooser() as chooser:
        row(page, "5.png").get_by_role("button", name="Choose it again").click()
    chooser.value.set_files([{"name": "5.png", "mimeType": "image/png", "buffer": png(5)}])
    expect(question(page, "5.png")).to_be_visible()
    row(page, "6.png").get_by_role("button", name="Take it out of the text").click()
    expect(text(page)).to_have_value(f"Before.\n\n![](image:{key_of('5.png')})\n")


def test_post_is_not_saved_before_its_pictures_are_there(page, enter, alice):
    enter(alice)
    open_editor(page)
    page.fill("#id_title", "With pictures")
    held = []
    page.route("**/upload/", lambda route: held.append(route))
    with page.expect_request("**/upload/"):
        drop(page, *pictures(5))
    page.click("input[name=_save]")
    expect(page.get_by_text("This waits until the pictures are there.").last).to_be_visible()
    held[0].continue_()
    page.get_by_text("Draft saved.").wait_for()
    assert Post.objects.get().body.strip() == f"![](image:{key_of('5.png')})"
