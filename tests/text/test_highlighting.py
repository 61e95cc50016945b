import sys
from itertools import count

import pytest
from pygments.lexer import DelegatingLexer
from pygments.lexers import get_lexer_by_name

from blog.text.highlighting import BUDGET, LANGUAGES, MAX_BLOCK, MAX_LINE, MAX_SPACE, PATIENCE, Highlighter


def highlighter() -> Highlighter:
    """One for which no time passes, however busy the machine."""
    return Highlighter(clock=lambda: 0.0)


def test_known_language_is_coloured_and_named_whatever_else_the_info_says():
    for info in ("python", "Python", "py", "python {linenos=true}", "{.python}", "python title=x"):
        html = highlighter().block("def f(): pass\n", info)
        assert '<span class="k">def</span>' in html
        assert 'data-language="Python"' in html


def test_unknown_language_is_plain_text():
    html = highlighter().block("<x>\n", "brainfudge")

    assert "<span" not in html
    assert "&lt;x&gt;" in html
    assert 'data-language="brainfudge"' in html


# Code that a post may show, with something in it that is coloured. Repeated to the length of an article's listing.
ORDINARY = {
    "bash": ('for f in *.txt; do echo "$f" | tr a-z A-Z; done\n', "k"),
    "c": ("int main(void) { return 0; } /* done */\n", "kt"),
    "console": ("root@web1:~# ls -la /tmp\ntotal 0\n", "gp"),
    "cpp": ("std::vector<int> all{1, 2};\nfor (auto& one : all) one++;\n", "k"),
    "csharp": ('public string Name(int a)\n{\n    return $"{a}";\n}\n', "k"),
    "css": (".card > a:hover { color: #fff; margin: 0 auto }\n", "nc"),
    "diff": ("--- a/x\n+++ b/x\n@@ -1 +1 @@\n-one\n+two\n", "gi"),
    "docker": ("FROM python:3.13-slim\nRUN pip install --no-cache-dir .\n", "k"),
    "go": ("func add(a, b int) (int, error) {\n\treturn a + b, nil\n}\n", "kd"),
    "html": ('<p class="a">One <b>two</b></p>\n<script>let a = 1</script>\n', "nt"),
    "ini": ("[section]\nname = value ; why\n", "k"),
    "java": ("public static int f(List<String> a) {\n\treturn a.size();\n}\n", "kd"),
    "javascript": ("const f = async (a) => `x${a}`.replace(/a+/g, '');\n", "kd"),
    "json": ('{"name": [1, true, null]}\n', "nt"),
    "kotlin": ("fun f(a: Int = 1): String? = a.toString()\n", "kd"),
    "make": ("all: build\n\tcc -o $@ $<\n", "nf"),
    "nginx": ("server {\n    listen 80;\n    location / { return 301 https://$host; }\n}\n", "k"),
    "php": ('<?php\nfunction f(array $a): int { return count($a) . "x"; }\n', "k"),
    "python": ('@wraps(f)\ndef f(*a: int) -> str:\n    """Why."""\n    return f"{a!r}"\n', "k"),
    "ruby": ('def f(a) = "#{a}"\n[1].each { |x| puts x }\n', "k"),
    "rust": ("fn f<'a>(s: &'a str) -> Option<u8> { s.bytes().next() }\n", "k"),
    "sql": ("SELECT count(*) FROM posts WHERE slug = 'a' -- all\n;\n", "k"),
    "swift": ('func f(_ a: Int?) -> String { guard let a else { return "" } }\n', "kd"),
    "toml": ('[tool.x]\nname = ["a", 1]\n', "k"),
    "typescript": ("interface A<T> { readonly x?: T }\n", "kd"),
    "yaml": ("a:\n  - b: 'c'\n    d: true # why\n", "nt"),
}


@pytest.mark.parametrize("language", ORDINARY)
def test_listing_of_three_hundred_lines_is_coloured(language):
    code, coloured = ORDINARY[language]
    listing = code * (300 // code.count("\n"))

    html = highlighter().block(listing, language)

    assert html.count(f'<span class="{coloured}') >= listing.count("\n") / 8
    assert len(listing) < MAX_BLOCK


@pytest.mark.parametrize(
    "code",
    ["x = 1\n" * MAX_BLOCK, f"x = '{'a' * MAX_LINE}'\n", "x = 1" + "\n \n" * MAX_SPACE],
    ids=["long", "wide", "empty"],
)
def test_code_that_could_keep_a_lexer_busy_between_two_tokens_is_plain_text(code):
    html = highlighter().block(code, "python")

    assert "<span" not in html
    assert "x = " in html


def test_code_that_takes_too_long_is_plain_text_and_so_is_all_after_it():
    clock = count(step=PATIENCE / 100).__next__
    hostile = '\\"' * 150 + "<\n"
    patient = Highlighter(clock)

    assert "<span" in patient.block("x = 1\n", "python")
    html = patient.block(hostile * 20, "javascript")
    assert "<span" not in html
    assert html.count("&lt;") == 20
    assert "<span" not in patient.block("x = 1\n", "python")
    assert "<span" in Highlighter(clock).block("x = 1\n", "python")


def test_budget_is_for_the_whole_text():
    one = highlighter()
    code = "x = 1  # colourful\n" * 100
    coloured = ["<span" in one.block(code, "python") for _ in range(BUDGET // len(code) + 1)]

    assert coloured[0] is True
    assert coloured[-1] is False


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_language_listed_has_a_lexer_and_goes_by_its_name(language):
    assert f'data-language="{get_lexer_by_name(language).name}"' in highlighter().block("x\n", language)


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_no_lexer_holds_its_tokens_back_until_the_end(language):
    # Only between tokens can it be seen that the time is up.
    assert not isinstance(get_lexer_by_name(language), DelegatingLexer)


@pytest.mark.parametrize(
    "prompt", ["$ ", "# ", "me@box:~/x$ ", "(venv) me@box ~/x % ", "[me@box x]$ ", "bash-5.2$ ", "~/x $ "]
)
def test_prompts_of_a_shell_session_are_told_from_what_is_typed_and_answered(prompt):
    html = highlighter().block(f'{prompt}echo "1"\n100% done, $1\n', "console")

    assert '<span class="nb">echo</span>' in html
    assert '<span class="go">100% done, $1</span>' in html


def test_line_like_a_prompt_is_read_in_time():
    assert '<span class="go">aaa' in highlighter().block("a" * 200 + ":" * 199 + "\n", "console")


def test_every_name_of_a_listed_language_is_known_and_no_others_are_loaded():
    for word in (
        "py",
        "golang",
        "rs",
        "c++",
        "c#",
        "tex",
        "makefile",
        "yml",
        "ts",
        "sh",
        "dockerfile",
        "shell-session",
    ):
        assert f'data-language="{word}"' not in highlighter().block("x\n", word)

    highlighter().block("x\n", "smalltalk")

    assert "pygments.lexers.smalltalk" not in sys.modules
