"""Blocks of HTML as blocks of Markdown."""

import re
from collections.abc import Iterator
from itertools import groupby

from blog.text.sanitiser import ADMONITIONS

from . import code, tables
from .escapes import escape_lines
from .inline import Reading
from .lists import WordItem, as_items, list_of, marker, word_item
from .runs import EM, Run, written
from .tree import Node

_CONTAINERS = frozenset(
    "address article aside body center dd details div dl dt figcaption figure footer header li main nav section "
    "summary tbody td tfoot th thead tr table caption colgroup".split()
)
_BLOCKS = _CONTAINERS | frozenset("blockquote figure h1 h2 h3 h4 h5 h6 hr ol p pre table ul".split())
_NOTE = re.compile(
    r"(?:markdown-alert-|admonition-|callout-)?(note|info|tip|important|warning|caution|danger|example)\Z"
)
# Lists and quotations deeper than this become what stands around them: each indents all that is in it.
MAX_NESTED = 12
_TRAILING = re.compile(r"^[ ]+$", re.MULTILINE)


def is_block(child: Node | str) -> bool:
    """Whether it stands apart; Google Docs puts all into one `<b>`, and links go around whole cards."""
    if isinstance(child, str):
        return False
    return child.name in _BLOCKS or (
        child.name in ("b", "a", "span", "font", "ins", "del") and any(is_block(each) for each in child.elements)
    )


