"""What keeps a text of 200 kB under a second, however hostile: what is too intricate to parse is shown as plain text.

Parsers look ahead and back, so that a thousand open brackets cost a million steps. The limits are far beyond anything
that people write; each is checked in linear time before the work it bounds. `tests/benchmarks/markdown.py` measures.
"""

import re
from collections.abc import Callable

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_core.linkify import linkify
from markdown_it.rules_core.smartquotes import smartquotes
from markdown_it.token import Token

# Blocks nested deeper than this end the parse, and Python's stack is finite.
MAX_NESTING = 90

# A whole text: lines so short that each is hardly more than a block's marker, characters that mark something up,
# markers of lists and quotations, and table cells, for a short row has as many as the first.
MAX_SHORT_LINES = 10_000
SHORT_LINE = 12
MAX_MARKS = 60_000
MAX_CONTAINERS = 15_000
MAX_CELLS = 30_000

# One paragraph, heading or table cell.
MAX_BRACKETS = 1_500
MAX_TAGS = 1_500
MAX_PARAGRAPH_MARKS = 15_000

# Bare links and typographic quotes.
MAX_WORD = 600
MAX_BARE_LINKS = 8_000
QUOTE_STEPS = 2_000_000

# Reference links repeat their destination and title wherever they are used; so much of a text may come from that.
MAX_REFERENCED = 500_000

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_CONTAINERS = re.compile(r"(?:[ \t]*+(?:[-+*>]|\d{1,9}[.)]))++")
_DELIMITER_ROW = re.compile(r"[-:|\s]*\|[-:|\s]*")
_MARKS = str.maketrans("", "", "*_~[]<>&\"'`^|#!")
_LONG_WORD = re.compile(rf"\S{{{MAX_WORD}}}")
_QUOTE = re.compile("[\"']")


def is_too_intricate(text: str) -> bool:
    """Whether parsing the text as a whole would take too long. Code in fences does not count: it is not parsed."""
    short = 0.0
    marks = containers = cells = columns = 0
    fence = ""
    for line in text.split("\n"):
        found = _FENCE.match(line)
        if found and not fence:
            fence = found[1]
        elif fence:
            fence = "" if found and found[1].startswith(fence) else fence
            continue
        stripped = line.strip()
        # An empty line ends a block, so it stands for half of one.
        short += 1.0 if 0 < len(stripped) < SHORT_LINE else 0.0 if stripped else 0.5
        markers = _CONTAINERS.match(line)
        containers += len(markers[0].split()) if markers else 0
        if not stripped:
            columns = 0
        elif _DELIMITER_ROW.fullmatch(stripped):
            columns = stripped.count("|") + 1
        cells += columns
        marks += len(line) - len(line.translate(_MARKS))
    # Longer texts may take longer in proportion.
    scale = max(1.0, len(text) / 200_000)
    return (
        short > MAX_SHORT_LINES * scale
        or marks > MAX_MARKS * scale
        or containers > MAX_CONTAINERS * scale
        or cells > MAX_CELLS * scale
    )


def is_cut_short(tokens: list[Token]) -> bool:
    """Whether the parser met its nesting limit, and so may have left text out."""
    return any(token.level >= MAX_NESTING - 1 for token in tokens)


def bound(parser: MarkdownIt) -> None:
    """Put limits around the steps of a parser that cost more than a text is long."""
    parser.core.ruler.at("inline", parse_inline)
    parser.core.ruler.at("linkify", _link_bare_links)
    parser.core.ruler.at("smartquotes", _curl_quotes)


def parse_inline(state: StateCore) -> None:
    """The inline step of the parser; a paragraph too knotted to parse is text, marked so in `meta`."""
    for token in state.tokens:
        if token.type == "inline":
            token.children = []
            if _is_knotted(token.content):
                token.children.append(Token("text", "", 0, content=token.content))
                token.meta["knotted"] = True
            else:
                state.md.inline.parse(token.content, state.md, state.env, token.children)


def _is_knotted(text: str) -> bool:
    if len(text) < MAX_BRACKETS:
        return False
    return (
        text.count("[") > MAX_BRACKETS
        or text.count("<") > MAX_TAGS
        or len(text) - len(text.translate(_MARKS)) > MAX_PARAGRAPH_MARKS
    )


def _link_bare_links(state: StateCore) -> None:
    left = MAX_BARE_LINKS
    calm = []
    for token in state.tokens:
        if token.type != "inline" or token.meta.get("knotted") or _LONG_WORD.search(token.content):
            continue
        count = token.content.count("@") + token.content.count(":") + token.content.count("www.")
        if count and count <= left:
            left -= count
            calm.append(token)
    _run_on(calm, linkify, state)


def _curl_quotes(state: StateCore) -> None:
    left = QUOTE_STEPS
    calm = []
    for token in state.tokens:
        if token.type != "inline" or token.meta.get("knotted"):
            continue
        quotes = sum(1 for _ in _QUOTE.finditer(token.content))
        # Each quote may look at all before it, and each change copies the text around it.
        cost = quotes * quotes + quotes * len(token.content) // 100
        if cost and cost <= left:
            left -= cost
            calm.append(token)
    _run_on(calm, smartquotes, state)


def _run_on(tokens: list[Token], rule: Callable[[StateCore], None], state: StateCore) -> None:
    if tokens:
        rule(StateCore(state.src, state.md, state.env, tokens))
