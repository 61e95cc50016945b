import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.text.destinations import Destination, rewrite_destinations


def new(destination: Destination) -> str:
    return f"/{destination.kind}/{destination.url}"


@pytest.mark.parametrize(
    ("source", "rewritten"),
    [
        ("[a](b)", "[a](/link/b)"),
        ("[a](b \"t\") ![c](d 't')", "[a](/link/b \"t\") ![c](/image/d 't')"),
        ("[a](<b c>)", "[a](</link/b c>)"),
        ("[a](b(c)d)", "[a](</link/b(c)d>)"),
        (r"[a](b\)c)", "[a](</link/b)c>)"),
        ("[a](b?x=1&amp;y)", "[a](/link/b?x=1&y)"),
        ("[![i](in.png)](out)", "[![i](/image/in.png)](/link/out)"),
        ("[a [b] c](d)", "[a [b] c](/link/d)"),
        ("![a](b)![a](b)", "![a](/image/b)![a](/image/b)"),
        ("> [a](b)\n> and\n> [c](\n> d)", "> [a](/link/b)\n> and\n> [c](\n> /link/d)"),
        ("- x\n  - [a](b)\n\n    [c](d)", "- x\n  - [a](/link/b)\n\n    [c](/link/d)"),
        ("[a]: b\n[c]: <d e> 't'\n\n[a] ![c]", "[a]: /link/b\n[c]: </image/d e> 't'\n\n[a] ![c]"),
        ("> [a]:\n>   b\n> 't'\n\n[a]", "> [a]:\n>   /link/b\n> 't'\n\n[a]"),
        ("# [a](b) #\n\n[c](d)\n===", "# [a](/link/b) #\n\n[c](/link/d)\n==="),
        ("|a|\n|-|\n|[a](b)|[a](b)|", "|a|\n|-|\n|[a](/link/b)|[a](b)|"),
        ("|a|b|\n|-|-|\n|[a](b)|[a](b)|", "|a|b|\n|-|-|\n|[a](/link/b)|[a](/link/b)|"),
        ("x[^1]\n\n[^1]: [a](b)", "x[^1]\n\n[^1]: [a](/link/b)"),
        ("t\n: [a](b)", "t\n: [a](/link/b)"),
        ("!!! note\n    [a](b)", "!!! note\n    [a](/link/b)"),
        ("- [ ] [a](b)", "- [ ] [a](/link/b)"),
        (
            "<img alt='x' src=\"b&amp;c\"> <a href='d'>e</a>",
            "<img alt='x' src=\"/image/b&amp;c\"> <a href='/link/d'>e</a>",
        ),
        ("<img src=b.png><a id=x href=c>d</a>", "<img src=/image/b.png><a id=x href=/link/c>d</a>"),
        ("<img alt='src=\"x\"' hidden src = b&amp;c />", "<img alt='src=\"x\"' hidden src = /image/b&amp;c />"),
        ("<div>\n<img src='b'>\n</div>", "<div>\n<img src='/image/b'>\n</div>"),
        ("[a](b)\r\n\r\n[c](d)\r\n", "[a](/link/b)\r\n\r\n[c](/link/d)\r\n"),
        ("\ufeff[a](b)", "\ufeff[a](/link/b)"),
        ("\0[a](b)", "\0[a](/link/b)"),
    ],
)
def test_destination_is_rewritten_where_it_is_written(source, rewritten):
    assert rewrite_destinations(source, new) == rewritten


@pytest.mark.parametrize(
    "source",
    [
        "`[a](b)`",
        "``[a](`b)``",
        "```\n[a](b)\n[c]: d\n```",
        "    [a](b)",
        r"\[a](b)",
        r"[a\](b)",
        "[a] (b)",
        "[a](b c)",
        "[a](b",
        "<!-- [a](b) <img src='x'> -->",
        '<div title="<a>">x</div>',
        "[a]()",
        "![x ![y](z)",
        "https://example.com/[a]",
    ],
)
def test_what_is_no_destination_is_left_alone(source):
    asked = []

    assert rewrite_destinations(source, lambda found: asked.append(found.url)) == source
    if source != "![x ![y](z)":
        assert asked == []


def test_destination_without_a_new_one_is_left_as_it_was_written():
    source = "[a](<b>) [c](d\\(e) [f](&amp;)"

    assert rewrite_destinations(source, lambda found: found.url if found.url == "b" else None) == source


@pytest.mark.parametrize("url", ["a b", "a(b", "a>b", "a<b", "a\\(b", "&amp;", "a\nb", ""])
def test_any_new_destination_is_read_back_as_meant(url):
    rewritten = rewrite_destinations("[a](b)", lambda _: url)
    read = []
    rewrite_destinations(rewritten, lambda found: read.append(found.url))

    assert read == [url.replace("\n", "%0A")]


def test_new_destination_that_needs_quotes_gets_them():
    assert rewrite_destinations("<img src=a alt=x>", lambda _: "b 'c'") == '<img src="b &#x27;c&#x27;" alt=x>'


@given(st.text(alphabet="[]()!<>\\`*ab \n\r\t|-:'\"#&=.1", max_size=80))
def test_rewriting_to_the_same_changes_nothing(text):
    assert rewrite_destinations(text, lambda found: found.url) == text
    assert rewrite_destinations(text, lambda found: None) == text
