"""HTML of any origin as Markdown: what programs put on the clipboard and into feeds."""

import re

import pytest

from blog.text.html_to_markdown import MAX_CHARACTERS, html_to_markdown
from blog.text.markdown import render


def markdown(html: str, base: str = "") -> str:
    return html_to_markdown(html, base=base).markdown


# --- Inline ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<b>bold</b> and <i>slanted</i>, <s>struck</s>", "**bold** and *slanted*, ~~struck~~"),
        ("<b>one</b><b> two</b>", "**one two**"),
        ("a<b> spaced </b>b", "a **spaced** b"),
        ("<b><i>both</i></b>", "***both***"),
        ("un<b>frigging</b>believable", "un**frigging**believable"),
        ("<b>Note:</b>text", "<strong>Note:</strong>text"),
        ("<b>a</b><i>b</i>", "<strong>a</strong><em>b</em>"),
        ("<b></b><i> </i>x", "x"),
        ("one<br>two", "one\\\ntwo"),
        ("one<br><br>two", "one\n\ntwo"),
        ("<code>a`b</code> <code>`</code>", "``a`b`` `` ` ``"),
        ("H<sub>2</sub>O, <kbd>Ctrl</kbd>", "H<sub>2</sub>O, <kbd>Ctrl</kbd>"),
        ('<abbr title="right &quot;A&quot;">RA</abbr>', '<abbr title="right &quot;A&quot;">RA</abbr>'),
        ("<q>so</q>", "“so”"),
        ("a&nbsp;b&nbsp; c", "a b c"),
        ("«&nbsp;ici&nbsp;»", "«\xa0ici\xa0»"),
        ("zero\u200bwidth", "zerowidth"),
    ],
)
def test_words_within_a_paragraph_keep_their_marks(html, expected):
    assert markdown(f"<p>{html}</p>") == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<a href="https://x.org/a">words</a>', "[words](https://x.org/a)"),
        ('<a href="https://x.org/" title=\'Say "x"\'>w</a>', '[w](https://x.org/ "Say \\"x\\"")'),
        ('<a href="https://x.org/">https://x.org/</a>', "<https://x.org/>"),
        ('<a href="mailto:a@x.org">a@x.org</a>', "<a@x.org>"),
        ('<a href="https://x.org/a b)">w</a>', "[w](https://x.org/a%20b%29)"),
        ('<a href="https://x.org/Foo_(bar)">w</a>', "[w](https://x.org/Foo_(bar))"),
        ('<a href="https://x.org"><b>w</b></a>', "[**w**](https://x.org)"),
        ('Wow!<a href="https://x.org">w</a>', "Wow\\![w](https://x.org)"),
        ('<a href="//x.org/a">w</a>', "[w](https://x.org/a)"),
        ('<a href="/relative">w</a>', "w"),
        ('<a href="#here">w</a>', "w"),
        ('<a name="here"></a>w', "w"),
        ('<a href="javascript:alert(1)">w</a>', "w"),
        ('<a href=" JaVa&#9;script:alert(1)">w</a>', "w"),
        ('<a href="data:text/html,x">w</a>', "w"),
        ('<a href="file:///etc/passwd">w</a>', "w"),
        ('<a href="https://">w</a>', "w"),
        ('<a href="https://[">w</a>', "w"),
    ],
)
def test_link_leads_where_it_led_or_is_words(html, expected):
    assert markdown(f"<p>{html}</p>") == expected


def test_relative_addresses_are_resolved_where_the_base_is_known():
    html = '<p><a href="../b/">w</a> <img src="/c.png" alt="c"></p>'
    assert markdown(html, "https://x.org/a/") == "[w](https://x.org/b/) ![c](https://x.org/c.png)"


@pytest.mark.parametrize(
    "words",
    "# no|## no|1. no|2) no|- no|+ no|* no|> no|=== |---|***|!!! note|: no|a * b * c|_no_|*no*|snake_case_name|`no`|"
    "[no](x)|[^1]|[[toc]]|[ ] no|&amp;amp;|&amp;lt;b&amp;gt;|&lt;b&gt;no&lt;/b&gt;|~~no~~|~~~|```|\\*|a\\|"
    "[no]: x|![no](x)|5 < 6 &amp; 7 > 3|- - -|+|1.|#|C# and F#|&lt;!no&gt;|&lt;?no|[x] no".split("|"),
)
def test_words_that_look_like_markdown_stay_words(words):
    rendered = render(markdown(f"<p>{words}</p>"))
    plain = words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert rendered.plain_text == plain.strip()
    assert re.sub(r"</?p>\n?", "", rendered.html).count("<") == 0


