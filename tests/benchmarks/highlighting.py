"""How long hostile code keeps each lexer from its next token: `python -m tests.benchmarks.highlighting [LANGUAGE …]`.

Only between tokens can the highlighter give up, so this, and not how long the whole block takes, is what must be short.
The last row is a whole text of the blocks that were worst. Takes five seconds a language.
"""

import random
import re
import sys
import time
from collections.abc import Iterator

from blog.text.highlighting import LANGUAGES, MAX_BLOCK, MAX_LINE, MAX_SPACE, PATIENCE, _lexer
from blog.text.markdown import render
from tests.benchmarks.table import Row, print_table

GOAL = "under 50 ms"
# A flood is the same all over: so many seconds of it are enough. Mixtures are read to their end.
ENOUGH = 0.005
MIXTURES = 20

OPENERS = (
    '" \' ` """ \'\'\' r" r#" R"( @" $" f"{ E\' \\" \\ \\\\ \\u \\x < <a <a= </ <!-- <![CDATA[ <!DOCTYPE <? <?php ?> '
    "<% <# <<A <<- << >> /* /** // / /[ /a/ s/a/ m{ q{ q( %q( %w %( %{ # #{ #a #if #define ( (( (* (? [ [[ [==[ --[[ { "
    "{{ {% {- {a ${ ${a $( $(( $a $$ $' $@ $# @ @a @@ @( @{ @media @if % %a & && &a &# * ** *a _ __ - -- --- -a -> "
    "= == => =begin =cut : :: := ; , . .. ... .a ! !! !a !< ? ?? | || |a ~ ~~ ~r/ ^ + +++ 1 1. 1_ 1e 0x 0. ) ] } )( a "
    'a. a: a= a-b a@b a::b a.b a( a[ a{ a< a<b a! a? a* aA é \u0301 \0 ``` \'a\' \'a "a" "a "a": {"a":'
)
WORDS = (
    "begin end class def fn fun func function let var val const type data struct enum interface public static int "
    "import from package namespace using select case when if then else for while do done module where sub my proc "
    "template return new async get FROM RUN CMD SELECT @@ diff Index: import url( verb|"
)
SIGNS = OPENERS.split(" ")
FLOODS = (*SIGNS, *(f"{word} " for word in (*WORDS.split(), *SIGNS)), " ", "\t", "a\t", "\\\n", "a a ", "\u3000")
# Without these, all is text to the lexer.
BEGINNINGS = {"php": "<?php\n", "html": "<p>"}


def main() -> None:
    languages = sys.argv[1:] or sorted(LANGUAGES)
    rows, worst = [], []
    for language in languages:
        seconds, code = max((longest_wait(language, *each), each[0]) for each in hostile_blocks(language))
        worst.append(f"```{language}\n{code}\n```\n\n")
        sys.stderr.write(f"{language}: {seconds * 1000:.0f} ms\n")
        rows.append(Row(f"{language}: {code[:12]!r}", f"{seconds * 1000:.0f} ms", GOAL))
    text = ("".join(worst) * 20)[:200_000]
    rows.append(Row("200 kB of these", f"{min(processor_time(text) for _ in range(3)):.2f} s", "under a second"))
    print_table(rows)


def hostile_blocks(language: str) -> Iterator[tuple[str, float]]:
    """Blocks that the highlighter takes to be calm, the same ones each time, and for how many seconds to read them."""
    beginning = BEGINNINGS.get(language, "")
    for flood in FLOODS:
        line = (flood * MAX_LINE)[: MAX_LINE - 1]
        for code in (line + "\n", flood + "\n", f"{flood} x y\n  "):
            yield calm(beginning + code * MAX_BLOCK), ENOUGH
    chance = random.Random(language)
    for _ in range(MIXTURES):
        few = [*chance.choices(FLOODS, k=chance.randint(2, 6)), "\n", " "]
        runs = (chance.choice(few) * chance.choice([1, 1, 9, 90]) for _ in range(3_000))
        yield calm(beginning + "".join(runs)), PATIENCE


def calm(code: str) -> str:
    lines = (line[:MAX_LINE] for line in code[:MAX_BLOCK].split("\n"))
    return re.sub(rf"\s{{{MAX_SPACE},}}", " " * (MAX_SPACE - 2) + "\n", "\n".join(lines))


def longest_wait(language: str, code: str, patience: float) -> float:
    """In seconds of the processor; measured again if it is long, for other programs disturb the measure."""
    wait = _wait(language, code, patience)
    return wait if wait < ENOUGH else min(wait, _wait(language, code, patience))


def _wait(language: str, code: str, patience: float) -> float:
    lexer = _lexer(language)
    began = last = time.process_time()
    longest = 0.0
    for _ in lexer.get_tokens(code):
        now = time.process_time()
        longest, last = max(longest, now - last), now
        if now - began > patience:
            break
    return longest


def processor_time(text: str) -> float:
    began = time.process_time()
    render(text)
    return time.process_time() - began


if __name__ == "__main__":
    main()
