"""Dashes and ellipses in running text, and which text is not running text. Quotes are markdown-it's own rule.

Not the library's `replacements` rule: it also makes © of (c), ± of +-, and one comma of two.
"""

import re

from markdown_it.rules_core import StateCore

# An option such as `--all` and an arrow keep their hyphens, `./...` and `....` their dots.
_DASHES = re.compile(r"(?<![-<])(?:(?<=\S)|(?=--+(?:\s|$)))---?(?![->])")
_ELLIPSIS = re.compile(r"(?<![./\\])\.\.\.(?![./\\])")
_CODE_TAG = re.compile(r"<(/?)(?:code|kbd|pre|samp|tt|var)\b", re.IGNORECASE)


def mark_raw_code(state: StateCore) -> None:
    """Text in `<code>` written as HTML is no running text to the rules after this one."""
    for block in state.tokens:
        depth = 0
        for token in block.children or ():
            tag = _CODE_TAG.match(token.content) if token.type == "html_inline" else None
            if tag:
                depth = max(0, depth + (-1 if tag[1] else 1))
            elif depth and token.type == "text":
                # What the parser calls text that was escaped; its last step makes ordinary text of it.
                token.type = "text_special"


def set_dashes_and_ellipses(state: StateCore) -> None:
    for block in state.tokens:
        if "--" not in block.content and "..." not in block.content:
            continue
        is_address = False
        for token in block.children or ():
            if token.info == "auto":
                is_address = token.type == "link_open"
            elif token.type == "text" and not is_address:
                token.content = _ELLIPSIS.sub("…", _DASHES.sub(_dash, token.content))


def _dash(hyphens: re.Match[str]) -> str:
    return "–" if len(hyphens[0]) == 2 else "—"
