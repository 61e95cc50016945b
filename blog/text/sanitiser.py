"""What HTML may reach a page: allow-lists, enforced by nh3, a browser-grade parser, at the end of every rendering.

Whatever is not named here is dropped. There are no style attributes, no forms, no frames, no scripts, no foreign
content; an `id` survives only when the renderer itself generated it, so that no text can shadow the page's own ids.
"""

import re
from html import escape, unescape
from secrets import token_hex
from urllib.parse import urljoin

import nh3
from pygments.token import STANDARD_TYPES

from blog.text.tones import TONES

URL_SCHEMES = frozenset({"http", "https", "mailto", "tel"})

ADMONITIONS = ("note", "info", "tip", "important", "warning", "caution", "danger", "example", "quote")

_GLOBAL_ATTRIBUTES = {"lang", "dir", "title"}
_INLINE = (
    "a abbr b bdi bdo big br cite code del dfn em i img ins kbd mark picture q rp rt ruby s samp small source span "
    "strike strong sub sup time tt u var wbr"
)
_BLOCKS = (
    "address article aside blockquote caption center col colgroup dd details div dl dt figcaption figure footer "
    "h1 h2 h3 h4 h5 h6 header hr li nav ol p pre section summary table tbody td tfoot th thead tr ul"
)
TAGS = frozenset(f"{_INLINE} {_BLOCKS}".split())

# Their content is code or belongs to another language: it goes with them instead of turning into visible text.
_CONTAINERS_OF_CODE = (
    "script style iframe object embed applet noscript template svg math textarea select title xmp noembed noframes "
    "plaintext frameset"
)
TAGS_WITHOUT_CONTENT = frozenset(_CONTAINERS_OF_CODE.split())

_ATTRIBUTES = {
    "*": _GLOBAL_ATTRIBUTES,
    "a": {"href", "hreflang", "aria-label"},
    "del": {"datetime"},
    "ins": {"datetime"},
    "time": {"datetime"},
    "details": {"open"},
    "div": {"aria-label", "data-language"},
    "img": {"src", "sizes", "alt", "width", "height"},
    "li": {"value"},
    "nav": {"aria-label"},
    "ol": {"start", "reversed"},
    "pre": {"aria-label"},
    "section": {"aria-label"},
    "source": {"sizes", "width", "height"},
    "span": {"aria-label"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}

_ATTRIBUTE_VALUES = {
    "a": {
        "rel": {"nofollow", "me", "author", "license", "sponsored", "ugc", "external", "noopener", "noreferrer"},
        "role": {"doc-noteref", "doc-backlink"},
    },
    "aside": {"role": {"note"}},
    "div": {"role": {"region"}, "tabindex": {"0"}},
    "img": {"loading": {"lazy", "eager"}, "decoding": {"async", "sync"}, "fetchpriority": {"high", "low"}},
    "ol": {"type": {"1", "a", "A", "i", "I"}},
    "pre": {"role": {"group"}, "tabindex": {"0"}},
    "section": {"role": {"doc-endnotes"}},
    "source": {"type": {"image/avif", "image/webp", "image/jpeg", "image/png", "image/gif"}},
    "span": {"role": {"img"}},
    "th": {"scope": {"col", "row", "colgroup", "rowgroup"}},
}

_ALIGNMENT = {"align-left", "align-right", "align-center"}
_CLASSES = {
    "a": {"heading-anchor", "footnote-backref"},
    "aside": {"admonition", *(f"admonition-{kind}" for kind in ADMONITIONS)},
    "div": {"code", "heading", "table-scroll"},
    "figure": {"figure", "gallery", "wide"},
    "img": set(TONES),
    "li": {"footnote", "task-list-item"},
    "nav": {"toc"},
    "p": {"admonition-title", "plain"},
    "section": {"footnotes"},
    "span": {"figure-credit", "missing-image", "task-box", *filter(None, STANDARD_TYPES.values())},
    "sup": {"footnote-ref"},
    "td": _ALIGNMENT,
    "th": _ALIGNMENT,
    "ul": {"contains-task-list"},
    "ol": {"contains-task-list"},
}

# The renderer writes these attributes under names that no author can know; under their own they never pass.
_SECRET = token_hex(16)
ID_ATTRIBUTE = f"data-id-{_SECRET}"
SRCSET_ATTRIBUTE = f"data-srcset-{_SECRET}"
LINES_ATTRIBUTE = f"data-lines-{_SECRET}"
_ATTRIBUTES["*"] = {*_GLOBAL_ATTRIBUTES, LINES_ATTRIBUTE}
for _tag in ("h1", "h2", "h3", "h4", "h5", "h6", "li", "a"):
    _ATTRIBUTES[_tag] = {*_ATTRIBUTES.get(_tag, ()), ID_ATTRIBUTE}
for _tag in ("img", "source"):
    _ATTRIBUTES[_tag].add(SRCSET_ATTRIBUTE)

_CLEANER = nh3.Cleaner(
    tags=TAGS,
    clean_content_tags=TAGS_WITHOUT_CONTENT,
    attributes=_ATTRIBUTES,
    tag_attribute_values=_ATTRIBUTE_VALUES,
    allowed_classes=_CLASSES,
    url_schemes=URL_SCHEMES,
    link_rel=None,
)


def clean(html: str) -> str:
    """Make `html` safe to show. Never raises, and cleaning an author's HTML twice changes nothing more."""
    cleaned = _CLEANER.clean(html)
    for secret, name in ((ID_ATTRIBUTE, "id"), (SRCSET_ATTRIBUTE, "srcset"), (LINES_ATTRIBUTE, "data-lines")):
        cleaned = cleaned.replace(f' {secret}="', f' {name}="')
    return cleaned


def strip_tags(html: str) -> str:
    """The text of an HTML fragment, still escaped for HTML: for fields that hold one line of words."""
    return nh3.clean(html, tags=set(), clean_content_tags=set(TAGS_WITHOUT_CONTENT))


# What nh3 writes is regular: lower case, quoted with ", and no bare < in a text.
_TAG = re.compile(r'<[a-z][a-z0-9]*(?: [^\s=">]+="[^"]*+")++>')
_URL = re.compile(r' (href|src|srcset)="([^"]*+)"')


def absolute_urls(html: str, base: str) -> str:
    """`html`, which `clean` has made, with relative addresses resolved against `base`: for feeds and mail."""

    def resolve(attribute: re.Match[str]) -> str:
        name, value = attribute[1], unescape(attribute[2])
        try:
            if name == "srcset":
                candidates = (each.split(maxsplit=1) for each in value.split(", ") if each.strip())
                value = ", ".join(" ".join([urljoin(base, first), *rest]) for first, *rest in candidates)
            else:
                value = urljoin(base, value)
        except ValueError:
            return ""
        return f' {name}="{escape(value)}"'

    return _TAG.sub(lambda tag: _URL.sub(resolve, tag[0]), html)
