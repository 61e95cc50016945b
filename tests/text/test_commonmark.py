"""The examples of the specification (see commonmark_0_31.txt), on the parser that posts are rendered with."""

import json
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from blog.text.markdown import render
from blog.text.parser import build_parser
from tests.text.walker import dangers

EXAMPLES = json.loads((Path(__file__).parent / "commonmark_0_31.json").read_text())

# Where an extension gives a meaning to what CommonMark calls plain text. (Quotes and dashes are set and code is
# coloured only after the examples' concern, the syntax, and are off here.)
EXTENDED = {
    602: "a bare link inside angle brackets that are no autolink",
    608: "a bare link inside angle brackets that are no autolink",
    611: "a bare link",
    612: "a bare mail address",
}


def _syntax_only() -> MarkdownIt:
    parser = build_parser()
    parser.options["xhtmlOut"] = True
    parser.core.ruler.disable(["dashes", "smartquotes"])
    return parser


SYNTAX = _syntax_only()


def test_specification_is_complete():
    assert len(EXAMPLES) == 652
    assert set(EXTENDED) <= {example["example"] for example in EXAMPLES}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: str(example["example"]))
def test_example_of_the_specification_is_parsed_as_it_says(example):
    # The examples write an empty quotation over two lines; between tags of blocks, white space means nothing.
    html = SYNTAX.render(example["markdown"]).replace("<blockquote></", "<blockquote>\n</")

    if example["example"] in EXTENDED:
        assert html != example["html"], "no exception is needed any more"
    else:
        assert html == example["html"]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: str(example["example"]))
def test_example_of_the_specification_is_safe_after_the_whole_pipeline(example):
    rendered = render(example["markdown"])

    assert dangers(rendered.html, anchors=tuple(heading.anchor for heading in rendered.toc)) == []
