"""learn.microsoft.com/linkedin/marketing/community-management/shares/posts-api, images-api, little-text-format."""

import re
from dataclasses import dataclass, field
from urllib.parse import unquote

from tests.other_server import Got, reply

from .network import Network, Refusal, said, sent_json

TOKEN, AUTHOR = "linkedin-token", "urn:li:person:alice"
NEEDED = {"author", "commentary", "visibility", "distribution", "lifecycleState"}
FIELDS = {*NEEDED, "content", "isReshareDisabledByAuthor"}
# What stands there without a backslash: the template of a hashtag, or a mistake.
UNESCAPED = re.compile(r"(?<!\\)[|{}@\[\]()<>#*_~]")


def error(status: int, words: str) -> Refusal:
    return Refusal(status, {"message": words, "status": status, "serviceErrorCode": 100})


@dataclass
class LinkedInServer(Network):
    base: str = ""
    posts: dict[str, dict] = field(default_factory=dict)
    images: dict[str, bytes] = field(default_factory=dict)

    def route(self, got: Got) -> bytes:
        if got.headers.get("authorization") != f"Bearer {TOKEN}":
            raise error(401, "Invalid access token")
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
