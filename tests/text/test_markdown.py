import pytest

from blog.text.markdown import Picture, image_alts, image_refs, render, undescribed_images
from tests.text.walker import errors


def test_known_picture_is_shown_with_its_size_and_loaded_at_once_when_it_is_the_first():
    asked = []

    def find(refs):
        asked.append(tuple(refs))
        return {"image:45": Picture("/media/cat.jpg", 640, 480, alt="A cat")}

    html = render("![](image:45) and again ![](image:45)", pictures=find).html

    assert asked == [("image:45",)]
    first, second = html.split(" and again ")
    assert '<img src="/media/cat.jpg" width="640" height="480" loading="eager"' in first
    assert 'alt="A cat"' in first
    assert 'loading="lazy"' in second


def test_image_refs_are_the_destinations_as_written_in_order():
    assert image_refs("![a](<my pic.png>)\n\n[![b](image:3)](/x)\n\n![a](image:2 'T')") == (
        "my pic.png",
        "image:3",
        "image:2",
    )


def test_link_to_a_picture_of_ours_leads_to_its_file():
    known = {"image:3": Picture("/media/3.jpg", 40, 30), "image:4": Picture("/media/4.jpg", 40, 30)}
    html = render("[large](image:3)\n\n[![](image:4)](image:3)", pictures=lambda refs: known).html
    assert html.count('<a href="/media/3.jpg"') == 2
    assert image_refs("[large](image:3)\n\n[![](image:4)](image:3), [other](/x)") == ("image:3", "image:3", "image:4")


def test_link_to_a_picture_that_is_not_there_leads_nowhere():
    assert render("[large](image:9)", pictures=lambda refs: {}).html == "<p><a>large</a></p>\n"


def test_undescribed_images_are_those_without_words_anywhere_in_the_text():
    text = "![](a.png) ![ ](b.png) ![A tree](c.png) ![](c.png) ![](a.png)\n\n<img src=d.png>\n\n[large](image:4)"
    assert undescribed_images(text) == ["a.png", "b.png", "d.png"]


def test_image_alts_are_the_first_words_that_a_text_has_for_each_image():
    text = "![](a.png)\n\nSo ![A *tall* tree](a.png), ![later](a.png), <img src='b.png' alt='A &amp; B'>, ![ ](c.png)"
    assert image_alts(text) == {"a.png": "A tall tree", "b.png": "A & B"}


EVERYTHING = """\
# Title "quoted"

[[toc]]

Don't use `"code"` quotes; see https://example.com/a_b, www.example.com, me@example.com, setup.py.[^1] Again.[^1]

![A boat](image:1 "In the harbour")

![A boat](boat.png)

*A boat*

![](a.png) ![](b.png "B")

## Same

## Same

- [ ] one
- [x] two

| Name | Age |
|:-----|----:|
| Ann  |   3 |

Term
: Meaning

!!! warning "Careful"
    Hot.

~~gone~~

```python
def f(): return "<&>"
```

```nonsense-language
<b>
```

[^1]: A note.
"""


def shown() -> str:
    return render(EVERYTHING, pictures=lambda _: {"image:1": Picture("/m/1.jpg", 4, 3, credit="Ann")}).html


def test_normal_document_is_valid_html():
    assert errors(shown()) == []