class Blocks:
    """Writes the blocks of one text."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.depth = 0

    def of(self, node: Node) -> list[str]:
        """The blocks in an element."""
        found: list[str] = []
        last_list = ""
        for kind, group in groupby(_grouped(node), key=lambda each: each[0]):
            if kind == "words":
                found += self.paragraphs([child for _, child in group])
                last_list = ""
                continue
            if kind == "word items":
                found.append(self.word_list([child for _, child in group]))
                continue
            for _, child in group:
                # Two lists, one after the other, would be one.
                alternate = last_list == child.name
                made = self.block(child, alternate=alternate)
                if any(made):
                    last_list = child.name if child.name in ("ul", "ol") and not alternate else ""
                found += made
        return [each for each in found if each.strip()]

    def paragraphs(self, children: list[Node | str]) -> list[str]:
        """Words between blocks; two line breaks or more begin a new paragraph."""
        runs = [run for child in children for run in self.reading.run(child, frozenset())]
        found: list[list[Run]] = [[]]
        breaks = 0
        for run in runs:
            if run.is_break:
                breaks += 1
            elif not run.is_space or not breaks:
                if breaks > 1:
                    found.append([])
                elif breaks and found[-1]:
                    found[-1].append(Run("\n", is_made=True))
                breaks = 0
                found[-1].append(run)
        return [escape_lines(words) for each in found if (words := written(each))]

    def block(self, node: Node, *, alternate: bool = False) -> list[str]:
        if node.is_hidden:
            return []
        match node.name:
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                words = written(list(self.reading.runs(node, in_heading=True)), " ")
                # Signs at the end would close the heading.
                words = re.sub(r"(?<!\\)(#+)$", r"\\\1", words)
                return [f"{'#' * int(node.name[1])} {words}"] if words else []
            case "hr":
                return ["---"]
            case "pre":
                return [code.block(node)]
            case "blockquote" | "ul" | "ol" | "dl" if self.depth < MAX_NESTED:
                return self.nested(node, alternate=alternate)
            case "table":
                return self.table(node)
            case "figure":
                return self.figure(node)
            case "details":
                return self.details(node)
        return self.container(node)

    def container(self, node: Node) -> list[str]:
        names = node.classes
        if "toc" in names and node.name == "nav":
            return ["[[toc]]"]
        if {"wp-caption", "figure"} & set(names):
            return self.figure(node)
        if _note_kind(node) and self.depth < MAX_NESTED:
            return self.nested(node)
        if around := code.language(node):
            pres = [each for each in node.walk() if each.name == "pre"]
            tables_ = [each for each in node.elements if each.name == "table"]
            if len(pres) == 1 and not tables_:
                return [code.block(pres[0], around)]
        return self.of(node)

    def nested(self, node: Node, *, alternate: bool = False) -> list[str]:
        """What indents all that is in it."""
        self.depth += 1
        match node.name:
            case "blockquote":
                found = self.quoted(node)
            case "ul" | "ol":
                found = [self.listed(node, alternate=alternate)]
            case "dl":
                found = self.definitions(node)
            case _:
                found = self.note(node, _note_kind(node))
        self.depth -= 1
        return found

    def quoted(self, node: Node) -> list[str]:
        text = "\n\n".join(self.of(node))
        return ["\n".join(f"> {line}".rstrip(" ") for line in text.split("\n"))] if text else []

    # --- Lists -----------------------------------------------------------------------------------------------------
    def listed(self, node: Node, *, alternate: bool) -> str:
        items = [(item, self.item(item)) for item in as_items(node)]
        return list_of([made for _, made in items], node, alternate=alternate)

    def item(self, node: Node) -> list[str]:
        box = _box(node)
        found = self.of(node)
        if box and found:
            found[0] = f"{box} {found[0]}"
        return found or ([box] if box else [])

    def word_list(self, paragraphs: list[Node]) -> str:
        """Word's lists, which are paragraphs that know their depth."""
        lines: list[str] = []
        open_: list[tuple[int, str, int]] = []
        for each in paragraphs:
            item: WordItem = word_item(each)
            while open_ and open_[-1][0] > item.level:
                open_.pop()
            if open_ and open_[-1][0] == item.level:
                _, kind, count = open_.pop()
                open_.append((item.level, kind, count + 1))
            else:
                open_.append((item.level, "ol" if item.is_counted else "ul", 1))
            indent = sum(len(marker(kind, count)) for _, kind, count in open_[:-1])
            words = self.paragraphs(list(item.children))
            sign = marker(open_[-1][1], open_[-1][2])
            lines.append(" " * indent + sign + "\n\n".join(words).replace("\n", "\n" + " " * (indent + len(sign))))
        return "\n".join(lines)

    def definitions(self, node: Node) -> list[str]:
        """Terms, each with its definitions; those of `<div>` groups too."""
        parts = [part for each in node.elements for part in (each.elements if each.name == "div" else [each])]
        found: list[str] = []
        for part in parts:
            if part.name == "dt" and (words := written(list(self.reading.runs(part)), " ")):
                found.append(escape_lines(words))
            elif part.name == "dd" and found:
                words = "\n\n".join(self.of(part)).replace("\n", "\n    ")
                found[-1] += f"\n:   {words}" if words else ""
        return [_TRAILING.sub("", each) for each in found]

    # --- Tables, figures, boxes ------------------------------------------------------------------------------------
    def table(self, node: Node) -> list[str]:
        if code.is_code_table(node):
            pres = [each for each in node.walk() if each.name == "pre"]
            return [code.block(pres[-1])]
        rows = tables.rows(node, lambda cell: written(list(self.reading.runs(cell)), "<br>"))
        titles = [found for each in node.elements if each.name == "caption" for found in self.of(each)]
        if not any(words for row in rows for words, _ in row):
            return titles
        if max(len(row) for row in rows) == 1 and any(
            is_block(each) for cell in _cells(node) for each in cell.children
        ):
            # One column with whole paragraphs is layout, as in mails.
            return [*titles, *(found for cell in _cells(node) for found in self.of(cell))]
        return [*titles, tables.table(rows)]

    def figure(self, node: Node) -> list[str]:
        """Pictures with their caption as title, or, where it has links or bold in it, as the line below."""
        captions = [each for each in node.walk() if each.name == "figcaption" or "wp-caption-text" in each.classes]
        caption = captions[0] if captions else None
        pictures = [each for each in node.walk() if each.name == "img"]
        runs = list(self.reading.runs(caption)) if caption else []
        is_plain = all(not run.marks and not run.is_made for run in runs)
        inside = [each for each in _without(node, caption).children if not isinstance(each, str) or each.strip()]
        only_pictures = pictures and not _without(node, caption).text().strip()
        if not only_pictures:
            body = self.of(_without(node, caption))
        elif len(pictures) == 1 and is_plain and runs:
            words = re.sub(r"\s+", " ", "".join(run.text for run in runs)).strip()
            pictures[0].attrs["title"] = words
            runs = []
            body = self.paragraphs(list(_flat(inside)))
        else:
            body = ["\n".join(words for each in _flat(inside) for words in self.paragraphs([each]))]
        emphasised = written([Run(run.text, run.marks | {EM}, run.is_made) for run in runs], " ")
        return [*body, emphasised] if emphasised else body

    def details(self, node: Node) -> list[str]:
        summary = next((each for each in node.elements if each.name == "summary"), None)
        words = written(list(self.reading.runs(summary)), " ") if summary else ""
        inside = self.of(_without(node, summary))
        return [f"<details>\n<summary>{words}</summary>", *inside, "</details>"] if summary else inside

    def note(self, node: Node, kind: str) -> list[str]:
        titles = [each for each in node.elements if any(name.endswith("-title") for name in each.classes)]
        title = " ".join(titles[0].text().split()) if titles else ""
        inside = self.of(_without(node, titles[0] if titles else None))
        named = "" if title.lower() in ("", kind) else f' "{title.replace(chr(34), chr(39))}"'
        body = _TRAILING.sub("", "\n\n".join(inside).replace("\n", "\n    "))
        return [f"!!! {kind}{named}\n    {body}"]


