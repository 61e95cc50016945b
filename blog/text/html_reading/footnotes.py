"""Finds the footnotes of a page, as ours, Pandoc, GitHub, WordPress and Word write them."""

import re

from .tree import Node

_WORD = re.compile(r"(?:ftn|edn|sdfootnote|sdendnote)(\d{1,4})(?:sym)?\Z")


def footnotes(root: Node) -> tuple[list[Node], dict[str, int]]:
    """The notes in their order, taken out of the tree, and their numbers by every id that a link to them may name."""
    referred = {node.attrs["href"][1:] for node in root.walk() if node.attrs.get("href", "").startswith("#")}
    notes: list[Node] = []
    numbers: dict[str, int] = {}
    _take(root, referred, notes, numbers, is_within=False)
    return notes, numbers


def _take(node: Node, referred: set[str], notes: list[Node], numbers: dict[str, int], *, is_within: bool) -> None:
    is_within = is_within or _is_section(node)
    kept: list[Node | str] = []
    for child in node.children:
        if isinstance(child, str):
            kept.append(child)
            continue
        key = child.attrs.get("id", "")
        word = _WORD.match(key) if child.name == "div" else None
        if (is_within and child.name == "li" and key in referred) or word:
            notes.append(child)
            numbers[key] = len(notes)
            if word:
                # Word links to `_ftn1`, LibreOffice to `sdfootnote1sym`, which stands within.
                numbers |= dict.fromkeys((f"_{key}", f"{key}sym"), len(notes))
            continue
        _take(child, referred, notes, numbers, is_within=is_within)
        if not (is_within and child.name in ("ol", "ul", "hr") and not _words(child)):
            kept.append(child)
    if is_within and _is_section(node) and notes and not _text_of(kept):
        kept = []
    node.children = kept


def _is_section(node: Node) -> bool:
    names = {name.lower() for name in node.classes}
    is_named = node.attrs.get("role") == "doc-endnotes" or node.style.get("mso-element", "").endswith("note-list")
    return is_named or bool(names & {"footnotes", "footnote-list", "footnotes-list", "wp-block-footnotes", "endnotes"})


def _words(node: Node) -> bool:
    return bool(node.text().strip()) or any(each.name == "img" for each in node.walk())


def _text_of(children: list[Node | str]) -> bool:
    """Whether more than a heading or a rule is left."""
    left = (child for child in children if not (isinstance(child, Node) and re.fullmatch("h[1-6]|hr|br", child.name)))
    return any(child.strip() if isinstance(child, str) else _words(child) for child in left)
