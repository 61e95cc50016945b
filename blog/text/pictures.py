"""Pictures of a text: which ones it asks for, which paragraphs are figures, and the HTML of both."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape, unescape
from typing import Any

from markdown_it.common.normalize_url import normalizeLink
from markdown_it.token import Token

from blog.text.picture_sizes import column_sizes, gallery_sizes, wide_sizes
from blog.text.plain import inline_text
from blog.text.sanitiser import SRCSET_ATTRIBUTE

# Where our own pictures are written: `![alt](image:45 "Caption")`, 45 being the picture's primary key.
OWN_SCHEME = "image:"

# From this width in pixels on, and this many times as wide as high, a figure reaches into the margins.
WIDE_FROM, PANORAMA = 1_200, 9 / 4
# And our own posts: `[their words](post:45)`, if need be with `#a-heading`.
POST_SCHEME = "post:"
_POST = re.compile(rf"{POST_SCHEME}[0-9]{{1,18}}(?=#|\Z)")

_SHOWABLE_URL = re.compile(r"(?:https?:|(?![a-z][a-z0-9+.-]*:))", re.IGNORECASE)
_HTML_IMAGE = re.compile(r"<img\b(?:[^<>\"']|\"[^\"]*+\"|'[^']*+')*+>", re.IGNORECASE)
_HTML_ATTRIBUTE = re.compile(r"([a-z]+)\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'>]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Source:
    """One `<source>` of a `<picture>`: the same picture in another format."""

    type: str
    srcset: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture the caller knows. `width` and `height` are in pixels; `alt`, `caption` and `credit` are plain text.

    `tone` is one of `tones.TONES`: what stands in the picture's place until it is there. `sizes` says how wide it is
    shown, as HTML has it; in texts that follows from where it stands.
    """

    src: str
    width: int | None
    height: int | None
    alt: str = ""
    caption: str = ""
    credit: str = ""
    sources: tuple[Source, ...] = ()
    srcset: str = ""
    sizes: str = ""
    tone: str = ""


def mark_figures(tokens: Sequence[Token]) -> list[Token]:
    """Turn each paragraph of nothing but images into a `figure` token.

    A paragraph right after it that is one emphasised line is its caption, as blogs that were written without
    `<figcaption>` have it. `meta` of the token: `images`, a list of (image token, link around it or None), and
    `caption`, the inline tokens of such a line or None.
    """
    marked: list[Token] = []
    i = 0
    while i < len(tokens):
        images = _only_images(tokens, i)
        if not images:
            marked.append(tokens[i])
            i += 1
            continue
        figure = Token("figure", "figure", 0, level=tokens[i].level, block=True, map=tokens[i].map)
        figure.meta = {"images": images, "caption": None}
        i += 3
        if (len(images) > 1 or not images[0][0].attrs.get("title")) and (caption := _emphasised_line(tokens, i)):
            figure.meta["caption"] = caption
            i += 3
        marked.append(figure)
    return marked


def _paragraph(tokens: Sequence[Token], i: int) -> list[Token] | None:
    """The inline tokens of a paragraph that opens at `i` and holds nothing else."""
    if tokens[i].type != "paragraph_open" or tokens[i].hidden or tokens[i + 2].type != "paragraph_close":
        return None
    return tokens[i + 1].children or []


def _only_images(tokens: Sequence[Token], i: int) -> list[tuple[Token, Token | None]]:
    images: list[tuple[Token, Token | None]] = []
    link = None
    for token in _paragraph(tokens, i) or ():
        match token.type:
            case "image":
                images.append((token, link))
            case "link_open":
                link = token
            case "link_close":
                link = None
            case "softbreak" | "hardbreak":
                pass
            case _ if token.type != "text" or token.content.strip():
                return []
    return images


