import pytest

from blog.syndication.mastodon import Mastodon

FAMILY = "👩‍👩‍👧‍👦"


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("Grüße", 5),
        (FAMILY, 1),
        ("e\u0301", 1),
        ("https://example.com/" + "x" * 100, 23),
        ("See http://a.example and https://b.example", 4 + 23 + 5 + 23),
        ("@alice@social.example hello", 6 + 6),
        ("me@example.com", 14),
    ],
)
def test_characters_are_counted_as_mastodon_does(text, length):
    assert Mastodon().length(text) == length


def test_server_may_allow_more():
    assert Mastodon().limit({}) == 500
    assert Mastodon().limit({"characters": "5000"}) == 5000
