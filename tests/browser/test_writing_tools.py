"""The tools of the writing screen: buttons, keys, lists, pasting, counting, focus."""

import re

import pytest
from playwright.sync_api import Page, expect

from blog.text.markdown import render
from config.settings import BASE_DIR

pytestmark = pytest.mark.browser


def open_editor(page: Page) -> None:
    page.goto("/admin/blog/post/add/")
    page.locator("[role=toolbar]").wait_for()


def run(page: Page, module: str, function: str, cases: list[tuple]) -> list[str]:
    """What the pure function makes of each text, in which `|` or `[[` and `]]` stand for caret and selection."""
    script = """async ([module, name, cases]) => {
        const made = (await import(`/static/admin-byline/editor/${module}.js`))[name];
        return cases.map(([text, ...more]) => {
            let value = text, start = text.indexOf('⟦'), end = text.indexOf('⟧') - 1;
            if (start < 0) { start = end = text.indexOf('|'); value = text.replace('|', ''); }
            else { value = text.replace('⟦', '').replace('⟧', ''); }
            const edit = made({value, start, end}, ...more);
            if (!edit) return null;
            const {from, to, words, start: first, end: last = first} = edit;
            const after = value.slice(0, from) + words + value.slice(to);
            const shown = first === last ? '|' : `⟦${after.slice(first, last)}⟧`;
            return after.slice(0, first) + shown + after.slice(last);
        });
    }"""
    return page.evaluate(script, [module, function, [list(case) for case in cases]])


def wrong(page: Page, module: str, function: str, table: list[tuple]) -> list[tuple]:
    """The cases of a table that end with something else than what they made."""
    made = run(page, module, function, [case[:-1] for case in table])
    return [(function, *case, found) for case, found in zip(table, made, strict=True) if found != case[-1]]


MARKS = [
    ("a ⟦word⟧ b", "**", "a **⟦word⟧** b"),
    ("a ⟦ word ⟧b", "**", "a  **⟦word⟧** b"),
    ("a **⟦word⟧** b", "**", "a ⟦word⟧ b"),
    ("a ⟦**word**⟧ b", "**", "a ⟦word⟧ b"),
    ("a ⟦**word**⟧ b", "*", "a *⟦**word**⟧* b"),
    ("a *⟦word⟧* b", "**", "a ***⟦word⟧*** b"),
    ("a ***⟦word⟧*** b", "**", "a *⟦word⟧* b"),
    ("a ***⟦word⟧*** b", "*", "a **⟦word⟧** b"),
    ("a _⟦word⟧_ b", "*", "a ⟦word⟧ b"),
    ("a wo|rd b", "**", "a **wo|rd** b"),
    ("a **wo|rd** b", "**", "a wo|rd b"),
    ("naïv|e", "*", "*naïv|e*"),
    ("|", "**", "**|**"),
    ("a | b", "~~", "a ~~|~~ b"),
    ("**|**", "**", "|"),
    ("⟦one\n\ntwo⟧", "**", "⟦**one**\n\n**two**⟧"),
    ("⟦- one\n- two⟧", "**", "⟦- **one**\n- **two**⟧"),
    ("⟦- **one**\n- **two**⟧", "**", "⟦- one\n- two⟧"),
    ("⟦- **one**\n- two⟧", "**", "⟦- **one**\n- **two**⟧"),
    ("𝒳|𝒴", "*", "*𝒳|𝒴*"),
]
CODE = [
    ("⟦word⟧", "`⟦word⟧`"),
    ("`⟦word⟧`", "⟦word⟧"),
    ("⟦`word`⟧", "⟦word⟧"),
    ("⟦a `b` c⟧", "⟦`` a `b` c ``⟧"),
    ("⟦`` a `b` c ``⟧", "⟦a `b` c⟧"),
    ("wo|rd", "`wo|rd`"),
]
FENCES = [
    ("⟦a\nb⟧", "```\n⟦a\nb⟧\n```"),
    ("x\n⟦a\nb⟧\ny", "x\n\n```\n⟦a\nb⟧\n```\n\ny"),
    ("⟦```\na\nb\n```⟧", "⟦a\nb⟧"),
    ("⟦```\na\n```\nb⟧", "````\n⟦```\na\n```\nb⟧\n````"),
    ("|", "```\n|\n```"),
]
LINKS = [
    ("⟦words⟧", "[words](|)"),
    ("wo|rds", "[words](|)"),
    ("|", "[|]()"),
    ("⟦https://x.org⟧", "[|](https://x.org)"),
    ("[wo|rds](https://x.org)", "[words](⟦https://x.org⟧)"),
    ("⟦[words](https://x.org)⟧", "⟦words⟧"),
    ('a [words](https://x.org/a_(b) "T|") b', 'a [words](⟦https://x.org/a_(b)⟧ "T") b'),
]
QUOTES = [
    ("⟦one\n\ntwo⟧", "⟦> one\n>\n> two⟧"),
    ("⟦> one\n>\n> two⟧", "⟦one\n\ntwo⟧"),
    ("o|ne", "> o|ne"),
    ("|", "> |"),
    ("> o|ne", "o|ne"),
]
LISTS = [
    ("⟦one\ntwo⟧", "bullets", "⟦- one\n- two⟧"),
    ("⟦- one\n- two⟧", "bullets", "⟦one\ntwo⟧"),
    ("⟦one\n\ntwo⟧", "numbers", "⟦1. one\n\n2. two⟧"),
    ("⟦- one\n  - deep\n- two⟧", "numbers", "⟦1. one\n  1. deep\n2. two⟧"),
    ("⟦1. one\n2. two⟧", "tasks", "⟦- [ ] one\n- [ ] two⟧"),
    ("⟦- [ ] one\n- [x] two⟧", "tasks", "⟦one\ntwo⟧"),
    ("⟦- [x] one⟧", "bullets", "⟦- one⟧"),
    ("a|b", "bullets", "- a|b"),
    ("- a|b", "bullets", "a|b"),
    ("|", "tasks", "- [ ] |"),
    ("## He|ad", "bullets", "- He|ad"),
    ("> a|b", "bullets", "> - a|b"),
    ("⟦one\n⟧two", "bullets", "⟦- one⟧\ntwo"),
]
HEADINGS = [
    ("wo|rds", "## wo|rds"),
    ("## wo|rds", "### wo|rds"),
    ("### wo|rds", "#### wo|rds"),
    ("#### wo|rds", "wo|rds"),
    ("# wo|rds", "## wo|rds"),
    ("|", "## |"),
    ("a\nb|\nc", "a\n## b|\nc"),
]
ENTER = [
    ("- one|", "- one\n- |"),
    ("- one| two", "- one\n- |two"),
    ("* one|", "* one\n* |"),
    ("1. one|", "1. one\n2. |"),
    ("9) one|", "9) one\n10) |"),
    ("1. one|\n2. two\n   - deep\n3. three\n\nend 4. x", "1. one\n2. |\n3. two\n   - deep\n4. three\n\nend 4. x"),
    ("- [x] done|", "- [x] done\n- [ ] |"),
    ("  - deep|", "  - deep\n  - |"),
    ("> quoted|", "> quoted\n> |"),
    ("> - a|", "> - a\n> - |"),
    ("- one\n- |", "- one\n|"),
    ("- one\n  - |", "- one\n- |"),
    ("> quoted\n> |", "> quoted\n|"),
    ("> - a\n> - |", "> - a\n> |"),
    ("1. one ⟦two⟧ three", "1. one \n2. |three"),
    ("words|", None),
    ("-|", None),
    ("|- one", None),
    ("-one|", None),
    ("```\n- one|\n```", None),
]
INDENTED = [
    ("- one\n- tw|o", 1, "- one\n  - tw|o"),
    ("1. one\n2. tw|o", 1, "1. one\n   1. tw|o"),
    ("1. one\n   1. deep\n2. tw|o", 1, "1. one\n   1. deep\n   2. tw|o"),
    ("- one\n  - tw|o", -1, "- one\n- tw|o"),
    ("1. one\n   1. tw|o", -1, "1. one\n2. tw|o"),
    ("- one\n⟦- two\n- three⟧", 1, "- one\n⟦  - two\n  - three⟧"),
    ("- on|e", 1, None),
    ("- on|e", -1, None),
    ("wo|rds", 1, None),
]
FOOTNOTES = [
    ("claim|", "claim[^1]\n\n[^1]: |\n"),
    ("claim| more", "claim[^1] more\n\n[^1]: |\n"),
    ("a[^1] b|\n\n[^1]: One.\n", "a[^1] b[^2]\n\n[^1]: One.\n[^2]: |\n"),
    ("⟦claim⟧", "claim[^1]\n\n[^1]: |\n"),
]
TABLES = [
    ("|", 1, 2, "C{number}", "| ⟦C1⟧ | C2 |\n| --- | --- |\n|    |    |"),
    ("a|b\nc", 1, 1, "C{number}", "ab\n\n| ⟦C1⟧ |\n| --- |\n|    |\n\nc"),
]
TYPED = [
    ("a ⟦b⟧ c", "*", "a *⟦b⟧* c"),
    ("⟦b⟧", "[", "[⟦b⟧]"),
    ("⟦b⟧", '"', '"⟦b⟧"'),
    ("⟦b⟧", "x", None),
    ("b|", "*", None),
]


