"""Tags, series and sources that documents name, looked up once an import."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from blog.actions.named import save_named
from blog.actions.tags import tags_named
from blog.models import Series, Source, Tag
from blog.transfer.records import CrossPostRecord

Row = TypeVar("Row", Tag, Series, Source)


class Names:
    """Finds rows by name, ignoring case, and makes those that are missing.

    What one document made counts for the next only after `keep`, so that nothing rolled back is remembered.
    """

    def __init__(self) -> None:
        self._kept: dict[tuple[type, str], Tag | Series | Source] = {}
        self._new: dict[tuple[type, str], Tag | Series | Source] = {}

    def begin(self) -> None:
        self._new = {}

    def keep(self) -> None:
        self._kept |= self._new

    def tags(self, names: Iterable[str]) -> list[Tag]:
        return [self._remembered(Tag, name, lambda name=name: tags_named([name])[0]) for name in names]

    def series(self, name: str) -> Series:
        return self._remembered(Series, name, lambda: Series.objects.named(name).first() or _stored(Series(name=name)))

    def source(self, given: CrossPostRecord) -> Source:
        name = given.source
        source = self._remembered(Source, name, lambda: Source.objects.named(name).first() or Source(name=name))
        if given.with_article and not source.sentence_name:
            source.sentence_name = f"the {source.name}"
            save_named(item=source)
        elif source.pk is None:
            save_named(item=source)
        return source

    def _remembered(self, model: type[Row], name: str, find: Callable[[], Row]) -> Row:
        key = (model, name.casefold())
        if key not in self._kept:
            if key not in self._new:
                self._new[key] = find()
            return self._new[key]
        return self._kept[key]


def _stored(series: Series) -> Series:
    save_named(item=series)
    return series
