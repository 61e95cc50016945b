"""Hostile texts stay bounded. What is measured is the number of steps, which no busy machine changes."""

import sys

import pytest

from blog.text.limits import MAX_BARE_LINKS, MAX_WORD, is_too_intricate
from blog.text.markdown import render

FLOODS = [
    "[",
    "![",
    "*a_ ",
    "`a",
    "> ",
    "- ",
    "<",
    "[a](",
    "www.",
    "http://a.b ",
    '"',
    "'a \"b ",
    "&",
    "|",
    "[^1]",
    "^[",
    "[[]",
    "<!--",
    "<a ",
    "<![CDATA[",
    "a@",
    "~~a",
    "1. ",
    "# a\n",
    "a\n=\n",
    "[\n",
    "a**b",
    "!!! note\n\n",
    "*_",
    "<b>",
    "a\n: b\n",
    "a@b.co ",
    "[^1]: x\n",
    "![](a)\n\n",
    "- a\n",
    "a\n\n",
    "|a|b|\n|-|-|\n",
    "[[toc]]\n\n",
    "<a '\" ",
    "- - - - - a\n",
    "[a]: b\n",
    '<img src=x a="',
    "<script>",
    "mailto:",
    "a.",
]


def steps(text: str) -> int:
    """Functions called while rendering, those in C included."""
    count = 0

    def note(frame, event, arg):
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        render(text)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("flood", FLOODS)
def test_steps_grow_no_faster_than_the_text(flood):
    small, large = (steps((flood * size)[:size]) for size in (1_000, 4_000))

    assert large < 6 * small + 5_000


def test_knotted_paragraph_is_plain_text_and_the_others_are_rendered():
    html = render("*one*\n\n" + "[" * 5_000 + "\n\n*two*").html

    assert "<em>one</em>" in html
    assert "[" * 5_000 in html
    assert "<em>two</em>" in html


def test_quotes_that_would_take_too_long_stay_straight_and_the_others_are_curled():
    html = render('"one"\n\n' + '"a" ' * 1_000 + '\n\n"two"').html

    assert html.startswith("<p>“one”</p>")
    assert html.count("&quot;") + html.count('"') == 2_000
    assert html.endswith("<p>“two”</p>\n")


def test_bare_links_in_an_endless_word_and_beyond_a_number_are_text():
    html = render("www.a.co" + "/x" * MAX_WORD + "\n\n" + "www.b.co " * (MAX_BARE_LINKS + 1) + "\n\nwww.c.co").html

    assert html.count("<a ") == 1
    assert '<a href="https://www.c.co">' in html


def test_text_nested_too_deeply_keeps_every_word():
    html = render("> " * 200 + "the words").html

    assert "the words" in html
    assert html.startswith('<p class="plain">')


def test_text_that_is_too_intricate_keeps_every_word():
    html = render("a\n\n" * 20_000 + "*the words*").html

    assert html.startswith('<p class="plain">')
    assert "*the words*" in html


def test_long_code_is_no_reason_to_give_up_on_a_text():
    html = render("# Title\n\n```\n" + "1\n" * 30_000 + "```\n").html

    assert "<h2" in html


def test_reference_used_often_does_not_multiply_a_long_destination():
    html = render("[a]: /" + "x" * 20_000 + "\n\n" + "[a] " * 1_000).html

    assert len(html) < 2_000_000


def test_formatting_left_open_is_not_repeated_in_every_paragraph():
    html = render("<div>" + "".join(f"<b title={i}>" for i in range(90)) + "\n\n" + "x\n\n" * 1_000).html

    assert len(html) < 100_000


def test_elements_without_end_are_shown_as_written():
    html = render("<div>\n\n" * 1_000 + "x").html

    assert html.count("&lt;div&gt;") == 1_000


def test_long_text_of_many_short_sections_is_not_too_intricate():
    section = (
        "## A heading\n\nSome *ordinary* “words” with a [link](https://example.com/) and `code`.\n\n- one\n- two\n\n"
    )

    assert not is_too_intricate((section * 3_000)[:200_000])
    assert render(section * 200).html.count("<h2") == 200
