"""What is being written: kept on the server while it is typed, merged when two do so, and never over somebody's text.

The rules are in docs/decisions/working-copies.md. Whoever calls these holds the post's row locked, so that one at a
time writes in its working copy.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from accounts.models import User
from blog.models import Image, Post, Revision, UnmergedCopy, WorkingCopy
from blog.text.diff import Conflict, merge_fields

from .posts import save_post
from .typed import (
    Errors,
    Fields,
    check,
    chosen_by_others,
    normalised,
    of_snapshot,
    pictures_in,
    with_known_moments,
    written,
)
from .typed_places import PLACES, Rows, without_places

# What is written over is kept as a revision this often; sooner when it is another person's, or merged.
KEEP_AFTER = dt.timedelta(minutes=10)
KEEP_OTHERS_AFTER = dt.timedelta(minutes=1)
MOST_TABS = 50
# How long what was typed aside waits for a choice.
ASIDE_FOR = dt.timedelta(days=7)
LONGEST_TITLE = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """An autosave: the fields as they are in a tab, under the names of doors.

    `number` counts the autosaves of this tab. `sequence` and `version` are those of the state from which its text
    descends. `base`, for a merge, is that state, or what the server last confirmed to have got from this tab.
    `choices` are for conflicts, by their keys.
    """

    tab: str
    number: int
    sequence: int
    version: int
    typed: Mapping[str, Any]
    base: Mapping[str, Any] | None = None
    choices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Autosaved:
    """`outcome` is saved, merged, repeated, conflict or base_needed. `fields`: what the tab has to show now, if not
    what it sent, and `others` who wrote last what is new to it. Nothing went into the working copy with conflict (the
    text is kept aside) and base_needed.
    """

    outcome: str
    post: Post
    copy: WorkingCopy
    fields: Fields | None = None
    conflicts: list[Conflict] = field(default_factory=list)
    errors: Errors = field(default_factory=dict)
    others: User | None = None

    @property
    def is_kept(self) -> bool:
        return self.outcome != "base_needed"


@transaction.atomic
def begin_post(*, by: User, sent: Sent) -> Post:
    """A new draft for what is typed in a tab; the one that this tab has begun already when it asks again."""
    Post.objects.choose_slugs_alone()
    begun = Post.objects.filter(working_copy__started_in=sent.tab, working_copy__by=by).first()
    if begun:
        return begun
    fields, _ = normalised(sent.typed)
    post = Post(author=by, title=str(fields.get("title", ""))[:LONGEST_TITLE])
    save_post(post=post, by=by, reason=Revision.Reason.AUTOSAVED)
    WorkingCopy.objects.create(
        post=post, base_version=post.version, by=by, saved_at=timezone.now(), started_in=sent.tab
    )
    return post


@transaction.atomic(savepoint=False)
def autosave(*, post: Post, by: User, sent: Sent) -> Autosaved:
    """Keep what a tab has. `post` is locked."""
    _wait_for_the_disk()
    copy = copy_of(post)
    if sent.number <= copy.numbers.get(sent.tab, 0):
        return _repeated(post, copy, sent)
    typed, errors = _allowed(sent.typed, by)
    current = _as_for_tabs(copy.fields if copy.is_open else written(post))
    typed = with_known_moments(typed, current)
    merged, conflicts, is_seen = {**current, **typed}, [], _is_known(post, copy, sent)
    if not is_seen:
        base = _base(post, copy, sent)
        if base is None:
            return Autosaved(outcome="base_needed", post=post, copy=copy)
        merged, conflicts = merge_fields(with_known_moments(base, current), typed, current, choices=sent.choices)
    if conflicts:
        _keep_aside(post, by, sent, {**current, **typed})
        return Autosaved(outcome="conflict", post=post, copy=copy, fields=merged, conflicts=conflicts, errors=errors)
    is_merge = any(merged[name] != value for name, value in typed.items())
    others = _last_writer(post, copy) if is_merge else None
    is_choice = bool(sent.choices) and not is_seen
    if is_choice or merged != current:
        _keep_what_was(post, copy, by, is_merge=not is_seen, is_choice=is_choice)
    _take_back_aside(post, sent)
    # A tab that only asks what others wrote changes nothing; or else two of them would answer one another for ever.
    if merged != current:
        _store(post, copy, by, sent, merged, is_merge=is_merge)
    errors = check(merged, post=post, by=by)[1] | errors
    return Autosaved(
        outcome="merged" if is_merge else "saved",
        post=post,
        copy=copy,
        fields=merged if is_merge else None,
        errors=errors,
        others=others,
    )


def copy_of(post: Post) -> WorkingCopy:
    """The post's working copy; an empty one, not stored yet, where nobody has written since it was last saved."""
    found = WorkingCopy.objects.filter(post=post).first()
    return found or WorkingCopy(post=post, base_version=post.version, saved_at=timezone.now())


