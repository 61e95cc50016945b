"""Walks HTML as a browser would read it, and lists everything in it that could do harm."""

import re

import html5lib

FORBIDDEN = frozenset(
    "script style iframe frame frameset object embed applet form input button select textarea option link meta base "
    "svg math template noscript title xmp plaintext noembed noframes portal dialog marquee".split()
)
URLS = frozenset({"href", "src", "cite", "action", "formaction", "poster", "background", "data", "ping", "srcset"})
SAFE_SCHEME = re.compile(r"(?:https?|mailto|tel):|(?![a-z][a-z0-9+.-]*:)", re.IGNORECASE)
OWN_ID = re.compile(r"fn(ref)?:\d+(:\d+)?")


def dangers(html: str, *, anchors: tuple[str, ...] = ()) -> list[str]:
    found = []
    for element in html5lib.parseFragment(html, namespaceHTMLElements=False).iter():
        if not isinstance(element.tag, str):
            found.append("a comment")
            continue
        if element.tag in FORBIDDEN:
            found.append(f"<{element.tag}>")
        for name, value in element.attrib.items():
            found += _attribute(element.tag, str(name), value, anchors)
    return found


def _attribute(tag: str, name: str, value: str, anchors: tuple[str, ...]) -> list[str]:
    squeezed = re.sub(r"[\x00-\x20\x7f-\xa0]", "", value)
    if name.startswith("on") or name in {
        "style",
        "srcdoc",
        "formaction",
        "xmlns",
        "name",
        "for",
        "autofocus",
        "target",
    }:
        return [f"{tag}[{name}]"]
    if name in URLS and not SAFE_SCHEME.match(squeezed):
        return [f"{tag}[{name}={value}]"]
    if name == "id" and value not in anchors and not OWN_ID.fullmatch(value):
        return [f"{tag}[id={value}]"]
    return []


def parts(html: str) -> tuple[set[tuple[str, str]], str]:
    """The elements with their attributes, and the letters, regardless of order."""
    root = html5lib.parseFragment(html, namespaceHTMLElements=False)
    elements = {(element.tag, str(sorted(element.attrib.items()))) for element in root.iter()}
    return elements, "".join(sorted("".join(root.itertext())))


def errors(html: str) -> list[str]:
    """What a strict parser complains of."""
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(f"<!DOCTYPE html><html lang=en><head><title>x</title></head><body>{html}</body></html>")
    return [code for _, code, _ in parser.errors]
