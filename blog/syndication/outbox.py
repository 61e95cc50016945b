"""The outbox: what is to be told to whom. `sending.py` does it."""

import datetime as dt
import uuid
from collections.abc import Iterable
from urllib.parse import urljoin

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from blog.actions.queue import defer_once
from blog.models import Announcement, Delivery, Post, Target

from .kinds import Content, Kind, Refused
from .registry import KINDS, PINGS

Action, State = Delivery.Action, Delivery.State
# With what the post says.
WORDS = (Action.CREATE, Action.UPDATE)


def post_was_saved(*, post: Post, was_published: bool, by: User | None) -> None:
    """Called by `save_post`. When it becomes published, a post is sent; afterwards only the time can change."""
    is_public = post.visibility == Post.Visibility.PUBLIC and post.kind == Post.Kind.POST and not post.trashed_at
    is_out = post.status == Post.Status.PUBLISHED and is_public
    if is_out and not was_published:
        announce(post=post, targets=wanted_targets(post), by=by)
    elif is_out:
        waiting = _waiting(post).filter(action=Action.CREATE, attempts=0)
        if waiting.update(next_try_at=post.publish_at):
            ask_to_send(targets=waiting.values_list("target", flat=True), at=post.publish_at)
    elif was_published:
        cancel(post=post)
    if is_out or was_published:
        ping(post=post)


def wanted_targets(post: Post) -> list[Target]:
    return [target for target in destinations(post) if target.is_wanted]


def destinations(post: Post) -> QuerySet[Target]:
    """Where posts can go, each with `is_wanted`: whether this one is to, by its author's word or else by default.

    And `is_sent`: whether it went there, or is about to, and was not deleted there since; `told_at`, when last.
    """
    said = Announcement.objects.filter(post=post.pk, target=OuterRef("pk")).values("is_wanted")
    mine = Delivery.objects.filter(post=post.pk, target=OuterRef("pk"))
    created = mine.filter(action=Action.CREATE).exclude(state=State.CANCELLED)
    deleted = mine.filter(action=Action.DELETE, state=State.SENT)
    told = mine.filter(action__in=WORDS, state=State.SENT).order_by("-pk").values("started_at")
    return Target.objects.exclude(kind__in=PINGS).annotate(
        is_wanted=Coalesce(Subquery(said), F("is_default")),
        is_sent=Exists(created) & ~Exists(deleted),
        told_at=Subquery(told[:1]),
    )


@transaction.atomic
def announce(*, post: Post, targets: Iterable[Target], by: User | None) -> list[Delivery]:
    """Have a post sent to targets, at its time of publication; those where it was sent before stay as they are."""
    now = timezone.now()
    at = max(post.publish_at or now, now)
    rows = [
        Delivery(target=target, post=post, post_title=post.title, action=Action.CREATE, next_try_at=at, by=by)
        for target in targets
    ]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    mine = Delivery.objects.filter(post=post, target__in=[row.target for row in rows], action=Action.CREATE)
    called_off = mine.filter(state=State.CANCELLED)
    # What cannot have arrived needs not say the same again.
    called_off.filter(is_unsure=False).exclude(content={}).update(content={})
    called_off.update(state=State.WAITING, attempts=0, next_try_at=at, finished_at=None, answer="")
    ask_to_send(targets=[row.target_id for row in rows], at=at)
    return list(mine)


@transaction.atomic
def ping(*, post: Post) -> int:
    """Tell whoever is to be told of every change, also that a post is gone; how many are told."""
    now = timezone.now()
    at = max(post.publish_at or now, now) if post.status == Post.Status.PUBLISHED else now
    url = urljoin(settings.SITE_URL, post.get_absolute_url())
    rows = []
    for target in Target.objects.filter(kind__in=PINGS):
        told = Delivery.objects.filter(post=post, target=target, action=Action.PING).values_list("address", flat=True)
        addresses = kind_of(target).addresses(url, post.body_html, told.distinct())
        about = {"target": target, "post": post, "post_title": post.title, "action": Action.PING, "next_try_at": at}
        rows += [
            Delivery(**about, address=to, content=Content(text="", title=post.title, url=url, address=to).as_json())
            for to in addresses
        ]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    ask_to_send(targets={row.target_id for row in rows}, at=at)
    return len(rows)


