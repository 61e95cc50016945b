"""What results can be narrowed down by, and what they are narrowed down by already."""

from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import F, Model, QuerySet, Value
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from blog.finding.engine import Found
from blog.models import Source, Tag
from blog.search.marks import AUTHOR, SOURCE, TAG
from blog.search.query import Query, quoted

SUBJECTS: dict[str, type[Model]] = {TAG: Tag, AUTHOR: User, SOURCE: Source}
TITLES: dict[str, Promise] = {TAG: _("Tags"), "year": _("Years"), AUTHOR: _("Authors"), SOURCE: _("Sources")}


class Choice(NamedTuple):
    label: str
    url: str
    posts: int = 0


@dataclass(frozen=True)
class FacetGroup:
    kind: str
    title: Promise
    choices: list[Choice]


def active_filters(query: Query) -> list[Choice]:
    """Each with the address of the same search without it."""
    return [Choice(piece.text, _url(query.without(piece))) for piece in query.filters]


def facet_groups(found: Found) -> list[FacetGroup]:
    """Only what would make a difference: what all of the finds share narrows nothing down."""
    counts = {mark: posts for mark, posts in found.facets.items() if posts < found.count}
    groups = {kind: [] for kind in TITLES}
    for kind, key, label, typed in [*_subjects(found.query, counts), *_years(counts)]:
        groups[kind].append((counts[key], label, typed))
    return [
        FacetGroup(kind, TITLES[kind], [
            Choice(label, _url(found.query.and_also(typed)), posts)
            for posts, label, typed in (sorted(rows, key=lambda row: row[1], reverse=True) if kind == "year"
                                        else sorted(rows, key=lambda row: (-row[0], row[1])))
        ])
        for kind, rows in groups.items()
        if rows
    ]  # fmt: skip


def _subjects(query: Query, counts: dict[str, int]) -> list[tuple[str, str, str, str]]:
    """Kind, mark, name and how to type it, of each tag, author and source among the marks; in one query."""
    parts = []
    for kind, model in SUBJECTS.items():
        keys = [int(mark.partition(":")[2]) for mark in counts if mark.startswith(f"{kind}:")]
        parts.append(_rows(model, kind, keys))
    rows = parts[0].union(*parts[1:], all=True)
    active = {piece.text for piece in query.filters}
    named = ((row["kind"], f"{row['kind']}:{row['key']}", row["label"] or row["typed"],
              f"{row['kind']}:{quoted(row['typed'])}") for row in rows)  # fmt: skip
    return [row for row in named if row[3] not in active]


def _rows(model: type[Model], kind: str, keys: list[int]) -> QuerySet:
    return model.objects.order_by().filter(pk__in=keys).values(
        kind=Value(kind), key=F("pk"), label=F("name"), typed=F("slug")
    )  # fmt: skip


def _years(counts: dict[str, int]) -> list[tuple[str, str, str, str]]:
    years = (mark for mark in counts if mark.isdigit())
    return [("year", year, year, f"after:{year} before:{int(year) + 1:04}") for year in years]


def _url(query: Query) -> str:
    return f"{reverse('search')}?{urlencode({'q': str(query)})}" if query.pieces else reverse("search")
