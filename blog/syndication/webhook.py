"""A signed message to somebody's own service, for every place that has no kind of its own here.

The signature is that of Standard Webhooks (standardwebhooks.com, 1.0.0): HMAC-SHA256 of `id.timestamp.body`.
"""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from blog.outgoing.client import Answer

from .kinds import Account, Content, Copy, Setting
from .speech import call

# What a receiver is told of a post, described in docs/writing.md: add to it, take nothing away.
TOLD = (
    "text title url excerpt tags language canonical_url picture_url picture_alt picture_mime markdown html author"
    " published_at updated_at"
).split()
EVENTS = {"create": "post.published", "update": "post.updated", "delete": "post.deleted", "check": "ping"}


class Webhook:
    slug = "webhook"
    label = _("Webhook")
    settings = (
        Setting(name="url", label=_("address"), is_address=True),
        Setting(
            name="secret",
            label=_("secret"),
            is_secret=True,
            help=_("Signs each message, so that the receiver knows that it comes from here."),
        ),
    )
    spacing = 0.0
    can_update = can_delete = True
    default_template = "{title}\n\n{excerpt}\n\n{url}"
    # Whatever is made of it there.
    shows = tuple("text title url excerpt tags language canonical_url author published_at body_hash cover".split())

    def limit(self, settings: Mapping[str, str]) -> None:
        return None

    def length(self, text: str) -> int:
        return len(text)

    def card(self, content: Content) -> None:
        return

    def check(self, account: Account) -> str:
        _tell(account, "check", {}, key=f"ping-{time.time_ns()}")
        return account.settings["url"]

    def create(self, account: Account, content: Content, key: str) -> Copy:
        """The receiver knows a repeated message by its `webhook-id`, which is our key."""
        return _copy(_tell(account, "create", _told(content), key=key))

    def find(self, account: Account, content: Content, key: str) -> Copy | None:
        return None

    def update(self, account: Account, copy_id: str, content: Content, key: str) -> Copy:
        return _copy(_tell(account, "update", {**_told(content), "id": copy_id}, key=key))

    def delete(self, account: Account, copy_id: str, key: str) -> None:
        _tell(account, "delete", {"id": copy_id}, key=key)


def signature(secret: str, *, key: str, at: int, body: bytes) -> str:
    """Of the header `webhook-signature`. A secret that begins with `whsec_` is base64, as the standard writes it."""
    raw = base64.b64decode(secret.removeprefix("whsec_")) if secret.startswith("whsec_") else secret.encode()
    signed = hmac.new(raw, f"{key}.{at}.".encode() + body, hashlib.sha256)
    return f"v1,{base64.b64encode(signed.digest()).decode()}"


def _told(content: Content) -> dict[str, Any]:
    known = content.as_json()
    return {name: known[name] for name in TOLD}


def _tell(account: Account, what: str, data: dict[str, Any], *, key: str) -> Answer:
    now = int(time.time())
    body = json.dumps({"type": EVENTS[what], "timestamp": now, "data": data}).encode()
    headers = {
        "content-type": "application/json",
        "webhook-id": key,
        "webhook-timestamp": str(now),
        "webhook-signature": signature(account.credentials["secret"], key=key, at=now, body=body),
    }
    return call("POST", account.settings["url"], headers=headers, content=body, secrets=account.secrets)


def _copy(answer: Answer) -> Copy:
    """Whoever has made a page of it may answer `{"url": …, "id": …}`."""
    try:
        said = answer.json()
    except ValueError:
        return Copy()
    said = said if isinstance(said, dict) else {}
    url, name = (str(said.get(field) or "") for field in ("url", "id"))
    return Copy(url=url[:1000] if url.startswith(("https://", "http://")) else "", id=name[:500])
