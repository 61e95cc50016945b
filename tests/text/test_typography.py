import pytest

from blog.text.markdown import render


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("1990--2000, or -- so", "1990–2000, or – so"),
        ("so---there --- then", "so—there — then"),
        ("wait... [...] what?...", "wait… […] what?…"),
        ('"Well..." -- "so"', "“Well…” – “so”"),
        ("cut off--\nand *on --*", "cut off–\nand <em>on –</em>"),
        ('[a -- b](/c--d "e")', '<a href="/c--d" title="e">a – b</a>'),
    ],
)
def test_hyphens_and_dots_become_dashes_and_ellipses(written, shown):
    assert render(written).html == f"<p>{shown}</p>\n"


@pytest.mark.parametrize(
    "text",
    [
        "run it with --all or -v",
        "--all",
        "---- and ---->",
        "a --> b <-- c",
        "go test ./... and ..../x",
        "(c) (r) (tm) +- a,, b?? !!!!!",
    ],
)
def test_options_arrows_paths_and_other_signs_are_left_as_they_are(text):
    assert render(text).plain_text == text


def test_escaped_hyphens_and_dots_are_left_as_they_are():
    assert render(r"a\--b \... c").plain_text == "a--b ... c"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("`a--b...`", "<code>a--b...</code>"),
        ("```\na -- b...\n```", "a -- b..."),
        ("    a -- 'b'...\n", "a -- 'b'..."),
        ("<code>a--'b'...</code>", "<code>a--'b'...</code>"),
        ("<kbd>*a--b*</kbd>", "<kbd><em>a--b</em></kbd>"),
        ("<https://example.com/a--b...c>", ">https://example.com/a--b...c</a>"),
        ("https://example.com/a--b...c", ">https://example.com/a--b...c</a>"),
        ("me--you@example.com", ">me--you@example.com</a>"),
        ("![a--b](/c--d...png)", 'src="/c--d...png"'),
        ('<img src="/a--b" alt="c--d...">', 'alt="c--d..."'),
    ],
)
def test_code_and_addresses_keep_their_hyphens_and_dots(text, kept):
    assert kept in render(text).html


def test_text_after_code_written_as_html_is_running_text_again():
    assert render("<code>a</code> -- <code>b</code> </code> ...").html.count("–") == 1


def test_lines_of_hyphens_keep_their_meaning():
    html = render("---\ntitle: x\n---\n\n| a |\n|---|\n| b |\n\n***\n\n---\n").html

    assert html.startswith("<hr>\n")
    assert '<h2 id="title-x">title: x</h2>' in html
    assert "<td>b</td>" in html
    assert html.count("<hr>") == 3
