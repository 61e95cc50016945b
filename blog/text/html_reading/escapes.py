"""Words as Markdown that renders to the same words, with no more backslashes than that takes."""

import re

# What marks something up wherever it stands.
_ALWAYS = re.compile(r"[\\`*]")
_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_BRACKET = re.compile(r"\[(?=\^)|(?<=\[)\[|\[(?=[^\[\]]*\](?:[(\[:]|$))|\](?=[(\[:])|\[(?=[ xX]\])")
_EVERY_BRACKET = re.compile(r"[\[\]]")
_ANGLE = re.compile(r"<(?=[A-Za-z/!?])")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_STRUCK = re.compile(r"~(?=~)|(?<=~)~")
# What does so at the beginning of a line.
_BEGINNINGS = r"#{1,6}(?:\s|$)|[-+](?:\s|$)|>|:[ \t]|!!!|=+[ \t]*$|\|?[ \t]*:?-+[-:| \t]*$"
_LINE = re.compile(rf"^([ \t]*)(?:(\d{{1,9}})(?=[.)](?:\s|$))|(?={_BEGINNINGS}))", re.MULTILINE)
_RULE = re.compile(r"^[ \t]*-[- \t]*$", re.MULTILINE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_INVISIBLE = re.compile(r"[\u200b\u2060\ufeff\u00ad]")
_SPACES = re.compile(r"[ \t\r\n\f]+")
# A space that does not break is meant where typography has one, and else an editor's way to keep two spaces.
_UNMEANT = re.compile(r"\xa0(?![:;!?»%€$°\d])(?<![«\d§]\xa0)|(?<=[\s\xa0])\xa0|\xa0(?=[\s\xa0])")
_RUNS = re.compile(r"`+")


def squeeze(text: str) -> str:
    """White space as HTML shows it."""
    text = _INVISIBLE.sub("", _CONTROL.sub("", text))
    return _SPACES.sub(" ", _UNMEANT.sub(" ", text) if "\xa0" in text else text)


def escape(text: str, *, in_link: bool = False) -> str:
    """For text within a paragraph; in the words of a link or picture every bracket counts."""
    text = _ALWAYS.sub(r"\\\g<0>", text)
    for pattern in (_UNDERSCORE, _EVERY_BRACKET if in_link else _BRACKET, _ANGLE, _ENTITY, _STRUCK):
        text = pattern.sub(r"\\\g<0>", text)
    return text


def escape_lines(text: str) -> str:
    """For a finished paragraph: what would begin a list, a heading or the like at the beginning of its lines."""
    text = _RULE.sub(lambda found: found[0].replace("-", "\\-"), text)
    return _LINE.sub(lambda found: f"{found[1]}{found[2]}\\" if found[2] else f"{found[1]}\\", text)


def code_span(text: str) -> str:
    text = squeeze(text).strip()
    if not text:
        return ""
    ticks = "`" * (1 + max((len(run) for run in _RUNS.findall(text)), default=0))
    if ticks in ("`", "``") and ticks not in _RUNS.findall(text):
        ticks = next(ticks for ticks in ("`", "``") if ticks not in _RUNS.findall(text))
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{pad}{text}{pad}{ticks}"


def fence(code: str, language: str = "") -> str:
    longest = max((len(run) for run in _RUNS.findall(code)), default=0)
    ticks = "`" * max(3, longest + 1)
    return f"{ticks}{language}\n{code}\n{ticks}"


def destination(url: str, title: str = "") -> str:
    """What stands in the parentheses of a link."""
    url = re.sub(r"[\s<>\\]", lambda found: f"%{ord(found[0]):02X}", url)
    if not _is_balanced(url):
        url = url.replace("(", "%28").replace(")", "%29")
    words = squeeze(title).strip()
    if not words:
        return url
    words = escape_title(words)
    return f'{url} "{words}"'


def escape_title(words: str) -> str:
    return _ENTITY.sub(r"\\&", words.replace("\\", "\\\\").replace('"', '\\"'))


def _is_balanced(url: str) -> bool:
    depth = 0
    for char in url:
        depth += {"(": 1, ")": -1}.get(char, 0)
        if depth < 0:
            return False
    return depth == 0
