"""docs.joinmastodon.org/methods/statuses, accounts; limits as of a fresh server of 4.x."""

import html
import re
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

import regex

from tests.other_server import Got

from .network import Network, Refusal, said, sent_json

TOKEN = "masto-token"
FIELDS = set("status visibility language media_ids sensitive spoiler_text in_reply_to_id scheduled_at".split())


def error(status: int, words: str) -> Refusal:
    return Refusal(status, {"error": words})


@dataclass
class MastodonServer(Network):
    statuses: dict[str, dict] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)

    def route(self, got: Got) -> bytes:
        if self.revoked or got.headers.get("authorization") != f"Bearer {TOKEN}":
            raise error(401, "The access token is invalid")
        path = urlsplit(got.path).path
        if (got.method, path) == ("GET", "/api/v1/accounts/verify_credentials"):
            return said({"id": "42", "acct": "alice", "url": "https://masto.example/@alice"})
        if (got.method, path) == ("GET", "/api/v1/accounts/42/statuses"):
            limit = int(parse_qs(urlsplit(got.path).query).get("limit", ["20"])[0])
            if limit > 40:
                raise error(422, "limit is too large")
            return said(list(reversed(self.statuses.values()))[:limit])
        if (got.method, path) == ("POST", "/api/v1/statuses"):
            return said(self.create(got))
        if found := re.fullmatch(r"/api/v1/statuses/(\w+)", path):
            if found[1] not in self.statuses:
                raise error(404, "Record not found")
            if got.method == "PUT":
                self.statuses[found[1]] |= self.shaped(sent_json(got, FIELDS, {"status"}, lambda why: error(422, why)))
                return said(self.statuses[found[1]])
            if got.method == "DELETE":
                return said(self.statuses.pop(found[1]))
        raise error(404, "Not found")

    def create(self, got: Got) -> dict:
        key = got.headers.get("idempotency-key")
        if key in self.keys:
            return self.statuses[self.keys[key]]
        sent = sent_json(got, FIELDS, {"status"}, lambda why: error(422, f"Validation failed: {why}"))
        if sent.get("visibility", "public") not in ("public", "unlisted", "private", "direct"):
            raise error(422, "Validation failed: visibility")
        if not re.fullmatch("[a-z]{2,3}", sent.get("language", "en")):
            raise error(422, "Validation failed: language")
        name = str(100 + len(self.statuses))
        self.statuses[name] = {"id": name, "url": f"https://masto.example/@alice/{name}", **self.shaped(sent)}
        if key:
            self.keys[key] = name
        return self.statuses[name]

    def shaped(self, sent: dict) -> dict:
        text = sent["status"]
        counted = re.sub(r"(?<![\w/])@(\w+)@[\w.-]+\w", r"@\1", re.sub(r"https?://[^\s<>\"]+", "x" * 23, text))
        if len(regex.findall(r"\X", counted)) > 500:
            raise error(422, "Validation failed: Text character limit of 500 exceeded")
        content = re.sub(r"(https?://\S+)", r'<a href="\1">\1</a>', html.escape(text, quote=False))
        return {"text": text, "content": f"<p>{content}</p>", "language": sent.get("language")}
