"""A receiver that checks what the Standard Webhooks specification (1.0.0) and its own libraries check."""

import base64
import hashlib
import hmac
import json
import time
from dataclasses import dataclass, field

from tests.other_server import Got, reply

from .network import Network, Refusal, said, sent_json

SECRET = "secret-of-the-receiver"
TYPES = {"post.published", "post.updated", "post.deleted", "ping"}
NEEDED = {"title", "url", "text"}
FIELDS = {
    *NEEDED, "id", "excerpt", "tags", "language", "canonical_url", "picture_url", "picture_alt",
    "picture_mime", "markdown", "html", "author", "published_at", "updated_at",
}  # fmt: skip


def error(status: int, words: str) -> Refusal:
    return Refusal(status, {"error": words})


@dataclass
class WebhookReceiver(Network):
    secret: str = SECRET
    posts: dict[str, dict] = field(default_factory=dict)
    # Of messages that came before, what was answered.
    known: dict[str, bytes] = field(default_factory=dict)

    def route(self, got: Got) -> bytes:
        if got.method != "POST":
            raise error(405, "POST is needed")
        self.verify(got)
        sent = sent_json(got, {"type", "timestamp", "data"}, {"type", "timestamp", "data"}, lambda why: error(422, why))
        if sent["type"] not in TYPES:
            raise error(422, f"unknown type: {sent['type']}")
        key = got.headers["webhook-id"]
        if key not in self.known:
            self.known[key] = self.take(sent["type"], sent["data"])
        return self.known[key]

    def verify(self, got: Got) -> None:
        for name in ("webhook-id", "webhook-timestamp", "webhook-signature"):
            if not got.headers.get(name):
                raise error(400, f"the header {name} is missing")
        key, at = got.headers["webhook-id"], got.headers["webhook-timestamp"]
        if not at.isdigit() or abs(time.time() - int(at)) > 300:
            raise error(400, "the timestamp is not within five minutes")
        expected = hmac.new(self.secret.encode(), f"{key}.{at}.".encode() + got.body, hashlib.sha256).digest()
        signed = f"v1,{base64.b64encode(expected).decode()}"
        if self.revoked or not any(
            hmac.compare_digest(signed, given) for given in got.headers["webhook-signature"].split()
        ):
            raise error(401, "the signature is wrong")

    def take(self, what: str, data: dict) -> bytes:
        if what == "ping":
            return reply(204)
        if what == "post.deleted":
            self.posts.pop(data["id"], None)
            return reply(204)
        if missing := NEEDED - data.keys():
            raise error(422, f"missing: {sorted(missing)}")
        if unknown := data.keys() - FIELDS:
            raise error(422, f"unknown: {sorted(unknown)}")
        name = data.get("id") or f"post-{len(self.posts)}"
        self.posts[name] = json.loads(json.dumps(data))
        return said({"url": f"https://archive.example/{name}", "id": name})
