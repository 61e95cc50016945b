"""DEV.to, or another Forem (developers.forem.com/api/v1, articles): the whole text, with its canonical address.

Sent once: before it is tried again, the account's own articles are searched for the canonical address, which Forem
also refuses to have twice.
"""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from blog.outgoing.client import Answer

from .kinds import Account, Content, Copy, Refused, Setting
from .speech import call, said_by

SERVER = "https://dev.to"
MOST_TAGS, LONGEST_TITLE = 4, 128
# The most that the API gives at once.
PAGE, MOST_PAGES = 1_000, 5


class DevTo:
    slug = "devto"
    label = "DEV.to"
    settings = (
        Setting(
            name="token",
            label=_("API key"),
            is_secret=True,
            help=_("From Settings, Extensions, DEV Community API Keys."),
        ),
        Setting(name="server", label=_("server"), default=SERVER, is_required=False, is_address=True),
    )
    # Ten articles in half a minute are allowed.
    spacing = 4.0
    can_update = can_delete = True
    default_template = "{excerpt}"

    def limit(self, settings: Mapping[str, str]) -> None:
        return None

    def length(self, text: str) -> int:
        return len(text)

    def check(self, account: Account) -> str:
        return f"@{said_by(_ask(account, 'GET', '/api/users/me')).get('username', '')}"

    def create(self, account: Account, content: Content, key: str) -> Copy:
        return _copy(said_by(_ask(account, "POST", "/api/articles", json={"article": _article(content)})))

    def find(self, account: Account, content: Content, key: str) -> Copy | None:
        for page in range(1, MOST_PAGES + 1):
            mine = _ask(account, "GET", f"/api/articles/me/all?per_page={PAGE}&page={page}").json()
            for article in mine if isinstance(mine, list) else []:
                if article.get("canonical_url") == content.canonical_url:
                    return _copy(article)
            if not isinstance(mine, list) or len(mine) < PAGE:
                break
        return None

    def update(self, account: Account, copy_id: str, content: Content, key: str) -> Copy:
        return _copy(said_by(_ask(account, "PUT", f"/api/articles/{copy_id}", json={"article": _article(content)})))

    def delete(self, account: Account, copy_id: str, key: str) -> None:
        """The API deletes nothing; the article becomes a draft, which readers do not see."""
        try:
            _ask(account, "PUT", f"/api/articles/{copy_id}", json={"article": {"published": False}})
        except Refused as refusal:
            if refusal.status != 404:
                raise


def _article(content: Content) -> dict[str, Any]:
    article = {
        "title": content.title[:LONGEST_TITLE],
        "body_markdown": content.markdown,
        "published": True,
        "canonical_url": content.canonical_url,
        "description": content.text,
        "tags": tags_of(content.tags),
    }
    return article | ({"main_image": content.picture_url} if content.picture_url else {})


def tags_of(names: tuple[str, ...]) -> list[str]:
    """At most four, of small letters and digits only; what has none of them is left out."""
    tags = (re.sub(r"[^a-z0-9]", "", name.lower()) for name in names)
    return list(dict.fromkeys(tag for tag in tags if tag))[:MOST_TAGS]


def _ask(account: Account, method: str, path: str, **sent: Any) -> Answer:
    headers = {"api-key": account.credentials["token"], "accept": "application/vnd.forem.api-v1+json"}
    server = (account.settings.get("server") or SERVER).rstrip("/")
    return call(method, server + path, headers=headers, **sent)


def _copy(said: dict[str, Any]) -> Copy:
    return Copy(url=str(said.get("url") or ""), id=str(said.get("id") or ""))
