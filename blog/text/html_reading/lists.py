"""Lists of HTML, those that are nested wrongly, and those of Word, which are none."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .tree import Node

_LEVEL = re.compile(r"\blevel([1-9])\b")
_COUNTED = re.compile(r"\W*(?:\d{1,4}|[a-zA-Z]|[ivxlcdm]{1,7})[.)]\W*\Z")
_MOST = 999_999_999


@dataclass(frozen=True, slots=True)
class WordItem:
    level: int
    is_counted: bool
    children: Sequence[Node | str]


def word_item(node: Node | str) -> WordItem | None:
    """`<p style="mso-list:l0 level1 lfo1"><span style="mso-list:Ignore">1.</span>…`."""
    if isinstance(node, str) or node.name not in ("p", "div") or "mso-list" not in node.attrs.get("style", ""):
        return None
    level = _LEVEL.search(node.style.get("mso-list", ""))
    if level is None:
        return None
    bullet, rest = _without_bullet(node)
    return WordItem(int(level[1]), bool(_COUNTED.match(bullet)), rest.children)


def _without_bullet(node: Node) -> tuple[str, Node]:
    """The words of the bullet, and the paragraph without it."""
    bullet, kept = "", []
    for child in node.children:
        if isinstance(child, Node):
            if child.style.get("mso-list") == "ignore":
                bullet += child.text()
                continue
            more, child = _without_bullet(child)
            bullet += more
        kept.append(child)
    return bullet, Node(node.name, node.attrs, kept)


def as_items(node: Node) -> list[Node]:
    """The items; a list that stands between them belongs to the one before it."""
    items: list[Node] = []
    for child in node.elements:
        if child.name == "li":
            items.append(Node("li", child.attrs, list(child.children)))
        elif child.name in ("ul", "ol") and items:
            items[-1].children.append(child)
        else:
            items.append(Node("li", {}, [child]))
    return items


def list_of(items: Sequence[list[str]], node: Node, *, alternate: bool) -> str:
    """Items as blocks; tight where each is one block, or one with a list below; a figure needs a paragraph."""
    start = node.attrs.get("start", "")
    first = min(int(start), _MOST) if start.isascii() and start.isdigit() and len(start) < 12 else 1
    is_tight = not any("figure" in (each.name for each in item.elements) for item in node.elements)
    is_tight = is_tight and all(len(item) <= 1 or (len(item) == 2 and _is_list(item[1])) for item in items)
    found = []
    for number, item in enumerate(items, start=first):
        sign = marker(node.name, number, alternate=alternate)
        text = ("\n" if is_tight else "\n\n").join(item).replace("\n", "\n" + " " * len(sign))
        found.append(re.sub(r"[ ]+$", "", sign + text, flags=re.MULTILINE))
    return ("\n" if is_tight else "\n\n").join(found)


def marker(kind: str, number: int, *, alternate: bool = False) -> str:
    if kind == "ol":
        return f"{min(number, _MOST)}{')' if alternate else '.'} "
    return "* " if alternate else "- "


def _is_list(block: str) -> bool:
    return bool(re.match(r"(?:[-*]|\d{1,9}[.)])(?: |$)", block))
