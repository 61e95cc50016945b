"""The Markdown parser: CommonMark 0.31 and the extensions that posts use, from markdown-it-py and its plug-ins.

Syntax only. How the tokens look as HTML is said in `renderer.py`; outline and figures are found by `markdown.py`.
"""

from collections.abc import Sequence

from linkify_it import LinkifyIt
from linkify_it.main import Match
from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import normalizeLink
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from mdit_py_plugins.admon import admon_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from blog.text.limits import MAX_NESTING, MAX_REFERENCED, bound
from blog.text.typography import mark_raw_code, set_dashes_and_ellipses


class BareLinks(LinkifyIt):
    """Finds links written without any markup, as GitHub does: `https://…`, `www.…` and mail addresses.

    Names with a dot alone are left alone, for `setup.py` and `README.md` are domains in Paraguay and Moldova.
    """

    def __init__(self) -> None:
        www = {"validate": self._validate_www, "normalize": self._normalize_www}
        super().__init__({"www.": www, "ftp:": None, "//": None}, {"fuzzy_link": False})

    def _validate_www(self, text: str, pos: int) -> int:
        return self._validate_double_slash(text, pos)

    def _normalize_www(self, match: Match) -> None:
        match.url = f"https://{match.url}"


def build_parser(renderer: type[RendererHTML] = RendererHTML, quotes: Sequence[str] = "“”‘’") -> MarkdownIt:
    """A parser with every extension; `quotes` are the outer pair and the inner one.

    Link and image tokens carry the destination as written in `meta["raw"]`.
    """
    options = {"maxNesting": MAX_NESTING, "xhtmlOut": False, "linkify": True, "typographer": True, "tasklists": True}
    parser = MarkdownIt("commonmark", options, renderer_cls=renderer)
    parser.options["quotes"] = list(quotes)
    parser.enable(["table", "strikethrough", "smartquotes"])
    # Only the pass over finished text: the one inside the inline parser copies the rest of the text at every colon.
    parser.core.ruler.enable("linkify")
    parser.linkify = BareLinks()
    parser.core.ruler.before("linkify", "raw_code", mark_raw_code)
    parser.core.ruler.before("smartquotes", "dashes", set_dashes_and_ellipses)
    parser.use(footnote_plugin, inline=False).use(deflist_plugin).use(admon_plugin)
    # The plug-ins have just put their own HTML over the renderer's.
    parser.renderer = renderer(parser)
    parser.normalizeLink = lambda url: url
    parser.core.ruler.push("destinations", normalise_destinations)
    bound(parser)
    return parser


def normalise_destinations(state: StateCore) -> None:
    """Percent-encode destinations as the specification's examples do, keeping what was written beside it."""
    left = max(MAX_REFERENCED, 2 * len(state.src))
    for block in state.tokens:
        for token in block.children or ():
            name = {"link_open": "href", "image": "src"}.get(token.type)
            if not name:
                continue
            raw = str(token.attrs.get(name, ""))
            left -= len(raw) + len(str(token.attrs.get("title", "")))
            if left < 0:
                token.attrs.pop("title", None)
                raw = ""
            token.meta["raw"] = raw
            token.attrs[name] = normalizeLink(raw) if raw else ""
