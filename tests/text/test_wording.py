import pytest
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString

from blog.text.wording import grouped, in_words, quoted


@pytest.mark.parametrize(
    ("names", "english", "german"),
    [
        ([], "", ""),
        (["A"], "A", "A"),
        (["A", "B"], "A and B", "A und B"),
        (["A", "B", "C"], "A, B and C", "A, B und C"),
        (["%(first)s", "100 %"], "%(first)s and 100 %", "%(first)s und 100 %"),
    ],
)
def test_names_are_joined_as_the_language_does(names, english, german):
    assert in_words(names) == english
    with translation.override("de"):
        assert in_words(names) == german


def test_names_in_html_are_joined_as_html_and_the_others_escaped():
    joined = in_words([format_html("<b>{}</b>", "A & {B}"), "<i>", "C"])
    assert joined == "<b>A &amp; {B}</b>, &lt;i&gt; and C"
    assert isinstance(joined, SafeString)


def test_names_and_numbers_are_written_as_the_language_does():
    assert (quoted("x"), grouped(12345)) == ("“x”", "12,345")
    with translation.override("de"):
        assert (quoted("x"), grouped(12345)) == ("„x“", "12.345")
