"""Translations: finds the strings in the sources, brings the catalogues up to date, compiles them. `make messages`.

Babel does all of it, so that no GNU tools are needed; the running site needs neither, it reads the `.mo` files.
"""

import io
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("de",)
SOURCES = ("accounts/**/*.py", "blog/**/*.py", "config/**/*.py", "templates/**/*.*")
# Commands speak English to whoever runs the machine, and demo content is content.
LEFT_OUT = ("migrations", "management", "demo")
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_noop": None,
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


def po_file(language: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


@cache
def extracted() -> Catalog:
    """Every string of the sources that is to be translated."""
    found = Catalog()
    for path in sorted({path for pattern in SOURCES for path in ROOT.glob(pattern)}):
        name = path.relative_to(ROOT)
        if not path.is_file() or set(name.parts) & set(LEFT_OUT) or path.suffix == ".pyc":
            continue
        for message, comments, context in _strings(path):
            found.add(message, locations=[(name.as_posix(), 0)], auto_comments=comments, context=context)
    return found


def _strings(path: Path) -> Iterator[tuple]:
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # Python with the strings in it; without the template's indentation, which would be wrong in Python.
        source = "\n".join(line.lstrip() for line in templatize(source, origin=str(path)).splitlines())
    code = io.BytesIO(source.encode())
    for _, message, comments, context in extract("python", code, KEYWORDS, comment_tags=["Translators:"]):
        yield message, comments, context


def stored(language: str) -> Catalog:
    with po_file(language).open("rb") as file:
        return read_po(file, locale=language)


def updated(language: str) -> Catalog:
    """The catalogue with the strings that there are now: new ones untranslated, those that are gone left out."""
    catalogue = stored(language)
    catalogue.update(extracted(), no_fuzzy_matching=True, update_creation_date=False)
    return catalogue


def main() -> None:
    for language in LANGUAGES:
        catalogue, path = updated(language), po_file(language)
        with path.open("wb") as file:
            write_po(file, catalogue, width=120, sort_by_file=True, ignore_obsolete=True, include_lineno=False)
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalogue)
        missing = sum(1 for message in catalogue if message.id and not is_translated(message))
        print(f"{path.relative_to(ROOT)}: {len(catalogue)} strings, {missing} untranslated")  # noqa: T201


def is_translated(message: Message) -> bool:
    texts = message.string if isinstance(message.string, tuple | list) else [message.string]
    return all(texts)


if __name__ == "__main__":
    main()
