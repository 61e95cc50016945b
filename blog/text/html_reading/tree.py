"""HTML of any origin as a small tree: nh3 parses it as a browser would, and drops what is no text."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape
from html.parser import HTMLParser

import nh3

from blog.text.sanitiser import TAGS, TAGS_WITHOUT_CONTENT

# Deeper than this is no text that anybody wrote, and Python's stack is finite.
MAX_DEPTH = 100
# So many left open would keep the parser itself long.
MAX_UNCLOSED = 1_000
# More formatting open at once than this, and HTML's rules would repeat all of it in each paragraph.
MAX_OPEN = 60

VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
# What ends by itself where the next one begins.
ENDLESS = frozenset("html head body p li dt dd tr td th thead tbody tfoot colgroup option optgroup rt rp".split())
FORMATTING = frozenset("a b big code em font i nobr s small strike strong tt u".split())
HIDDEN = frozenset("visually-hidden sr-only screen-reader-text apple-interchange-newline".split())

_KEPT = (TAGS | {"iframe", "input", "main", "video", "audio", "font"}) - {"rp"}
_DROPPED = (TAGS_WITHOUT_CONTENT - {"iframe"}) | {"button", "rp", "head"}
_ATTRIBUTES = {
    "*": {"style", "class", "id", "title", "role", "dir", "aria-hidden"},
    "a": {"href"},
    "div": {"data-language", "data-lang"},
    "pre": {"data-language", "data-lang", "lang"},
    "code": {"data-language", "data-lang"},
    "img": {"src", "alt", "data-src", "data-lazy-src", "data-original", "width", "height"},
    "input": {"type", "checked"},
    "iframe": {"src", "data-src"},
    "video": {"src"},
    "audio": {"src"},
    "source": {"src", "type"},
    "ol": {"start"},
    "td": {"colspan", "rowspan", "align"},
    "th": {"colspan", "rowspan", "align"},
}
_CLEANER = nh3.Cleaner(
    tags=_KEPT,
    clean_content_tags=_DROPPED,
    attributes=_ATTRIBUTES,
    generic_attribute_prefixes=set(),
    url_schemes={"http", "https", "mailto", "tel", "data", "file"},
    link_rel=None,
)
# A tag as HTML reads it; possessive, so linear.
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>\0]*)(?:[^<>\"']|\"[^\"]*+\"|'[^']*+')*+>")
_SWALLOWED = re.compile(
    r"<(script|style|title)\b[^>]*>.*?(?:</\1[^>]*>?|\Z)|<!--.*?(?:-->|\Z)", re.IGNORECASE | re.DOTALL
)
_UNENCODABLE = re.compile("[\ud800-\udfff]")
_BLOCK_END = re.compile(r"<(?:br|/?(?:p|div|li|tr|h[1-6]|blockquote|pre))\b[^>]*>", re.IGNORECASE)


@dataclass(slots=True)
class Node:
    """An element; `children` are elements and text."""

    name: str
    attrs: dict[str, str] = field(default_factory=dict)
    children: list["Node | str"] = field(default_factory=list)

    @property
    def classes(self) -> list[str]:
        return self.attrs.get("class", "").split()

    @property
    def style(self) -> dict[str, str]:
        """Its own declarations, in lower case."""
        text = self.attrs.get("style", "")
        return _declarations(text.lower()) if text else {}

    @property
    def elements(self) -> list["Node"]:
        return [child for child in self.children if isinstance(child, Node)]

    @property
    def is_hidden(self) -> bool:
        is_named = "class" in self.attrs and bool(HIDDEN.intersection(name.lower() for name in self.classes))
        return is_named or self.style.get("display") == "none" or self.style.get("mso-hide") == "all"

    def walk(self) -> Iterator["Node"]:
        yield self
        for child in self.elements:
            yield from child.walk()

    def text(self) -> str:
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)


@lru_cache(maxsize=256)
def _declarations(style: str) -> dict[str, str]:
    """Programs repeat the same few on every element."""
    pairs = (part.partition(":") for part in style[:5_000].split(";"))
    return {name.strip(): value.strip() for name, _, value in pairs if name.strip()}


class _Builder(HTMLParser):
    """What nh3 writes is regular, so that every tag has its end."""

    def __init__(self) -> None:
        super().__init__()
        self.open = [Node("body")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and len(self.open) > 1:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def tree(html: str) -> Node | None:
    """The body of a page or fragment; None where it is too wild to be read as more than its words."""
    html = _UNENCODABLE.sub("\ufffd", html.replace("\0", ""))
    if _deepest(html, only=FORMATTING) > MAX_OPEN or _deepest(html, ENDLESS) > MAX_UNCLOSED:
        return None
    cleaned = _CLEANER.clean(html)
    if _deepest(cleaned) > MAX_DEPTH:
        return None
    builder = _Builder()
    builder.feed(cleaned)
    builder.close()
    return builder.open[0]


def words_alone(html: str) -> str:
    """The words of HTML, a line for each block, without parsing it."""
    text = _SWALLOWED.sub(" ", _UNENCODABLE.sub("\ufffd", html.replace("\0", "")))
    return unescape(_TAG.sub(" ", _BLOCK_END.sub("\n", text)))


def _deepest(html: str, but: frozenset[str] = frozenset(), only: frozenset[str] | None = None) -> int:
    """How many elements are open at once, at most."""
    opened: Counter[str] = Counter()
    total = deepest = 0
    for slash, tag in _TAG.findall(html):
        name = tag.lower()
        if name in VOID or name in but or (only and name not in only):
            continue
        if not slash:
            opened[name] += 1
            total += 1
            deepest = max(deepest, total)
        elif opened[name]:
            opened[name] -= 1
            total -= 1
    return deepest
