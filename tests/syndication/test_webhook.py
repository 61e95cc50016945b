"""Against a receiver that checks as strictly as the standard's own libraries do."""

import base64
import hashlib
import hmac
import json
import re
import time
from pathlib import Path

import pytest

from blog.syndication.kinds import Account, Content, Copy, Refused, TryLater
from blog.syndication.webhook import Webhook, signature
from tests.other_server import reply

CONTENT = Content(text="Hello", title="A post", url="https://blog.example/1", tags=("One",))


def account(other, secret="secret of the test"):
    other.answers.setdefault("/", reply(204))
    return Account(settings={"url": other.url()}, credentials={"secret": secret})


def verified(got, secret: bytes) -> dict:
    """What a receiver does: id, timestamp within five minutes, signature in constant time."""
    key, at = got.headers["webhook-id"], got.headers["webhook-timestamp"]
    assert abs(time.time() - int(at)) < 300
    expected = hmac.new(secret, f"{key}.{at}.".encode() + got.body, hashlib.sha256).digest()
    version, _, given = got.headers["webhook-signature"].partition(",")
    assert version == "v1"
    assert hmac.compare_digest(base64.b64decode(given), expected)
    assert got.headers["content-type"] == "application/json"
    return json.loads(got.body)


def test_message_is_signed_and_says_everything(other):
    Webhook().create(account(other), CONTENT, "key-1")
    said = verified(other.got[0], b"secret of the test")
    assert (other.got[0].method, other.got[0].headers["webhook-id"]) == ("POST", "key-1")
    assert said["type"] == "post.published"
    assert {"title", "url", "text", "tags"} <= said["data"].keys()
    assert {**CONTENT.as_json(), **said["data"]} == CONTENT.as_json()


def test_message_holds_what_the_guide_names_and_nothing_of_ours(other):
    """`data` of post.published, as docs/writing.md has it."""
    Webhook().create(account(other), CONTENT, "key-1")
    named = re.search(r"\| `post.published` \|(.*)\|", Path("docs/writing.md").read_text())[1]
    assert set(json.loads(other.got[0].body)["data"]) == set(re.findall("`(.*?)`", named))


def test_secret_of_the_standard_is_base64(other):
    Webhook().create(account(other, "whsec_" + base64.b64encode(b"raw").decode()), CONTENT, "key-1")
    verified(other.got[0], b"raw")


def test_signature_is_that_of_the_standard_s_example():
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    body = b'{"test": 2432232314}'
    signed = signature(secret, key="msg_p5jXN8AQM9LWM0D4loKWxJek", at=1614265330, body=body)
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize(
    ("answer", "copy"),
    [
        (b'{"url": "https://there.example/1", "id": 7}', Copy(url="https://there.example/1", id="7")),
        (b'{"url": "javascript:alert(1)"}', Copy()),
        (b"[]", Copy()),
        (b"OK", Copy()),
        (b"", Copy()),
    ],
)
def test_answer_may_name_a_page(other, answer, copy):
    other.answers["/"] = reply(200, answer)
    assert Webhook().create(account(other), CONTENT, "key-1") == copy


def test_other_messages_have_their_own_types(other):
    hook, there = Webhook(), account(other)
    hook.update(there, "7", CONTENT, "key-2")
    hook.delete(there, "7", "key-3")
    hook.check(there)
    said = [verified(got, b"secret of the test") for got in other.got]
    assert [one["type"] for one in said] == ["post.updated", "post.deleted", "ping"]
    assert said[0]["data"]["id"] == said[1]["data"]["id"] == "7"


@pytest.mark.parametrize(
    ("status", "problem"), [(400, Refused), (410, Refused), (302, Refused), (429, TryLater), (500, TryLater)]
)
def test_status_decides_what_becomes_of_it(other, status, problem):
    other.answers["/"] = reply(status)
    with pytest.raises(problem):
        Webhook().create(account(other), CONTENT, "key-1")
