"""The REST API of WordPress: `…/wp-json/wp/v2/posts` (developer.wordpress.org/rest-api/reference/posts)."""

import datetime as dt
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from blog.outgoing.client import Answer

from .items import Document, Item, NotReadable, bounded
from .json_feed import moment

POSTS = "/wp/v2/posts"
# With the names of authors, tags and pictures in the same answer.
ASKED = {"per_page": "50", "_embed": "author,wp:term,wp:featuredmedia"}


class WordPress:
    slug = "wordpress"

    def recognises(self, answer: Answer) -> bool:
        return POSTS in answer.url and answer.body[:100].lstrip().startswith((b"[", b"{"))

    def read(self, answer: Answer) -> Document:
        try:
            posts = answer.json()
        except ValueError as error:
            raise NotReadable("It looks like WordPress, and is not JSON.") from error
        if not isinstance(posts, list):
            raise NotReadable("WordPress did not answer with a list of posts.")
        return Document(items=bounded(_item(post) for post in posts if isinstance(post, dict)))


def posts_address(root: str) -> str:
    """Where the posts are, of the address of an API that a site names; with what is to be told of each."""
    parts = urlsplit(root)
    query = dict(parse_qsl(parts.query))
    if "rest_route" in query:
        # Sites without readable addresses.
        query["rest_route"] = query["rest_route"].rstrip("/") + POSTS
        path = parts.path
    else:
        path = parts.path.rstrip("/") + POSTS
    return urlunsplit((parts.scheme, parts.netloc, path, urlencode({**query, **ASKED}, safe=":,/"), ""))


def _item(post: dict[str, Any]) -> Item:
    around = post.get("_embedded") if isinstance(post.get("_embedded"), dict) else {}
    groups = [group for group in _list(around.get("wp:term")) if isinstance(group, list)]
    terms = [term for group in groups for term in group if isinstance(term, dict)]
    author = next((one for one in _list(around.get("author")) if isinstance(one, dict)), {})
    media = next((one for one in _list(around.get("wp:featuredmedia")) if isinstance(one, dict)), {})
    url = _text(post.get("link"))
    return Item(
        key=_text(_rendered(post.get("guid"))) or url,
        url=url,
        title=unescape(_rendered(post.get("title"))),
        html=_rendered(post.get("content")),
        summary=_rendered(post.get("excerpt")),
        author=_text(author.get("name")),
        tags=tuple(unescape(_text(term.get("name"))) for term in terms if term.get("taxonomy") == "post_tag"),
        picture_url=_text(media.get("source_url")),
        published=_universal(post.get("date_gmt")),
    )


def _universal(value: Any) -> dt.datetime | None:
    """WordPress writes UTC without saying so."""
    return moment(f"{value}Z") if isinstance(value, str) else None


def _rendered(value: Any) -> str:
    return _text(value.get("rendered")) if isinstance(value, dict) else ""


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