def test_common_words_are_not_sprinkled_with_backslashes():
    text = "It costs 5 (or 6) - no: 7% [sic], #hashtag, snake_case, a/b, x=y, “so” & on; see 3.5! Yes? 10–12."
    assert markdown(f"<p>{text}</p>") == text


# --- Blocks ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<h2>One <b>two</b><br>three</h2><p>x", "## One two three\n\nx"),
        ('<h2 id="a">A<a class="headerlink" href="#a">¶</a></h2>', "## A"),
        ("<h3></h3>x", "x"),
        ("<p>a<hr>b", "a\n\n---\n\nb"),
        ("<blockquote><p>a</p><blockquote>b</blockquote></blockquote>", "> a\n>\n> > b"),
        ("<ul><li>a<ul><li>b</ul><li>c</ul>", "- a\n  - b\n- c"),
        ("<ul><li>a</li><ul><li>b</li></ul></ul>", "- a\n  - b"),
        ("<ul><li><p>a</p></li><li><p>b</p></li></ul>", "- a\n- b"),
        ("<ul><li><p>a</p><p>b</p></li><li>c</li></ul>", "- a\n\n  b\n\n- c"),
        ("<ol start=9><li>a<li>b</ol>", "9. a\n10. b"),
        ("<ul><li>a</ul><ul><li>b</ul>", "- a\n\n* b"),
        ("<ul><li></li></ul>", "-"),
        ("<ul><li><input type=checkbox checked> a<li><label><input type=checkbox> b</label></ul>", "- [x] a\n- [ ] b"),
        ("<dl><dt>T<dd>D<dd>E<dt>U<dd><p>F<p>G</dl>", "T\n:   D\n:   E\n\nU\n:   F\n\n    G"),
        ("<details><summary>S</summary><p>in</p></details>", "<details>\n<summary>S</summary>\n\nin\n\n</details>"),
        ('<a href="https://x.org"><h3>Card</h3><p>w</p></a>', "### Card\n\nw"),
        ("<div>a<div>b</div>c</div>", "a\n\nb\n\nc"),
    ],
)
def test_blocks_are_written_as_people_write_them(html, expected):
    assert markdown(html) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<pre><code class='language-python'>a\n  b\n</code></pre>", "```python\na\n  b\n```"),
        ("<div class='highlight highlight-source-js'><pre><span>a</span></pre></div>", "```js\na\n```"),
        ("<pre class='brush: php; title: ; notranslate'>a</pre>", "```php\na\n```"),
        ("<pre class='sourceCode ruby'><code>a</code></pre>", "```ruby\na\n```"),
        ("<pre><code class='hljs rust'>a</code></pre>", "```rust\na\n```"),
        ("<div class='code' data-language='C++'><pre>a</pre></div>", "```c++\na\n```"),
        ("<pre class='language-none'>a</pre>", "```\na\n```"),
        ("<pre class='language-a`b'>x</pre>", "```a\nx\n```"),
        ("<pre>a<br>b</pre>", "```\na\nb\n```"),
        ("<pre><code><div class=line>a</div><div class=line>b</div></code></pre>", "```\na\nb\n```"),
        ("<pre>```\nx\n```</pre>", "````\n```\nx\n```\n````"),
        ("<pre> </pre>x", "x"),
        (
            "<table class=highlighttable><tr><td class=linenos><pre>1\n2</pre><td class=code><pre>a\nb</pre></table>",
            "```\na\nb\n```",
        ),
    ],
)
def test_code_keeps_its_text_and_language(html, expected):
    assert markdown(html) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (
            "<table><thead><tr><th>A<th style='text-align: right'>B<tbody><tr><td>1<td align=right>2|3</table>",
            "| A | B |\n| --- | ---: |\n| 1 | 2\\|3 |",
        ),
        ("<table><tr><td>a<td>b<tr><td>c<td>d</table>", "| a | b |\n| --- | --- |\n| c | d |"),
        ("<table><tr><td colspan=2>a<tr><td>c<td>d</table>", "| a |  |\n| --- | --- |\n| c | d |"),
        ("<table><tr><td rowspan=2>a<td>b<tr><td>c</table>", "| a | b |\n| --- | --- |\n|  | c |"),
        ("<table><tr><td><p>a</p><p>b</p><td>c</table>", "| a<br>b | c |\n| --- | --- |"),
        ("<table><tr><td><code>a|b</code><td>c</table>", "| `a\\|b` | c |\n| --- | --- |"),
        ("<table><caption>T</caption><tr><td>a<td>b</table>", "T\n\n| a | b |\n| --- | --- |"),
        ("<table><tr><td><p>a</p><h2>b</h2></table>", "a\n\n## b"),
        ("<table><tr><td></table>x", "x"),
    ],
)
def test_tables_are_tables_and_layout_is_not(html, expected):
    assert markdown(html) == expected