@transaction.atomic
def ask_for_change(*, post: Post, target: Target, action: Delivery.Action, by: User | None) -> Delivery:
    """Have the copy of a post brought up to date or deleted. Raises Refused.

    One that waits already is enough: an update then takes the words of now, as another message.
    """
    kind = kind_of(target)
    if not (kind.can_update if action == Action.UPDATE else kind.can_delete):
        raise Refused(_("%(target)s does not offer this.") % {"target": target})
    made = Delivery.objects.copies().filter(post=post, target=target).first()
    if made is None:
        raise Refused(_("There is no copy of this post at %(target)s.") % {"target": target})
    waiting, now = {"post": post, "target": target, "action": action, "state": State.WAITING}, timezone.now()
    if action == Action.UPDATE:
        # Under another key, for receivers drop what they know. Locked with it, so that it is not begun meanwhile.
        Delivery.objects.filter(**waiting).update(key=uuid.uuid4(), content={}, attempts=0, next_try_at=now)
    found, _is_new = Delivery.objects.get_or_create(
        **waiting, defaults={"next_try_at": now, "post_title": post.title, "copy_id": made.copy_id, "by": by}
    )
    ask_to_send(targets=[target.pk])
    return found


def cancel(*, post: Post) -> int:
    """Whatever waits to be published or updated is not sent, also where that was tried in vain; the number."""
    return call_off(deliveries=_waiting(post), why=_("The post was taken back before it was sent."))


def post_was_restored(*, post: Post, trashed_at: dt.datetime) -> None:
    """What still lies ahead is sent at its time, as before; what was out is sent again by nobody but its author."""
    since = Delivery.objects.filter(post=post, action=Action.CREATE, state=State.CANCELLED, finished_at__gte=trashed_at)
    if post.state == "scheduled" and since.update(
        state=State.WAITING, next_try_at=post.publish_at, finished_at=None, answer=""
    ):
        waiting = _waiting(post).values_list("target", flat=True)
        ask_to_send(targets=waiting, at=post.publish_at)
    deletions = Delivery.objects.filter(post=post, action=Action.DELETE, state=State.WAITING, attempts=0)
    call_off(deliveries=deletions, why=_("The post was taken back from the trash."))


def call_off(*, deliveries: QuerySet[Delivery], why: str = "") -> int:
    """Those that wait are not sent; the number."""
    waiting = Delivery.objects.filter(pk__in=deliveries.values("pk"), state=State.WAITING)
    return waiting.update(state=State.CANCELLED, finished_at=timezone.now(), next_try_at=None, answer=why)


@transaction.atomic
def replay(*, deliveries: Iterable[Delivery]) -> int:
    """Try failed ones again, from now on; the number of them."""
    again = Delivery.objects.filter(
        pk__in=[delivery.pk for delivery in deliveries], state__in=[State.FAILED, State.WAITING]
    )
    ask_to_send(targets=set(again.values_list("target", flat=True)))
    return again.update(state=State.WAITING, attempts=0, next_try_at=timezone.now(), finished_at=None)


def forget_pings(*, before: dt.datetime, after: int, limit: int) -> tuple[int | None, int]:
    """Delete pings of before that were followed by another of the same, or whose post is gone.

    Looks at so many of those with a key above `after`; answers the last of these keys, None at the end, and how many
    went. The newest stays: whoever was told of a link is told when it is gone.
    """
    old = Delivery.objects.filter(action=Action.PING, finished_at__lt=before, pk__gt=after).order_by("pk")
    keys = list(old.values_list("pk", flat=True)[:limit])
    same = {name: OuterRef(name) for name in ("post", "target", "address")}
    newer = Delivery.objects.filter(**same, action=Action.PING, pk__gt=OuterRef("pk"))
    gone = Delivery.objects.filter(Q(post=None) | Exists(newer), pk__in=keys).delete()[0]
    return (keys[-1] if len(keys) == limit else None), gone


@transaction.atomic
def pause(*, target: Target, why: str) -> bool:
    """Send nothing there until somebody resumes it, and tell the administrators once; False if it was paused."""
    paused = Target.objects.filter(pk=target.pk, paused_at=None).update(paused_at=timezone.now(), paused_why=why[:500])
    if paused:
        defer_once("tell_of_paused_target", about=target.pk, target_id=target.pk)
    return bool(paused)


@transaction.atomic
def resume(*, target: Target) -> None:
    """After its credentials were put right, or the network is back."""
    Target.objects.filter(pk=target.pk).update(paused_at=None, paused_why="", wait_until=None, failures=0)
    ask_to_send(targets=[target.pk])


def ask_to_send(*, targets: Iterable[int], at: dt.datetime | None = None) -> None:
    for target in targets:
        is_later = at is not None and at > timezone.now()
        about = f"{target} at {at.isoformat()}" if at and is_later else target
        defer_once("send_to_target", about=about, target_id=target, at=at if is_later else None)


def kind_of(target: Target) -> Kind:
    """Raises Refused where this version of Byline does not know the kind."""
    if target.kind not in KINDS:
        raise Refused(_("There is no kind of target called %(kind)s.") % {"kind": target.kind})
    return KINDS[target.kind]


def _waiting(post: Post) -> QuerySet[Delivery]:
    """With the post's words, in any attempt."""
    return Delivery.objects.filter(post=post, action__in=WORDS, state=State.WAITING)
