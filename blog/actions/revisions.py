"""Earlier versions: given back, told readers about, thinned out."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from blog.models import Post, Revision, WorkingCopy

from .folding import NotValid, store
from .typed import UNKEEPABLE, check, door_name, of_snapshot
from .working_copies import discard

# What a version says of these is of its time: where the post stood, when, for whom, and whose it was.
OF_ITS_TIME = frozenset({"slug", "kind", "author_id", "publish_at", "expire_at", "visibility", "is_featured"})
LONGEST_NOTE = Revision._meta.get_field("note").max_length or 0
DAY, WEEK, MONTH = dt.timedelta(days=1), dt.timedelta(days=7), dt.timedelta(days=30)


@transaction.atomic
def restore_revision(*, post: Post, revision: Revision, by: User) -> tuple[Revision, list[str]]:
    """The post's words as they were then, as a new version; and the fields that could not be, such as a cover that is
    gone. What is being written goes to the history. `post` is locked.
    """
    discard(post=post)
    fields = {name: value for name, value in of_snapshot(revision.snapshot).items() if name not in OF_ITS_TIME}
    _values, errors = check(fields, post=post, by=by)
    kept = {name: value for name, value in fields.items() if name not in errors}
    if "series_id" in errors:
        kept.pop("series_position", None)
    made = store(post=post, fields=kept, by=by, verb="save", reason=Revision.Reason.RESTORED)
    return made, sorted(map(door_name, errors))


@transaction.atomic
def set_note(*, revision: Revision, note: str) -> Revision:
    """Tell readers of the post about a version, in these words; none: do not. Raises NotValid."""
    note = checked_note(note)
    if note and revision.snapshot["status"] != Post.Status.PUBLISHED:
        raise NotValid({"note": [_("Readers are told only of versions that were published.")]})
    revision.note, revision.is_notable = note, bool(note)
    revision.save(update_fields=["note", "is_notable"])
    return revision


def checked_note(note: str) -> str:
    """One line of what readers can be told. Raises NotValid."""
    note = " ".join(note.split())
    if len(note) > LONGEST_NOTE:
        said = _("A note has at most %(most)d characters, this one has %(length)d.")
        raise NotValid({"note": [said % {"most": LONGEST_NOTE, "length": len(note)}]})
    if UNKEEPABLE.search(note):
        raise NotValid({"note": [_("There is a character in it that no text can hold.")]})
    return note


@transaction.atomic
def thin_out(*, after: int, limit: int) -> tuple[int | None, int]:
    """Of the next posts by key: delete autosaves that stand close together. The last key, None at the end; how many.

    All of the last day stay, then one an hour for a week, one a day for a month, one a week for ever. Whatever the post
    itself has been stays, and whatever something is based on.
    """
    now = timezone.now()
    old = Revision.objects.filter(reason=Revision.Reason.AUTOSAVED, created_at__lt=now - DAY)
    posts = old.filter(post__gt=after).order_by("post").values_list("post", flat=True).distinct()
    keys = list(posts[:limit])
    deleted = sum(_thin_out_one(pk, old.filter(post=pk), now) for pk in keys)
    return (keys[-1] if keys else None), deleted


def _thin_out_one(pk: int, old: Iterable[Revision], now: dt.datetime) -> int:
    post = Post.objects.select_for_update(no_key=True).only("version").get(pk=pk)
    needed = {post.version}
    for base, parents in Revision.objects.filter(Q(base_version__isnull=False), post=pk).values_list(
        "base_version", "parents"
    ):
        needed |= {base, *parents}
    for versions in WorkingCopy.objects.filter(post=pk).values_list("base_version", "staged_version"):
        needed |= set(versions)
    seen: set[tuple[str, int]] = set()
    gone = []
    for revision in old.order_by("-version").values("pk", "version", "created_at"):
        place = _place(revision["created_at"], now)
        if place in seen and revision["version"] not in needed:
            gone.append(revision["pk"])
        seen.add(place)
    return Revision.objects.filter(pk__in=gone).delete()[0]


def _place(when: dt.datetime, now: dt.datetime) -> tuple[str, int]:
    """Of the autosaves in one place, the newest stays."""
    age, seconds = now - when, int(when.timestamp())
    if age < WEEK:
        return "hour", seconds // 3_600
    return ("day", seconds // 86_400) if age < MONTH else ("week", seconds // (7 * 86_400))
