"""Connections that go where the check looked, and end when their time is up."""

import ssl
import time
from collections.abc import Collection, Iterable
from typing import Any

import httpcore
import httpx

from .addresses import resolved
from .errors import NotSent, Unanswered

TO_CONNECT = 5.0


class Deadline:
    def __init__(self, seconds: float) -> None:
        self.ends = time.monotonic() + seconds

    def left(self, most: float | None = None) -> float:
        """Seconds. Raises httpcore's ReadTimeout when there are none."""
        left = self.ends - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the time is up")
        return left if most is None else min(left, most)


class GuardedNetwork(httpcore.NetworkBackend):
    """Looks a name up once, checks what it found, and connects to that: a second answer of the DNS changes nothing."""

    def __init__(self, deadline: Deadline, allowed: Collection[str]) -> None:
        self._plain = httpcore.SyncBackend()
        self._deadline, self._allowed = deadline, allowed

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = resolved(host, port, allowed=self._allowed)
        for address in addresses[:4]:
            try:
                stream = self._plain.connect_tcp(
                    address, port, self._deadline.left(TO_CONNECT), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
            return BoundedStream(stream, self._deadline)
        raise httpcore.ConnectError(f"{host} does not answer")

    def connect_unix_socket(self, *args: Any, **options: Any) -> httpcore.NetworkStream:
        raise NotSent("A request goes to a web server, not to a socket.")


class BoundedStream(httpcore.NetworkStream):
    """The deadline holds for the whole: a server that sends a byte now and then does not get more time by it."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left(TO_CONNECT))
        return BoundedStream(secured, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class GuardedTransport(httpx.BaseTransport):
    """Neither proxies nor cookies nor `.netrc`: what the environment says is not asked.

    httpcore's errors become ours, by whether anything was sent.
    """

    def __init__(self, *, deadline: Deadline, allowed: Collection[str], trust: ssl.SSLContext) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=trust, network_backend=GuardedNetwork(deadline, allowed), max_connections=1
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = httpcore.URL(
            scheme=request.url.raw_scheme, host=request.url.raw_host, port=request.url.port, target=request.url.raw_path
        )
        core = httpcore.Request(
            request.method, url, headers=request.headers.raw, content=request.stream, extensions=request.extensions
        )
        host = request.url.host
        try:
            answer = self._pool.handle_request(core)
        except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
            raise NotSent(f"{host} cannot be reached: {error or 'it does not answer'}.") from error
        except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise Unanswered(f"{host} got the request and did not answer it ({_kind(error)}).") from error
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer, host))

    def close(self) -> None:
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response, host: str) -> None:
        self._answer, self._host = answer, host

    def __iter__(self) -> Any:
        try:
            yield from self._answer.iter_stream()
        except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise Unanswered(f"The answer of {self._host} broke off ({_kind(error)}).") from error

    def close(self) -> None:
        self._answer.close()


def _kind(error: Exception) -> str:
    """What happened, without what was sent or got."""
    if isinstance(error, httpcore.TimeoutException):
        return "too slow"
    return "not HTTP" if isinstance(error, httpcore.ProtocolError) else "cut off"
