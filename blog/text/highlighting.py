"""Code blocks: Pygments' classes for the languages that blogs show, plain text for everything else."""

import re
import time
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from html import escape
from typing import Any

from django.utils.translation import gettext
from pygments import format
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import find_lexer_class_by_name, get_all_lexers
from pygments.lexers.shell import BashSessionLexer

# Lexers are regular expressions of many authors, and some take seconds on a screenful of quotes. So a text has only so
# much of the processor's time, looked at after each token, and what makes a single token slow is no code to a lexer:
# endless lines, deserts of white space, giant blocks. With that, in each of these languages the next token of any
# hostile text tried came within a twentieth of a second (`python -m tests.benchmarks.highlighting` tries them again).
# A language whose lexer holds its tokens back until the end, as those for templates do, cannot be on this list.
LANGUAGES = frozenset(
    "bash c cmake console cpp csharp css diff docker elixir erlang fsharp go graphql groovy haskell html http ini java "
    "javascript json jsx julia kotlin latex less lua make nginx objective-c ocaml php postgresql powershell properties "
    "protobuf python r ruby rust sass scala scss sql swift terraform toml tsx typescript vim xml yaml".split()
)
_ALIASES = {
    "html+django": "html",
    "makefile": "make",
    "objectivec": "objective-c",
    "tex": "latex",
}
# From the library's index: asking it for a language loads it first, and a text may ask for all of its five hundred.
_KNOWN = frozenset(_ALIASES).union(
    *(aliases for _, aliases, _, _ in get_all_lexers(plugins=False) if LANGUAGES.intersection(aliases))
)

# In characters of code; each block costs as much as this many more. People's code is through long before the time is.
BUDGET = 60_000
BLOCK_COST = 300
# In seconds of the processor, for all code of a text.
PATIENCE = 0.25

MAX_BLOCK = 20_000
MAX_LINE = 400
MAX_SPACE = 200

_LANGUAGE = re.compile(r"\{?\s*\.?([A-Za-z0-9+#_.-]{1,40})")
_Lexed = tuple[Any, str]

_SPACE = re.compile(rf"\s{{{MAX_SPACE}}}")
_FORMATTER = HtmlFormatter(nowrap=True)


class _TooSlowError(Exception):
    """The time for code is up."""


class _Sessions(BashSessionLexer):
    """What was typed into a shell and what came back; the library's own pattern of a prompt takes cubic time."""

    _ps1rgx = re.compile(
        r"^((?:\[[^\]\n]{1,80}\]|\w{0,9}sh[\w.-]{0,9}|[~/]\S{0,80}|[\w.-]{1,40}[@:]\S{1,80}(?: \S{1,80})?)?"
        r" ?[$#%❯]\s*)(.*\n?)"
    )


class Highlighter:
    """Highlights the code blocks of one text, until its budget or its time is spent."""

    def __init__(self, clock: Callable[[], float] = time.thread_time) -> None:
        self.left = BUDGET
        self.patience = PATIENCE
        self.clock = clock

    def block(self, code: str, info: str) -> str:
        """HTML of a code block; `info` is what stands after the fence, its first word being the language."""
        match = _LANGUAGE.match(info)
        word = match[1] if match else ""
        lexer = _lexer(word.lower()) if word.lower() in _KNOWN else None
        name = lexer.name if lexer else word
        label = gettext("%(language)s code") % {"language": name} if name else gettext("Code")
        language = f' data-language="{escape(name)}"' if name else ""
        inner = self._coloured(code, lexer) if lexer else escape(code, quote=False)
        pre = f'<pre tabindex="0" role="group" aria-label="{escape(label)}"><code>{inner}</code></pre>'
        return f'<div class="code"{language}>{pre}</div>\n'

    def _coloured(self, code: str, lexer: Lexer) -> str:
        cost = len(code) + BLOCK_COST
        if cost > self.left or not _is_calm(code):
            return escape(code, quote=False)
        self.left -= cost
        began = self.clock()
        try:
            return format(self._before(began + self.patience, lexer.get_tokens(code)), _FORMATTER)
        except _TooSlowError:
            return escape(code, quote=False)
        finally:
            self.patience -= self.clock() - began

    def _before(self, deadline: float, tokens: Iterable[_Lexed]) -> Iterator[_Lexed]:
        for token in tokens:
            if self.clock() > deadline:
                raise _TooSlowError
            yield token


def _is_calm(code: str) -> bool:
    is_short = len(code) <= MAX_BLOCK and all(len(line) <= MAX_LINE for line in code.split("\n"))
    return is_short and not _SPACE.search(code)


@lru_cache(maxsize=len(_KNOWN))
def _lexer(word: str) -> Lexer:
    """Of a word in `_KNOWN`."""
    make = _Sessions if word in _Sessions.aliases else find_lexer_class_by_name(_ALIASES.get(word, word))
    return make(stripnl=False, ensurenl=False)
