"""Markdown to HTML that is safe to show: the only place that calls the parser, for posts, pages, previews and feeds.

The syntax is CommonMark 0.31 with tables, ~~strikethrough~~, task lists, bare links (`https://…`, `www.…`, mail
addresses), footnotes (`[^1]`), definition lists, typographic quotes, dashes and ellipses, and

- `[[toc]]` in a paragraph of its own: the table of contents;
- `!!! note "Title"` with an indented block below: an admonition (`sanitiser.ADMONITIONS` names the kinds);
- `![alt](image:45 "Caption")`: one of our own pictures. A paragraph of images alone becomes a figure, its title the
  caption; so does one emphasised line right below it;
- `[words](post:45)`: a link to one of our own posts, wherever it is; words alone where readers cannot see it.

Class names for the stylesheet: `div.code[data-language] > pre > code` with Pygments' short classes, `div.heading`
around a heading and its empty `a.heading-anchor`, `div.table-scroll`, `.align-left/-center/-right` on cells,
`ul.contains-task-list`, `li.task-list-item`, `span.task-box`, `nav.toc`, `figure.figure`, with `.wide` a panorama,
`figure.gallery` around several, `span.figure-credit`, `span.missing-image`, `aside.admonition.admonition-KIND`,
`p.admonition-title`, `sup.footnote-ref`, `section.footnotes`, `li.footnote`, `a.footnote-backref`, `p.plain` for text
too intricate to parse, `img.tone-RGB` for the colour of a picture that is not there yet (`tones.py`).
"""

import logging
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from django.utils import translation
from markdown_it import MarkdownIt
from markdown_it.token import Token

from blog.text import languages, sanitiser
from blog.text.admonitions import name_admonitions
from blog.text.destinations import Destination, rewrite_destinations
from blog.text.highlighting import Highlighter
from blog.text.limits import is_cut_short, is_too_intricate
from blog.text.lines import render_with_lines
from blog.text.outline import Heading, mark_contents, mark_headings
from blog.text.parser import build_parser
from blog.text.pictures import Album, Picture, Source, mark_figures, posts_linked, wanted
from blog.text.plain import count_words, excerpt, plain_text
from blog.text.raw_html import tame
from blog.text.renderer import PageRenderer

__all__ = [
    "RENDERER_VERSION",
    "Destination",
    "Heading",
    "Picture",
    "Rendered",
    "Source",
    "image_alts",
    "image_refs",
    "render",
    "rewrite_destinations",
    "undescribed_images",
]

# Stored beside the HTML: raise it whenever the same text gives other HTML, and `rebuild_html` renders it anew.
RENDERER_VERSION = 5

FindPosts = Callable[[Iterable[str]], Mapping[str, str]]
FindPictures = Callable[[Iterable[str]], Mapping[str, Picture]]

logger = logging.getLogger(__name__)

_UNENCODABLE = re.compile("[\ud800-\udfff]")


@cache
def _parser(quotes: tuple[str, ...]) -> MarkdownIt:
    return build_parser(PageRenderer, quotes)


@dataclass(frozen=True, slots=True)
class Rendered:
    """`html` is safe to show. `plain_text` has one block a line, `excerpt` at most 240 characters, both unescaped.

    `image_refs` are the destinations of all images as written, in order, repeated ones repeated. `post_links`: for
    each `post:45` that is linked to, the address that the HTML has; empty where it has no link.
    """

    html: str
    toc: tuple[Heading, ...]
    plain_text: str
    word_count: int
    excerpt: str
    image_refs: tuple[str, ...]
    post_links: Mapping[str, str]


def render(
    source: str,
    *,
    pictures: FindPictures | None = None,
    posts: FindPosts | None = None,
    is_below_cover: bool = False,
    language: str = "en",
    with_lines: bool = False,
) -> Rendered:
    """Render Markdown. Never raises, whatever the text.

    `language` is that of the text: quotation marks are set as it has them, and labels such as “Footnote 3” are in it
    where Byline speaks it.

    `pictures` is called once, if the text has images, with all their distinct destinations, and returns those it knows:
    one query for all of them. `posts` likewise, with each `post:45` that is linked to; it returns their addresses.

    `with_lines` says in the HTML which lines of the text each block comes from (`lines.py`).
    """
    with translation.override(languages.interface_language(language)):
        return _rendered(source, _parser(languages.quotes(language)), pictures, posts, is_below_cover, with_lines)


def _rendered(
    source: str,
    parser: MarkdownIt,
    pictures: FindPictures | None,
    posts: FindPosts | None,
    is_below_cover: bool,
    with_lines: bool,
) -> Rendered:
    tokens = _parse(source, parser)
    name_admonitions(tokens)
    linked = tuple(dict.fromkeys(posts_linked(tokens)))
    addresses = posts(linked) if posts and linked else {}
    refs = tuple(destination for destination, _ in wanted(tokens))
    known = pictures(tuple(dict.fromkeys(refs))) if pictures and refs else {}
    outline = mark_headings(tokens)
    words = plain_text(tokens)
    env = {
        "album": Album(known, posts=addresses, is_below_cover=is_below_cover),
        "highlighter": Highlighter(),
        "outline": outline,
    }

    def written(some: Sequence[Token]) -> str:
        return parser.renderer.render(some, parser.options, env)

    html = render_with_lines(tokens, source, written) if with_lines else written(tokens)
    return Rendered(
        html=sanitiser.clean(html),
        toc=tuple(outline),
        plain_text=words,
        word_count=count_words(words),
        excerpt=excerpt(tokens),
        image_refs=refs,
        post_links={named: addresses.get(named, "") for named in linked},
    )


def image_refs(source: str) -> tuple[str, ...]:
    """The destinations of all images of a text, as written, in order."""
    return tuple(destination for destination, _ in wanted(_parse(source)))


def image_alts(source: str) -> dict[str, str]:
    """What a text says that its images show, by destination as written; where it says several things, the first."""
    alts: dict[str, str] = {}
    for destination, alt in wanted(_parse(source)):
        if alt and alt.strip():
            alts.setdefault(destination, alt.strip())
    return alts


def undescribed_images(source: str) -> list[str]:
    """The destinations of the images of which a text nowhere says what they show, each once, in order."""
    shown = dict.fromkeys(destination for destination, alt in wanted(_parse(source)) if alt is not None)
    return [destination for destination in shown if destination not in image_alts(source)]


def _parse(source: str, parser: MarkdownIt | None = None) -> list[Token]:
    text = _UNENCODABLE.sub("\ufffd", source.removeprefix("\ufeff"))
    if is_too_intricate(text):
        return _plain(text)
    try:
        tokens = (parser or _parser(languages.quotes("en"))).parse(text, {})
    except (LookupError, RuntimeError, ValueError):
        logger.exception("The Markdown parser failed on a text of %d characters; it is shown as plain text", len(text))
        return _plain(text)
    if is_cut_short(tokens):
        return _plain(text)
    tame(tokens)
    return mark_contents(mark_figures(tokens))


def _plain(text: str) -> list[Token]:
    words = Token("inline", "", 0, level=1, content=text, children=[Token("text", "", 0, content=text)])
    return [Token("paragraph_open", "p", 1, {"class": "plain"}), words, Token("paragraph_close", "p", -1)]
