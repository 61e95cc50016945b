"""Mastodon and what speaks its client API (docs.joinmastodon.org, methods/statuses, API of 4.x).

Sent once: the server knows a repeated request by its `Idempotency-Key` for an hour; after that, the newest statuses
of the account are searched for the post's address.
"""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from blog.outgoing.client import Answer
from blog.text.graphemes import grapheme_count

from .kinds import Account, Content, Copy, LinkCard, Refused, Setting
from .speech import call, said_by

USUAL_LIMIT = 500
# However long an address is, it counts as this many characters.
ADDRESS_LENGTH = 23
_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
# Of a mention, the server's name does not count.
_MENTION = re.compile(r"(?<![\w/])@(\w+)@[\w.-]+\w")
LOOKED_THROUGH = 40


class Mastodon:
    slug = "mastodon"
    label = "Mastodon"
    settings = (
        Setting(name="server", label=_("server"), help=_("Such as https://mastodon.social"), is_address=True),
        Setting(
            name="token",
            label=_("access token"),
            is_secret=True,
            help=_("From Preferences, Development: an application with the scopes read and write:statuses."),
        ),
        Setting(
            name="visibility",
            label=_("visibility"),
            default="public",
            choices=(("public", _("public")), ("unlisted", _("unlisted")), ("private", _("followers only"))),
        ),
        Setting(
            name="characters",
            label=_("longest text"),
            default=str(USUAL_LIMIT),
            help=_("In characters; some servers allow more than 500."),
            is_number=True,
        ),
    )
    spacing = 2.0
    can_update = can_delete = True
    default_template = "{title}\n\n{excerpt}\n\n{url}\n\n{tags}"
    shows = ("text",)

    def limit(self, settings: Mapping[str, str]) -> int:
        return int(settings.get("characters") or USUAL_LIMIT)

    def length(self, text: str) -> int:
        return grapheme_count(_MENTION.sub(r"@\1", _ADDRESS.sub("x" * ADDRESS_LENGTH, text)))

    def card(self, content: Content) -> LinkCard | None:
        """Of the first address in the text, of whatever site that is."""
        first = _ADDRESS.search(content.text)
        return LinkCard(is_read_there=True) if first and first[0].startswith(content.url) else None

    def check(self, account: Account) -> str:
        me = said_by(_ask(account, "GET", "/api/v1/accounts/verify_credentials"))
        return f"@{me.get('acct', '')}@{urlsplit(account.settings['server']).hostname}"

    def create(self, account: Account, content: Content, key: str) -> Copy:
        sent = {"status": content.text, "visibility": account.settings.get("visibility") or "public"}
        if content.language:
            sent["language"] = content.language.split("-")[0]
        return _copy(_ask(account, "POST", "/api/v1/statuses", json=sent, headers={"idempotency-key": key}))

    def find(self, account: Account, content: Content, key: str) -> Copy | None:
        me = said_by(_ask(account, "GET", "/api/v1/accounts/verify_credentials"))
        query = f"?limit={LOOKED_THROUGH}&exclude_reblogs=true&exclude_replies=true"
        newest = _ask(account, "GET", f"/api/v1/accounts/{me.get('id')}/statuses{query}").json()
        for status in newest if isinstance(newest, list) else []:
            if f'href="{content.url}"' in status.get("content", ""):
                return Copy(url=status.get("url") or "", id=str(status["id"]))
        return None

    def update(self, account: Account, copy_id: str, content: Content, key: str) -> Copy:
        return _copy(_ask(account, "PUT", f"/api/v1/statuses/{copy_id}", json={"status": content.text}))

    def delete(self, account: Account, copy_id: str, key: str) -> None:
        try:
            _ask(account, "DELETE", f"/api/v1/statuses/{copy_id}")
        except Refused as refusal:
            if refusal.status != 404:
                raise


def _ask(account: Account, method: str, path: str, **sent: Any) -> Answer:
    headers = {"authorization": f"Bearer {account.credentials['token']}", **sent.pop("headers", {})}
    url = account.settings["server"].rstrip("/") + path
    return call(method, url, headers=headers, secrets=account.secrets, **sent)


def _copy(answer: Answer) -> Copy:
    said = said_by(answer)
    return Copy(url=str(said.get("url") or ""), id=str(said.get("id") or ""))