def _emphasised_line(tokens: Sequence[Token], i: int) -> list[Token] | None:
    line = _paragraph(tokens, i) if i + 2 < len(tokens) else None
    if not line:
        return None
    inner = [token for token in line if token.type != "text" or token.content]
    if len(inner) < 3 or inner[0].type != "em_open" or inner[-1].type != "em_close":
        return None
    middle = inner[1:-1]
    closed_early = any(token.type == "em_close" and token.level == inner[-1].level for token in middle)
    if closed_early or any(token.type in ("softbreak", "hardbreak", "image", "footnote_ref") for token in middle):
        return None
    return middle


def wanted(tokens: Iterable[Token]) -> Iterator[tuple[str, str | None]]:
    """The destination of every image, as written, and its alternative text, in order.

    `<img>` in raw HTML is included, and links to our own pictures are, with None: they show none.
    """
    for token in tokens:
        if token.type == "image":
            yield token.meta["raw"], inline_text(token.children or ())
        elif token.type == "link_open" and token.meta["raw"].startswith(OWN_SCHEME):
            yield token.meta["raw"], None
        elif token.type == "figure":
            for image, link in token.meta["images"]:
                yield from wanted([image, link] if link else [image])
            yield from wanted(token.meta["caption"] or ())
        elif token.type in ("html_inline", "html_block"):
            for tag in _HTML_IMAGE.finditer(token.content):
                attributes = _html_attributes(tag.group())
                yield attributes["src"], attributes.get("alt", "")
        elif token.children:
            yield from wanted(token.children)


def post_named(destination: str) -> str:
    """The `post:45` of a destination that names one of our posts; else empty."""
    found = _POST.match(destination)
    return found[0] if found else ""


def posts_linked(tokens: Iterable[Token]) -> Iterator[str]:
    """The `post:45` of every link to a post of ours, in order."""
    for token in tokens:
        if token.type == "link_open" and (named := post_named(token.meta["raw"])):
            yield named
        elif token.type == "figure":
            yield from posts_linked([link for _, link in token.meta["images"] if link])
            yield from posts_linked(token.meta["caption"] or ())
        elif token.children:
            yield from posts_linked(token.children)


def picture_html(
    picture: Picture, *, alt: str, title: str = "", is_first: bool = False, srcset: str = "srcset", classes: str = ""
) -> str:
    """`<picture>`, or `<img>` where there is only one format. `is_first`: what the page is opened for, loaded at once.

    `srcset` is the name of that attribute.
    """
    attributes = {
        "src": picture.src,
        srcset: picture.srcset,
        "sizes": picture.sizes if picture.srcset else "",
        "width": picture.width,
        "height": picture.height,
        "class": f"{classes} {picture.tone}".strip(),
        "title": title,
        "loading": "eager" if is_first else "lazy",
        "decoding": "async",
        "fetchpriority": "high" if is_first else "",
    }
    written = "".join(f' {name}="{escape(str(value))}"' for name, value in attributes.items() if value)
    img = f'<img{written} alt="{escape(alt)}">'
    if not picture.sources:
        return img
    sizes = f' sizes="{escape(picture.sizes)}"' if picture.sizes else ""
    sources = "".join(
        f'<source type="{escape(source.type)}" {srcset}="{escape(source.srcset)}"{sizes}>' for source in picture.sources
    )
    return f"<picture>{sources}{img}</picture>"


