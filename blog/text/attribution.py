"""Finds the sentence that says where a post was published first, so that it can become data instead of text.

Only a paragraph that says nothing else counts, and only at the head of a text (after a leading picture, too) or at its
foot: “(This post was cross-posted from the Example Blog.)”, “*Originally published on [Example](https://…).*”.
"""

import re
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class AttributedSource:
    """`with_article` says that the sentence reads “the Example Blog” rather than “Example”."""

    name: str
    url: str | None
    with_article: bool


@dataclass(frozen=True, slots=True)
class Attribution:
    """`body` is the text without the sentence; `direction` is "to" where it names a copy instead of the original."""

    body: str
    sources: tuple[AttributedSource, ...]
    place: Literal["top", "bottom"]
    direction: Literal["from", "to"] = "from"


# A sentence longer than this says more than where a post came from.
_MAX_SENTENCE = 400
_MAX_NAME_WORDS = 7
_MAX_HEAD_PICTURES = 2_000

_SUBJECT = (
    r"(?:(?:note|disclosure|update|n\.b\.)\s*[:—–-]\s*)?"
    r"(?:(?:this|the following|the above)\s+(?:(?:blog\s+)?(?:post|article|entry|essay|piece|story|text)|note)\s+"
    r"|this\s+|it\s+|an?\s+(?:earlier\s+)?version\s+of\s+this\s+(?:post|article)\s+)?"
)
_AUXILIARY = r"(?:is|was|has\s+been|had\s+been|also|has\s+also\s+been|was\s+also|is\s+also)?\s*"
_ADVERB = r"(?:originally|first|initially|previously|also)\s+"
_ACT = (
    rf"(?:(?:(?:{_ADVERB})?(?:an?\s+)?cross[\s-]?post(?:ed|ing)?"
    rf"|{_ADVERB}(?:published|posted|appeared|written|ran|featured|shared)"
    r"|(?:re-?published|re-?posted|syndicated|re-?blogged|reprinted)(?:\s+with\s+permission)?))"
)
_PREPOSITION = r"(?P<preposition>from|at|on|in|to|by|over\s+at|over\s+on|for|with|via)"
_LEAD = re.compile(
    rf"{_SUBJECT}{_AUXILIARY}{_ACT}(?:\s+(?:here\s+)?{_PREPOSITION}\b|\s*:)\s*(?P<sources>\S.*)",
    re.IGNORECASE | re.DOTALL,
)

_LINK = re.compile(
    r"\[(?P<name>[^\[\]]+)\]\(\s*<?(?P<url>[^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)*)>?(?:\s+[\"'][^\"']*[\"'])?\s*\)"
)
_BARE_URL = re.compile(r"<?(?P<url>(?:https?://|www\.)[^\s<>]+?)>?")
_WRAPPERS = (("(", ")"), ("[", "]"), ("***", "***"), ("**", "**"), ("__", "__"), ("*", "*"), ("_", "_"))
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_IMAGES_ONLY = re.compile(r"\s*(?:\[?!\[[^\]]*\]\([^()]*(?:\([^()]*\)[^()]*)*\)(?:\]\([^()\s]*\))?\s*)+")
# What stands between names, outside of links.
_BETWEEN = re.compile(
    r"\s*,\s*(?:and|&)\s+|\s*,\s+|\s+(?:and|&|as\s+well\s+as)\s+(?:also\s+)?(?:(?:on|at|to|in|from)\s+)?|\s+&\s+"
)
# A name has none of these; prose about something else nearly always has.
_PROSE = re.compile(
    r"\b(?:is|was|were|are|be|has|had|have|will|would|can|could|but|which|who|that|because|when|where|while|so|then|it|"
    r"we|i|you|they|he|she|my|our|your|their|his|if|not|after|before|since|until|during|about|into|with|changed)\b",
    re.IGNORECASE,
)
_DATE_TAIL = re.compile(
    r"[\s,]+(?:on|in)\s+(?:(?:\d{1,2}(?:st|nd|rd|th)?\s+)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
    r"(?:\s+\d{1,2}(?:st|nd|rd|th)?)?,?\s*(?:\d{4})?|\d{4}(?:-\d{2}-\d{2})?)$",
    re.IGNORECASE,
)


def extract(body: str) -> Attribution | None:
    """The attribution of a Markdown text, or None. The head is looked at before the foot."""
    paragraphs = _paragraphs(body)
    if not paragraphs:
        return None
    head = paragraphs[0]
    if len(paragraphs) > 1 and len(body[head]) < _MAX_HEAD_PICTURES and _IMAGES_ONLY.fullmatch(body[head]):
        head = paragraphs[1]
    candidates: list[tuple[slice, Literal["top", "bottom"]]] = [(head, "top")]
    if paragraphs[-1] is not head:
        candidates.append((paragraphs[-1], "bottom"))
    for paragraph, place in candidates:
        read = _read(body[paragraph])
        if read:
            sources, direction = read
            return Attribution(_without(body, paragraph), sources, place, direction)
    return None


