"""Blocks of code: their text, without line numbers, and their language, as many programs write them."""

import re
from functools import cache

from pygments.lexers import get_all_lexers

from .escapes import fence
from .tree import Node

_LANGUAGE = re.compile(r"(?:^|\s)(?:lang(?:uage)?-|highlight-(?:source|text)-|brush:\s*)([A-Za-z0-9+#_.-]{1,40})")
# What no program means as a language.
_NONE = frozenset({"none", "text", "plain", "plaintext", "plain_text", "txt", "auto", "default", "undefined"})
_WRAPPERS = frozenset({"sourceCode", "hljs", "highlight", "prettyprint", "code"})
_NUMBERS = re.compile(r"(?:^|\s)(?:line-?no(?:s|\b)|line-?numbers?|lineno|gutter|ln|rouge-gutter|crayon-nums)", re.I)


def is_code_table(node: Node) -> bool:
    """A table whose one column has numbers of lines and the other the code."""
    pres = sum(1 for each in node.walk() if each.name == "pre")
    return 1 <= pres <= 2 and any(_NUMBERS.search(each.attrs.get("class", "")) for each in node.walk())


def block(node: Node, around: str = "") -> str:
    """A fence for the code in an element; `around` is the language that its surroundings name."""
    code = _code(node).replace("\r\n", "\n").replace("\xa0", " ").replace("\0", "")
    code = re.sub(r"\A(?:[ \t]*\n)+|\s+\Z", "", code)
    return fence(code, language(node) or around) if code.strip() else ""


def _code(node: Node) -> str:
    pieces: list[str] = []
    for child in node.children:
        if isinstance(child, str):
            pieces.append(child)
        elif child.name == "br":
            pieces.append("\n")
        elif not (child.is_hidden or _NUMBERS.search(child.attrs.get("class", ""))):
            pieces.append(_code(child))
            if child.name in ("div", "p", "li", "tr") and not pieces[-1].endswith("\n"):
                pieces.append("\n")
    return "".join(pieces)


def language(node: Node) -> str:
    """As a word after a fence; of the element, or of the code in it."""
    inner = [each for each in node.elements if each.name in ("code", "pre")]
    for each in (node, *inner):
        named = each.attrs.get("data-language") or each.attrs.get("data-lang") or each.attrs.get("lang", "")
        found = _LANGUAGE.search(each.attrs.get("class", ""))
        word = named or (found[1] if found else "") or _after_wrapper(each)
        if word and word.lower() not in _NONE:
            word = _aliases().get(word.lower(), word.lower())
            return word if re.fullmatch(r"[a-z0-9+#_.-]{1,40}", word) else ""
    return ""


def _after_wrapper(node: Node) -> str:
    """`<pre class="sourceCode python">`, `<code class="hljs python">`."""
    classes = node.classes
    others = [name for name in classes if name not in _WRAPPERS]
    is_wrapped = bool(_WRAPPERS.intersection(classes)) and len(others) == 1 and node.name in ("pre", "code")
    return others[0] if is_wrapped and others[0].lower() in _words() else ""


@cache
def _aliases() -> dict[str, str]:
    """The shortest usual word for each language by its name."""
    lexers = get_all_lexers(plugins=False)
    return {name.lower(): aliases[0] for name, aliases, _, _ in lexers if aliases and name.lower() not in aliases}


@cache
def _words() -> frozenset[str]:
    return frozenset(alias for _, aliases, _, _ in get_all_lexers(plugins=False) for alias in aliases)