def empty(copy: WorkingCopy, *, post: Post, but: Collection[str] = ()) -> None:
    """Everything of it is in the post now, or thrown away. Tabs that have it open are told so by its sequence.

    Of the fields `but`, which whoever saved the post does not choose, what others have written stays.
    """
    if copy.pk is None:
        return
    now, typed = written(post), copy.fields or {}
    left = {name: typed[name] for name in but if name in typed and typed[name] != now.get(name)}
    copy.fields, copy.tab = ({**now, **left} if left else None), ""
    copy.title, copy.kept_at = (copy.title, copy.kept_at) if left else ("", None)
    copy.sequence += 1
    copy.seen_from = copy.sequence
    copy.base_version = post.version
    copy.image_ids = sorted(pictures_in(copy.staged))
    copy.save()


@transaction.atomic(savepoint=False)
def discard(*, post: Post) -> None:
    """Back to the post as it was last saved; what is thrown away stays in the history. `post` is locked."""
    copy = copy_of(post)
    if copy.is_open:
        keep_revision(post=post, fields=copy.fields or {}, by=copy.by)
        empty(copy, post=post)


@transaction.atomic
def settle_asides() -> int:
    """What was typed aside in tabs that never came back goes to the history; how many."""
    old = UnmergedCopy.objects.filter(saved_at__lt=timezone.now() - ASIDE_FOR).select_related("by")
    settled = list(old[:1_000])
    for aside in settled:
        post = Post.objects.select_for_update(no_key=True).get(pk=aside.post_id)
        keep_revision(post=post, fields=aside.fields, by=aside.by)
        aside.delete()
    return len(settled)


def keep_revision(
    *, post: Post, fields: Mapping[str, Any], by: User | None, reason: Revision.Reason = Revision.Reason.AUTOSAVED
) -> Revision:
    """What somebody wrote, without changing the post: a version that is nobody's text yet."""
    newest = post.revisions.aggregate(newest=Max("version"))["newest"] or 0
    return Revision.objects.create(
        post=post,
        version=max(newest, post.version) + 1,
        reason=reason,
        by=by,
        snapshot={**fields, "status": post.status},
        image_ids=sorted(pictures_in(fields)),
    )


def forget_places(copy: WorkingCopy, saved: Rows) -> None:
    """These rows about other places are saved now; what others wrote into them since stays."""
    rows = (copy.fields or {}).get(PLACES, {})
    left = {key: row for key, row in rows.items() if row != saved.get(key)}
    if copy.fields is None or left == rows:
        return
    copy.fields = _as_stored({**copy.fields, PLACES: left})
    copy.tab = ""
    copy.sequence += 1
    copy.seen_from = copy.sequence
    copy.save()


def _as_for_tabs(fields: Fields | None) -> Fields:
    return {PLACES: {}, **(fields or {})}


def _as_stored(fields: Fields) -> Fields:
    """Rows are named only where there are some: other doors know nothing of them."""
    return fields if fields.get(PLACES) else without_places(fields)


