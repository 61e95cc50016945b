"""atproto.com: com.atproto.server.createSession, com.atproto.repo; the lexicon app.bsky.feed.post."""

import re
from dataclasses import dataclass, field

import regex

from tests.other_server import Got

from .network import Network, Refusal, said, sent_json

HANDLE, PASSWORD, DID = "alice.example", "abcd-efgh-ijkl-mnop", "did:plc:alice"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
TID = re.compile("[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}")


def error(status: int, code: str, words: str) -> Refusal:
    return Refusal(status, {"error": code, "message": words})


def invalid(words: str) -> Refusal:
    return error(400, "InvalidRequest", words)


@dataclass
class BlueskyServer(Network):
    records: dict[str, dict] = field(default_factory=dict)
    sessions: int = 0
    expired: set[str] = field(default_factory=set)
    blobs: list[bytes] = field(default_factory=list)

    def route(self, got: Got) -> bytes:
        name = got.path.removeprefix("/xrpc/")
        if got.method != "POST":
            raise invalid("POST is needed")
        if name == "com.atproto.server.createSession":
            return self.sign_in(got)
        token = got.headers.get("authorization", "").removeprefix("Bearer ")
        if token in self.expired:
            raise error(400, "ExpiredToken", "Token has expired")
        if self.revoked or token != f"jwt-{self.sessions}":
            raise error(401, "AuthMissing", "Authentication Required")
        if name == "com.atproto.repo.uploadBlob":
            return self.keep_blob(got)
        if name == "com.atproto.repo.putRecord":
            return self.put(
                sent_json(
                    got, {"repo", "collection", "rkey", "record"}, {"repo", "collection", "rkey", "record"}, invalid
                )
            )
        if name == "com.atproto.repo.deleteRecord":
            sent = sent_json(got, {"repo", "collection", "rkey"}, {"repo", "collection", "rkey"}, invalid)
            self.records.pop(sent["rkey"], None)
            return said({})
        raise error(501, "MethodNotImplemented", "Method Not Implemented")

    def sign_in(self, got: Got) -> bytes:
        sent = sent_json(got, {"identifier", "password"}, {"identifier", "password"}, invalid)
        if self.revoked or (sent["identifier"], sent["password"]) != (HANDLE, PASSWORD):
            raise error(401, "AuthenticationRequired", "Invalid identifier or password")
        self.sessions += 1
        return said({"did": DID, "handle": HANDLE, "accessJwt": f"jwt-{self.sessions}", "refreshJwt": "r"})

    def keep_blob(self, got: Got) -> bytes:
        mime = got.headers.get("content-type", "")
        if not mime.startswith("image/"):
            raise invalid("an image is needed")
        self.blobs.append(got.body)
        ref = {"$link": f"bafkrei{len(self.blobs)}"}
        return said({"blob": {"$type": "blob", "ref": ref, "mimeType": mime, "size": len(got.body)}})

    def put(self, sent: dict) -> bytes:
        record, key = sent["record"], sent["rkey"]
        if sent["repo"] != DID or sent["collection"] != "app.bsky.feed.post":
            raise invalid("Could not find repo or collection")
        if not TID.fullmatch(key):
            raise invalid("rkey: Invalid record key")
        self.check(record)
        self.records[key] = record
        return said({"uri": f"at://{DID}/app.bsky.feed.post/{key}", "cid": "bafyrei"})

    def check(self, record: dict) -> None:
        if record.get("$type") != "app.bsky.feed.post" or not {"text", "createdAt"} <= record.keys():
            raise invalid("Record must have text and createdAt")
        if unknown := record.keys() - {"$type", "text", "createdAt", "facets", "langs", "embed", "tags", "reply"}:
            raise invalid(f"unknown: {unknown}")
        text = record["text"]
        if len(regex.findall(r"\X", text)) > 300 or len(text.encode()) > 3000:
            raise invalid("Record/text must not be longer than 300 graphemes")
        if not MOMENT.fullmatch(record["createdAt"]):
            raise invalid("Record/createdAt must be an valid atproto datetime")
        if len(record.get("langs", [])) > 3:
            raise invalid("Record/langs")
        for facet in record.get("facets", []):
            index = facet["index"]
            part = text.encode()[index["byteStart"] : index["byteEnd"]].decode()
            [feature] = facet["features"]
            if feature["$type"].endswith("#link") and feature["uri"] != part:
                raise invalid(f"facet says {feature['uri']} of {part}")
            if feature["$type"].endswith("#tag") and f"#{feature['tag']}" != part:
                raise invalid(f"facet says {feature['tag']} of {part}")
        if embed := record.get("embed"):
            card = embed["external"]
            if embed["$type"] != "app.bsky.embed.external" or not {"uri", "title", "description"} <= card.keys():
                raise invalid("Record/embed/external must have the properties uri, title, description")
            if card.get("thumb", {}).get("size", 0) > 1_000_000:
                raise invalid("Record/embed/external/thumb: too large")
