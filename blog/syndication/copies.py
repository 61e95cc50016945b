"""Where copies of posts stand, what they say, and what can be done to them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from accounts.models import User
from blog.models import Announcement, Delivery, Post, Target

from .content import about_post, worded
from .kinds import Content, Kind
from .outbox import WORDS, ask_for_change, ask_to_send
from .registry import KINDS, PINGS

Action, State = Delivery.Action, Delivery.State
UNDER_WAY = (State.WAITING, State.SENDING)
KEEPING = KINDS.keys() - PINGS
DELETABLE = {slug for slug in KEEPING if KINDS[slug].can_delete}


@dataclass(frozen=True, slots=True, kw_only=True)
class There:
    """One post at one target. `copy` is the delivery that made the copy which stands there, `told` what that says.

    `is_changing`: an update or a deletion is under way, `is_leaving`: the latter.
    """

    target: Target
    wish: Announcement | None
    newest: Delivery | None
    copy: Delivery | None
    is_changing: bool
    is_leaving: bool
    told: dict[str, Any]

    @property
    def written(self) -> str:
        return self.wish.text if self.wish else ""

    @property
    def kind(self) -> Kind:
        return KINDS[self.target.kind]

    def is_behind(self, now: Content) -> bool:
        """Whether readers see there what the post said before. Not where that is about to change."""
        if self.copy is None or self.is_changing:
            return False
        said = now.as_json()
        return any(name in self.told and self.told[name] != said[name] for name in self.kind.shows)


def there_of(post: Post, targets: Iterable[Target]) -> list[There]:
    """In three questions, however many targets there are."""
    wishes = {wish.target_id: wish for wish in Announcement.objects.filter(post=post)}
    newest = Delivery.objects.filter(post=post).exclude(action=Action.PING).defer("content")
    by_target: dict[int, list[Delivery]] = {}
    for delivery in newest.order_by("target_id", "action", "state", "-pk").distinct("target_id", "action", "state"):
        by_target.setdefault(delivery.target_id, []).append(delivery)
    told = {target: told for target, rows in by_target.items() if (told := _last_told(rows)) and _copy_among(rows)}
    contents = dict(Delivery.objects.filter(pk__in=told.values()).values_list("target", "content"))
    return [
        There(
            target=target,
            wish=wishes.get(target.pk),
            newest=max(rows, key=lambda row: row.pk, default=None),
            copy=_copy_among(rows),
            is_changing=any(row.state in UNDER_WAY for row in rows),
            is_leaving=any(row.state in UNDER_WAY and row.action == Action.DELETE for row in rows),
            told=contents.get(target.pk, {}),
        )
        for target in targets
        for rows in [by_target.get(target.pk, [])]
    ]


def _copy_among(rows: Iterable[Delivery]) -> Delivery | None:
    """As `DeliveryQuerySet.copies`."""
    sent = {row.action: row for row in rows if row.state == State.SENT}
    return None if Action.DELETE in sent else sent.get(Action.CREATE)


def _last_told(rows: Iterable[Delivery]) -> int | None:
    return max((row.pk for row in rows if row.state == State.SENT and row.action in WORDS), default=None)


@dataclass(slots=True)
class Copies:
    """Names of targets with the number of posts there, by what becomes of them when the posts are deleted.

    `deletable` can be deleted from here, `by_hand` only there; `leaving` are about to be deleted; `waiting` are called
    off; `doubtful` were tried and may have arrived.
    """

    is_of_many: bool = False
    deletable: dict[str, int] = field(default_factory=dict)
    by_hand: dict[str, int] = field(default_factory=dict)
    leaving: dict[str, int] = field(default_factory=dict)
    waiting: dict[str, int] = field(default_factory=dict)
    doubtful: dict[str, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return any(self.words.values())

    @property
    def words(self) -> dict[str, str]:
        """Each of them in a row; of several posts, with how many."""
        named = {name: getattr(self, name) for name in ("deletable", "by_hand", "leaving", "waiting", "doubtful")}
        return {
            name: ", ".join(f"{target} ({count})" if self.is_of_many else target for target, count in targets.items())
            for name, targets in named.items()
        }


def copies_of(posts: Collection[int]) -> Copies:
    """In one question, however many posts."""
    deletion = Delivery.objects.filter(post=OuterRef("post"), target=OuterRef("target"), action=Action.DELETE)
    made = Delivery.objects.filter(post__in=posts, action=Action.CREATE)
    made = made.filter(~Exists(deletion.filter(state=State.SENT)))
    made = made.annotate(is_leaving=Exists(deletion.filter(state__in=UNDER_WAY)))
    found = Copies(is_of_many=len(posts) > 1)
    columns = ("target__name", "target__kind", "state", "is_unsure", "is_leaving")
    for name, kind, state, is_unsure, is_leaving in made.order_by("target__name").values_list(*columns):
        if is_leaving:
            names = found.leaving
        elif state in (State.SENT, State.SENDING):
            names = found.deletable if kind in DELETABLE else found.by_hand
        elif is_unsure:
            names = found.doubtful
        elif state == State.WAITING:
            names = found.waiting
        else:
            continue
        names[name] = names.get(name, 0) + 1
    return found


@transaction.atomic
def delete_copies(*, made: QuerySet[Delivery], by: User | None) -> int:
    """Have the copies deleted that these deliveries made, or are just making; how many.

    Those for which that was asked before, and those of targets that do not offer it, are left out.
    """
    asked = Delivery.objects.filter(post=OuterRef("post"), target=OuterRef("target"), action=Action.DELETE)
    asked = asked.filter(state__in=(*UNDER_WAY, State.SENT))
    made = made.filter(~Exists(asked), action=Action.CREATE, state__in=(State.SENT, State.SENDING))
    now = timezone.now()
    rows = [
        Delivery(
            target_id=each.target_id,
            post_id=each.post_id,
            post_title=each.post_title,
            action=Action.DELETE,
            copy_id=each.copy_id,
            next_try_at=now,
            by=by,
        )
        for each in made.filter(target__kind__in=DELETABLE).defer("content")
    ]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    ask_to_send(targets={row.target_id for row in rows})
    return len(rows)


class Behind(NamedTuple):
    """The names of targets whose copies say what the post said before: those that can be updated, and the others."""

    updatable: list[Target]
    fixed: list[Target]


def behind(post: Post) -> Behind:
    """Of a post as `PostQuerySet.whole` loads it."""
    with_copies = Target.objects.filter(
        kind__in=KEEPING, pk__in=Delivery.objects.copies().filter(post=post).values("target")
    )
    about = about_post(post)
    found = [
        each
        for each in there_of(post, with_copies)
        if each.is_behind(worded(about, post, each.target, each.kind, written=each.written))
    ]
    kinds = [(each.target, KINDS[each.target.kind]) for each in found]
    return Behind(
        updatable=[target for target, kind in kinds if kind.can_update],
        fixed=[target for target, kind in kinds if not kind.can_update],
    )


@transaction.atomic
def update_copies(*, post: Post, by: User | None) -> list[Target]:
    """Bring those copies up to date that are behind, where the network can; at which targets."""
    targets = behind(post).updatable
    for target in targets:
        ask_for_change(post=post, target=target, action=Action.UPDATE, by=by)
    return targets
