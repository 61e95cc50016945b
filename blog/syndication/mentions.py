"""Webmentions that others send (W3C Recommendation of 2017, section 3.2): taken, checked, and shown when approved."""

import datetime as dt
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import lxml.etree
import lxml.html
import mf2py
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from blog.actions.queue import defer_once
from blog.models import Mention, Post
from blog.outgoing.addresses import checked
from blog.outgoing.client import Answer, send
from blog.outgoing.errors import NotSent, OutgoingError

from .reading.article import decoded
from .reading.h_feed import entries
from .reading.json_feed import moment

Kind, State = Mention.Kind, Mention.State
LARGEST, WITHIN = 1_000_000, 15
LONGEST_WORDS = 500
MOST_ATTEMPTS = 3
# Of what nobody has looked at yet, and of one site within a day: a flood ends there.
MOST_WAITING, MOST_OF_HOST = 2_000, 50
KINDS = {"in-reply-to": Kind.REPLY, "like-of": Kind.LIKE, "repost-of": Kind.REPOST, "bookmark-of": Kind.BOOKMARK}


class NotTaken(ValueError):  # noqa: N818  (says what happened)
    """The sentence says what is wrong with what was sent."""


@transaction.atomic
def receive(*, source: str, target: str) -> Mention:
    """Note that somebody says that a page links here; it is checked later, by the worker. Raises NotTaken."""
    post = _post_at(target)
    try:
        host = checked(source).hostname or ""
    except NotSent as error:
        raise NotTaken(str(error)) from error
    if len(source) > 1_000:
        raise NotTaken(_("The address of the source is too long."))
    if urlsplit(source)._replace(fragment="") == urlsplit(target)._replace(fragment=""):
        raise NotTaken(_("Source and target are the same page."))
    mention = Mention.objects.filter(post=post, source_url=source).first()
    if mention is None:
        _refuse_floods(host)
        mention, _is_new = Mention.objects.get_or_create(post=post, source_url=source, defaults={"host": host[:255]})
    defer_once("check_mention", about=mention.pk, mention_id=mention.pk)
    return mention


def _post_at(target: str) -> Post:
    """The post that readers find at that address."""
    parts = urlsplit(target)
    if parts.scheme not in ("http", "https") or parts.netloc != urlsplit(settings.SITE_URL).netloc:
        raise NotTaken(_("The target is not a page of this site."))
    slug = unquote(parts.path).rstrip("/").rpartition("/")[2].lower()
    post = Post.objects.listed().filter(slug=slug).first() if slug else None
    if post is None or unquote(parts.path).rstrip("/").lower() != unquote(post.get_absolute_url()).rstrip("/").lower():
        raise NotTaken(_("There is no post at the target."))
    return post


def _refuse_floods(host: str) -> None:
    unseen = Mention.objects.filter(state__in=[State.UNCHECKED, State.WAITING])
    if unseen.order_by()[:MOST_WAITING].count() >= MOST_WAITING:
        raise NotTaken(_("Too many wait to be looked at. Try again in some days."))
    since = timezone.now() - dt.timedelta(days=1)
    if Mention.objects.filter(host=host, created_at__gt=since).count() >= MOST_OF_HOST:
        raise NotTaken(_("Too many come from this site today."))


def check(*, mention: Mention) -> Mention | None:
    """Look whether the page links to the post, and what it says; None where it does not: then it is forgotten.

    The network is asked before the transaction. Raises OutgoingError for what may work later.
    """
    target = urljoin(settings.SITE_URL, mention.post.get_absolute_url())
    try:
        answer = send("GET", mention.source_url, headers={"accept": "text/html"}, within=WITHIN, most_bytes=LARGEST)
    except NotSent:
        return _forgotten(mention)
    except OutgoingError:
        if mention.attempts + 1 >= MOST_ATTEMPTS:
            return _forgotten(mention)
        Mention.objects.filter(pk=mention.pk).update(attempts=mention.attempts + 1)
        raise
    if not answer.is_success or not links_to(answer, target):
        return _forgotten(mention)
    said = described(answer, target)
    state = State.WAITING if mention.state == State.UNCHECKED else mention.state
    if mention.state == State.APPROVED and said["words"] != mention.words:
        # Other words than those that somebody approved.
        state = State.WAITING
    Mention.objects.filter(pk=mention.pk).update(**said, state=state, checked_at=timezone.now(), attempts=0)
    mention.refresh_from_db()
    return mention


def _forgotten(mention: Mention) -> None:
    Mention.objects.filter(pk=mention.pk).delete()


def links_to(answer: Answer, target: str) -> bool:
    """Whether the page has this address in a link or shows it as a picture or film, as the recommendation wants it."""
    page = _page(answer)
    if page is None:
        return target.encode() in answer.body
    wanted = _plain(target)
    return any(_plain(urljoin(answer.url, str(url).strip())) == wanted for url in page.xpath("//@href | //@src"))


def described(answer: Answer, target: str) -> dict[str, Any]:
    """What kind of mention it is, by whom, and its first words; all plain text."""
    found = mf2py.parse(doc=decoded(answer), url=answer.url).get("items", [])
    entry = next(entries(found), {})
    kind = next((kind for name, kind in KINDS.items() if target in map(_url, entry.get(name, []))), Kind.MENTION)
    author = next(iter(entry.get("author", [])), {})
    about = author.get("properties", {}) if isinstance(author, dict) else {}
    content = next(iter(entry.get("content", [])), {})
    page = _page(answer)
    words = content.get("value", "") if isinstance(content, dict) else str(content)
    title = "" if page is None else " ".join("".join(page.xpath("//title//text()")[:1]).split())
    author_url = _url(next(iter(about.get("url", [])), ""))
    return {
        "kind": kind,
        "author_name": _line(next(iter(about.get("name", [])), author if isinstance(author, str) else ""), 200),
        "author_url": author_url if author_url.startswith(("https://", "http://")) else "",
        "title": _line(title, 300),
        "words": _line(words, LONGEST_WORDS),
        "published_at": moment(_line(next(iter(entry.get("published", [])), ""), 40).replace(" ", "T")),
    }


def _page(answer: Answer) -> Any:
    if "html" not in answer.headers.get("content-type", "html"):
        return None
    try:
        return lxml.html.document_fromstring(decoded(answer).encode(), parser=lxml.html.HTMLParser(encoding="utf-8"))
    except (lxml.etree.LxmlError, ValueError):
        return None


def _url(value: Any) -> str:
    """Of a microformat's property: an address, or something with one."""
    if isinstance(value, dict):
        value = next(iter(value.get("properties", {}).get("url", [])), value.get("value", ""))
    return value if isinstance(value, str) and len(value) <= 1_000 else ""


def _plain(url: str) -> str:
    return url.partition("#")[0].rstrip("/")


def _line(text: Any, longest: int) -> str:
    line = " ".join(str(text).replace("\0", "").split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"
