"""DEV.to, or another Forem (developers.forem.com/api/v1, articles): the whole text, with its canonical address.

Sent once: before it is tried again, the account's newest articles are searched for the canonical address. Forem refuses
to have that twice; the article that has it is then looked for among all of them, and brought up to date.
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
# Articles come with their whole texts: many at once are more than the client reads of one answer.
PAGE = 30
FEW_PAGES, MOST_PAGES = 4, 100
_TAKEN = re.compile(r"canonical.+taken", re.IGNORECASE)


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
    shows = ("text", "title", "body_hash", "tags", "canonical_url", "cover")

    def limit(self, settings: Mapping[str, str]) -> None:
        return None

    def length(self, text: str) -> int:
        return len(text)

    def card(self, content: Content) -> None:
        """It is an article of its own."""
        return

    def check(self, account: Account) -> str:
        return f"@{said_by(_ask(account, 'GET', '/api/users/me')).get('username', '')}"

    def create(self, account: Account, content: Content, key: str) -> Copy:
        try:
            return _copy(said_by(_ask(account, "POST", "/api/articles", json={"article": _article(content)})))
        except Refused as refusal:
            known = _found(account, content, MOST_PAGES) if _TAKEN.search(str(refusal)) else None
            if known is None:
                raise
        # Also one that was deleted here, and is a draft there since.
        return self.update(account, str(known["id"]), content, key)

    def find(self, account: Account, content: Content, key: str) -> Copy | None:
        article = _found(account, content, FEW_PAGES)
        return _copy(article) if article and article.get("published") is not False else None

    def update(self, account: Account, copy_id: str, content: Content, key: str) -> Copy:
        return _copy(said_by(_ask(account, "PUT", f"/api/articles/{copy_id}", json={"article": _article(content)})))

    def delete(self, account: Account, copy_id: str, key: str) -> None:
        """The API deletes nothing; the article becomes a draft, which readers do not see."""
        try:
            _ask(account, "PUT", f"/api/articles/{copy_id}", json={"article": {"published": False}})
        except Refused as refusal:
            if refusal.status != 404:
                raise


def _found(account: Account, content: Content, pages: int) -> dict[str, Any] | None:
    """The account's article with that canonical address, the newest first; among so many pages."""
    for page in range(1, pages + 1):
        mine = _ask(account, "GET", f"/api/articles/me/all?per_page={PAGE}&page={page}").json()
        articles = mine if isinstance(mine, list) else []
        for article in articles:
            if article.get("canonical_url") == content.canonical_url:
                return article
        if len(articles) < PAGE:
            break
    return None


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
    return call(method, server + path, headers=headers, secrets=account.secrets, **sent)


def _copy(said: dict[str, Any]) -> Copy:
    return Copy(url=str(said.get("url") or ""), id=str(said.get("id") or ""))
