import socket

import pytest

from blog.outgoing.addresses import checked, is_public, resolved
from blog.outgoing.errors import NotSent

INSIDE = [
    "127.0.0.1",
    "127.8.8.8",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.0.8",
    "198.18.0.1",
    "203.0.113.5",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "fe80::1%eth0",
    "fc00::1",
    "fd12::1",
    "ff02::1",
    "2001:db8::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::a00:1",
    "2002:7f00:1::",
    "2002:c0a8:101::1",
    "2001:0:c000:204:0:1234:80ff:fffe",
]


@pytest.mark.parametrize("address", INSIDE)
def test_address_within_a_network_is_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"]
)
def test_address_of_the_internet_is_public(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ftp://example.com/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "//example.com/",
        "http:///path",
        "https://user:pass@example.com/",
        "https://user@example.com/",
        "http://example.com:25/",
        "http://example.com:99999/",
        "http://[::1",
    ],
)
def test_address_that_is_none_of_a_web_server_is_refused(url):
    with pytest.raises(NotSent):
        checked(url)


def test_refusal_does_not_repeat_a_password():
    with pytest.raises(NotSent) as refusal:
        checked("https://name:hunter2@example.com/")
    assert "hunter2" not in str(refusal.value)


def answers_with(*addresses):
    return lambda host, port, **rest: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, port)) for a in addresses]


def test_name_that_leads_inside_and_outside_is_refused(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", answers_with("1.1.1.1", "10.0.0.1"))
    with pytest.raises(NotSent, match="private network"):
        resolved("mixed.example", 443)
    assert resolved("mixed.example", 443, allowed=["mixed.example"]) == ["1.1.1.1", "10.0.0.1"]
    assert resolved("mixed.example", 443, allowed=["mixed.example:443"]) == ["1.1.1.1", "10.0.0.1"]
    with pytest.raises(NotSent):
        resolved("mixed.example", 443, allowed=["mixed.example:80"])


@pytest.mark.parametrize("host", ["127.1", "2130706433", "0x7f000001", "017700000001", "localhost", "127.0.0.1"])
def test_this_machine_is_refused_in_every_spelling(host):
    with pytest.raises(NotSent):
        resolved(host, 80)


def test_host_that_does_not_exist_is_said(monkeypatch):
    def fail(*args, **rest):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(NotSent, match=r"no host nowhere\.example"):
        resolved("nowhere.example", 80)
    with pytest.raises(NotSent):
        checked("http://a..b/") and resolved("a..b", 80)
