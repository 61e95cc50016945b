"""Other people's servers: each answer is written byte for byte by the test, whatever HTTP says about it."""

import contextlib
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

Write = Callable[[socket.socket], None]


@dataclass
class Got:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class OtherServer:
    """`answers[path]`: bytes, or a function that is given the socket; else `network` answers what it is asked.

    What was asked is in `got`.
    """

    answers: dict[str, bytes | Write] = field(default_factory=dict)
    got: list[Got] = field(default_factory=list)
    network: Callable[[Got], bytes | Write] | None = None

    def __enter__(self) -> "OtherServer":
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *args) -> None:
        # A thread that waits in accept() is woken only by this.
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(5)

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            asked = self._read(connection)
            if asked:
                self.got.append(asked)
                answer = self.answers.get(asked.path) or (self.network(asked) if self.network else reply(404))
                connection.sendall(answer) if isinstance(answer, bytes) else answer(connection)

    def _read(self, connection: socket.socket) -> Got | None:
        with connection.makefile("rb") as stream:
            line = stream.readline().decode()
            if not line:
                return None
            method, path, _ = line.split()
            headers = {}
            while (line := stream.readline().decode().strip()) != "":
                name, _, value = line.partition(":")
                headers[name.lower()] = value.strip()
            return Got(method, path, headers, stream.read(int(headers.get("content-length", 0))))


def reply(status: int = 200, body: bytes = b"", **headers: str) -> bytes:
    given = {"Content-Length": str(len(body)), "Connection": "close"}
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"HTTP/1.1 {status} Whatever", *(f"{name}: {value}" for name, value in given.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body


@pytest.fixture
def other(settings):
    """Another site, on this machine; requests may go there."""
    with OtherServer() as server:
        settings.OUTGOING_ALLOWED = [f"127.0.0.1:{server.port}"]
        yield server