def _grouped(node: Node) -> Iterator[tuple[str, Node | str]]:
    """Children by what they are; space counts between words alone."""
    space = False
    before = ""
    for child in node.children:
        if isinstance(child, str) and not child.strip():
            space = before == "words"
            continue
        kind = "word items" if word_item(child) else "block" if is_block(child) else "words"
        if space and kind == "words":
            yield "words", " "
        space, before = False, kind
        yield kind, child


def _without(node: Node, part: Node | None) -> Node:
    """A copy without that part, wherever in it that is."""
    children = [each if isinstance(each, str) else _without(each, part) for each in node.children if each is not part]
    return Node(node.name, node.attrs, children)


def _flat(children: list[Node | str]) -> Iterator[Node | str]:
    """What stands in a figure, out of the boxes that programs put around pictures."""
    for child in children:
        if isinstance(child, Node) and child.name in ("div", "figure", "p", "picture", "section", "center"):
            yield from _flat(child.children)
        elif isinstance(child, Node) or child.strip():
            yield child


def _cells(table: Node) -> list[Node]:
    return [each for row in table.walk() if row.name == "tr" for each in row.elements if each.name in ("td", "th")]


def _note_kind(node: Node) -> str:
    names = {name.lower() for name in node.classes}
    if not names & {"admonition", "markdown-alert", "callout"}:
        return ""
    kinds = (found[1] for name in sorted(names) if (found := _NOTE.match(name)))
    return next((kind for kind in kinds if kind in ADMONITIONS), "note")


def _box(node: Node) -> str:
    """`[x]` for an item of a task list, whose box is taken out."""
    for parent in (node, *(each for each in node.elements[:1] if each.name in ("p", "label", "div"))):
        for i, child in enumerate(parent.children):
            if isinstance(child, str) and not child.strip():
                continue
            if not isinstance(child, Node):
                break
            if child.name == "input" and child.attrs.get("type") == "checkbox":
                del parent.children[i]
                return "[x]" if "checked" in child.attrs else "[ ]"
            if "task-box" in child.classes:
                del parent.children[i]
                return "[x]" if "☑" in child.text() else "[ ]"
            break
    return ""
