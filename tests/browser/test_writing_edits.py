"""What each tool of the writing screen makes of a text and a selection."""

import pytest
from playwright.sync_api import Page

from tests.browser.test_writing_tools import open_editor

pytestmark = pytest.mark.browser


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
    ("claim|", "claim[^1]\n\n[^1]: |"),
    ("claim| more", "claim[^1] more\n\n[^1]: |"),
    ("a[^1] b|\n\n[^1]: One.\n", "a[^1] b[^2]\n\n[^1]: One.\n[^2]: |"),
    ("⟦claim⟧", "claim[^1]\n\n[^1]: |"),
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
