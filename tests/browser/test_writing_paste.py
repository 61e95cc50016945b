"""Pasting into the text, in a real browser: what programs put on the clipboard."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_writing_tools import open_editor, write, written

pytestmark = pytest.mark.browser

PASTE = """(area, items) => {
    const data = new DataTransfer();
    for (const [type, words] of Object.entries(items)) data.setData(type, words);
    const event = new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true});
    // What the browser would do by itself.
    if (area.dispatchEvent(event)) document.execCommand('insertText', false, items['text/plain'] ?? '');
}"""
RICH = "<p>Some <b>bold</b> words</p><ul><li>one</li><li>two</li></ul>"


def paste(page: Page, plain: str | None, html: str | None = None, **more: str) -> None:
    items = {"text/plain": plain, "text/html": html} | {name.replace("_", "-"): words for name, words in more.items()}
    page.locator("#id_body").evaluate(PASTE, {name: words for name, words in items.items() if words is not None})


def test_address_pasted_over_words_links_them_and_nothing_else(page, enter, alice):
    enter(alice)
    open_editor(page)
    for before, pasted, after in (
        ("see ⟦words⟧ here", "https://x.org/a", "see [words](https://x.org/a)| here"),
        ("see ⟦words ⟧here", " https://x.org/a\n", "see [words](https://x.org/a)| here"),
        ("⟦words⟧", "https://x.org/a_(b)", "[words](https://x.org/a_(b))|"),
        ("⟦words⟧", "https://x.org/a)", "[words](https://x.org/a%29)|"),
        ("⟦words⟧", "mailto:a@x.org", "[words](mailto:a@x.org)|"),
        ("⟦https://x.org⟧", "https://y.org", "https://y.org|"),
        ("⟦words⟧", "two words", "two words|"),
        ("⟦words⟧", "javascript:alert(1)", "javascript:alert(1)|"),
        ("a| b", "https://x.org", "ahttps://x.org| b"),
        ("![⟦alt⟧](image:4)", "https://x.org", "![https://x.org|](image:4)"),
        ("[a](⟦b⟧)", "https://x.org", "[a](https://x.org|)"),
        ("```\n⟦code⟧\n```", "https://x.org", "```\nhttps://x.org|\n```"),
        ("⟦one\n\ntwo⟧", "https://x.org", "https://x.org|"),
    ):
        write(page, before)
        paste(page, pasted)
        assert (before, written(page)) == (before, after)
    write(page, "see ⟦words⟧ here")
    paste(page, "https://x.org", '<a href="https://x.org">https://x.org</a>')
    assert written(page) == "see [words](https://x.org)| here"
    page.keyboard.press("Control+z")
    assert page.locator("#id_body").input_value() == "see words here"


def test_formatted_text_is_there_at_once_and_then_as_markdown_each_undone_in_one_step(page, enter, alice):
    enter(alice)
    open_editor(page)
    area = page.locator("#id_body")
    held = []
    page.route("**/markdown/", lambda route: held.append(route))
    write(page, "Before.| After")
    paste(page, "Some bold words\none\ntwo", RICH)
    assert written(page) == "Before.Some bold words\none\ntwo| After"
    expect(page.locator("[data-tools-status]")).to_contain_text("formatting comes")
    page.keyboard.type("!")
    page.wait_for_function("() => true")
    while not held:
        page.wait_for_timeout(20)
    held[0].continue_()
    expect(area).to_have_value("Before.\n\nSome **bold** words\n\n- one\n- two\n\n! After")
    expect(page.locator("[data-tools-status]")).to_have_text("")
    assert written(page).endswith("- two\n\n!| After")
    page.keyboard.press("Control+z")
    expect(area).to_have_value("Before.Some bold words\none\ntwo! After")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    expect(area).to_have_value("Before. After")


def test_what_programs_copy_becomes_what_was_meant(page, enter, alice):
    enter(alice)
    open_editor(page)
    area = page.locator("#id_body")
    docs = (
        '<b style="font-weight:normal" id="docs-internal-guid-1"><p><span style="font-weight:400">A </span>'
        '<span style="font-weight:700">b</span></p></b>'
    )
    sheet = "<table><tr><td>Name</td><td>Sum</td></tr><tr><td>A</td><td>1</td></tr></table>"
    code = (
        '<meta charset="utf-8"><div style="color:#ccc;font-family:Menlo, Monaco, monospace;white-space:pre">'
        '<div><span style="color:#569cd6;font-weight:bold">def</span><span> f():</span></div></div>'
    )
    for plain, html, after in (
        ("A b", docs, "A **b**"),
        ("Name\tSum\nA\t1\n", sheet, "| Name | Sum |\n| --- | --- |\n| A | 1 |"),
        ("A hill", '<h2>A <a href="/rel">hill</a></h2><script>alert(1)</script>', "## A hill"),
        ("a_b", "<p><i>a_b</i>", "*a_b*"),
        (" b ", " <b>b</b> ", " **b** "),
        (
            "claim[1]",
            '<p>claim<sup><a href="#fn1">1</a></sup></p><ol class="footnotes"><li id="fn1">N</li></ol>',
            "claim[^1]\n\n[^1]: N",
        ),
    ):
        write(page, "|")
        paste(page, plain, html)
        expect(area).to_have_value(after)
    # What stays as it is, without asking.
    page.route("**/markdown/", lambda route: pytest.fail("nobody was to be asked"))
    for before, plain, html, more in (
        ("|", "def f():", code, {}),
        ("|", "def f():", "<b>def</b> f():", {"vscode_editor_data": "{}"}),
        ("|", "a\nb", "<pre style='font-family:mono'>a\nb</pre>", {}),
        ("|", "plain words", '<meta charset="utf-8"><span style="color:red">plain words</span>', {}),
        ("```\n|\n```", "a b", "a <b>b</b>", {}),
    ):
        write(page, before)
        paste(page, plain, html, **more)
        expect(area).to_have_value(before.replace("|", plain))
    write(page, "|")
    keys = "{key: 'V', ctrlKey: true, shiftKey: true, bubbles: true}"
    area.evaluate(f"area => area.dispatchEvent(new KeyboardEvent('keydown', {keys}))")
    paste(page, "a b", "a <b>b</b>")
    expect(area).to_have_value("a b")


def test_footnotes_that_are_pasted_get_labels_that_are_free(page, enter, alice):
    enter(alice)
    open_editor(page)
    write(page, "mine[^1] |\n\n[^1]: Mine.\n")
    paste(page, "theirs", '<p>theirs<sup><a href="#fn1">1</a></sup></p><ol class="footnotes"><li id="fn1">T</li></ol>')
    expect(page.locator("#id_body")).to_have_value("mine[^1] \n\ntheirs[^2]\n\n[^2]: T\n\n[^1]: Mine.\n")


def test_lost_pictures_are_spoken_of(page, enter, alice):
    enter(alice)
    open_editor(page)
    write(page, "|")
    paste(page, "words", '<p><b>words</b> <img src="file:///C:/a.png"> <img src="data:image/png;base64,AA"></p>')
    expect(page.locator("#id_body")).to_have_value("**words**")
    expect(page.locator("[data-tools-status]")).to_contain_text("could not come along: 2.")


@pytest.mark.parametrize("status", [None, 401, 403, 413, 500])
def test_plain_text_stays_where_the_server_does_not_help(context, enter, alice, status):
    # A page without the fixture's watch: the browser logs such answers as errors.
    page = context.new_page()
    enter(alice)
    open_editor(page)
    said = '{"error": "signed_out", "message": "You are signed out."}' if status == 401 else "no"
    page.route(
        "**/markdown/",
        lambda route: route.fulfill(status=status, body=said) if status else route.abort("internetdisconnected"),
    )
    write(page, "Before |")
    paste(page, "some words", "some <b>words</b>")
    words = {401: "You are signed out.", 413: "That was too much"}.get(
        status, "No connection" if not status else "pasted as plain text"
    )
    expect(page.locator("[data-tools-status]")).to_contain_text(words)
    assert written(page) == "Before some words|"
    page.keyboard.type("!")
    expect(page.locator("[data-tools-status]")).to_have_text("")


def test_text_that_was_changed_meanwhile_is_left_alone(page, enter, alice):
    enter(alice)
    open_editor(page)
    held = []
    page.route("**/markdown/", lambda route: held.append(route))
    write(page, "|")
    paste(page, "some words", "some <b>words</b>")
    page.keyboard.press("Backspace")
    with page.expect_response("**/markdown/"):
        while not held:
            page.wait_for_timeout(20)
        held[0].continue_()
    expect(page.locator("[data-tools-status]")).to_have_text("")
    assert written(page) == "some word|"
