"""LinkedIn, for a person or an organisation (learn.microsoft.com/linkedin: Posts API, versioned by month).

Sent once: LinkedIn knows no idempotency key, and lets few read their own posts back. It refuses a text that the same
author has just posted and names the post that has it, so repeating the request finds what the first one made.

A token ends after 60 days. Applications that LinkedIn has approved for it get a refresh token along, by which a new
token is had for a year (Refresh Tokens with OAuth 2.0); after that, and for all others, somebody has to sign in.
"""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext_lazy as _

from blog.outgoing.client import Answer

from .kinds import Account, Content, Copy, LinkCard, Refused, Renewal, Setting, SignInNeeded
from .pictures import picture_of
from .speech import call, said_by

SERVER, SIGN_IN = "https://api.linkedin.com", "https://www.linkedin.com"
# Each version is served for a year; the setting is for the time after that.
VERSION = "202611"
LIMIT = 3000
LARGEST_PICTURE = 5_000_000
LONGEST_TITLE, LONGEST_DESCRIPTION = 400, 4_000
# What means something in LinkedIn's "little text format".
_RESERVED = re.compile(r"[\\|{}@\[\]()<>#*_~]")
_TAG = re.compile(r"(?:^|(?<=\s))#(\w+)")
_DUPLICATE = re.compile(r"urn:li:(?:share|ugcPost|activity):\d+")
RENEWAL = ("refresh_token", "client_id", "client_secret")
_AUTHOR = re.compile(r"urn:li:(?:person|organization):[\w-]+")


class LinkedIn:
    slug = "linkedin"
    label = "LinkedIn"
    settings = (
        Setting(
            name="author",
            label=_("author"),
            help=_("urn:li:person:… for yourself, urn:li:organization:… for a company whose page you manage."),
        ),
        Setting(
            name="token",
            label=_("access token"),
            is_secret=True,
            days=60,
            help=_("With the scope w_member_social or w_organization_social."),
        ),
        Setting(
            name="refresh_token",
            label=_("refresh token"),
            is_secret=True,
            is_required=False,
            together="renewal",
            help=_("If your application gets one, the access token is renewed by itself, for a year."),
        ),
        Setting(
            name="client_id",
            label=_("client ID"),
            is_secret=True,
            is_required=False,
            together="renewal",
            help=_("Of your application; needed to renew the access token."),
        ),
        Setting(name="client_secret", label=_("client secret"), is_secret=True, is_required=False, together="renewal"),
        Setting(name="version", label=_("version of the API"), default=VERSION, is_required=False, is_number=True),
        Setting(name="server", label=_("server"), default=SERVER, is_required=False, is_address=True),
    )
    spacing = 5.0
    can_update = can_delete = True
    default_template = "{title}\n\n{excerpt}\n\n{url}\n\n{tags}"
    # The article below it stays as it was.
    shows = ("text",)

    def limit(self, settings: Mapping[str, str]) -> int:
        return LIMIT

    def length(self, text: str) -> int:
        """Signs that have to be marked as plain ones do not count twice."""
        return len(text)

    def card(self, content: Content) -> LinkCard:
        return LinkCard(title=content.title[:LONGEST_TITLE], description=content.excerpt[:LONGEST_DESCRIPTION])

    def check(self, account: Account) -> str:
        _author(account)
        return str(said_by(_ask(account, "GET", "/v2/userinfo")).get("name") or account.settings["author"])

    def can_renew(self, account: Account) -> bool:
        return all(account.credentials.get(name) for name in RENEWAL)

    def renew(self, account: Account) -> Renewal:
        """By then the refresh token may be another one, or end before the new token does."""
        sent = {"grant_type": "refresh_token", **{name: account.credentials[name] for name in RENEWAL}}
        url = _sign_in_server(account) + "/oauth/v2/accessToken"
        said = said_by(call("POST", url, data=sent, secrets=account.secrets))
        given = {"token": said.get("access_token"), "refresh_token": said.get("refresh_token")}
        if not isinstance(given["token"], str) or not given["token"]:
            raise SignInNeeded(_("LinkedIn gave no new token."))
        ends = [said.get(name) for name in ("expires_in", "refresh_token_expires_in")]
        return Renewal(
            credentials={name: value for name, value in given.items() if isinstance(value, str) and value},
            lasts=max((seconds for seconds in ends if isinstance(seconds, int)), default=None),
        )

    def create(self, account: Account, content: Content, key: str) -> Copy:
        sent = {
            "author": _author(account),
            "commentary": little_text(content.text),
            "visibility": "PUBLIC",
            "distribution": {
                "feedDistribution": "MAIN_FEED",
                "targetEntities": [],
                "thirdPartyDistributionChannels": [],
            },
            "content": {"article": self._article(account, content)},
            "lifecycleState": "PUBLISHED",
            "isReshareDisabledByAuthor": False,
        }
        try:
            answer = _ask(account, "POST", "/rest/posts", json=sent)
        except Refused as refusal:
            earlier = _DUPLICATE.search(str(refusal))
            if earlier is None:
                raise
            return _copy(earlier[0])
        return _copy(answer.headers.get("x-restli-id", ""))

    def find(self, account: Account, content: Content, key: str) -> Copy | None:
        """`create` is told of an earlier one."""
        return None

    def update(self, account: Account, copy_id: str, content: Content, key: str) -> Copy:
        sent = {"patch": {"$set": {"commentary": little_text(content.text)}}}
        _ask(account, "POST", _path(copy_id), json=sent, headers={"x-restli-method": "PARTIAL_UPDATE"})
        return _copy(copy_id)

    def delete(self, account: Account, copy_id: str, key: str) -> None:
        """Deleting twice is answered as deleting once."""
        try:
            _ask(account, "DELETE", _path(copy_id), headers={"x-restli-method": "DELETE"})
        except Refused as refusal:
            if refusal.status != 404:
                raise

    def _article(self, account: Account, content: Content) -> dict[str, str]:
        card = self.card(content)
        article = {"source": content.url, "title": card.title}
        if card.description:
            article["description"] = card.description
        if picture := picture_of(content, most_bytes=LARGEST_PICTURE):
            article["thumbnail"] = _uploaded(account, *picture)
        return article


