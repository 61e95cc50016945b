"""Tables of HTML as rows of cells, each with its Markdown, and the rows as a table of Markdown."""

import re
from collections.abc import Callable, Sequence

from .tree import Node

MAX_SPAN = 50
MAX_CELLS = 10_000
_RULES = {"left": ":---", "right": "---:", "center": ":---:"}

Cell = tuple[str, str]


def rows(table: Node, write: Callable[[Node], str]) -> list[list[Cell]]:
    """Cells as (Markdown, alignment), with empty ones where another reaches over; none beyond MAX_CELLS."""
    found: list[list[Cell]] = []
    reaching: dict[int, int] = {}
    count = 0
    for row in _rows(table):
        cells: list[Cell] = []
        for node in row.elements:
            if node.name not in ("td", "th"):
                continue
            _fill(cells, reaching)
            words = re.sub(r"(?<!\\)\|", r"\\|", write(node).replace("\\\n", "<br>").replace("\n", " "))
            width, height = (_span(node, name) for name in ("colspan", "rowspan"))
            for offset in range(width):
                cells.append(("", "") if offset else (words, _alignment(node)))
                if height > 1:
                    reaching[len(cells) - 1] = height - 1
        _fill(cells, reaching)
        count += len(cells)
        if count > MAX_CELLS:
            break
        if cells:
            found.append(cells)
    return found


def _fill(cells: list[Cell], reaching: dict[int, int]) -> None:
    while reaching.get(len(cells), 0) > 0:
        reaching[len(cells)] -= 1
        cells.append(("", ""))


def _rows(node: Node) -> list[Node]:
    found = []
    for child in node.elements:
        if child.name == "tr":
            found.append(child)
        elif child.name in ("thead", "tbody", "tfoot"):
            found += _rows(child)
    return found


def _span(node: Node, name: str) -> int:
    text = node.attrs.get(name, "")
    return max(1, min(MAX_SPAN, int(text))) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def _alignment(node: Node) -> str:
    said = node.style.get("text-align") or node.attrs.get("align", "").lower()
    named = next((name.removeprefix("align-") for name in node.classes if name.startswith("align-")), "")
    return next((word for word in (said, named) if word in _RULES), "")


def table(found: Sequence[Sequence[Cell]]) -> str:
    """The first row is the head, for Markdown has no table without one."""
    width = max(len(row) for row in found)
    lines = [[words for words, _ in row] + [""] * (width - len(row)) for row in found]
    # The head is often centred by itself; the column is what counts.
    shown = found[1] if len(found) > 1 else found[0]
    sides = [side for _, side in shown] + [""] * (width - len(shown))
    rule = [_RULES.get(side, "---") for side in sides]
    return "\n".join(f"| {' | '.join(line)} |" for line in (lines[0], rule, *lines[1:]))
