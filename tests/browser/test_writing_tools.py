"""The tools of the writing screen: buttons, keys, lists, pasting, counting, focus."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def open_editor(page: Page) -> None:
    page.goto("/admin/blog/post/add/")
    page.locator("[role=toolbar]").wait_for()


# --- Buttons and keys ------------------------------------------------------------------------------------------------
def write(page: Page, text: str) -> None:
    """Put a text into the field as if typed, with caret or selection at its signs."""
    start, end = (text.index("⟦"), text.index("⟧") - 1) if "⟦" in text else (text.index("|"),) * 2
    page.locator("#id_body").evaluate(
        """(area, [value, start, end]) => {
            area.focus();
            area.select();
            document.execCommand(value ? 'insertText' : 'delete', false, value);
            area.setSelectionRange(start, end);
        }""",
        [re.sub(r"[⟦⟧|]", "", text), start, end],
    )


def written(page: Page) -> str:
    return page.locator("#id_body").evaluate(
        """area => {
            const {value, selectionStart: start, selectionEnd: end} = area;
            return value.slice(0, start) + (start === end ? '|' : `⟦${value.slice(start, end)}⟧`) + value.slice(end);
        }"""
    )


COMMANDS = [
    ("Bold", "Control+b", "a ⟦b⟧", "a **⟦b⟧**"),
    ("Italic", "Control+i", "a ⟦b⟧", "a *⟦b⟧*"),
    ("Struck out", "Control+Shift+x", "a ⟦b⟧", "a ~~⟦b⟧~~"),
    ("Code", "Control+e", "a ⟦b⟧", "a `⟦b⟧`"),
    ("Code", "Control+e", "⟦a\nb⟧", "```\n⟦a\nb⟧\n```"),
    ("Link", "Control+k", "a ⟦b⟧", "a [b](|)"),
    ("Heading: next level", "Control+Shift+h", "a|", "## a|"),
    ("Quotation", "Control+Shift+9", "a|", "> a|"),
    ("List", "Control+Shift+8", "⟦a\nb⟧", "⟦- a\n- b⟧"),
    ("Numbered list", "Control+Shift+7", "⟦a\nb⟧", "⟦1. a\n2. b⟧"),
    ("Task list", "Control+Shift+l", "a|", "- [ ] a|"),
    ("Footnote", "Control+Shift+y", "a| b", "a[^1] b\n\n[^1]: |"),
]


def test_every_tool_works_by_click_and_by_key_and_is_undone_in_one_step(page, enter, alice):
    enter(alice)
    open_editor(page)
    bar = page.get_by_role("toolbar", name="Formatting")
    for name, keys, before, after in COMMANDS:
        text = re.sub(r"[⟦⟧|]", "", before)
        for use in (
            lambda name=name: bar.get_by_role("button", name=name, exact=True).click(),
            lambda keys=keys: page.keyboard.press(keys),
        ):
            write(page, before)
            use()
            assert (name, written(page)) == (name, after)
            page.keyboard.press("Control+z")
            assert (name, page.locator("#id_body").input_value()) == (name, text)
            page.keyboard.press("Control+Shift+z")
            assert (name, page.locator("#id_body").input_value()) == (name, re.sub(r"[⟦⟧|]", "", after))


def test_any_words_go_in_as_they_are_and_come_out_in_one_step(page, enter, alice):
    enter(alice)
    open_editor(page)
    script = """async ([before, words]) => {
        const {Text} = await import('/static/admin-byline/editor/text.js');
        const area = document.querySelector('#id_body');
        const text = new Text(area);
        const [start, end] = [before.indexOf('⟦'), before.indexOf('⟧') - 1];
        const value = before.replace(/[⟦⟧]/g, '');
        area.value = value;
        let count = 0;
        const listen = () => { count += 1; };
        area.addEventListener('editor:changed', listen);
        text.select(start, end);
        text.type(words);
        area.removeEventListener('editor:changed', listen);
        const isIn = area.value === value.slice(0, start) + words + value.slice(end);
        const isBehind = text.start === start + words.length && text.end === text.start;
        document.execCommand('undo');
        return [isIn, isBehind, area.value === value, count];
    }"""
    pieces = [
        "x",
        "\n",
        "\n\n",
        " a ",
        "\n  two\n",
        "a\n",
        "\ta\n\tb",
        "<b>&amp;</b>\n<!-- x -->",
        "a\u00a0b\n",
        "   \n   ",
        "\n\n\nx\n\n",
    ]
    for before in ("⟦⟧", "one ⟦⟧two", "⟦one two⟧", "one\n⟦⟧", "⟦⟧\none", "one\n⟦two\nthree⟧\n", "⟦one\n⟧", "a ⟦\n⟧ b"):
        for words in pieces:
            assert (before, words, page.evaluate(script, [before, words])) == (before, words, [True, True, True, 1])
    assert page.evaluate(script, ["one ⟦two⟧", ""])[:3] == [True, True, True]


def test_undo_and_redo_are_buttons_too(page, enter, alice):
    enter(alice)
    open_editor(page)
    write(page, "a ⟦b⟧")
    for name, text in (("Bold", "a **b**"), ("Undo", "a b"), ("Redo", "a **b**")):
        page.get_by_role("button", name=name, exact=True).click()
        expect(page.locator("#id_body")).to_have_value(text)


def test_other_parts_are_told_what_is_asked_of_them(page, enter, alice):
    enter(alice)
    open_editor(page)
    page.evaluate(
        "document.querySelector('form[method=post]#post_form').addEventListener('editor:command',"
        " event => { (window.asked ??= []).push(event.detail.name); })"
    )
    for name in ("Link to a post of this site", "Picture from the library", "Upload pictures"):
        page.get_by_role("button", name=name).evaluate("button => button.click()")
    assert page.evaluate("window.asked") == ["post-link", "picture", "upload"]


def test_toolbar_is_one_stop_of_the_tab_key_and_arrows_move_in_it(page, enter, alice):
    enter(alice)
    open_editor(page)
    bar = page.get_by_role("toolbar")
    focused = "() => document.activeElement.getAttribute('aria-label')"
    assert bar.locator("button[tabindex='0']").count() == 1
    bar.get_by_role("button", name="Bold").focus()
    for key, name in (
        ("ArrowRight", "Italic"),
        ("ArrowLeft", "Bold"),
        ("ArrowLeft", "Help: keys and Markdown"),
        ("Home", "Bold"),
    ):
        page.keyboard.press(key)
        assert page.evaluate(focused) == name
    page.keyboard.press("End")
    assert bar.locator("button[tabindex='0']").get_attribute("aria-label") == "Help: keys and Markdown"
    assert bar.evaluate("bar => [...bar.querySelectorAll('button')].every(each => each.title && each.ariaLabel)")


def test_help_and_table_are_windows_that_give_the_caret_back(page, enter, alice):
    enter(alice)
    open_editor(page)
    write(page, "a|")
    page.keyboard.press("Control+/")
    window = page.get_by_role("dialog", name="Keys and Markdown")
    expect(window).to_be_visible()
    page.keyboard.press("Escape")
    expect(window).to_be_hidden()
    page.keyboard.type("b")
    assert written(page) == "ab|"
    page.evaluate("window.isSame = true")
    page.get_by_role("button", name="Table…").click()
    chooser = page.get_by_role("dialog", name="Table")
    chooser.get_by_label("Rows").fill("1")
    chooser.get_by_label("Columns").fill("0")
    page.keyboard.press("Enter")
    expect(chooser).to_be_visible()
    chooser.get_by_label("Columns").fill("2")
    page.keyboard.press("Enter")
    expect(chooser).to_be_hidden()
    assert written(page) == ("ab\n\n| ⟦Column 1⟧ | Column 2 |\n| -------- | -------- |\n|          |          |")
    page.keyboard.press("Control+z")
    assert page.locator("#id_body").input_value() == "ab"
    assert page.evaluate("window.isSame"), "Enter in the window did not send the form"


# --- Typing ----------------------------------------------------------------------------------------------------------
def test_lists_go_on_by_enter_and_tab_and_nobody_is_trapped(page, enter, alice):
    enter(alice)
    open_editor(page)
    write(page, "|")
    for keys in (
        "1. one",
        "Enter",
        "two",
        "Enter",
        "Tab",
        "deep",
        "Enter",
        "Enter",
        "three",
        "Enter",
        "Enter",
        "end",
        "Shift+Enter",
    ):
        page.keyboard.press(keys) if keys in ("Enter", "Tab", "Shift+Enter") else page.keyboard.type(keys)
    assert written(page) == "1. one\n2. two\n   1. deep\n3. three\nend\n|"
    write(page, "- one\n- tw|o")
    page.keyboard.press("Control+]")
    assert written(page) == "- one\n  - tw|o"
    page.keyboard.press("Shift+Tab")
    assert written(page) == "- one\n- tw|o"
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") != "id_body"
    write(page, "wo|rds")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") != "id_body"
    assert page.locator("#id_body").input_value() == "words"


def test_enter_while_a_word_is_composed_belongs_to_that(page, enter, alice):
    enter(alice)
    open_editor(page)
    write(page, "- one|")
    press = """area => area.dispatchEvent(new KeyboardEvent(
        'keydown', {key: 'Enter', isComposing: true, bubbles: true, cancelable: true}))"""
    assert page.locator("#id_body").evaluate(press) is True
    assert written(page) == "- one|"


def test_signs_typed_over_words_stand_around_them(page, enter, alice):
    enter(alice)
    open_editor(page)
    write(page, "a ⟦b⟧ c")
    page.keyboard.type("*[")
    assert written(page) == "a *[⟦b⟧]* c"
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    assert page.locator("#id_body").input_value() == "a b c"
    write(page, "a ⟦b⟧ c")
    page.keyboard.type("x")
    assert written(page) == "a x| c"
