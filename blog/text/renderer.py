"""How tokens look as HTML. One method a kind of token, named after it, as markdown-it wants them."""

from collections.abc import Sequence
from html import escape
from typing import Any

from django.utils.translation import gettext as _
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from blog.text.outline import contents_html
from blog.text.pictures import post_named
from blog.text.plain import inline_text, shorten, squeeze
from blog.text.sanitiser import ADMONITIONS, ID_ATTRIBUTE

Tokens = Sequence[Token]
Env = dict[str, Any]


class PageRenderer(RendererHTML):
    """Needs `album`, `highlighter` and `outline` in the environment."""

    def image(self, tokens: Tokens, idx: int, options: Any, env: Env) -> str:
        return env["album"].image(tokens[idx])

    def link_open(self, tokens: Tokens, idx: int, options: Any, env: Env) -> str:
        tokens[idx].attrs["href"] = env["album"].link(tokens[idx])
        if not tokens[idx].attrs["href"] and post_named(tokens[idx].meta["raw"]):
            del tokens[idx].attrs["href"]
        return self.renderToken(tokens, idx, options, env)

    def figure(self, tokens: Tokens, idx: int, options: Any, env: Env) -> str:
        return env["album"].figure(tokens[idx], lambda inline: self.renderInline(inline, options, env))

    def html_inline(self, tokens: Tokens, idx: int, options: Any, env: Env) -> str:
        return env["album"].html(tokens[idx].content)

    def html_block(self, tokens: Tokens, idx: int, options: Any, env: Env) -> str:
        return env["album"].html(tokens[idx].content)

    def fence(self, tokens: Tokens, idx: int, options: Any, env: Env) -> str:
        return env["highlighter"].block(tokens[idx].content, tokens[idx].info.strip())

    def code_block(self, tokens: Tokens, idx: int, options: Any, env: Env) -> str:
        return env["highlighter"].block(tokens[idx].content, "")

    def heading_open(self, tokens: Tokens, idx: int, options: Any, env: Env) -> str:
        anchor = escape(tokens[idx].meta["heading"].anchor)
        return f'<div class="heading"><{tokens[idx].tag} {ID_ATTRIBUTE}="{anchor}">'

    def heading_close(self, tokens: Tokens, idx: int, options: Any, env: Env) -> str:
        # Beside the heading, not inside: its own name stays its words alone.
        heading = tokens[idx].meta["heading"]
        label = escape(_("Link to section: %(heading)s") % {"heading": heading.text})
        link = f'<a class="heading-anchor" href="#{escape(heading.anchor)}" aria-label="{label}"></a>'
        return f"</{tokens[idx].tag}>{link}</div>\n"

    def toc(self, tokens: Tokens, idx: int, options: Any, env: Env) -> str:
        return contents_html(env["outline"])

    def list_item_open(self, tokens: Tokens, idx: int, options: Any, env: Env) -> str:
        item = self.renderToken(tokens, idx, options, env)
        is_done = tokens[idx].meta.get("checked")
        if is_done is None:
            return item
        label, box = (escape(_("Done")), "☑") if is_done else (escape(_("To do")), "☐")
        return item + f'<span class="task-box" role="img" aria-label="{label}">{box}</span> '

    def table_open(self, tokens: Tokens, idx: int, options: Any, env: Env) -> str:
        label = escape(shorten(_column_names(tokens, idx), 100) or _("Table"))
        return f'<div class="table-scroll" role="region" aria-label="{label}" tabindex="0">\n<table>\n'

    def table_close(self, tokens: Tokens, idx: int, options: Any, env: Env) -> str:
        return "</table>\n</div>\n"

    def th_open(self, tokens: Tokens, idx: int, options: Any, env: Env) -> str:
        return f'<th scope="col"{_alignment(tokens[idx])}>'

    def td_open(self, tokens: Tokens, idx: int, options: Any, env: Env) -> str:
        return f"<td{_alignment(tokens[idx])}>"

    def admonition_open(self, tokens: Tokens, idx: int, options: Any, env: Env) -> str:
        kind = tokens[idx].meta["tag"]
        kind = kind if kind in ADMONITIONS else "note"
        return f'<aside class="admonition admonition-{kind}" role="note">\n'

    def admonition_close(self, tokens: Tokens, idx: int, options: Any, env: Env) -> str:
        return "</aside>\n"

    def footnote_ref(self, tokens: Tokens, idx: int, options: Any, env: Env) -> str:
        number, back = _footnote_anchors(tokens[idx])
        label = escape(_("Footnote %(number)s") % {"number": number})
        attributes = f'{ID_ATTRIBUTE}="fnref:{back}" role="doc-noteref" aria-label="{label}"'
        return f'<sup class="footnote-ref"><a href="#fn:{number}" {attributes}>{number}</a></sup>'

    def footnote_block_open(self, tokens: Tokens, idx: int, options: Any, env: Env) -> str:
        label = escape(_("Footnotes"))
        return f'<section class="footnotes" role="doc-endnotes" aria-label="{label}">\n<ol>\n'

    def footnote_block_close(self, tokens: Tokens, idx: int, options: Any, env: Env) -> str:
        return "</ol>\n</section>\n"

    def footnote_open(self, tokens: Tokens, idx: int, options: Any, env: Env) -> str:
        return f'<li class="footnote" {ID_ATTRIBUTE}="fn:{tokens[idx].meta["id"] + 1}">\n'

    def footnote_close(self, tokens: Tokens, idx: int, options: Any, env: Env) -> str:
        return "</li>\n"

    def footnote_anchor(self, tokens: Tokens, idx: int, options: Any, env: Env) -> str:
        back = _footnote_anchors(tokens[idx])[1]
        label = escape(_("Back to reference %(number)s") % {"number": back.replace(":", ", ")})
        # The second character keeps phones from drawing the arrow as an emoji.
        arrow = "\u21a9\ufe0e"
        return f' <a href="#fnref:{back}" class="footnote-backref" role="doc-backlink" aria-label="{label}">{arrow}</a>'


def _footnote_anchors(token: Token) -> tuple[int, str]:
    """A footnote's number, and where it is referred to: `3`, and `3:2` from the second time on."""
    number = token.meta["id"] + 1
    times_before = token.meta.get("subId", 0)
    return number, f"{number}:{times_before + 1}" if times_before else str(number)


def _column_names(tokens: Tokens, idx: int) -> str:
    names = []
    for i in range(idx, len(tokens)):
        if tokens[i].type == "thead_close" or len(names) == 10:
            break
        if tokens[i].type == "inline":
            names.append(squeeze(inline_text(tokens[i].children or ())))
    return ", ".join(filter(None, names))


def _alignment(token: Token) -> str:
    style = str(token.attrs.get("style", ""))
    return f' class="align-{style.removeprefix("text-align:")}"' if style else ""
