"""What may be written into robots.txt."""

import pytest

from blog.text import robots

GOOD = """
# All of it

User-agent: *
User-agent: Mozilla/5.0 AppleWebKit
Disallow: /admin/   # the desk
Disallow:
Allow: /*.css$
allow : *?page=
Crawl-delay: 2.5
Content-Signal: ai-train=no, search=yes
Host: example.com
Sitemap: https://example.com/sitemap.xml
"""


def test_usual_lines_are_taken():
    assert list(robots.problems(GOOD)) == []


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("Disalow: /x/", "unknown"),
        ("<html>", "colon"),
        ("Disallow /x/", "colon"),
        (": /x/", "unknown"),
        ("Disallow: x/", "path"),
        ("Disallow: /a b/", "path"),
        ("Allow: https://example.com/", "path"),
        ("Sitemap: /sitemap.xml", "address"),
        ("Sitemap:", "address"),
        ("User-agent:", "agent"),
        ("User-agent: <b>", "agent"),
        ("Crawl-delay: soon", "number"),
        ("Disallow: /\0x", "control"),
        ("Disallow: /\x1bx", "control"),
    ],
)
def test_wrong_line_is_named(line, problem):
    assert list(robots.problems(f"User-agent: *\r\n{line}\r\nDisallow: /y/")) == [(2, problem)]


def test_rule_needs_somebody_whom_it_is_for():
    assert list(robots.problems("Sitemap: https://a.example/s.xml\nDisallow: /x/")) == [(2, "group")]


@pytest.mark.parametrize(
    ("text", "names"),
    [("sitemap: https://a.example/s.xml", True), ("# Sitemap: https://a.example/s.xml", False), ("", False)],
)
def test_sitemap_is_found_in_what_was_written(text, names):
    assert robots.names_sitemap(text) is names
