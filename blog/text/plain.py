"""The words of a text without its markup: for search, for excerpts and for counting."""

import re
from collections.abc import Iterable, Sequence
from html import unescape

from markdown_it.token import Token

EXCERPT_LENGTH = 240

# An unclosed comment runs to the end, as in a browser, which also keeps the search linear.
_TAG = re.compile(r"<!--.*?(?:-->|\Z)|<[^<>]*>", re.DOTALL)
_SPACES = re.compile(r"[^\S\n]+")
# A letter of Chinese or Japanese counts as a word: those scripts put no spaces between words.
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]|[^\W_](?:[\w'’-]*\w)?")
# What would be markup inside the brackets of a link or picture.
_SIGN = re.compile(r"[\\`*\[\]<&]|(?<![^\W_])_|_(?![^\W_])")


def bracketed(words: str) -> str:
    """Words as Markdown has them between brackets, in one line: `inline_text` gives them back."""
    return _SIGN.sub(r"\\\g<0>", squeeze(words.replace("\n", " ")))


def inline_text(tokens: Iterable[Token]) -> str:
    """The words of inline tokens; an image stands as its alternative text."""
    return "".join(_inline_pieces(tokens))


def _inline_pieces(tokens: Iterable[Token]) -> Iterable[str]:
    for token in tokens:
        match token.type:
            case "text" | "code_inline" | "text_special":
                yield token.content
            case "image":
                yield from _inline_pieces(token.children or ())
            case "softbreak" | "hardbreak":
                yield " "
            case "html_inline" if token.content.lower().startswith("<br"):
                yield " "


def plain_text(tokens: Sequence[Token]) -> str:
    """All words, one block a line, single spaces."""
    lines = (squeeze(line) for token in tokens for line in _block_text(token).splitlines())
    return "\n".join(line for line in lines if line)


def _block_text(token: Token) -> str:
    match token.type:
        case "inline":
            return inline_text(token.children or ())
        case "fence" | "code_block":
            return token.content
        case "html_block":
            return unescape(_TAG.sub(" ", token.content))
        case "figure":
            lines = [inline_text(token.meta["caption"] or ())]
            for image, _ in token.meta["images"]:
                words = (inline_text(image.children or ()), str(image.attrs.get("title", "")))
                lines += dict.fromkeys(words)
            return "\n".join(dict.fromkeys(lines))
    return ""


def squeeze(text: str) -> str:
    return _SPACES.sub(" ", text.replace("\0", "")).strip()


def count_words(text: str) -> int:
    return sum(1 for _ in _WORD.finditer(text))


def excerpt(tokens: Sequence[Token]) -> str:
    """The first paragraphs, cut after a word; of a text without paragraphs, its first words."""
    words = ""
    for i, token in enumerate(tokens):
        if token.type == "inline" and token.level == 1 and tokens[i - 1].type == "paragraph_open":
            words = f"{words} {squeeze(inline_text(token.children or ()))}".strip()
            if len(words) >= EXCERPT_LENGTH // 2:
                break
    return shorten(words or plain_text(tokens).replace("\n", " "), EXCERPT_LENGTH)


def shorten(text: str, length: int) -> str:
    """`text` in at most `length` characters, cut between words and marked with an ellipsis."""
    if len(text) <= length:
        return text
    cut = text[:length]
    head, space, _ = cut.rpartition(" ")
    return (head if space else cut[:-1]).rstrip(" ,;:.–—-") + "…"
