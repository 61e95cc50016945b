"""learn.microsoft.com/linkedin/marketing/community-management/shares/posts-api, images-api, little-text-format.

And linkedin/shared/authentication/programmatic-refresh-tokens, of which RFC 6749 (5.2, 6) says how it refuses.
"""

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote

from tests.other_server import Got, reply

from .network import Network, Refusal, said, sent_json

TOKEN, AUTHOR = "linkedin-token", "urn:li:person:alice"
REFRESH = {"refresh_token": "refresh-token-0", "client_id": "client-of-byline", "client_secret": "secret-of-byline"}
DAY = 24 * 3600
NEEDED = {"author", "commentary", "visibility", "distribution", "lifecycleState"}
FIELDS = {*NEEDED, "content", "isReshareDisabledByAuthor"}
# What stands there without a backslash: the template of a hashtag, or a mistake.
UNESCAPED = re.compile(r"(?<!\\)[|{}@\[\]()<>#*_~]")


def error(status: int, words: str) -> Refusal:
    return Refusal(status, {"message": words, "status": status, "serviceErrorCode": 100})


def refused(words: str, code: str = "invalid_request", status: int = 400) -> Refusal:
    return Refusal(status, {"error": code, "error_description": words})


@dataclass
class LinkedInServer(Network):
    """Stricter than LinkedIn, which gives the same refresh token again: here each is of use once."""

    base: str = ""
    token: str = TOKEN
    has_expired: bool = False
    refresh: dict[str, str] = field(default_factory=REFRESH.copy)
    refresh_has_expired: bool = False
    refresh_lasts: int = 300 * DAY
    renewals: int = 0
    posts: dict[str, dict] = field(default_factory=dict)
    images: dict[str, bytes] = field(default_factory=dict)

    def route(self, got: Got) -> bytes:
        if got.path == "/oauth/v2/accessToken":
            return self.renew(got)
        if self.revoked or got.headers.get("authorization") != f"Bearer {self.token}":
            raise error(401, "Invalid access token")
        if self.has_expired:
            raise error(401, "The token used in the request has expired")
        if got.path == "/v2/userinfo":
            return said({"sub": "alice", "name": "Alice Example"})
        if upload := re.fullmatch(r"/upload/(\w+)", got.path):
            self.images[upload[1]] = got.body
            return reply(201)
        if not re.fullmatch(r"20\d\d(0[1-9]|1[0-2])", got.headers.get("linkedin-version", "")):
            raise error(400, "A version must be present, in the LinkedIn-Version header.")
        if got.headers.get("x-restli-protocol-version") != "2.0.0":
            raise error(400, "X-Restli-Protocol-Version has to be 2.0.0")
        if got.path == "/rest/images?action=initializeUpload":
            return self.begin_upload(got)
        if got.path == "/rest/posts" and got.method == "POST":
            return self.create(got)
        if got.path.startswith("/rest/posts/"):
            return self.change(got, got.path.removeprefix("/rest/posts/"))
        raise error(404, "No virtual resource found")

    def renew(self, got: Got) -> bytes:
        if got.method != "POST" or got.headers.get("content-type") != "application/x-www-form-urlencoded":
            raise refused("The request has to be a form that is posted")
        pairs = parse_qsl(got.body.decode(), keep_blank_values=True, strict_parsing=True)
        sent = dict(pairs)
        if len(sent) < len(pairs):
            raise refused("A parameter is there twice")
        for name in ("grant_type", *REFRESH):
            if not sent.get(name):
                raise refused(f'A required parameter "{name}" is missing')
        if unknown := sent.keys() - {"grant_type", *REFRESH}:
            raise refused(f"unknown: {sorted(unknown)}")
        if sent["grant_type"] != "refresh_token":
            raise refused("Unsupported grant type", "unsupported_grant_type")
        if any(sent[name] != self.refresh[name] for name in ("client_id", "client_secret")):
            raise refused(f"Client authentication failed: {sent['client_secret']}", "invalid_client", 401)
        if self.refresh_has_expired or sent["refresh_token"] != self.refresh["refresh_token"]:
            words = f"The refresh token {sent['refresh_token']} is invalid, expired or revoked"
            raise refused(words, "invalid_grant")
        self.renewals += 1
        self.token, self.has_expired = f"linkedin-token-{self.renewals}", False
        self.refresh["refresh_token"] = f"refresh-token-{self.renewals}"
        given = {"access_token": self.token, "expires_in": 60 * DAY, "scope": "w_member_social", "token_type": "Bearer"}
        given |= {"refresh_token": self.refresh["refresh_token"], "refresh_token_expires_in": self.refresh_lasts}
        return said(given)

    def begin_upload(self, got: Got) -> bytes:
        sent = sent_json(got, {"initializeUploadRequest"}, {"initializeUploadRequest"}, lambda why: error(400, why))
        if sent["initializeUploadRequest"] != {"owner": AUTHOR}:
            raise error(403, "owner")
        name = f"C{len(self.images)}"
        return said({"value": {"uploadUrl": f"{self.base}/upload/{name}", "image": f"urn:li:image:{name}"}})

    def create(self, got: Got) -> bytes:
        sent = sent_json(got, FIELDS, NEEDED, lambda why: error(422, why))
        if sent["author"] != AUTHOR:
            raise error(403, "Unpermitted fields present in REQUEST_BODY: Data Processing Exception")
        if sent["visibility"] not in ("PUBLIC", "CONNECTIONS") or sent["lifecycleState"] != "PUBLISHED":
            raise error(422, "visibility or lifecycleState")
        self.check_text(sent["commentary"])
        article = sent.get("content", {}).get("article", {})
        if article and not {"source", "title"} <= article.keys():
            raise error(422, "article needs source and title")
        if article.keys() - {"source", "title", "description", "thumbnail"}:
            raise error(422, "article has unknown fields")
        thumbnail = article.get("thumbnail", "")
        if thumbnail and thumbnail.removeprefix("urn:li:image:") not in self.images:
            raise error(422, "the image was not uploaded")
        for urn, post in self.posts.items():
            if post["commentary"] == sent["commentary"]:
                raise error(422, f"Content is a duplicate of {urn}")
        urn = f"urn:li:share:{7000 + len(self.posts)}"
        self.posts[urn] = sent
        return reply(201, **{"x_restli_id": urn})

    def change(self, got: Got, name: str) -> bytes:
        if ":" in name:
            raise error(400, "Syntax exception in path variables: the URN has to be URL encoded")
        urn = unquote(name)
        if got.method == "DELETE" and got.headers.get("x-restli-method") == "DELETE":
            self.posts.pop(urn, None)
            return reply(204)
        if urn not in self.posts:
            raise error(404, "Could not find entity")
        if got.method == "POST" and got.headers.get("x-restli-method") == "PARTIAL_UPDATE":
            sent = sent_json(got, {"patch"}, {"patch"}, lambda why: error(422, why))
            self.check_text(sent["patch"]["$set"]["commentary"])
            self.posts[urn] |= sent["patch"]["$set"]
            return reply(204)
        raise error(400, "X-RestLi-Method")

    def check_text(self, text: str) -> None:
        plain = re.sub(r"\{hashtag\|\\#\|\w+\}", "", text)
        if found := UNESCAPED.search(plain):
            raise error(422, f"commentary: {found[0]} has to be escaped")
        if len(re.sub(r"\\(.)", r"\1", text)) > 3000 + 15 * text.count("{hashtag|"):
            raise error(422, "commentary: length exceeds 3000")
