"""Writing, in a real browser."""

import io

import pytest
from PIL import Image as PillowImage
from playwright.sync_api import expect

from blog.actions.images import store_image
from blog.actions.posts import save_post
from blog.models import Image, Post
from tests.factories import TagFactory, photo, png

pytestmark = pytest.mark.browser

# What a drop from the desktop gives the page.
DROP = """(area, files) => {
    const data = new DataTransfer();
    for (const [name, type, bytes] of files) {
        data.items.add(new File([new Uint8Array(bytes)], name, {type}));
    }
    area.dispatchEvent(new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true}));
}"""


def write(author, **fields) -> Post:
    post = Post(author=author, **({"title": "A title", "body": "Some text."} | fields))
    save_post(post=post, by=author)
    return post


def open_editor(page, post: Post | None = None):
    page.goto(f"/admin/blog/post/{post.pk}/change/" if post else "/admin/blog/post/add/")
    return page.frame_locator("iframe[title=Preview]")


def drop(page, *files: tuple[str, str, bytes]) -> None:
    offered = [[name, kind, list(data)] for name, kind, data in files]
    page.locator("#id_body").evaluate(DROP, offered)


def test_preview_follows_the_typing_and_the_caret_stays(page, enter, alice):
    enter(alice)
    preview = open_editor(page)
    page.fill("#id_title", "Quiet evening")
    area = page.locator("#id_body")
    area.fill("First\n\nLast")
    area.evaluate("area => area.setSelectionRange(5, 5)")
    area.press_sequentially(" *words*")
    preview.locator("em", has_text="words").wait_for()
    assert preview.locator("h1").text_content() == "Quiet evening"
    assert area.evaluate("area => [area.selectionStart, document.activeElement === area]") == [13, True]
    assert area.input_value() == "First *words*\n\nLast"


def test_preview_runs_no_script(page, enter, alice):
    enter(alice)
    preview = open_editor(page)
    page.fill(
        "#id_body",
        "before <script>document.title = 'taken'</script> <img src=x onerror=\"document.title='taken'\"> after",
    )
    preview.get_by_text("after").wait_for()
    assert page.title() != "taken"
    assert page.locator("iframe[title=Preview]").get_attribute("sandbox") == "allow-same-origin"


# Half-way down, give or take a twentieth.
IN_STEP = """() => {
    const page = document.querySelector('[data-preview]').contentDocument?.documentElement;
    return page && Math.abs(page.scrollTop / (page.scrollHeight - page.clientHeight) - 0.5) < 0.05;
}"""


def test_preview_keeps_in_step_while_the_text_grows(page, enter, alice):
    enter(alice)
    preview = open_editor(page, write(alice, body="A paragraph.\n\n" * 200))
    area = page.locator("#id_body")
    area.evaluate("area => { area.scrollTop = (area.scrollHeight - area.clientHeight) / 2; }")
    page.wait_for_function(IN_STEP)
    area.evaluate(
        "area => { area.setRangeText('New ', 0, 0); area.dispatchEvent(new Event('input', {bubbles: true})); }"
    )
    preview.get_by_text("New A paragraph.").wait_for(state="attached")
    page.wait_for_function(IN_STEP)


def test_post_is_written_tagged_and_published(page, enter, alice):
    TagFactory(name="Postgres")
    enter(alice)
    open_editor(page)
    page.fill("#id_title", "Out it goes")
    page.fill("#id_body", "Text.")
    search = page.locator(".field-tags .select2-search__field")
    search.press_sequentially("gres")
    page.locator(".select2-results__option", has_text="Postgres").click()
    search.press_sequentially("Brand new,")
    page.click("input[name=_publish]")
    page.get_by_text("Published.").wait_for()
    post = Post.objects.get()
    assert post.is_published
    assert sorted(tag.name for tag in post.tags.all()) == ["Brand new", "Postgres"]
    page.get_by_role("link", name="See it").first.click()
    assert page.locator("h1").text_content() == "Out it goes"


def test_publish_button_says_schedule_when_the_date_is_to_come(page, enter, alice):
    enter(alice)
    open_editor(page)
    button = page.locator("input[name=_publish]")
    assert button.input_value() == "Publish"
    page.fill("#id_publish_at_0", "2999-01-01")
    page.fill("#id_publish_at_1", "10:00")
    assert button.input_value() == "Schedule"


def test_dropped_pictures_are_uploaded_and_shown(page, enter, alice):
    enter(alice)
    preview = open_editor(page)
    area = page.locator("#id_body")
    area.fill("Before.")
    drop(page, ("one.png", "image/png", png(8, 6)), ("two.png", "image/png", png(9, 6)))
    preview.locator("figure img").nth(1).wait_for()
    # Both are on their way at once: which is stored first is open, which stands first in the text is not.
    first, second = (Image.objects.get(original_name=name) for name in ("one.png", "two.png"))
    assert area.input_value() == f"Before.\n\n![](image:{first.pk})\n![](image:{second.pk})\n"
    assert (first.uploaded_by, first.original_name) == (alice, "one.png")
    # The preview may be exchanged once more meanwhile.
    expect(preview.locator("figure img").first).to_have_js_property("naturalWidth", 8)


def test_pasted_screenshot_is_uploaded(page, enter, alice):
    enter(alice)
    open_editor(page)
    paste = DROP.replace("DragEvent('drop', {dataTransfer", "ClipboardEvent('paste', {clipboardData")
    page.locator("#id_body").evaluate(paste, [["image.png", "image/png", list(png())]])
    page.wait_for_function("() => /image:\\d+/.test(document.querySelector('#id_body').value)")
    assert Image.objects.get().uploaded_by == alice


