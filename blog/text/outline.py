"""The outline of a text: unique anchors for its headings and the table of contents made from them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from django.utils.translation import gettext
from markdown_it.token import Token

from blog.text.plain import inline_text, squeeze

# Ids of the page around the text: a heading of that name must not take a skip link's target away.
RESERVED_IDS = frozenset({"content", "main", "top", "header", "footer", "nav", "menu", "search", "comments", "toc"})

_NOT_IN_ANCHORS = re.compile(r"[^\w\- ]")


@dataclass(frozen=True, slots=True)
class Heading:
    """An entry of the table of contents; `level` is that of the HTML element, `text` is plain."""

    level: int
    anchor: str
    text: str


def mark_headings(tokens: Sequence[Token]) -> list[Heading]:
    """Give every heading an `id` and return the outline.

    The page's own title is its only first-level heading, so a text that uses first-level headings moves down by one.
    """
    opened = [(i, token) for i, token in enumerate(tokens) if token.type == "heading_open"]
    shift = 1 if any(token.tag == "h1" for _, token in opened) else 0
    outline = []
    anchors = _Anchors()
    for i, token in opened:
        level = min(6, int(token.tag[1]) + shift)
        token.tag = tokens[i + 2].tag = f"h{level}"
        text = squeeze(inline_text(tokens[i + 1].children or ()))
        heading = Heading(level, anchors.unique(text), text)
        token.meta["heading"] = tokens[i + 2].meta["heading"] = heading
        outline.append(heading)
    return outline


class _Anchors:
    """Hands out anchors as GitHub makes them: `what-is-new`, `what-is-new-1`."""

    def __init__(self) -> None:
        self.taken = set(RESERVED_IDS)
        self.last_number: dict[str, int] = {}

    def unique(self, text: str) -> str:
        wanted = _NOT_IN_ANCHORS.sub("", text.lower()).strip().replace(" ", "-")[:100] or "section"
        anchor, number = wanted, self.last_number.get(wanted, 0)
        while anchor in self.taken:
            number += 1
            anchor = f"{wanted}-{number}"
        self.last_number[wanted] = number
        self.taken.add(anchor)
        return anchor


def mark_contents(tokens: Sequence[Token]) -> list[Token]:
    """Put a `toc` token where the text says `[[toc]]` in a paragraph of its own, once."""
    for i, token in enumerate(tokens):
        if token.type != "inline" or token.content.strip().lower() != "[[toc]]":
            continue
        if tokens[i - 1].type == "paragraph_open" and not tokens[i - 1].hidden:
            return [*tokens[: i - 1], Token("toc", "nav", 0, block=True, map=tokens[i].map), *tokens[i + 2 :]]
    return list(tokens)


def contents_html(outline: Sequence[Heading]) -> str:
    """The outline as nested lists; a heading deeper than the next level still nests only once."""
    if not outline:
        return ""
    label = escape(gettext("Contents"))
    html = [f'<nav class="toc" aria-label="{label}">\n<ul>\n']
    levels: list[int] = []
    for heading in outline:
        if levels and heading.level > levels[-1]:
            html.append("\n<ul>\n")
        else:
            while len(levels) > 1 and heading.level <= levels[-2] and heading.level < levels[-1]:
                html.append("</li>\n</ul>\n")
                levels.pop()
            html.append("</li>\n" if levels else "")
            if levels:
                levels.pop()
        levels.append(heading.level)
        html.append(f'<li><a href="#{escape(heading.anchor)}">{escape(heading.text)}</a>')
    html.append("</li>\n</ul>\n" * len(levels) + "</nav>\n")
    return "".join(html)
