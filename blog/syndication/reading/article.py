"""The post that a page is about: as the page says itself, or else what most of its words stand in."""

import json
from typing import Any
from urllib.parse import urljoin

import lxml.etree
import lxml.html
import readability
from django.utils.translation import gettext as _
from lxml.html import HtmlElement

from blog.outgoing.client import Answer

from .h_feed import HFeed
from .items import Item, NotReadable, bounded
from .json_feed import moment

LONGEST_PAGE = 3_000_000
ARTICLES = {"Article", "BlogPosting", "NewsArticle", "TechArticle", "Report", "SocialMediaPosting"}
# Fewer words are not an article but a notice about one.
FEWEST_CHARACTERS = 200


def article_of(answer: Answer) -> Item:
    """Raises NotReadable. `key` is the canonical address of the page, as it says itself."""
    if not answer.is_success:
        raise NotReadable(_("The page answers %(status)d.") % {"status": answer.status})
    text = decoded(answer)[:LONGEST_PAGE]
    page = parsed(text)
    url = _canonical(page, answer.url)
    about = _linked_data(page)
    entry = _entry(answer)
    html = entry.html if entry and entry.is_whole else _main_part(text, page)
    if len(lxml.html.fromstring(f"<div>{html}</div>").text_content().strip()) < FEWEST_CHARACTERS:
        raise NotReadable(_("There is no article on this page, or it is shown only to people who sign in."))
    [item] = bounded(
        [
            Item(
                key=url,
                url=url,
                title=(entry and entry.title) or _headline(about, page),
                html=html,
                summary=_text(about.get("description")) or _meta(page, "og:description"),
                author=(entry and entry.author) or _author(about) or _meta(page, "author"),
                tags=(entry and entry.tags) or _keywords(about) or tuple(_metas(page, "article:tag")),
                language=page.get("lang", ""),
                picture_url=_address(_meta(page, "og:image"), url),
                published=(entry and entry.published)
                or moment(about.get("datePublished"))
                or moment(_meta(page, "article:published_time")),
            )
        ]
    )
    return item


def decoded(answer: Answer) -> str:
    """By the header, the page's own word, or UTF-8."""
    kind = answer.headers.get("content-type", "")
    named = kind.partition("charset=")[2].partition(";")[0].strip("\"' ")
    if not named:
        head = answer.body[:2_000].decode("latin-1").lower()
        named = head.partition("charset=")[2].lstrip("\"'")[:40].replace('"', " ").replace("'", " ").replace(">", " ")
        named = (named.split() or [""])[0].rstrip("/;")
    try:
        return answer.body.decode(named or "utf-8", "replace")
    except LookupError:
        return answer.body.decode("utf-8", "replace")


def parsed(text: str) -> HtmlElement:
    """Raises NotReadable for what no browser would show as a page either."""
    try:
        # lxml refuses a text that names its own encoding.
        page = lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=_parser())
    except (lxml.etree.ParserError, ValueError) as error:
        raise NotReadable(_("There is no page at this address.")) from error
    return page


def _parser() -> lxml.html.HTMLParser:
    return lxml.html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)


def _entry(answer: Answer) -> Item | None:
    """Of a page with one h-entry, or where one has the page's address."""
    if not HFeed().recognises(answer):
        return None
    found = HFeed().read(answer).items
    return found[0] if len(found) == 1 else next((item for item in found if item.url == answer.url), None)


def _main_part(text: str, page: HtmlElement) -> str:
    articles = page.xpath("//article")
    if len(articles) == 1:
        return lxml.etree.tostring(articles[0], encoding="unicode", method="html")
    try:
        return readability.Document(text).summary(html_partial=True)
    except (readability.readability.Unparseable, lxml.etree.LxmlError, ValueError, RecursionError) as error:
        raise NotReadable(_("The text of this page could not be told from what stands around it.")) from error


def _canonical(page: HtmlElement, url: str) -> str:
    found = next(iter(page.xpath("//link[translate(@rel, 'CANOIL', 'canoil')='canonical']/@href")), "")
    return _address(found, url) or url


def _linked_data(page: HtmlElement) -> dict[str, Any]:
    for script in page.xpath("//script[@type='application/ld+json']/text()"):
        try:
            value = json.loads(script)
        except (ValueError, RecursionError):
            continue
        for thing in _things(value):
            if thing.get("@type") in ARTICLES:
                return thing
    return {}


def _things(value: Any) -> list[dict[str, Any]]:
    values = value if isinstance(value, list) else [value]
    things = [one for one in values if isinstance(one, dict)]
    graph = [one for thing in things for one in thing.get("@graph", []) if isinstance(one, dict)]
    return [thing for thing in [*things, *graph] if isinstance(thing.get("@type"), str)]


def _author(about: dict[str, Any]) -> str:
    author = about.get("author")
    author = author[0] if isinstance(author, list) and author else author
    return _text(author.get("name")) if isinstance(author, dict) else _text(author)


def _keywords(about: dict[str, Any]) -> tuple[str, ...]:
    words = about.get("keywords")
    words = words.split(",") if isinstance(words, str) else words
    return tuple(_text(word).strip() for word in words) if isinstance(words, list) else ()


def _meta(page: HtmlElement, name: str) -> str:
    return next(iter(_metas(page, name)), "")


def _metas(page: HtmlElement, name: str) -> list[str]:
    return [str(value) for value in page.xpath("//meta[@property=$name or @name=$name]/@content", name=name)]


def _headline(about: dict[str, Any], page: HtmlElement) -> str:
    return _text(about.get("headline")) or _meta(page, "og:title") or _title(page)


def _title(page: HtmlElement) -> str:
    return " ".join("".join(page.xpath("//title//text()")[:1]).split())


def _address(found: str, base: str) -> str:
    try:
        whole = urljoin(base, found.strip()) if found else ""
    except ValueError:
        return ""
    return whole if whole.startswith(("https://", "http://")) else ""


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
