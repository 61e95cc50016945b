"""Which addresses a request may go to: those of the public internet, and what the operator has named."""

import ipaddress
import socket
from collections.abc import Collection
from urllib.parse import SplitResult, urlsplit

from .errors import NotSent

USUAL_PORTS = {"http": 80, "https": 443}
# Below are mail, shells and databases, whose protocols an HTTP request could be mistaken for.
LOWEST_OTHER_PORT = 1024
# Networks in which an IPv4 address hides: NAT64 (RFC 6052, RFC 8215), 6to4 (RFC 3056) and "compatible" (RFC 4291).
_NAT64 = [ipaddress.IPv6Network(text) for text in ("64:ff9b::/96", "64:ff9b:1::/48")]
# Python 3.11 counts some of these as global (RFC 6890, the IETF's own, and the relays of RFC 3068 that are gone).
_SPECIAL = [ipaddress.IPv4Network(text) for text in ("192.0.0.0/24", "192.88.99.0/24", "100.64.0.0/10")]
_COMPATIBLE = ipaddress.IPv6Network("::/96")


def checked(url: str) -> SplitResult:
    """The parts of a web address. Raises NotSent, saying what is wrong with it."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise NotSent(f"{url[:200]} is no address: {error}.") from error
    if parts.scheme not in USUAL_PORTS or not parts.hostname:
        raise NotSent(f"{url[:200]} is no web address; it has to start with https:// or http://.")
    if parts.username is not None or parts.password is not None:
        raise NotSent(f"The address at {parts.hostname} holds a name and a password, which would be told to others.")
    if port is not None and port not in USUAL_PORTS.values() and port < LOWEST_OTHER_PORT:
        raise NotSent(f"Port {port} of {parts.hostname} is not one of a web server.")
    return parts


def resolved(host: str, port: int, *, allowed: Collection[str] = ()) -> list[str]:
    """The IP addresses of a host, all of them public, or `host` or `host:port` is allowed.

    One that is not spoils the rest: a name that leads here and there is an attack, or a mistake. Raises NotSent.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotSent(f"There is no host {host}, or its name cannot be looked up now.") from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not ({host, f"{host}:{port}"} & set(allowed)) and not all(is_public(address) for address in addresses):
        raise NotSent(f"{host} is within a private network. If it is meant, name it in OUTGOING_ALLOWED.")
    return addresses


def is_public(address: str) -> bool:
    """Whether an IP address is one of the internet: neither this machine's nor of a network around it."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        hidden = _hidden(ip)
        if hidden is not None:
            return is_public(str(hidden))
    elif any(ip in network for network in _SPECIAL):
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def _hidden(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if ip.ipv4_mapped or ip.sixtofour:
        return ip.ipv4_mapped or ip.sixtofour
    if ip.teredo:
        return ip.teredo[1]
    if any(ip in network for network in _NAT64) or (ip in _COMPATIBLE and int(ip) > 1):
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return None
