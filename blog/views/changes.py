"""What changed in a post: for its writers in full, for readers what an editor tells them of."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.models import User
from blog.actions.typed import moment_of
from blog.actions.typed_places import PLACES
from blog.models import CrossPost, Image, Post, Revision, Series, Source
from blog.text.word_diff import Block, Run, compare, compare_words

from .caching import public_page
from .pages import Head, find, render_page, right_address

# Of versions, the largest number of its column.
MOST = 2**31 - 1
_SEEN = ("slug", "kind", "title", "published_on", "language", "visibility")
_READ = ("title", "excerpt", "tags", "body")
WORDS = ("title", "excerpt", "meta_title", "meta_description", "slug", "language")
FACTS = (
    "excerpt", "tags", "cover_id", "series_id", "series_position", "author_id", "visibility", "publish_at", "expire_at",
    "is_featured", "slug", "kind", "language", "meta_title", "meta_description",
)  # fmt: skip


class Changes(NamedTuple):
    """`fields`: the name of each that differs, in words, with its words."""

    text: list[Block]
    fields: list[tuple[str, tuple[Run, ...]]]

    @property
    def is_empty(self) -> bool:
        return not (self.text or self.fields)


def describe_changes(old: Mapping[str, Any], new: Mapping[str, Any], *, context: int | None = 1) -> Changes:
    """Between two states of a post, as revisions keep them, with so many paragraphs around what differs, or all; in at
    most six queries."""
    fields = [(_name(name), compare_words(*_both(old, new, name))) for name in WORDS if _differ(old, new, name)]
    if _differ(old, new, "tags"):
        fields.append((_("tags"), _names_compared(old.get("tags") or [], new.get("tags") or [])))
    for name, shown in _SHOWN.items():
        if _differ(old, new, name):
            fields.append((_name(name), _replaced(shown(old.get(name)), shown(new.get(name)))))
    return Changes(compare(*_both(old, new, "body"), context=context), fields)


def in_facts(fields: Mapping[str, Any]) -> list[tuple[str, str]]:
    """All that a state of a post has beside title and text, by name; in at most three queries."""
    facts = [(_name(name), in_words(name, fields.get(name))) for name in FACTS]
    return [(name, words) for name, words in facts if words]


def in_words(field: str, value: Any) -> str:
    """A value of a post as people know it: the name of a picture or an author, a moment in the site's time."""
    if field == "tags":
        return ", ".join(value or [])
    return _SHOWN.get(field, _plain)(value)


def _differ(old: Mapping[str, Any], new: Mapping[str, Any], name: str) -> bool:
    return (old.get(name) or None) != (new.get(name) or None)


def _both(old: Mapping[str, Any], new: Mapping[str, Any], name: str) -> tuple[str, str]:
    return str(old.get(name) or ""), str(new.get(name) or "")


def _name(field: str) -> str:
    return str(Post._meta.get_field(field).verbose_name)


def _names_compared(old: list[str], new: list[str]) -> tuple[Run, ...]:
    gone, come = [name for name in old if name not in new], [name for name in new if name not in old]
    stay = [name for name in new if name in old]
    runs = [("same", stay), ("removed", gone), ("added", come)]
    return tuple(Run(op, f"{name} ") for op, names in runs for name in names)


def _replaced(old: str, new: str) -> tuple[Run, ...]:
    return tuple(run for run in (Run("removed", old), Run("added", new)) if run.text)


def _named(model: Any) -> Any:
    def shown(key: Any) -> str:
        if key is None:
            return ""
        found = model.objects.filter(pk=key).first() if isinstance(key, int) else None
        return str(found) if found else str(key)

    return shown


def _moment(kept: Any) -> str:
    when = moment_of(kept)
    return date_format(localtime(when), "DATETIME_FORMAT") if hasattr(when, "tzinfo") else str(when or "")


def _plain(value: Any) -> str:
    return "" if value is None else str(value)


def _switched(is_on: Any) -> str:
    return _("yes") if is_on else ""


def _place(row: Mapping[str, Any] | None) -> str:
    if not row:
        return ""
    directions, places = CrossPost.Direction, CrossPost.Place
    said = [
        dict(directions.choices).get(row["direction"], row["direction"]),
        _named(Source)(row["source"]),
        row["url"],
        _("canonical") if row["is_canonical"] else "",
        dict(places.choices).get(row["place"], row["place"]),
        _("to be deleted") if row["gone"] else "",
    ]
    return ", ".join(str(words) for words in said if words)


def _chosen(field: str) -> Any:
    def shown(value: Any) -> str:
        return str(dict(Post._meta.get_field(field).flatchoices).get(value, value or ""))

    return shown


_SHOWN = {
    "kind": _chosen("kind"),
    "visibility": _chosen("visibility"),
    "cover_id": _named(Image),
    "series_id": _named(Series),
    "series_position": _plain,
    "author_id": _named(User),
    "publish_at": _moment,
    "expire_at": _moment,
    "is_featured": _switched,
    PLACES: _place,
}


@public_page
def of_post(request: HttpRequest, year: int, month: int, slug: str, version: int) -> HttpResponse:
    return _page(request, Post.Kind.POST, slug, version)


@public_page
def of_page(request: HttpRequest, slug: str, version: int) -> HttpResponse:
    return _page(request, Post.Kind.PAGE, slug, version)


def _page(request: HttpRequest, kind: Post.Kind, slug: str, version: int) -> HttpResponse:
    """A change that readers are told of: the note, and what it changed since the version that they could read before.

    Of versions that were never out nothing is shown.
    """
    post = find(Post.objects.reachable().filter(kind=kind).only(*_SEEN), slug)
    path = f"{post.get_absolute_url()}changes/{version}/"
    if moved := right_address(request, path):
        return moved
    if version > MOST:
        raise Http404("No such version.")
    revision = get_object_or_404(post.revisions.filter(is_notable=True), version=version)
    head = Head(path=path, title=f"{post.title}: {revision.note}", is_hidden=True)
    changes = _changes_of(post, revision)
    return render_page("blog/changes.html", site=request.site, head=head, post=post, revision=revision, changes=changes)


def _changes_of(post: Post, revision: Revision) -> Changes | None:
    out = list(post.revisions.that_were_out().filter(version__lte=revision.version).order_by("-version")[:2])
    if len(out) < 2 or out[0] != revision:
        return None
    new, old = ({name: each.snapshot.get(name) for name in _READ} for each in out)
    return describe_changes(old, new)
