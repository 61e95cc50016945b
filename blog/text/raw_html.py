"""Raw HTML in a text, made harmless for the rest of the text before the parser of the sanitiser reads all of it.

A tag that is never closed must not swallow or restyle what follows, and formatting left open must not be repeated in
every later paragraph, which is what HTML prescribes and what makes a short text into a giant.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from html import escape

from markdown_it.token import Token

from blog.text.sanitiser import TAGS_WITHOUT_CONTENT

# More elements than this open at once is no text anybody wrote.
MAX_OPEN = 100

_FORMATTING = frozenset(
    {"a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"}
)
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)

# A tag as HTML reads it, or what looks like the start of one; quoted values may hold anything. Possessive, so linear.
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>\0]*)((?:[^<>\"']|\"[^\"]*+\"|'[^']*+')*+)(>?)")
_SWALLOWING = "|".join(sorted(TAGS_WITHOUT_CONTENT))
_SWALLOWER = re.compile(rf"<({_SWALLOWING})(?=[\s/>])", re.IGNORECASE)
_DECLARATION = re.compile(r"<[!?]")


def tame(tokens: Sequence[Token]) -> None:
    """Rewrite the raw HTML of block and inline tokens in place."""
    for token in tokens:
        if token.type == "html_block":
            token.content = _tame_block(token.content)
        elif token.children:
            _tame_inline(token.children)
    if _deepest(tokens) > MAX_OPEN:
        for token in _html_tokens(tokens):
            token.content = escape(token.content, quote=False)


def _tame_block(html: str) -> str:
    html = _without_swallowers(html)
    if "<!--" in html and html.rfind("-->") < html.rfind("<!--"):
        html += "-->"
    html = _TAG.sub(_plain_tag, html)
    return html + "".join(f"</{name}>" for name in _left_open(html) if name in _FORMATTING)


def _tame_inline(tokens: list[Token]) -> None:
    """Inline tags live within their paragraph: formatting is closed at its end."""
    html = [token for token in tokens if token.type == "html_inline"]
    if not html:
        return
    for i, token in enumerate(html):
        swallower = _SWALLOWER.match(token.content)
        if swallower:
            closing = f"</{swallower[1].lower()}"
            if not any(later.content.lower().startswith(closing) for later in html[i + 1 : i + 50]):
                token.content = escape(token.content, quote=False)
        token.content = _TAG.sub(_plain_tag, token.content)
    left_open = _left_open("".join(token.content for token in html))
    closers = "".join(f"</{name}>" for name in left_open if name in _FORMATTING)
    if closers:
        tokens.append(Token("html_inline", "", 0, content=closers))


def _without_swallowers(html: str) -> str:
    """Drop elements whose content is not text; of one that is never closed, the opening tag is shown as written."""
    kept: list[str] = []
    position = 0
    lowered = html.lower()
    unclosed: set[str] = set()
    while match := _SWALLOWER.search(html, position):
        name = match[1].lower()
        kept.append(html[position : match.start()])
        end = -1 if name in unclosed else lowered.find(f"</{name}", match.end())
        if end < 0:
            unclosed.add(name)
            kept.append("&lt;")
            position = match.start() + 1
            continue
        close = html.find(">", end)
        position = close + 1 if close >= 0 else len(html)
    return "".join(kept) + html[position:]


def _plain_tag(tag: re.Match[str]) -> str:
    slash, name, _, end = tag.groups()
    if not end:
        # Not a tag before its line or block is over: text.
        return "&lt;" + tag[0][1:]
    if name.lower() in _FORMATTING and name.lower() != "a":
        # Attributes would make each a formatting of its own, to be repeated in every paragraph after it.
        return f"<{slash}{name}>"
    return tag[0]


def _left_open(html: str) -> Iterator[str]:
    """Names of the elements that `html` opens and does not close, innermost first; misnesting is not unravelled."""
    opened: Counter[str] = Counter()
    for slash, name, rest, _ in _TAG.findall(html):
        lowered = name.lower()
        if slash:
            opened[lowered] -= 1 if opened[lowered] else 0
        elif lowered not in _VOID and not rest.endswith("/"):
            opened[lowered] += 1
    return reversed(list(opened.elements()))


def _html_tokens(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        if token.type in ("html_block", "html_inline"):
            yield token
        elif token.children:
            yield from (child for child in token.children if child.type == "html_inline")


def _deepest(tokens: Sequence[Token]) -> int:
    """How many elements of raw HTML are open at once, at most."""
    opened: Counter[str] = Counter()
    total = deepest = 0
    for token in _html_tokens(tokens):
        for slash, name, _, _ in _TAG.findall(token.content):
            lowered = name.lower()
            if not slash and lowered not in _VOID:
                opened[lowered] += 1
                total += 1
                deepest = max(deepest, total)
            elif slash and opened[lowered]:
                opened[lowered] -= 1
                total -= 1
    return deepest