def test_each_tool_makes_of_a_text_and_a_selection_what_is_meant(page, enter, alice):
    enter(alice)
    open_editor(page)
    tables = [
        ("marks", "toggle", MARKS),
        ("marks", "code", CODE),
        ("marks", "link", LINKS),
        ("marks", "surrounded", TYPED),
        ("blocks", "fence", FENCES),
        ("blocks", "footnote", FOOTNOTES),
        ("blocks", "table", TABLES),
        ("lines", "quote", QUOTES),
        ("lines", "list", LISTS),
        ("lines", "heading", HEADINGS),
        ("lines", "continued", ENTER),
        ("lines", "indented", INDENTED),
    ]
    assert [case for table in tables for case in wrong(page, *table)] == []


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
    ("Footnote", "Control+Shift+y", "a| b", "a[^1] b\n\n[^1]: |\n"),
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
    assert page.url.endswith("/add/")


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


# --- Focus and counting ----------------------------------------------------------------------------------------------
def test_focus_leaves_title_text_and_what_is_said_and_ends_by_escape(page, enter, alice):
    enter(alice)
    open_editor(page)
    write(page, "a|")
    page.keyboard.press("Control+Shift+f")
    expect(page.locator("[role=toolbar]")).to_be_hidden()
    expect(page.locator("iframe[title=Preview]")).to_be_hidden()
    expect(page.locator("[name=_save]")).to_be_hidden()
    expect(page.locator("#id_title")).to_be_visible()
    page.keyboard.type("b")
    assert written(page) == "ab|"
    page.reload()
    expect(page.locator("[role=toolbar]")).to_be_hidden()
    page.keyboard.press("Control+/")
    page.keyboard.press("Escape")
    expect(page.locator("[role=toolbar]")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.locator("[role=toolbar]")).to_be_visible()
    expect(page.locator("[name=_save]")).to_be_visible()
    page.get_by_role("button", name="Focus: nothing but title and text").click()
    expect(page.locator("[role=toolbar]")).to_be_hidden()
    page.get_by_role("button", name="Leave focus").click()
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
    count = page.locator("[data-count]")
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