# --- Pictures, frames, notes -----------------------------------------------------------------------------------------
PICTURE = '<img src="https://x.org/a.jpg" alt="An [a]">'


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (PICTURE, "![An \\[a\\]](https://x.org/a.jpg)"),
        (f"<figure>{PICTURE}<figcaption>A 'b'</figcaption></figure>", "![An \\[a\\]](https://x.org/a.jpg \"A 'b'\")"),
        (
            f'<figure><div>{PICTURE}</div><figcaption>By <a href="https://x.org">x</a></figcaption></figure>',
            "![An \\[a\\]](https://x.org/a.jpg)\n\n*By [x](https://x.org)*",
        ),
        (
            f'<div class="wp-caption"><a href="https://x.org/b">{PICTURE}</a><p class="wp-caption-text">C</p></div>',
            '[![An \\[a\\]](https://x.org/a.jpg "C")](https://x.org/b)',
        ),
        (
            f"<figure>{PICTURE}{PICTURE}<figcaption>C</figcaption></figure>",
            "![An \\[a\\]](https://x.org/a.jpg)\n![An \\[a\\]](https://x.org/a.jpg)\n\n*C*",
        ),
        ('<img src="data:image/gif;base64,AA" data-src="https://x.org/l.png" alt="l">', "![l](https://x.org/l.png)"),
        (
            '<picture><source srcset="b.webp"><img src="https://x.org/b.png" alt="b"></picture>',
            "![b](https://x.org/b.png)",
        ),
        ('a <img class="emoji" alt="🌒" src="https://x.org/e.png">', "a 🌒"),
        ('a<img src="https://x.org/p.gif" width="1" height="1">', "a"),
        ("<figure><pre>a</pre><figcaption>C</figcaption></figure>", "```\na\n```\n\n*C*"),
        (
            '<iframe src="https://www.youtube.com/embed/abc?x=1" title="F"></iframe>',
            "[F](https://www.youtube.com/watch?v=abc)",
        ),
        ('<iframe src="//player.vimeo.com/video/1"></iframe>', "<https://vimeo.com/1>"),
        ('<video><source src="https://x.org/v.mp4"></video>', "<https://x.org/v.mp4>"),
        ('<iframe src="javascript:alert(1)"></iframe>x', "x"),
    ],
)
def test_pictures_keep_address_words_and_caption_and_frames_become_links(html, expected):
    assert markdown(html) == expected


@pytest.mark.parametrize("src", ["data:image/png;base64,AA", "file:///C:/a.png", "blob:https://x.org/1", "a.png", ""])
def test_picture_that_cannot_be_taken_along_is_counted_and_its_words_stay(src):
    done = html_to_markdown(f'<p>a <img src="{src}" alt="A hill"> b</p>')
    assert (done.markdown, done.lost_pictures) == ("a A hill b", 1)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (
            '<div class="admonition tip"><p class="admonition-title">Try</p><p>a</p><ul><li>b</ul></div>',
            '!!! tip "Try"\n    a\n\n    - b',
        ),
        (
            '<div class="markdown-alert markdown-alert-warning"><p class="markdown-alert-title">Warning</p>a</div>',
            "!!! warning\n    a",
        ),
        ('<div class="note">a</div>', "a"),
    ],
)
def test_notes_in_boxes_are_recognised(html, expected):
    assert markdown(html) == expected


@pytest.mark.parametrize(
    "html",
    [
        '<p>a<sup><a href="#fn:x">1</a></sup></p><div class="footnotes"><hr><ol><li id="fn:x"><p>N '
        '<a href="#fnref:x">↩</a></p></li></ol></div>',
        '<p>a<a class="footnote-ref" href="#fn1"><sup>1</sup></a></p><section role="doc-endnotes"><hr><ol>'
        '<li id="fn1">N<a href="#fnref1" role="doc-backlink">↩︎</a></li></ol></section>',
        '<p>a<a href="#_ftn1" name="_ftnref1"><sup>[1]</sup></a></p><div style="mso-element:footnote-list"><hr>'
        '<div style="mso-element:footnote" id=ftn1><p><a href="#_ftnref1">[1]</a> N</p></div></div>',
        '<p>a<sup><a href="#user-content-fn-1">1</a></sup></p><section class="footnotes"><h2 class="sr-only">Notes'
        '</h2><ol><li id="user-content-fn-1"><p>N <a href="#user-content-fnref-1">↩</a></p></li></ol></section>',
    ],
    ids=["php", "pandoc", "word", "github"],
)
def test_footnotes_of_many_programs_become_footnotes(html):
    assert markdown(html) == "a[^1]\n\n[^1]: N"


