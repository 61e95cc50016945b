"""Which lines of a text each block of its HTML comes from."""

import re

import lxml.html
import pytest

from blog.text.markdown import render

TEXT = """# Head

Two lines
of a paragraph with a note[^1].

- one
- two

  still two


| a | b |
|---|---|
| 1 | 2 |

```python
x = 1
```

> quoted

![a](/a.png)

*Its caption*

!!! note "Title"
    Inner.

[[toc]]

[^1]: The note.

Term
: What it is

---

<div>raw <b>HTML</b></div>

    code
"""


def told(html: str) -> list[tuple[str, str]]:
    return [(each.tag, each.get("data-lines")) for each in lxml.html.fragments_fromstring(html) if len(each.attrib)]


def test_each_block_says_from_where_it_is():
    assert told(render(TEXT, with_lines=True).html) == [
        ("div", "0 1"),
        ("p", "2 4"),
        ("ul", "5 9"),
        ("div", "11 14"),
        ("div", "15 18"),
        ("blockquote", "19 20"),
        ("figure", "21 22"),
        ("aside", "25 27"),
        ("nav", "28 29"),
        ("dl", "32 34"),
        ("hr", "35 36"),
        ("div", "37 38"),
        ("div", "39 40"),
        ("section", None),
    ]


def test_items_and_rows_say_it_too():
    html = render(TEXT, with_lines=True).html
    assert re.findall(r'<li data-lines="([\d ]+)"', html) == ["5 6", "6 9"]
    assert re.findall(r'<tr data-lines="([\d ]+)"', html) == ["11 12", "13 14"]


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_html_is_else_the_same(ending):
    text = TEXT.replace("\n", ending)
    assert re.sub(r' data-lines="\d+ \d+"', "", render(text, with_lines=True).html) == render(text).html
    assert "data-lines" not in render(text).html


@pytest.mark.parametrize(
    "text", ["", "\n\n", "</div>\n\nafter", "<p data-lines='7 8'>x</p>", "[" * 2_000, "x\n" * 20_000]
)
def test_any_text_is_rendered(text):
    html = render(text, with_lines=True).html
    assert re.sub(r' data-lines="\d+ \d+"', "", html) == render(text).html
    assert "7 8" not in html


def test_no_text_can_say_it_of_itself():
    assert "data-lines" not in render('<p data-lines="1 2">x</p>\n\n<b data-lines="1 2">y</b>').html
