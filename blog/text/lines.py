"""From which lines of the Markdown each block of the HTML comes: for the preview beside the text, never for readers."""

import re
from collections.abc import Callable, Iterator, Sequence

from markdown_it.token import Token

from blog.text.sanitiser import LINES_ATTRIBUTE

# Behind the attributes that the renderer wrote, for others look for `<nav class="toc"`; an author's may be anything.
_FIRST_TAG = re.compile(r'<[a-z][a-z0-9]*(?: [^\s=">]+="[^"]*")*')
_FIRST_RAW_TAG = re.compile(r"<[a-zA-Z][a-zA-Z0-9]*")
# Inside a block; the renderer writes their attributes as they are.
_INNER = frozenset({"list_item_open", "paragraph_open", "tr_open"})


def render_with_lines(tokens: Sequence[Token], source: str, render: Callable[[Sequence[Token]], str]) -> str:
    """The HTML that `render` makes of the tokens, its blocks and their items with `data-lines="3 7"`.

    That is from line 3 up to line 7, counted from 0, the latter no longer in it. What stands elsewhere in the HTML than
    in the text, as footnotes do, has none.
    """
    lines = source.splitlines() if "\r" in source else source.split("\n")
    written = []
    for block in _blocks(tokens):
        if not block[0].map:
            written.append(render(block))
            continue
        for token in block[1:]:
            if token.type in _INNER and token.map:
                token.attrs[LINES_ATTRIBUTE] = _told(token, lines)
        first_tag = _FIRST_RAW_TAG if block[0].type == "html_block" else _FIRST_TAG
        attribute = f'\\g<0> {LINES_ATTRIBUTE}="{_told(block[0], lines)}"'
        html = render(block)
        written.append(first_tag.sub(attribute, html, count=1) if html.startswith("<") else html)
    return "".join(written)


def _blocks(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """The blocks that stand in no other, each with all that is inside it."""
    start = depth = 0
    for i, token in enumerate(tokens):
        depth += token.nesting
        if not depth:
            yield tokens[start : i + 1]
            start = i + 1
    if start < len(tokens):
        yield tokens[start:]


def _told(token: Token, lines: Sequence[str]) -> str:
    first, end = token.map or (0, 0)
    # The parser counts the empty lines after a list as its own.
    while end > first + 1 and not "".join(lines[end - 1 : end]).strip():
        end -= 1
    return f"{first} {end}"
