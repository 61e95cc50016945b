import gzip
import socket
import time

import pytest

from blog.outgoing import client
from blog.outgoing.client import send
from blog.outgoing.errors import NotSent, TooLarge, Unanswered
from tests.other_server import OtherServer, reply


def test_request_says_who_asks_and_keeps_nothing(other, settings):
    settings.SITE_URL = "https://blog.example"
    other.answers["/feed"] = reply(200, b"news", ETag='"1"', Set_Cookie="id=1")
    answer = send("GET", other.url("/feed"), headers={"If-None-Match": '"0"'})
    send("GET", other.url("/feed"))
    assert (answer.status, answer.body, answer.headers["etag"], answer.moved_to) == (200, b"news", '"1"', "")
    first, second = other.got
    assert first.headers["user-agent"] == "Byline (+https://blog.example)"
    assert first.headers["if-none-match"] == '"0"'
    assert "cookie" not in second.headers


def test_error_is_an_answer_like_others(other):
    other.answers["/"] = reply(422, b'{"error": "no"}')
    answer = send("POST", other.url(), json={"a": 1})
    assert (answer.status, answer.is_success, answer.json()) == (422, False, {"error": "no"})
    assert other.got[0].body == b'{"a":1}'


def test_private_network_is_refused_before_anything_is_sent(other, settings):
    settings.OUTGOING_ALLOWED = []
    with pytest.raises(NotSent, match="private network"):
        send("GET", other.url())
    assert other.got == []


def test_redirect_into_a_private_network_is_refused(other, settings):
    with OtherServer() as inner:
        other.answers["/"] = reply(302, Location=inner.url("/secret"))
        with pytest.raises(NotSent, match="private network"):
            send("GET", other.url())
        assert inner.got == []


def test_second_answer_of_the_dns_changes_nothing(other, settings, monkeypatch):
    """A name that is public when it is checked, and this machine when it is connected to."""
    look_up, asked = socket.getaddrinfo, []

    def rebinding(host, port, *args, **rest):
        if host != "rebind.example":
            return look_up(host, port, *args, **rest)
        asked.append(host)
        address = "192.0.2.1" if len(asked) > 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    with pytest.raises(NotSent, match="private network"):
        send("GET", f"http://rebind.example:{other.port}/")
    settings.OUTGOING_ALLOWED = ["rebind.example"]
    asked.clear()
    assert send("GET", f"http://rebind.example:{other.port}/").status == 404
    assert len(asked) == 1
    assert other.got[0].headers["host"] == f"rebind.example:{other.port}"


def test_redirects_are_followed_and_lasting_ones_are_told(other):
    other.answers |= {
        "/a": reply(301, Location="/b"),
        "/b": reply(302, Location="/c"),
        "/c": reply(301, Location="/d"),
        "/d": reply(200, b"here"),
    }
    answer = send("GET", other.url("/a"))
    assert (answer.body, answer.url, answer.moved_to) == (b"here", other.url("/d"), other.url("/b"))


def test_circle_of_redirects_ends(other):
    other.answers["/"] = reply(302, Location="/")
    with pytest.raises(Unanswered, match="circle"):
        send("GET", other.url())
    assert len(other.got) == client.MOST_REDIRECTS + 1


def test_post_is_never_repeated_by_a_redirect(other):
    other.answers["/"] = reply(307, Location="/elsewhere")
    assert send("POST", other.url(), content=b"x").status == 307
    assert [got.path for got in other.got] == ["/"]


def test_credentials_do_not_follow_to_another_server(other, settings):
    with OtherServer() as second:
        settings.OUTGOING_ALLOWED = ["127.0.0.1"]
        other.answers |= {"/own": reply(302, Location="/same"), "/same": reply(302, Location=second.url())}
        send("GET", other.url("/own"), headers={"Authorization": "Bearer key", "Accept": "text/html"})
        assert [got.headers.get("authorization") for got in other.got] == ["Bearer key", "Bearer key"]
        assert "authorization" not in second.got[0].headers
        assert second.got[0].headers["accept"] == "text/html"


def test_large_answer_is_cut_off(other):
    other.answers["/"] = reply(200, b"x" * 2_000)
    with pytest.raises(TooLarge):
        send("GET", other.url(), most_bytes=1_999)
    assert len(send("GET", other.url(), most_bytes=2_000).body) == 2_000


def test_small_gzip_that_unpacks_to_much_is_cut_off(other):
    bomb = gzip.compress(b"\0" * 50_000_000)
    other.answers["/"] = reply(200, bomb, Content_Encoding="gzip")
    with pytest.raises(TooLarge):
        send("GET", other.url(), most_bytes=1_000_000)
    other.answers["/"] = reply(200, gzip.compress(b"hello"), Content_Encoding="gzip")
    assert send("GET", other.url()).body == b"hello"


@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_encoding_that_is_not_what_it_says_is_no_answer(other, encoding):
    other.answers["/"] = reply(200, b"not packed", Content_Encoding=encoding)
    with pytest.raises(Unanswered):
        send("GET", other.url())


def test_server_that_drips_does_not_get_more_time(other):
    def drip(connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        for _ in range(100):
            time.sleep(0.05)
            connection.sendall(b"X: y\r\n")

    other.answers["/"] = drip
    with pytest.raises(Unanswered, match="too slow"):
        send("GET", other.url(), within=0.3)


def test_answer_that_breaks_off_is_told_apart_from_a_request_that_never_left(other):
    other.answers["/cut"] = lambda connection: connection.close()
    other.answers["/half"] = reply(200, b"half", Content_Length="400")
    other.answers["/strange"] = b"220 mail.example ESMTP\r\n"
    for path in ("/cut", "/half", "/strange"):
        with pytest.raises(Unanswered):
            send("POST", other.url(path), content=b"x")
    assert len(other.got) == 3
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    client.settings.OUTGOING_ALLOWED.append(f"127.0.0.1:{port}")
    with pytest.raises(NotSent, match="cannot be reached"):
        send("POST", f"http://127.0.0.1:{port}/", content=b"x")


def test_proxy_of_the_environment_is_not_used(other, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    assert send("GET", other.url()).status == 404


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        ("Thu, 01 Jan 1970 00:02:00 GMT", 60.0),
        ("Thu, 01 Jan 1970 00:00:10 GMT", 0.0),
        ("soon", None),
        ("", None),
        ("-5", None),
        ("9" * 30, None),
    ],
)
def test_retry_after_is_read_in_both_forms(other, value, seconds):
    other.answers["/"] = reply(429, Retry_After=value)
    assert send("GET", other.url()).retry_after(now=60) == seconds


def test_deep_json_is_a_value_error(other):
    other.answers["/"] = reply(200, b"[" * 200_000)
    with pytest.raises(ValueError, match=r".+"):
        send("GET", other.url()).json()
