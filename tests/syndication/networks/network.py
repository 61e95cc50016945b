import json
import socket
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.other_server import Got, Write, reply


def silence(connection: socket.socket) -> None:
    """No answer, until the other side has had enough."""
    connection.recv(1)


def cut(answer: bytes) -> bytes:
    """The connection ends before anything was said."""
    return b""


def cut_short(answer: bytes) -> bytes:
    return answer[: len(answer) // 2]


def never_said(answer: bytes) -> Write:
    return silence


class Refusal(Exception):  # noqa: N818
    def __init__(self, status: int, said: dict, **headers: str) -> None:
        super().__init__(str(said))
        self.answer = reply(status, json.dumps(said).encode(), Content_Type="application/json", **headers)


@dataclass
class Network:
    """Called with what was asked. `trouble` goes before everything: a list of answers, each given once.

    `lost`: the next request that changes something is carried out, and this is what becomes of its answer.
    """

    trouble: list[bytes | Write] = field(default_factory=list)
    lost: Callable[[bytes], bytes | Write] | None = None
    # The credentials that were valid are so no more.
    revoked: bool = False
    faults: list[str] = field(default_factory=list)

    def __call__(self, got: Got) -> bytes | Write:
        if self.trouble:
            return self.trouble.pop(0)
        try:
            answer = self.route(got)
        except Refusal as refusal:
            return refusal.answer
        except Exception as error:  # noqa: BLE001  (the test is told at its end)
            self.faults.append(repr(error))
            return reply(500)
        if self.lost and got.method != "GET":
            lost, self.lost = self.lost, None
            return lost(answer)
        return answer

    def route(self, got: Got) -> bytes:
        raise NotImplementedError


def said(value: object, status: int = 200, **headers: str) -> bytes:
    return reply(status, json.dumps(value).encode(), Content_Type="application/json", **headers)


def sent_json(got: Got, allowed: set[str], required: set[str], refuse: Callable[[str], Refusal]) -> dict:
    """The object that was sent: of this type, with these fields and no others."""
    if not got.headers.get("content-type", "").startswith("application/json"):
        raise refuse("the content type has to be application/json")
    value = json.loads(got.body)
    if not isinstance(value, dict):
        raise refuse("an object is needed")
    if missing := required - value.keys():
        raise refuse(f"missing: {sorted(missing)}")
    if unknown := value.keys() - allowed:
        raise refuse(f"unknown: {sorted(unknown)}")
    return value
