"""Bluesky, or another server of the AT protocol (atproto.com: com.atproto.repo, app.bsky.feed.post).

Sent once: the record's key is made from ours, and `putRecord` under the same key writes the same record again.
Bluesky shows no edits of a post, so copies are not updated.
"""

import datetime as dt
import hashlib
import re
import time
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from blog.outgoing.client import Answer
from blog.text.graphemes import grapheme_count

from .kinds import Account, Content, Copy, LinkCard, Refused, Setting, SignInNeeded
from .pictures import picture_of
from .speech import call, said_by

GRAPHEMES = 300
LONGEST_CARD_TEXT = 300
# Of app.bsky.embed.external: a blob of at most this many bytes.
LARGEST_THUMB = 1_000_000
COLLECTION = "app.bsky.feed.post"
_ADDRESS = re.compile(rb"https?://[^\s<>\"]*[^\s<>\".,;:!?)\]'\x80-\xff]")
_TAG = re.compile(rb"(?:^|(?<=\s))#([^\s#.,;:!?)\]\"']{1,64})")
_TID_DIGITS = "234567abcdefghijklmnopqrstuvwxyz"
# Signing in is limited to some hundred times a day; a session lasts two hours.
SESSION_SECONDS = 3_600
_sessions: dict[str, tuple[float, dict[str, Any]]] = {}


class Bluesky:
    slug = "bluesky"
    label = "Bluesky"
    settings = (
        Setting(name="handle", label=_("handle"), help=_("Such as alice.bsky.social")),
        Setting(
            name="password",
            label=_("app password"),
            is_secret=True,
            help=_("From Settings, Privacy and security, App passwords; not the one you sign in with."),
        ),
        Setting(
            name="server",
            label=_("server"),
            default="https://bsky.social",
            is_address=True,
            help=_("Of the account; for nearly all of them this one."),
        ),
    )
    spacing = 2.0
    can_update, can_delete = False, True
    default_template = "{title}\n\n{excerpt}\n\n{tags}"
    shows = ("text", "title", "excerpt", "url", "cover")

    def limit(self, settings: Mapping[str, str]) -> int:
        return GRAPHEMES

    def length(self, text: str) -> int:
        return grapheme_count(text)

    def card(self, content: Content) -> LinkCard:
        return LinkCard(title=content.title, description=content.excerpt[:LONGEST_CARD_TEXT])

    def check(self, account: Account) -> str:
        _forget(account)
        return f"@{_session(account)['handle']}"

    def create(self, account: Account, content: Content, key: str) -> Copy:
        session, record_key = _session(account), tid(content.asked_at, key)
        record = self._record(account, content)
        sent = {"repo": session["did"], "collection": COLLECTION, "rkey": record_key, "record": record}
        said = said_by(_ask(account, "com.atproto.repo.putRecord", json=sent))
        return Copy(url=f"https://bsky.app/profile/{session['did']}/post/{record_key}", id=str(said.get("uri") or ""))

    def find(self, account: Account, content: Content, key: str) -> Copy | None:
        return None

    def update(self, account: Account, copy_id: str, content: Content, key: str) -> Copy:
        raise Refused(str(_("Bluesky shows no edits of a post.")))

    def delete(self, account: Account, copy_id: str, key: str) -> None:
        """The server answers the same where it is gone already."""
        sent = {"repo": _session(account)["did"], "collection": COLLECTION, "rkey": copy_id.rpartition("/")[2]}
        _ask(account, "com.atproto.repo.deleteRecord", json=sent)

    def _record(self, account: Account, content: Content) -> dict[str, Any]:
        record: dict[str, Any] = {
            "$type": COLLECTION,
            "text": content.text,
            "createdAt": _moment(content.asked_at),
            "embed": {"$type": "app.bsky.embed.external", "external": self._external(account, content)},
        }
        if facets := list(facets_of(content.text)):
            record["facets"] = facets
        if content.language:
            record["langs"] = [content.language]
        return record

    def _external(self, account: Account, content: Content) -> dict[str, Any]:
        shown = self.card(content)
        card: dict[str, Any] = {"uri": content.url, "title": shown.title, "description": shown.description}
        if picture := picture_of(content, most_bytes=LARGEST_THUMB):
            data, mime = picture
            answer = _ask(account, "com.atproto.repo.uploadBlob", content=data, headers={"content-type": mime})
            card["thumb"] = said_by(answer)["blob"]
        return card


