"""Any HTML at all becomes Markdown, and what our own Markdown renders to becomes the same again."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from blog.text.html_to_markdown import html_to_markdown
from blog.text.markdown import render


def markdown(html: str) -> str:
    return html_to_markdown(html).markdown


PIECES = (
    "<b> </b> <i> </i> <p> </p> <ul> <li> </ul> <table> <tr> <td> </table> <a> </a> <pre> </pre> <br> <h2> <dl> <dt> "
    "<dd> <figure> <img> <code> </code> <div> </div> <blockquote> * _ ` [ ] ( ) # - 1. > | ! ~ \\ & < a b"
).split()


def words_of(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", render(text).plain_text)


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_any_html_is_converted_and_keeps_its_words_when_converted_again(pieces):
    once = markdown("".join(pieces))
    assert words_of(markdown(render(once).html)) == words_of(once)


# --- There and back --------------------------------------------------------------------------------------------------
WORDS = st.lists(
    st.sampled_from(["one", "two", "B-side", "3.5", "a_b", "“so”", "(x)", "é", "語", "C#", "*", "[1]"]),
    min_size=1,
    max_size=4,
)
PLAIN = WORDS.map(" ".join).map(lambda words: words.replace("*", "\\*"))
SPAN = st.one_of(
    PLAIN,
    PLAIN.map(lambda words: f"**{words}**"),
    PLAIN.map(lambda words: f"*{words}*"),
    PLAIN.map(lambda words: f"~~{words}~~"),
    PLAIN.map(lambda words: f"***{words}***"),
    PLAIN.map(lambda words: f'[{words}](https://x.org/a_(b)?c=1&d=2 "A title")'),
    PLAIN.map(lambda words: f"[**{words}** more](https://x.org/)"),
    st.sampled_from(
        ["`code`", "`` a`b ``", "<kbd>K</kbd>", "![alt](https://x.org/a.png)", "x\\\ny", "<https://x.org/>", "[^n]"]
    ),
)
LINE = st.lists(SPAN, min_size=1, max_size=4).map(" ".join)


def indented(text: str, by: str) -> str:
    return text.replace("\n", "\n" + by)


def listed(items: list[str], sign: str) -> str:
    return "\n".join(f"{sign}{indented(item, ' ' * len(sign))}" for item in items)


def nested(inner):
    items = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        items.map(lambda blocks: "> " + "\n\n".join(blocks).replace("\n", "\n> ")),
        items.map(lambda blocks: listed(blocks, "- ")),
        items.map(lambda blocks: listed(blocks, "7. ")),
        items.map(
            lambda blocks: listed(
                [f"[x] {block}" for block in blocks if not block.startswith((" ", "-"))] or ["x"], "- "
            )
        ),
        items.map(lambda blocks: '!!! tip "Try"\n    ' + indented("\n\n".join(blocks), "    ")),
        items.map(lambda blocks: "Term\n:   " + indented("\n\n".join(blocks), "    ")),
    )


FLAT = st.one_of(
    LINE,
    LINE.map(lambda words: "## " + words.replace("\\\n", " ")),
    st.sampled_from(
        ["```python\na = 1\n\n  b\n```", "---", "| a | b |\n|:--|--:|\n| `x` | *y* |", '![a](https://x.org/b.png "C")']
    ),
)
TEXT = st.lists(st.recursive(FLAT, nested, max_leaves=6), min_size=1, max_size=5).map("\n\n".join)


@settings(deadline=None, max_examples=150)
@given(TEXT)
def test_what_our_own_markdown_renders_to_becomes_markdown_that_renders_the_same(text):
    shown = render(f"{text}\n\n[^n]: A note.\n").html
    assert tidy(render(markdown(shown)).html) == tidy(shown)


def tidy(html: str) -> str:
    """Without what makes no difference to a reader: bold in headings, the order of emphases, and spare paragraphs."""
    html = re.sub(r"<h2.*?</h2>", lambda heading: re.sub("</?strong>", "", heading[0]), html)
    html = html.replace("<em><strong>", "<strong><em>").replace("</strong></em>", "</em></strong>")
    html = re.sub(r"(<li[^>]*>|<dd>)\s+", r"\1", re.sub(r"</?p>\s*|\s*(?=</(?:li|dd)>)", "", html))
    return re.sub(r"\s+", " ", html)