class Album:
    """The pictures of one text while it is rendered: the first one is loaded at once, the others when scrolled to.

    None is the first where a cover stands above the text.
    """

    def __init__(
        self, known: Mapping[str, Picture], *, posts: Mapping[str, str] | None = None, is_below_cover: bool = False
    ) -> None:
        self.known = known
        self.posts = posts or {}
        self.shown = 1 if is_below_cover else 0
        self.is_in_gallery = False
        self.is_wide = False

    def image(self, token: Token, *, caption: str = "") -> str:
        """An image token; `caption` is what a screen reader hears anyway, and need not hear twice."""
        return self._image(
            token.meta["raw"], str(token.attrs["src"]), inline_text(token.children or ()), token, caption
        )

    def link(self, token: Token) -> str:
        """Where a link token leads: to the file or post, when it names one of ours; empty: nowhere, for readers."""
        raw = token.meta["raw"]
        if named := post_named(raw):
            address = self.posts.get(named, "")
            return address and address + normalizeLink(raw.removeprefix(named))
        picture = self.known.get(raw)
        return picture.src if picture else str(token.attrs["href"])

    def html(self, content: str) -> str:
        """Raw HTML with its `<img>` tags of known pictures filled in."""
        return _HTML_IMAGE.sub(self._html_image, content)

    def figure(self, token: Token, render_inline: Any) -> str:
        images = token.meta["images"]
        caption = token.meta["caption"]
        caption_html = render_inline(caption) if caption else ""
        caption_text = inline_text(caption) if caption else ""
        if len(images) == 1:
            self.is_wide = token.level == 0 and _is_panorama(self.known.get(images[0][0].meta["raw"]))
            figure = self._one_figure(*images[0], caption_html, caption_text)
            self.is_wide = False
            return figure + "\n"
        self.is_in_gallery = True
        figures = "\n".join(self._one_figure(image, link, "", "") for image, link in images)
        self.is_in_gallery = False
        return f'<figure class="gallery">\n{figures}\n{_figcaption(caption_html)}</figure>\n'

    def _one_figure(self, image: Token, link: Token | None, caption_html: str, caption_text: str) -> str:
        picture = self.known.get(image.meta["raw"])
        if not caption_text:
            caption_text = str(image.attrs.get("title") or (picture.caption if picture else ""))
            caption_html = escape(caption_text)
        inner = self.image(image, caption=caption_text)
        if link and (destination := self.link(link)):
            inner = f'<a href="{escape(destination)}">{inner}</a>'
        if picture and picture.credit:
            credit = f'<span class="figure-credit">{escape(picture.credit)}</span>'
            caption_html = f"{caption_html} {credit}".strip()
        classes = "figure wide" if self.is_wide else "figure"
        return f'<figure class="{classes}">\n{inner}\n{_figcaption(caption_html)}</figure>'

    def _image(self, raw: str, src: str, alt: str, token: Token | None, caption: str) -> str:
        self.shown += 1
        picture = self.known.get(raw)
        alt = alt or (picture.alt if picture else "")
        if not picture and not (src and _SHOWABLE_URL.match(src)):
            return f'<span class="missing-image">{escape(alt or caption or raw.removeprefix(OWN_SCHEME))}</span>'
        if caption and _same_words(alt, caption):
            alt = ""
        # In a figure the title is the caption already.
        title = str(token.attrs.get("title", "")) if token and not caption else ""
        return self._img(picture or Picture(src, None, None), alt, title)

    def _img(self, picture: Picture, alt: str, title: str) -> str:
        is_first = self.shown == 1 and picture.width is not None
        if picture.width is not None:
            sizes = wide_sizes if self.is_wide else gallery_sizes if self.is_in_gallery else column_sizes
            picture = replace(picture, sizes=sizes(picture.width))
        return picture_html(picture, alt=alt, title=title, is_first=is_first, srcset=SRCSET_ATTRIBUTE)

    def _html_image(self, tag: re.Match[str]) -> str:
        attributes = _html_attributes(tag.group())
        src = attributes["src"]
        if src not in self.known and not src.startswith(OWN_SCHEME):
            self.shown += 1
            return tag.group()
        return self._image(src, src, attributes.get("alt", ""), None, "")


def _is_panorama(picture: Picture | None) -> bool:
    """Whether a picture is worth more room than the column has."""
    return bool(
        picture and picture.width and picture.height and picture.width >= max(WIDE_FROM, PANORAMA * picture.height)
    )


def _figcaption(html: str) -> str:
    return f"<figcaption>{html}</figcaption>\n" if html else ""


def _same_words(one: str, other: str) -> bool:
    return re.findall(r"\w+", one.casefold()) == re.findall(r"\w+", other.casefold())


def _html_attributes(tag: str) -> dict[str, str]:
    found = {name.lower(): unescape(value.strip("\"'")) for name, value in _HTML_ATTRIBUTE.findall(tag)}
    return {"src": "", **found}