# --- What programs put on the clipboard ------------------------------------------------------------------------------
GOOGLE_DOCS = """<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-1"><h1 dir="ltr"><span
style="font-size:20pt;font-weight:700;">Title</span></h1><p dir="ltr"><span style="font-weight:400;white-space:pre">
Some </span><span style="font-weight:700;">bold</span><span style="font-weight:400;">, </span><span
style="font-style:italic;font-weight:400">slanted</span><span style="font-family:'Roboto Mono',mono">code</span></p>
<br><ul><li dir="ltr"><p role="presentation"><span>One</span></p></li>
<ul><li><p><span>Nested</span></p></li></ul></ul></b>"""
WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style><!-- p{} --></style></head><body>
<!--StartFragment--><p class=MsoNormal>Some <b>bold
text</b><o:p></o:p></p><p class=MsoListParagraphCxSpFirst style='mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol'><span style='mso-list:Ignore'>·<span>&nbsp;&nbsp; </span></span></span><![endif]>First</p>
<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>1.<span>&nbsp;
</span></span>Sub</p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·</span>Second</p>
<!--EndFragment--></body></html>"""
LIBRE_OFFICE = """<!DOCTYPE html><html><head><title></title><style>p{}</style></head><body>
<p><font face="Liberation Serif"><span style="font-weight: bold">Bold</span> and <i>slanted</i></font></p>
<ol><li><p>One</p></li><li><p>Two</p></li></ol></body></html>"""
EXCEL = """<html><body><table border=0 width=128><!--StartFragment--><col width=64 span=2><tr height=20>
<td height=20 class=xl65>Name</td><td align=right>Sum</td></tr><tr><td>A</td><td align=right>1.5</td></tr>
<!--EndFragment--></table></body></html>"""
LINKED_IN = """<p>Words with <strong>bold</strong><span class="white-space-pre"> </span>and more.<br><br>Next</p>
<button>Like</button><span class="visually-hidden">Skip</span>"""


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (GOOGLE_DOCS, "# Title\n\nSome **bold**, *slanted*`code`\n\n- One\n  - Nested"),
        (WORD, "Some **bold text**\n\n- First\n  1. Sub\n- Second"),
        (LIBRE_OFFICE, "**Bold** and *slanted*\n\n1. One\n2. Two"),
        (EXCEL, "| Name | Sum |\n| --- | ---: |\n| A | 1.5 |"),
        (LINKED_IN, "Words with **bold** and more.\n\nNext"),
    ],
    ids=["Google Docs", "Word", "LibreOffice", "Excel", "LinkedIn"],
)
def test_programs_are_understood(html, expected):
    assert markdown(html) == expected


# --- Hostile and broken ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)><p>x",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "<p>&lt;img src=x onerror=alert(1)&gt;",
        "[x](javascript:alert(1))",
        "<p>[x]<b>(javascript:alert(1))</b>",
        '<abbr title="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;">x</abbr>',
        '<a href="https://x.org/&quot;&gt;&lt;script&gt;">x</a>',
        '<img src="https://x.org/a.png" alt="](javascript:alert(1)) <script>">',
        "<style>@import 'https://x.org'</style><p style='background:url(javascript:1)'>x",
        "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
        "<noscript><p title='</noscript><script>alert(1)</script>'>",
    ],
)
def test_what_is_hostile_renders_to_nothing_that_runs(html):
    shown = render(markdown(html)).html
    assert not re.search(r"<(?:script|svg|style|math|iframe)|<[^>]*\son\w+=|(?:href|src)=\"(?!https:)", shown)


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<div>" * 5_000 + "x", "x"),
        ("<ul><li>" * 5_000 + "x", "x"),
        ("<b>" * 5_000 + "<p>x", "x"),
        ("<table><tr><td>" * 1_000 + "x", "x"),
        ("<script>no</script><!-- no -->" + "<div>" * 5_000 + "a<p>*b*</p>", "a\n\n\\*b\\*"),
        ("x" * (MAX_CHARACTERS + 1), "x" * (MAX_CHARACTERS + 1)),
    ],
)
def test_what_is_too_wild_gives_its_words(html, words):
    assert markdown(html) == words


@pytest.mark.parametrize(
    "html", ["", "<", "<a", "</p>", "<p", "&#0;", "\0", "<!--", "<![CDATA[x", "\ud800", "<ol start=x>"]
)
def test_broken_html_is_no_error(html):
    assert "\0" not in markdown(html)


def test_deep_lists_do_not_multiply_the_text():
    html = "<ul>" * 45 + "<li>x</li>" * 1_000
    assert len(markdown(html)) < 30_000
