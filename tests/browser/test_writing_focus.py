"""Writing with nothing around it, counting words, and the tools on a phone."""

import pytest
from playwright.sync_api import expect

from blog.text.markdown import render
from config.settings import BASE_DIR
from tests.browser.test_writing_saving import wait_for_saved
from tests.browser.test_writing_tools import open_editor, write, written

pytestmark = pytest.mark.browser


# --- Focus and counting ----------------------------------------------------------------------------------------------
def test_focus_leaves_title_text_and_what_is_said_and_ends_by_escape(page, enter, alice):
    enter(alice)
    open_editor(page)
    write(page, "a|")
    page.keyboard.press("Control+Shift+f")
    expect(page.locator("[role=toolbar]")).to_be_hidden()
    expect(page.locator("iframe[title=Preview]")).to_be_hidden()
    for button in page.locator("[name=_save]").all():
        expect(button).to_be_hidden()
    expect(page.locator("#id_excerpt")).to_be_hidden()
    expect(page.locator("#id_title")).to_be_visible()
    page.keyboard.type("b")
    assert written(page) == "ab|"
    wait_for_saved(page)
    expect(page.locator(".saving-words")).to_contain_text("Saved")
    page.reload()
    expect(page.locator("[role=toolbar]")).to_be_hidden()
    page.keyboard.press("Control+/")
    page.keyboard.press("Escape")
    expect(page.locator("[role=toolbar]")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.locator("[role=toolbar]")).to_be_visible()
    expect(page.locator("input[name=_save]")).to_be_visible()
    page.get_by_role("button", name="Focus: nothing but title and text").click()
    expect(page.locator("[role=toolbar]")).to_be_hidden()
    # At its upper edge: nothing lies over it.
    page.get_by_role("button", name="Leave focus").click(position={"x": 10, "y": 2})
    page.reload()
    expect(page.locator("[role=toolbar]")).to_be_visible()


def test_words_are_counted_as_the_server_counts_them(page, enter, alice):
    demo = (BASE_DIR / "blog/demo/posts/2024/everything-a-post-can-hold/index.md").read_text().split("---\n", 2)[2]
    texts = [
        "",
        "One two-three *four* five's [six](https://x.org/a_b) `seven` <kbd>eight</kbd>",
        "- [x] done\n- open\n\n1. first\n\n> quoted\n\n---\n\n| a | b |\n|---|---|\n| c | d |\n",
        '!!! tip "Two words"\n    three\n\nclaim[^1] ![alt words](image:4 "cap tion")\n\n[^1]: The note.\n',
        "日本語 text — émigré, 3.5 & more &amp; so",
        "un**frig**able snake_case _it_ <https://x.org/a> a@b.org",
        demo,
    ]
    enter(alice)
    open_editor(page)
    script = """async texts => {
        const {countWords} = await import('/static/admin-byline/editor/count.js');
        return texts.map(countWords);
    }"""
    counted = page.evaluate(script, texts)
    true = [render(text).word_count for text in texts]
    assert counted[:-1] == true[:-1]
    assert counted[-1] == pytest.approx(true[-1], rel=0.02)


def test_count_is_shown_of_the_text_and_of_what_is_selected(page, enter, alice):
    enter(alice)
    open_editor(page)
    count = page.locator("[data-editor] [data-count]")
    expect(count).to_have_text("Words: 0 · to read: 1 min")
    write(page, "word " * 1150 + "⟦last one⟧")
    expect(count).to_have_text("Words: 1,152 · to read: 5 min · selected: 2")
    expect(count).to_have_attribute("title", "Characters: 8")
    page.keyboard.press("ArrowRight")
    expect(count).to_have_text("Words: 1,152 · to read: 5 min")


def test_tools_fit_a_phone(page, enter, alice):
    page.set_viewport_size({"width": 390, "height": 844})
    enter(alice)
    open_editor(page)
    wide = """() => [...document.querySelectorAll('.editor-tools *')].filter(
        each => each.getBoundingClientRect().right > innerWidth && !each.closest('[role=toolbar]')
    ).map(each => each.outerHTML)"""
    assert page.evaluate(wide) == []
    sizes = page.locator("[role=toolbar] button").evaluate_all(
        "buttons => buttons.map(each => Math.min(each.offsetWidth, each.offsetHeight))"
    )
    assert min(sizes) >= 24
    last = page.get_by_role("button", name="Help: keys and Markdown")
    last.click()
    window = page.get_by_role("dialog", name="Keys and Markdown")
    expect(window).to_be_visible()
    assert window.evaluate("window => window.scrollWidth <= window.clientWidth")
    assert page.evaluate(wide) == []
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Shift+f")
    page.get_by_role("button", name="Leave focus").click(position={"x": 10, "y": 2})
    expect(page.locator("[role=toolbar]")).to_be_visible()
