"""The one way to ask another server for something, or to tell it something."""

import json
import ssl
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any
from urllib.parse import urljoin

import httpx
from django.conf import settings

from .addresses import checked
from .connection import Deadline, GuardedTransport
from .errors import TooLarge, Unanswered

MOST_REDIRECTS = 5
REDIRECTS = {301, 302, 303, 307, 308}
PERMANENT = {301, 308}
# What is for one server only, and not for where it sends us.
PRIVATE_HEADERS = {"authorization", "cookie", "proxy-authorization"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """`url` answered, after redirects; `moved_to` is where the address has moved for good, if it has."""

    status: int
    headers: httpx.Headers
    body: bytes
    url: str
    moved_to: str = ""

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300

    def json(self) -> Any:
        """Raises ValueError, also where it is nested too deeply."""
        try:
            return json.loads(self.body)
        except RecursionError as error:
            raise ValueError("nested too deeply") from error

    def retry_after(self, *, now: float) -> float | None:
        """Seconds until the server wants to be asked again (RFC 9110, 10.2.3: seconds or a date), if it says so."""
        return _retry_after(self.headers.get("retry-after", ""), now)


def send(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    content: bytes | None = None,
    json: Any = None,
    data: Mapping[str, Any] | None = None,
    files: Any = None,
    within: float = 20,
    most_bytes: int = 5_000_000,
    follow: bool | None = None,
) -> Answer:
    """One request, answered within so many seconds in all. Redirects are followed by GET and HEAD, unless told not to.

    Raises NotSent, Unanswered or TooLarge. A status that tells of an error is an answer like others.
    """
    deadline = Deadline(within)
    follow = method in ("GET", "HEAD") if follow is None else follow
    sent = {"user-agent": user_agent(), "accept-encoding": "gzip", **{k.lower(): v for k, v in (headers or {}).items()}}
    bodies = {"content": content, "json": json, "data": data, "files": files}
    moved_to, is_for_good = "", True
    for _ in range(MOST_REDIRECTS + 1):
        parts = checked(url)
        with _client(deadline, within) as client:
            request = client.build_request(method, url, headers=sent, **bodies)
            answer = client.send(request, stream=True)
            target = answer.headers.get("location", "")
            if not (follow and answer.status_code in REDIRECTS and target):
                body = b"" if method == "HEAD" else _body(answer, parts.hostname or "", most_bytes)
                return Answer(status=answer.status_code, headers=answer.headers, body=body, url=url, moved_to=moved_to)
        is_for_good = is_for_good and answer.status_code in PERMANENT
        url = urljoin(url, target)
        moved_to = url if is_for_good else moved_to
        if _origin(url) != (parts.scheme, parts.netloc):
            sent = {name: value for name, value in sent.items() if name not in PRIVATE_HEADERS}
    raise Unanswered(f"{parts.hostname} redirects in a circle, or more than {MOST_REDIRECTS} times.")


def user_agent() -> str:
    """Who asks, with where that person can be found."""
    return f"Byline (+{settings.SITE_URL})"


def _client(deadline: Deadline, seconds: float) -> httpx.Client:
    transport = GuardedTransport(deadline=deadline, allowed=settings.OUTGOING_ALLOWED, trust=_trust())
    # A place for cookies of its own each time: what one server sets is never sent.
    return httpx.Client(transport=transport, trust_env=False, timeout=seconds, follow_redirects=False)


@cache
def _trust() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)


def _origin(url: str) -> tuple[str, str]:
    parts = checked(url)
    return parts.scheme, parts.netloc


def _body(answer: httpx.Response, host: str, most: int) -> bytes:
    """As sent, unpacked, never more than was wanted in memory."""
    encoding = answer.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "", "gzip", "x-gzip"):
        raise Unanswered(f"{host} answered in the encoding {encoding[:30]}, which was not asked for.")
    unpack = zlib.decompressobj(wbits=31) if encoding.endswith("gzip") else None
    parts, length = [], 0
    try:
        for raw in answer.iter_raw():
            part = unpack.decompress(raw, most - length + 1) if unpack else raw
            length += len(part)
            if length > most:
                raise TooLarge(f"The answer of {host} is larger than {most // 1000} kB.")
            parts.append(part)
    except zlib.error as error:
        raise Unanswered(f"The answer of {host} is not the gzip that it says it is.") from error
    return b"".join(parts)


def _retry_after(value: str, now: float) -> float | None:
    value = value.strip()
    if value.isascii() and value.isdigit() and len(value) < 10:
        return float(value)
    try:
        when = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    return max(0.0, when.timestamp() - now)