def _paragraphs(body: str) -> list[slice]:
    """Where the runs of lines that are not blank begin and end."""
    found: list[slice] = []
    was_blank = True
    for line in _LINE.finditer(body):
        is_blank = not line[0].strip()
        if not is_blank and was_blank:
            found.append(slice(line.start(), line.end()))
        elif not is_blank:
            found[-1] = slice(found[-1].start, line.end())
        was_blank = is_blank
    return found


def _without(body: str, paragraph: slice) -> str:
    before, after = body[: paragraph.start], body[paragraph.stop :]
    # A rule that set the sentence off from the text has nothing left to set off.
    before = before if after.strip() else re.sub(r"\n[^\S\n]*(?:[-*_][^\S\n]*){3,}\s*\Z", "\n", before)
    if not before.strip():
        return after.lstrip("\r\n")
    return before.rstrip() + "\n" + ("\n" + after.lstrip("\r\n") if after.strip() else "")


def _read(paragraph: str) -> tuple[tuple[AttributedSource, ...], Literal["from", "to"]] | None:
    if len(paragraph) > _MAX_SENTENCE or paragraph.startswith(("    ", "\t")):
        return None
    sentence = " ".join(paragraph.split())
    lead = _LEAD.fullmatch(_unwrapped(sentence))
    if not lead:
        return None
    sources = _sources(_unwrapped(lead["sources"]))
    direction = "to" if (lead["preposition"] or "").lower() in ("to", "with") else "from"
    return (sources, direction) if sources else None


def _unwrapped(text: str) -> str:
    """`text` without the parentheses, emphasis and full stops around all of it."""
    before = None
    while before != text:
        before = text
        text = text.strip().removeprefix(">").strip()
        text = text.rstrip(".!; ") if not text.endswith("...") else text
        for opening, closing in _WRAPPERS:
            inner = text[len(opening) : -len(closing)]
            is_wrapped = text.startswith(opening) and text.endswith(closing) and len(text) > 2 * len(opening)
            is_one = _is_one_group(text) if opening == "(" else opening not in inner and closing not in inner
            if is_wrapped and is_one:
                text = inner
    return text


def _is_one_group(text: str) -> bool:
    """Whether the parenthesis that opens the text is closed only by its last character."""
    depth = 0
    for i, char in enumerate(text):
        depth += {"(": 1, ")": -1}.get(char, 0)
        if depth == 0:
            return i == len(text) - 1
    return False


def _sources(text: str) -> tuple[AttributedSource, ...]:
    """The sources named in the rest of the sentence; none if it holds anything else."""
    text = _DATE_TAIL.sub("", text).strip().rstrip(".")
    links: list[re.Match[str]] = list(_LINK.finditer(text))
    # Links stand as one private character each while the text between them is split.
    masked = _LINK.sub("\ue000", text)
    sources = []
    taken = iter(links)
    for part in _BETWEEN.split(masked):
        link = next(taken, None) if "\ue000" in part else None
        source = _source(part, link)
        if source is None:
            return ()
        sources.append(source)
    return tuple(sources)


def _source(part: str, link: re.Match[str] | None) -> AttributedSource | None:
    name = part.replace("\ue000", link["name"] if link else "", 1).strip()
    for opening, closing in _WRAPPERS[2:]:
        if name.startswith(opening) and name.endswith(closing):
            name = name[len(opening) : -len(closing)]
    name = name.strip(" *_\"“”'‘’")
    bare = _BARE_URL.fullmatch(name)
    if bare:
        host = re.sub(r"^(?:https?://)?(?:www\.)?", "", bare["url"]).split("/")[0]
        return AttributedSource(host, bare["url"], with_article=False)
    name, with_article = re.subn(r"^the\s+", "", name, flags=re.IGNORECASE)
    if not _is_name(name) or "\ue000" in name:
        return None
    return AttributedSource(name, link["url"] if link else None, bool(with_article))


def _is_name(text: str) -> bool:
    """Names are short, start like names, and are no clause."""
    if not text or len(text.split()) > _MAX_NAME_WORDS or _PROSE.search(text) or re.search(r"[.!?:;]\s|[()\[\]]", text):
        return False
    first = text.lstrip("@#")[:1]
    return first.isupper() or first.isdigit() or not first.isascii() or "." in text or text.lower().endswith("blog")
