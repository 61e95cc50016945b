"""Speaking with networks: what their answers mean for a delivery, whatever the network."""

import re
import time
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from blog.outgoing.client import Answer, send
from blog.outgoing.errors import NotSent, Unanswered

from .kinds import Refused, SignInNeeded, TryLater

LONGEST_REASON = 200
# Whatever is shorter is no secret, and may be a word of any sentence.
SHORTEST_SECRET = 6
HIDDEN = "•••"
# What servers say under these names is their reason, in the APIs that we speak.
REASONS = ("error_description", "message", "error", "detail", "title")
NOT_NOW = {408, 425, 429}


def call(method: str, url: str, *, secrets: Iterable[str] = (), **sent: Any) -> Answer:
    """The answer, if it is a success; else raises Refused, SignInNeeded or TryLater. `sent` is what `send` takes.

    What the server says is kept and shown, so `secrets` are taken out of it: some servers repeat what was wrong.
    """
    try:
        answer = send(method, url, **sent)
    except NotSent as error:
        raise TryLater(str(error)) from error
    except Unanswered as error:
        raise TryLater(str(error), is_unsure=method not in ("GET", "HEAD")) from error
    if answer.is_success:
        return answer
    said = _("The answer was %(status)d. %(reason)s") % {"status": answer.status, "reason": reason(answer, secrets)}
    if answer.status == 401:
        raise SignInNeeded(said, status=401)
    if answer.status in NOT_NOW:
        raise TryLater(said, status=answer.status, after=answer.retry_after(now=time.time()))
    if answer.status >= 500:
        # It may have been done before it went wrong.
        raise TryLater(said, status=answer.status, after=answer.retry_after(now=time.time()), is_unsure=True)
    raise Refused(said.strip(), status=answer.status)


def said_by(answer: Answer) -> dict[str, Any]:
    """The JSON object of an answer; Refused where something else answers at that address."""
    try:
        said = answer.json()
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise Refused(_("%(url)s does not speak as this network does. Is the address right?") % {"url": answer.url})
    return said


def reason(answer: Answer, secrets: Iterable[str] = ()) -> str:
    """What the server says went wrong, in one short line."""
    try:
        said = answer.json()
    except ValueError:
        said = answer.body[:2_000].decode("utf-8", "replace") if b"<" not in answer.body[:200] else ""
    return _shortened(_without(secrets, _first(said)))


def _first(said: Any) -> str:
    if isinstance(said, dict):
        for name in REASONS:
            if found := said.get(name):
                return _first(found)
        return ""
    if isinstance(said, list):
        return _first(said[0]) if said else ""
    return str(said)


def _without(secrets: Iterable[str], text: str) -> str:
    # The longest first: one may be the beginning of another.
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, HIDDEN) if len(secret) >= SHORTEST_SECRET else text
    return text


def _shortened(text: str) -> str:
    line = re.sub(r"[\s\x00-\x1f]+", " ", text).strip()
    return line if len(line) <= LONGEST_REASON else f"{line[: LONGEST_REASON - 1]}…"