@pytest.mark.parametrize(
    "piece",
    [
        '<h2 id="title-quoted">Title “quoted”</h2>',
        '<a class="heading-anchor" href="#same-1" aria-label="Link to section: Same"></a>',
        '<nav class="toc" aria-label="Contents">',
        'Don’t use <code>"code"</code> quotes',
        '<a href="https://example.com/a_b">https://example.com/a_b</a>, <a href="https://www.example.com">www.example.com</a>',
        '<a href="mailto:me@example.com">me@example.com</a>, setup.py.',
        '<a href="#fn:1" id="fnref:1:2" role="doc-noteref" aria-label="Footnote 1">1</a>',
        '<li class="footnote" id="fn:1">',
        'role="doc-backlink" aria-label="Back to reference 1, 2"',
        '<figcaption>In the harbour <span class="figure-credit">Ann</span></figcaption>',
        '<img src="boat.png" loading="lazy" decoding="async" alt="">\n<figcaption>A boat</figcaption>',
        '<figure class="gallery">',
        '<span class="task-box" role="img" aria-label="Done">☑</span> two',
        '<div class="table-scroll" role="region" aria-label="Name, Age" tabindex="0">',
        '<th scope="col" class="align-right">Age</th>',
        "<dl>\n<dt>Term</dt>\n<dd>Meaning</dd>\n</dl>",
        '<aside class="admonition admonition-warning" role="note">\n<p class="admonition-title">Careful</p>',
        "<s>gone</s>",
        '<div class="code" data-language="Python"><pre tabindex="0" role="group" aria-label="Python code">',
        '<span class="k">def</span>',
        '<div class="code" data-language="nonsense-language">',
        "&lt;b&gt;",
    ],
)
def test_each_extension_is_rendered(piece):
    assert piece in shown()


def test_outline_has_every_heading_one_level_down_when_the_text_has_a_title_of_its_own():
    assert [(each.level, each.anchor) for each in render(EVERYTHING).toc] == [
        (2, "title-quoted"),
        (3, "same"),
        (3, "same-1"),
    ]
    assert [each.level for each in render("## A\n### B").toc] == [2, 3]


def test_heading_does_not_take_an_id_of_the_page():
    assert [each.anchor for each in render("## Content\n## 🚀\n## Content").toc] == [
        "content-1",
        "section",
        "content-2",
    ]


def test_words_are_taken_without_markup():
    rendered = render("One *two* <b>three</b>\nfour [five](/six) ![seven](x)\n\n- eight\n\n    nine")

    assert rendered.plain_text == "One two three four five seven\neight\nnine"
    assert rendered.word_count == 8


def test_excerpt_is_the_first_paragraphs_cut_after_a_word():
    assert render("# Title\n\n![x](y 'z')\n\nOne *two*.").excerpt == "One two."
    excerpt = render("word " * 100).excerpt
    assert excerpt.endswith("word…")
    assert 200 < len(excerpt) <= 240


def test_picture_nobody_knows_is_named_instead_of_broken():
    html = render("![A cat](image:9) and ![](image:9) and ![D](data:image/png;base64,xx)").html

    assert '<span class="missing-image">A cat</span>' in html
    assert "<img" not in html


def test_emphasised_line_below_a_picture_is_its_caption_only_when_it_is_nothing_else():
    assert "<figcaption>A <strong>b</strong></figcaption>" in render("![x](y)\n\n*A **b***").html
    for text in ("*a* b", "*a* *b*", "**a**", "a", "*a\nb*"):
        assert "figcaption" not in render(f"![x](y)\n\n{text}").html


def test_unclosed_tag_does_not_swallow_what_follows():
    for tag in ("<script>", "<title>", "<!--", "<textarea>", '<a title="', "<svg>", "<plaintext>", "<style>"):
        html = render(f"> {tag}\n\nThe rest of it.\n").html
        assert "The rest of it." in html
        assert "The rest of it." in render(f"Some {tag} here.\n\nThe rest of it.\n").html


def test_unclosed_formatting_ends_with_its_paragraph():
    assert render("a <b>b\n\nc").html == "<p>a <b>b</b></p>\n<p>c</p>\n"


def test_picture_in_raw_html_is_resolved_too():
    html = render('<img src="image:1" width="9">', pictures=lambda _: {"image:1": Picture("/m/1.jpg", 4, 3)}).html

    assert '<img src="/m/1.jpg" width="4" height="3"' in html


def test_image_without_a_destination_is_said_to_be_missing():
    # As the editor writes while a picture is on its way.
    assert render("![Uploading one.png…]()").html.count('<span class="missing-image">Uploading one.png…</span>') == 1