def facets_of(text: str) -> Iterator[dict[str, Any]]:
    """The links and hashtags of a text, by their places in its UTF-8 bytes."""
    data = text.encode()
    for link in _ADDRESS.finditer(data):
        yield _facet(link.span(), {"$type": "app.bsky.richtext.facet#link", "uri": link[0].decode()})
    for tag in _TAG.finditer(data):
        word = tag[1].decode("utf-8", "ignore")
        if not word.isdecimal():
            yield _facet(tag.span(), {"$type": "app.bsky.richtext.facet#tag", "tag": word})


def _facet(span: tuple[int, int], feature: dict[str, str]) -> dict[str, Any]:
    return {"index": {"byteStart": span[0], "byteEnd": span[1]}, "features": [feature]}


def tid(asked_at: str, key: str) -> str:
    """A record key as the protocol wants it: microseconds since 1970 and ten bits that tell writers apart.

    Both come from the delivery, so that each of its attempts has the same.
    """
    micros = int(dt.datetime.fromisoformat(asked_at).timestamp() * 1_000_000)
    writer = int.from_bytes(hashlib.sha256(key.encode()).digest()[:2]) & 0x3FF
    number = (micros << 10 | writer) & (1 << 63) - 1
    return "".join(_TID_DIGITS[number >> shift & 31] for shift in range(60, -1, -5))


def _moment(iso: str) -> str:
    when = dt.datetime.fromisoformat(iso).astimezone(dt.UTC)
    return when.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _ask(account: Account, name: str, **sent: Any) -> Answer:
    """Once more with a new session where the old one has expired."""
    headers = sent.pop("headers", {})
    for is_second in (False, True):
        token = _session(account)["accessJwt"]
        with_token = {**headers, "authorization": f"Bearer {token}"}
        secrets = (*account.secrets, token)
        try:
            return call("POST", _address(account, name), headers=with_token, secrets=secrets, **sent)
        except (Refused, SignInNeeded) as problem:
            # An expired token is answered 400 with the code ExpiredToken.
            if is_second or not (problem.status == 401 or "ExpiredToken" in str(problem) or "expired" in str(problem)):
                raise
            _forget(account)
    raise AssertionError("the second attempt returns or raises")


def _session(account: Account) -> dict[str, Any]:
    kept_until, session = _sessions.get(_name(account), (0.0, {}))
    if kept_until > time.monotonic():
        return session
    sent = {"identifier": account.settings["handle"].lstrip("@"), "password": account.credentials["password"]}
    url = _address(account, "com.atproto.server.createSession")
    session = said_by(call("POST", url, json=sent, secrets=account.secrets))
    if not all(isinstance(session.get(name), str) for name in ("did", "handle", "accessJwt")):
        raise SignInNeeded(_("The server gave no session. Is its address right?"))
    _sessions[_name(account)] = time.monotonic() + SESSION_SECONDS, session
    return session


def _forget(account: Account) -> None:
    _sessions.pop(_name(account), None)


def _name(account: Account) -> str:
    """Of the credentials without keeping them: a new password needs a new session."""
    parts = (account.settings.get("server", ""), account.settings["handle"], account.credentials["password"])
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _address(account: Account, name: str) -> str:
    server = account.settings.get("server") or "https://bsky.social"
    parts = urlsplit(server)
    return f"{parts.scheme}://{parts.netloc}/xrpc/{name}"