def little_text(text: str) -> str:
    """Plain words and hashtags in LinkedIn's own format."""
    parts, last = [], 0
    for tag in _TAG.finditer(text):
        parts += [_RESERVED.sub(r"\\\g<0>", text[last : tag.start()]), "{hashtag|\\#|%s}" % tag[1]]  # noqa: UP031
        last = tag.end()
    return "".join([*parts, _RESERVED.sub(r"\\\g<0>", text[last:])])


def _uploaded(account: Account, data: bytes, mime: str) -> str:
    sent = {"initializeUploadRequest": {"owner": _author(account)}}
    value = said_by(_ask(account, "POST", "/rest/images?action=initializeUpload", json=sent)).get("value", {})
    headers = {"authorization": f"Bearer {account.credentials['token']}", "content-type": mime}
    call("PUT", str(value.get("uploadUrl", "")), content=data, headers=headers, secrets=account.secrets)
    return str(value.get("image", ""))


def _author(account: Account) -> str:
    author = account.settings["author"].strip()
    if not _AUTHOR.fullmatch(author):
        raise Refused(str(_("The author has to be written like urn:li:person:abc123 or urn:li:organization:123.")))
    return author


def _ask(account: Account, method: str, path: str, **sent: Any) -> Answer:
    headers = {
        "authorization": f"Bearer {account.credentials['token']}",
        "linkedin-version": account.settings.get("version") or VERSION,
        "x-restli-protocol-version": "2.0.0",
        **sent.pop("headers", {}),
    }
    return call(method, _server(account) + path, headers=headers, secrets=account.secrets, **sent)


def _server(account: Account) -> str:
    return (account.settings.get("server") or SERVER).rstrip("/")


def _sign_in_server(account: Account) -> str:
    server = _server(account)
    return SIGN_IN if server == SERVER else server


def _path(urn: str) -> str:
    return f"/rest/posts/{quote(urn, safe='')}"


def _copy(urn: str) -> Copy:
    return Copy(url=f"https://www.linkedin.com/feed/update/{urn}/" if urn else "", id=urn)