def _wait_for_the_disk() -> None:
    """What is answered to be saved is on the disk, also where the database was told not to wait for it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') = 'off'"
        )


def _repeated(post: Post, copy: WorkingCopy, sent: Sent) -> Autosaved:
    is_answer_lost = sent.number == copy.numbers[sent.tab] and copy.tab == sent.tab and copy.is_open
    is_merge = is_answer_lost and copy.seen_from == copy.sequence
    return Autosaved(outcome="repeated", post=post, copy=copy, fields=_as_for_tabs(copy.fields) if is_merge else None)


def _allowed(typed: Mapping[str, Any], by: User) -> tuple[Fields, Errors]:
    """Without what this person's role does not choose: of that, the working copy stays as it is."""
    fields, errors = normalised(typed)
    hidden = chosen_by_others(by)
    return {name: value for name, value in fields.items() if name not in hidden}, errors


def _is_known(post: Post, copy: WorkingCopy, sent: Sent) -> bool:
    if not copy.is_open and sent.version != post.version:
        return False
    return copy.is_known_to(sent.tab, sent.sequence)


def _base(post: Post, copy: WorkingCopy, sent: Sent) -> Fields | None:
    """The state from which the sent text descends: as the tab says, or as that version of the post was."""
    if sent.base is not None:
        return normalised(sent.base)[0]
    if sent.sequence and sent.sequence != copy.sequence:
        return None
    revision = post.revisions.filter(version=sent.version).first()
    if revision:
        return of_snapshot(revision.snapshot)
    return written(post) if sent.version == post.version else None


def _last_writer(post: Post, copy: WorkingCopy) -> User | None:
    if copy.is_open:
        return copy.by
    revision = post.revisions.filter(version=post.version).select_related("by").first()
    return revision and revision.by


def _keep_aside(post: Post, by: User, sent: Sent, fields: Fields) -> None:
    UnmergedCopy.objects.update_or_create(
        post=post,
        tab=sent.tab,
        defaults={
            "by": by,
            "fields": fields,
            "saved_at": timezone.now(),
            "image_ids": sorted(Image.objects.take_in_use(pictures_in(fields))),
        },
    )


def _take_back_aside(post: Post, sent: Sent) -> None:
    """Once a tab's text is in the working copy; what stood aside is kept as a revision, for it may have lost."""
    for aside in UnmergedCopy.objects.filter(post=post, tab=sent.tab).select_related("by"):
        keep_revision(post=post, fields=aside.fields, by=aside.by)
        aside.delete()


def _keep_what_was(post: Post, copy: WorkingCopy, by: User, *, is_merge: bool, is_choice: bool) -> None:
    """Of two sides that somebody chose from, both are kept, however short ago: one of them will be gone."""
    now = timezone.now()
    if not copy.is_open:
        copy.kept_at = now
        return
    is_others = is_merge or copy.by_id != by.pk
    age = now - (copy.kept_at or copy.saved_at)
    if is_choice or age >= (KEEP_OTHERS_AFTER if is_others else KEEP_AFTER):
        keep_revision(post=post, fields=copy.fields or {}, by=copy.by)
        copy.kept_at = now


def _store(post: Post, copy: WorkingCopy, by: User, sent: Sent, fields: Fields, *, is_merge: bool) -> None:
    if not copy.is_open:
        # Written from that version, whatever the post has become since: saving it will merge.
        copy.base_version = post.version
    if is_merge:
        copy.seen_from = copy.sequence + 1
    elif copy.tab != sent.tab:
        copy.seen_from = copy.sequence
    copy.sequence += 1
    copy.fields, copy.title, copy.tab = _as_stored(fields), str(fields.get("title") or "")[:LONGEST_TITLE], sent.tab
    others = {tab: number for tab, number in copy.numbers.items() if tab != sent.tab}
    copy.numbers = {**dict(list(others.items())[-MOST_TABS + 1 :]), sent.tab: sent.number}
    copy.by, copy.saved_at = by, timezone.now()
    pictures = pictures_in(fields, copy.staged)
    if pictures != set(copy.image_ids):
        copy.image_ids = sorted(Image.objects.take_in_use(pictures))
    copy.save()
