"""What stands within a paragraph of HTML, as runs."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import escape as escape_html
from urllib.parse import parse_qs, urljoin, urlsplit

from .escapes import code_span, destination, escape, squeeze
from .runs import BREAK, EM, STRONG, STRUCK, Link, Mark, Run
from .tree import Node

_MARKS = {"b": STRONG, "strong": STRONG, "i": EM, "em": EM, "cite": EM, "dfn": EM, "var": EM}
_MARKS |= {"del": STRUCK, "s": STRUCK, "strike": STRUCK}
# Markdown has no sign for these; the renderer takes their tags.
_RAW = frozenset("sub sup kbd mark abbr ins ruby rt".split())
_MONOSPACE = re.compile(r"mono|courier|consolas|menlo|\bcode\b")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_SAFE = frozenset({"http", "https", "mailto", "tel"})
_ANCHOR_WORDS = frozenset({"", "#", "¶", "§", "🔗", "\ue9cb"})
_BACK = re.compile(r"#(?:user-content-)?_?(?:fn|ftn|footnote-?|cite_?)-?(?:ref|back|anchor)", re.IGNORECASE)


@dataclass(slots=True)
class Reading:
    """One text being read: addresses are resolved against `base`; `footnotes` are their numbers by id."""

    base: str = ""
    footnotes: Mapping[str, int] = field(default_factory=dict)
    lost_pictures: int = 0

    def address(self, url: str) -> str:
        """Of a link or picture, absolute; empty for what leads nowhere from here."""
        url = re.sub(r"[\x00-\x1f\x7f]", "", url).strip()
        if not url:
            return ""
        try:
            url = urljoin(self.base, url) if self.base else url
            host = urlsplit(url).netloc
        except ValueError:
            return ""
        scheme = _SCHEME.match(url)
        if scheme is None:
            return f"https:{url}" if url.startswith("//") and host else ""
        if scheme[1].lower() not in _SAFE or (scheme[1].lower().startswith("http") and not host):
            return ""
        return url

    def runs(self, node: Node, marks: frozenset[Mark] = frozenset(), *, in_heading: bool = False) -> Iterator[Run]:
        for child in node.children:
            yield from self.run(child, marks, in_heading=in_heading)

    def run(self, node: Node | str, marks: frozenset[Mark], *, in_heading: bool = False) -> Iterator[Run]:
        if isinstance(node, str):
            if words := squeeze(node):
                yield Run(words, marks)
            return
        if node.is_hidden or self._is_back_reference(node):
            return
        marks = _marks(node, marks)
        if in_heading:
            marks -= {STRONG}
        match node.name:
            case "br":
                yield BREAK
            case "img":
                yield from self.image(node, marks)
            case "a":
                yield from self._link(node, marks, in_heading=in_heading)
            case "code" | "tt" | "samp":
                if words := code_span(node.text()):
                    yield Run(words, marks, is_made=True)
            case "q":
                yield from (Run("“", marks), *self.runs(node, marks, in_heading=in_heading), Run("”", marks))
            case "iframe" | "video" | "audio":
                yield from self.embedded(node)
            case "input" | "source" | "hr" | "col":
                return
            case "p" | "div" | "li" | "tr" | "dt" | "dd" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "pre":
                # Blocks where only words can be, in a cell of a table for instance.
                yield BREAK
                yield from self.runs(node, marks, in_heading=in_heading)
                yield BREAK
            case "td" | "th":
                yield from self.runs(node, marks, in_heading=in_heading)
                yield Run(" ")
            case _:
                yield from self._styled(node, marks, in_heading=in_heading)

    def _styled(self, node: Node, marks: frozenset[Mark], *, in_heading: bool) -> Iterator[Run]:
        reference = _reference(node)
        if number := self.footnotes.get(reference.attrs.get("href", "").removeprefix("#")) if reference else None:
            yield Run(f"[^{number}]", is_made=True)
            return
        raw = _raw_name(node)
        if raw == "code":
            if words := code_span(node.text()):
                yield Run(words, marks, is_made=True)
            return
        inner = list(self.runs(node, marks, in_heading=in_heading))
        if not raw or not any(run.text.strip() for run in inner):
            yield from inner
            return
        title = node.attrs.get("title", "") if raw == "abbr" else ""
        yield Run(f'<{raw} title="{escape_html(title)}">' if title else f"<{raw}>", marks, is_made=True)
        yield from inner
        yield Run(f"</{raw}>", marks, is_made=True)

    def _link(self, node: Node, marks: frozenset[Mark], *, in_heading: bool) -> Iterator[Run]:
        href = node.attrs.get("href", "")
        if number := self.footnotes.get(href.removeprefix("#")):
            yield Run(f"[^{number}]", is_made=True)
            return
        is_anchor = href.startswith("#") or ("#" in href and in_heading)
        if is_anchor and node.text().strip() in _ANCHOR_WORDS and not node.elements:
            return
        url = self.address(href) if href and not href.startswith("#") else ""
        linked = {mark for mark in marks if not isinstance(mark, Link)}
        title = node.attrs.get("title", "")
        yield from self.runs(node, frozenset(linked | ({Link(url, title)} if url else set())), in_heading=in_heading)

    def image(self, node: Node, marks: frozenset[Mark], caption: str = "") -> Iterator[Run]:
        alt, title = (squeeze(node.attrs.get(name, "")).strip() for name in ("alt", "title"))
        if _is_emoji(node):
            yield Run(alt, marks)
            return
        if {node.attrs.get("width"), node.attrs.get("height")} & {"0", "1"}:
            return
        found = (node.attrs.get(name, "") for name in ("data-src", "data-lazy-src", "data-original", "src"))
        url = next((url for each in found if (url := self.address(each))), "")
        if not url.startswith("http"):
            self.lost_pictures += 1
            if alt:
                yield Run(alt, marks)
            return
        yield Run(f"![{escape(alt, in_link=True)}]({destination(url, caption or title)})", marks, is_made=True)

    def embedded(self, node: Node) -> Iterator[Run]:
        """A frame or a film, as a link to it."""
        sources = [node, *(child for child in node.elements if child.name == "source")]
        found = (self.address(each.attrs.get(name, "")) for each in sources for name in ("src", "data-src"))
        url = watched(next((url for url in found if url), ""))
        if not url:
            return
        title = squeeze(node.attrs.get("title", "")).strip()
        yield Run(title or url, frozenset({Link(url)}))

    def _is_back_reference(self, node: Node) -> bool:
        if node.name != "a":
            return False
        is_named = node.attrs.get("role") == "doc-backlink" or "footnote-backref" in node.classes
        return is_named or bool(self.footnotes and _BACK.match(node.attrs.get("href", "")))


def watched(url: str) -> str:
    """The page of a film that is embedded."""
    parts = urlsplit(url)
    host = parts.netloc.lower().removeprefix("www.")
    key = parts.path.rstrip("/").rsplit("/", 1)[-1]
    if host in ("youtube.com", "youtube-nocookie.com") and parts.path.startswith("/embed/"):
        series = parse_qs(parts.query).get("list", [""])[0] if key == "videoseries" else ""
        return f"https://www.youtube.com/playlist?list={series}" if series else f"https://www.youtube.com/watch?v={key}"
    if host == "player.vimeo.com" and key.isdigit():
        return f"https://vimeo.com/{key}"
    return url


def _marks(node: Node, marks: frozenset[Mark]) -> frozenset[Mark]:
    """Marks within an element; what its style says counts for more than its name, as Google Docs writes it."""
    if own := _MARKS.get(node.name):
        marks |= {own}
    style = node.style
    if not style:
        return marks
    weight, slant = style.get("font-weight", ""), style.get("font-style", "")
    if weight in ("bold", "bolder") or (weight.isdigit() and int(weight) >= 600):
        marks |= {STRONG}
    elif weight in ("normal", "lighter") or weight.isdigit():
        marks -= {STRONG}
    if slant.startswith(("italic", "oblique")):
        marks |= {EM}
    elif slant == "normal":
        marks -= {EM}
    if "line-through" in style.get("text-decoration", "") + style.get("text-decoration-line", ""):
        marks |= {STRUCK}
    return marks


def _raw_name(node: Node) -> str:
    if node.name in _RAW:
        return node.name
    if node.name not in ("span", "font"):
        return ""
    style = node.style
    if style.get("vertical-align") in ("super", "sub"):
        return "sup" if style["vertical-align"] == "super" else "sub"
    return "code" if _MONOSPACE.search(style.get("font-family", "")) else ""


def _reference(node: Node) -> Node | None:
    """The link of `<sup><a href="#fn1">1</a></sup>`."""
    if node.name not in ("sup", "span"):
        return None
    links = [each for each in node.elements if each.name == "a"]
    alone = len(links) == 1 and not "".join(child for child in node.children if isinstance(child, str)).strip(" []")
    return links[0] if alone else None


def _is_emoji(node: Node) -> bool:
    names = {name.lower() for name in node.classes}
    return bool(names & {"emoji", "wp-smiley", "twemoji", "emojione"}) and bool(node.attrs.get("alt", "").strip())