def test_similar_picture_is_offered_and_the_text_names_the_one_that_is_chosen(page, enter, alice):
    old = store_image(data=photo(64), name="harbour.jpg", by=None)
    enter(alice)
    open_editor(page)
    # What has been saved with a post is in use, and stays in the library.
    page.route("**/autosave/", lambda route: None)
    drop(page, ("small.jpg", "image/jpeg", photo(48)), ("copy.jpg", "image/jpeg", photo(64)))
    page.get_by_label("What does harbour.jpg show?").wait_for()
    page.get_by_text("was in the library already; the text names that one.", exact=True).wait_for()
    offer = page.locator(".upload-offer")
    assert "Looks like harbour.jpg" in offer.text_content()
    new = Image.objects.exclude(pk=old.pk).get()
    assert page.locator("#id_body").input_value().count(new.reference) == 1
    with page.expect_response("**/take-back/"):
        offer.get_by_role("button", name="Use that one instead").click()
    assert page.locator("#id_body").input_value().count(old.reference + ")") == 2
    assert list(Image.objects.all()) == [old]


def test_refused_picture_is_explained_and_leaves_no_trace(context, enter, alice):
    # A page without the fixture's watch: the browser logs the answer 400 as an error.
    page = context.new_page()
    enter(alice)
    open_editor(page)
    page.fill("#id_body", "Before.")
    drop(page, ("evil.png", "image/png", b"<script>alert(1)</script>"))
    # For the eye beside its name, and said.
    row = page.locator(".arrival.is-failed")
    row.wait_for()
    assert row.locator("[data-name]").text_content() == "evil.png"
    assert len(row.locator("[data-state]").text_content()) > 20
    assert page.locator("[data-said]").first.text_content().startswith("evil.png: ")
    assert page.locator("#id_body").input_value().strip() == "Before."
    assert not Image.objects.exists()


def test_stale_version_keeps_what_was_typed(context, enter, alice, eve):
    # A page without the fixture's watch: the autosave is answered that there is a conflict, which the browser logs.
    page = context.new_page()
    enter(alice)
    post = write(alice)
    open_editor(page, post)
    page.fill("#id_body", "What Alice typed.")
    post.body = "What Eve saved."
    save_post(post=post, by=eve)
    page.click("input[name=_save]")
    dialog = page.get_by_role("dialog", name="Two versions of one place")
    expect(dialog.locator("[data-theirs]")).to_have_text("What Eve saved.")
    expect(page.locator("#id_body")).to_have_value("What Alice typed.")
    dialog.get_by_role("button", name="Use what is chosen").click()
    expect(dialog).to_be_hidden()
    page.click("input[name=_save]")
    page.get_by_text("Draft saved.").wait_for()
    assert Post.objects.get().body == "What Alice typed."


def test_stale_version_keeps_what_was_typed_without_scripts(chromium, live_server, enter, alice, eve):
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    enter(alice, context)
    page = context.new_page()
    post = write(alice)
    page.goto(f"/admin/blog/post/{post.pk}/change/")
    page.fill("#id_body", "What Alice typed.")
    post.body = "What Eve saved."
    save_post(post=post, by=eve)
    page.click("input[name=_save]")
    page.get_by_text("Eve saved this post").wait_for()
    assert page.locator("#id_body").input_value() == "What Alice typed."
    with page.expect_popup() as popup:
        page.get_by_role("link", name="Read the other version").click()
    assert popup.value.locator("#revision-text").input_value() == "What Eve saved."
    page.check("input[name=_over]")
    page.click("input[name=_save]")
    page.get_by_text("Draft saved.").wait_for()
    context.close()
    assert Post.objects.get().body == "What Alice typed."


def test_form_saves_without_scripts(chromium, live_server, client, alice):
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    client.force_login(alice)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    page = context.new_page()
    page.goto("/admin/blog/post/add/")
    page.fill("#id_title", "No scripts")
    page.fill("#id_body", "Text")
    page.fill("input[name=tags_typed]", "One, Two")
    page.click("input[name=_save]")
    assert page.get_by_text("Draft saved.").is_visible()
    context.close()
    assert sorted(tag.name for tag in Post.objects.get().tags.all()) == ["One", "Two"]


def test_cover_is_chosen_in_the_library_s_window_where_the_editor_s_scripts_do_not_run(context, enter, alice):
    buffer = io.BytesIO()
    PillowImage.new("RGB", (30, 20), "navy").save(buffer, "PNG")
    enter(alice)
    # A page without the fixture's watch: the browser logs the script that is missing as an error.
    page = context.new_page()
    page.route("**/editor/main*.js", lambda route: route.abort())
    page.goto("/admin/blog/image/add/")
    sea = {"name": "sea.png", "mimeType": "image/png", "buffer": buffer.getvalue()}
    page.set_input_files("[data-files]", [sea])
    page.get_by_text("1 of 1 stored").wait_for()
    page.goto("/admin/blog/post/add/")
    with page.expect_popup() as popup:
        page.click("#lookup_id_cover")
    # Before its scripts have run, a row is a link like any other.
    popup.value.wait_for_load_state()
    # The window closes itself in the click, which Playwright's own click may not survive.
    row = popup.value.locator("#result_list th a, #result_list td a").first
    row.evaluate("row => { setTimeout(() => row.click()); }")
    page.locator("img.cover-picture:visible").wait_for()
    assert page.locator("#id_cover").input_value() == str(Image.objects.get().pk)
