"""The HTML of a text as feeds carry it: the same words and pictures, without what only our own page can use."""

import re

from blog.text.sanitiser import absolute_urls

# Feed readers have no stylesheet, scripts or layout of ours; of what they do not know, some show the source.
_KEPT = frozenset(
    "alt class cite colspan datetime dir height href hreflang id lang rel reversed rowspan scope src srcset start "
    "title value width".split()
)
# What the sanitiser writes is regular: lower case, and each attribute quoted with ".
_TAG = re.compile(r'<([a-z][a-z0-9]*)((?: [^\s=">]+="[^"]*+")*+)>')
_ATTRIBUTE = re.compile(r' ([^\s=">]+)="[^"]*+"')
# Links without words, which stand beside headings.
_HEADING_ANCHOR = re.compile(r'<a class="heading-anchor"(?: [^\s=">]+="[^"]*+")*+></a>')

# Characters that XML 1.0 cannot hold, not even escaped (its production 2).
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return _NOT_XML.sub("", text)


def for_feeds(html: str, base: str) -> str:
    """`html`, which `clean` has made, with full addresses, and of each picture the one that every reader can show."""
    plain = _TAG.sub(_plain_tag, _HEADING_ANCHOR.sub("", html)).replace("</picture>", "")
    return _TAG.sub(_shown_tag, absolute_urls(plain, base))


def _plain_tag(tag: re.Match[str]) -> str:
    name, attributes = tag.groups()
    # The formats that a <picture> offers are for browsers; its <img> is JPEG, PNG or GIF.
    if name in ("picture", "source"):
        return ""
    kept = _KEPT - {"class"} if name == "img" else _KEPT
    return f"<{name}{_ATTRIBUTE.sub(lambda found: found[0] if found[1] in kept else '', attributes)}>"


def _shown_tag(tag: re.Match[str]) -> str:
    """Nothing for a picture whose address makes no sense, which readers would show as a broken one."""
    return "" if tag[1] == "img" and ' src="' not in tag[2] else tag[0]
