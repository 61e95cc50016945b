"""Turns what Hugo and Jekyll write around Markdown into Markdown. No line is gained or lost."""

import re
from collections.abc import Callable
from urllib.parse import quote

# No braces within, so that a text full of beginnings without an end takes no time.
_HUGO = re.compile(r"\{\{[<%]([^{}\n]{1,1000}?)[>%]\}\}")
_HUGO_ARGUMENT = re.compile(r"(?:([\w-]{1,40})=)?(?:\"([^\"]*)\"|`([^`]*)`|([^\s\"`]+))")
_JEKYLL_TAG = re.compile(r"\{%-?\s?(post_url|link|highlight|endhighlight|raw|endraw)\b([^{}%\n]{0,500}?)-?%\}")
_JEKYLL_SITE = re.compile(r"\{\{-? ?site\.(?:baseurl|url) ?-?\}\}")
_JEKYLL_PATH = re.compile(
    r"\{\{-? ?([\"'])([^\"'{}\n]{0,500})\1 ?\| ?(?:relative_url|absolute_url|prepend:)[^{}\n]{0,100}\}\}"
)

# From what a document calls another one to that document's path within the import.
FindDocument = Callable[[str], str | None]


def translate(body: str, find_document: FindDocument) -> str:
    """Links and pictures of `{{< … >}}`, `{% … %}` and `{{ … }}` as Markdown; anything else stays as it is."""
    if "{{" not in body and "{%" not in body:
        return body
    body = _HUGO.sub(lambda found: _hugo(found, find_document), body)
    body = _JEKYLL_PATH.sub(lambda found: _destination(found[2]), _JEKYLL_SITE.sub("", body))
    return _JEKYLL_TAG.sub(lambda found: _jekyll(found, find_document), body)


def _hugo(found: re.Match[str], find_document: FindDocument) -> str:
    words = found[1].strip().removesuffix("/")
    closes = words.startswith("/")
    name, _, written = words.removeprefix("/").strip().partition(" ")
    plain, named = [], {}
    for argument, *values in _HUGO_ARGUMENT.findall(written):
        value = next((value for value in values if value), "")
        if argument:
            named[argument] = value
        else:
            plain.append(value)
    if name in ("ref", "relref"):
        return _reference(named.get("path") or "".join(plain[:1]), find_document) or found[0]
    if name == "figure" and named.get("src"):
        return _figure(named)
    if name == "highlight":
        return "```" if closes else f"```{''.join(plain[:1])}"
    return found[0]


def _figure(named: dict[str, str]) -> str:
    caption = named.get("caption") or named.get("title") or ""
    title = ' "{}"'.format(caption.replace("\\", "\\\\").replace('"', '\\"')) if caption else ""
    alt = re.sub(r"([\\\[\]])", r"\\\1", named.get("alt", ""))
    image = f"![{alt}]({_destination(named['src'])}{title})"
    return f"[{image}]({_destination(named['link'])})" if named.get("link") else image


def _jekyll(found: re.Match[str], find_document: FindDocument) -> str:
    name = found[1]
    argument = next(iter(found[2].split()), "")
    match name:
        case "highlight":
            return f"```{argument}"
        case "endhighlight":
            return "```"
        case "raw" | "endraw":
            return ""
    return _reference(argument, find_document) or found[0]


def _reference(target: str, find_document: FindDocument) -> str | None:
    path, mark, anchor = target.partition("#")
    if not path:
        return f"#{anchor}" if mark else None
    key = find_document(path)
    return key and f"/{quote(key)}{mark}{anchor}"


def _destination(path: str) -> str:
    """Such that Markdown takes it for one destination."""
    return re.sub(r"[\s<>()]", lambda found: quote(found[0]), path)
