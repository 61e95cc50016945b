"""What may be written into robots.txt (RFC 9309, and what large crawlers understand beyond it)."""

import re
from collections.abc import Iterator

LONGEST = 50_000  # characters; Google reads 500 KiB

_RULES = ("allow", "disallow")
_WITHIN_A_GROUP = frozenset({*_RULES, "crawl-delay", "request-rate", "visit-time", "content-signal", "content-usage"})
_KNOWN = _WITHIN_A_GROUP | {"user-agent", "sitemap", "host", "clean-param"}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_AGENT = re.compile(r"\*|[A-Za-z0-9_.+/ -]+")
_PATH = re.compile(r"[/*]\S*")
_ADDRESS = re.compile(r"https?://[^\s/]+\S*", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?", re.ASCII)


def problems(text: str) -> Iterator[tuple[int, str]]:
    """Number of the line and name of what is wrong with it: one of `control colon unknown group agent path address
    number`."""
    has_agent = False
    for number, line in enumerate(text.splitlines(), start=1):
        if _CONTROL.search(line):
            yield number, "control"
            continue
        directive, colon, value = (part.strip() for part in line.partition("#")[0].partition(":"))
        directive = directive.lower()
        if not directive and not colon:
            continue
        if not colon:
            yield number, "colon"
        elif directive not in _KNOWN:
            yield number, "unknown"
        elif directive in _WITHIN_A_GROUP and not has_agent:
            yield number, "group"
        elif wrong := _wrong_value(directive, value):
            yield number, wrong
        has_agent = has_agent or directive == "user-agent"


def names_sitemap(text: str) -> bool:
    return any(line.partition(":")[0].strip().lower() == "sitemap" for line in text.splitlines())


def _wrong_value(directive: str, value: str) -> str:
    if directive == "user-agent" and not _AGENT.fullmatch(value):
        return "agent"
    # An empty path means nothing, and is the usual way to say that all is allowed.
    if directive in _RULES and value and not _PATH.fullmatch(value):
        return "path"
    if directive == "sitemap" and not _ADDRESS.fullmatch(value):
        return "address"
    if directive == "crawl-delay" and not _NUMBER.fullmatch(value):
        return "number"
    return ""
