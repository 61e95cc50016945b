"""Sending what waits in the outbox, each thing once.

A delivery is first marked as being sent, and that is committed. Then its row stays locked while the network is asked,
so that the lock is the proof that somebody is at it; what is marked and not locked belongs to a process that died. Its
next attempt first asks the network whether the last one arrived (`Kind.find`), or repeats the same idempotency key.
"""

import datetime as dt
import random

from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from blog.models import CrossPost, Delivery, Post, Source, Target

from .content import content_of
from .credentials import account_of, can_renew, renew
from .kinds import Account, Content, Copy, DeliveryProblem, Refused, SignInNeeded, TryLater
from .outbox import kind_of, pause

Action, State = Delivery.Action, Delivery.State
# Minutes until the next attempt; after the last one, somebody has to look at it.
WAITS = (1, 5, 15, 60, 180, 720, 1440)
# Failures in a row, whatever the post, after which a target is left alone for a while.
TOO_MANY = 5
# Seconds that a copy takes to be made.
MOMENT = 5.0
LONGEST_WAIT = dt.timedelta(days=1)
# Of the advisory locks; any number that no other lock of ours has.
TARGET_LOCK = 0x51_36


class _AccessEnded(Exception):  # noqa: N818  (says what happened)
    """The network no longer accepts the token in `account`, and may give us another."""

    def __init__(self, target: Target, account: Account) -> None:
        super().__init__(str(target))
        self.target, self.account = target, account


def targets_with_work() -> list[int]:
    """The keys of targets that something is due for, and that neither pause nor rest."""
    now = timezone.now()
    due = Delivery.objects.filter(target=OuterRef("pk"), state=State.WAITING, next_try_at__lte=now)
    return list(Target.objects.awake(now).filter(Exists(due)).values_list("pk", flat=True))


def send_next(*, target_id: int) -> Delivery | None:
    """Send the delivery to that target that has waited longest; None if none may be sent now."""
    delivery = _claimed(target_id)
    if delivery is None:
        return None
    try:
        return _sent(delivery)
    except _AccessEnded as ended:
        # Nothing of that attempt is stored, and the row waits unlocked: a new token is of more worth than a delivery.
        return _sent(delivery, is_second=True, problem=_problem_of_renewal(ended))


def recover() -> int:
    """Deliveries of a process that died while it sent them wait again; the number."""
    with transaction.atomic():
        dead = Delivery.objects.filter(state=State.SENDING).select_for_update(skip_locked=True, of=("self",))
        keys = [delivery.pk for delivery in dead]
        return Delivery.objects.filter(pk__in=keys).update(
            state=State.WAITING, is_unsure=True, next_try_at=timezone.now()
        )


@transaction.atomic
def _claimed(target_id: int) -> Delivery | None:
    """Marked as being sent, with what is sent: an attempt that is repeated says the same."""
    now = timezone.now()
    if not _is_alone_with(target_id) or not Target.objects.awake(now).filter(pk=target_id).exists():
        return None
    due = Delivery.objects.due(now).filter(target=target_id).select_related("target", "post")
    delivery = due.select_for_update(skip_locked=True, of=("self",)).first()
    if delivery is None:
        return None
    delivery.state, delivery.started_at, delivery.next_try_at = State.SENDING, now, None
    delivery.attempts += 1
    try:
        _fill(delivery)
    except DeliveryProblem as problem:
        _note_problem(delivery, problem)
    delivery.save()
    return delivery


@transaction.atomic
def _sent(claimed: Delivery, *, is_second: bool = False, problem: DeliveryProblem | None = None) -> Delivery | None:
    """Ask the network, the row locked meanwhile; what became of it is stored with this transaction.

    Raises `_AccessEnded`, the first time. `problem` is one that keeps the network from being asked.
    """
    delivery = (
        Delivery.objects.select_for_update(of=("self",))
        .select_related("target", "post")
        .filter(pk=claimed.pk, state=State.SENDING, attempts=claimed.attempts)
        .first()
    )
    if delivery is None:
        # Found unlocked for a moment, it was taken for one whose process had died; it is sent in its turn.
        return claimed if claimed.state == State.FAILED else None
    _wait_until_alone_with(delivery.target_id)
    try:
        if problem:
            raise problem
        copy = _told(delivery, is_second=is_second)
    except DeliveryProblem as met:
        _note_problem(delivery, met)
    else:
        _note_success(delivery, copy)
    delivery.save()
    return delivery


def _problem_of_renewal(ended: "_AccessEnded") -> DeliveryProblem | None:
    try:
        renew(target=ended.target, used=ended.account)
    except DeliveryProblem as problem:
        return problem
    return None


def _is_alone_with(target_id: int) -> bool:
    """One at a time for each target, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [TARGET_LOCK, target_id % 2**31])
        return cursor.fetchone()[0]


def _wait_until_alone_with(target_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [TARGET_LOCK, target_id % 2**31])


def _told(delivery: Delivery, *, is_second: bool) -> Copy:
    account = account_of(delivery.target)
    try:
        return _asked(delivery, account)
    except SignInNeeded as problem:
        if not is_second and can_renew(delivery.target, account, problem):
            raise _AccessEnded(delivery.target, account) from problem
        raise


def _asked(delivery: Delivery, account: Account) -> Copy:
    kind, key = kind_of(delivery.target), str(delivery.key)
    if delivery.action == Action.DELETE:
        kind.delete(account, delivery.copy_id, key)
        return Copy(id=delivery.copy_id)
    content = Content.of_json(delivery.content)
    if delivery.action == Action.UPDATE:
        return kind.update(account, delivery.copy_id, content, key)
    found = kind.find(account, content, key) if delivery.is_unsure else None
    return found or kind.create(account, content, key)


def _fill(delivery: Delivery) -> None:
    """Raises Refused for what cannot be sent, at each attempt: a post may be taken back between two."""
    if delivery.action == Action.PING:
        return
    if delivery.action == Action.DELETE:
        _find_copy(delivery)
        return
    posts = Post.objects.listed().filter(pk=delivery.post_id)
    if delivery.content and posts.exists():
        return
    post = None if delivery.content else posts.whole().first()
    if post is None:
        raise Refused(_("The post is not public any more."))
    kind = kind_of(delivery.target)
    content = content_of(post, delivery.target, kind)
    limit, length = kind.limit(delivery.target.settings), kind.length(content.text)
    if limit is not None and length > limit:
        said = _("The text has %(length)d characters, %(limit)d are allowed.")
        raise Refused(said % {"length": length, "limit": limit})
    delivery.content = content.as_json()


def _find_copy(delivery: Delivery) -> None:
    """Of a copy that was just being made when somebody wanted it deleted. Raises TryLater while it still is."""
    if delivery.copy_id or delivery.post_id is None:
        return
    made = Delivery.objects.filter(post=delivery.post_id, target=delivery.target_id, action=Action.CREATE).first()
    if made is None or made.state not in (State.SENT, State.SENDING):
        raise Refused(_("There is no copy of this post at %(target)s.") % {"target": delivery.target})
    if made.state == State.SENDING:
        raise TryLater(_("It is being sent there just now."), after=MOMENT)
    delivery.copy_id = made.copy_id


def _note_success(delivery: Delivery, copy: Copy) -> None:
    now = timezone.now()
    delivery.state, delivery.finished_at, delivery.next_try_at = State.SENT, now, None
    delivery.is_unsure, delivery.answer, delivery.status_code = False, "", None
    delivery.copy_url, delivery.copy_id = copy.url, copy.id or delivery.copy_id
    wait = now + dt.timedelta(seconds=kind_of(delivery.target).spacing)
    Target.objects.filter(pk=delivery.target_id).update(failures=0, wait_until=wait)
    _keep_copy(delivery)


def _keep_copy(delivery: Delivery) -> None:
    """Where the copy stands goes onto the post's page, and away with it."""
    target, post = delivery.target, delivery.post
    if delivery.action == Action.DELETE:
        CrossPost.objects.filter(post=post, target=target, external_id=delivery.copy_id).delete()
    elif delivery.action == Action.CREATE and post and delivery.copy_url:
        CrossPost.objects.get_or_create(
            source=_source(target),
            external_id=delivery.copy_id,
            defaults={"post": post, "url": delivery.copy_url, "direction": CrossPost.Direction.TO, "target": target},
        )


def _source(target: Target) -> Source:
    if target.source_id is None:
        target.source = Source.objects.filter(name__iexact=target.name).first() or Source.objects.create(
            name=target.name
        )
        Target.objects.filter(pk=target.pk).update(source=target.source)
    return target.source


def _note_problem(delivery: Delivery, problem: DeliveryProblem) -> None:
    now = timezone.now()
    delivery.answer, delivery.status_code = str(problem)[:500], problem.status
    delivery.is_unsure = delivery.is_unsure or getattr(problem, "is_unsure", False)
    if isinstance(problem, SignInNeeded):
        # It is not this delivery's fault: it goes on where it was when the target is put right.
        delivery.state, delivery.next_try_at = State.WAITING, now
        delivery.attempts -= 1
        pause(target=delivery.target, why=str(problem))
    elif isinstance(problem, TryLater) and delivery.attempts <= len(WAITS):
        wait = dt.timedelta(minutes=WAITS[delivery.attempts - 1] * random.uniform(0.9, 1.1))  # noqa: S311  (not a secret)
        asked = dt.timedelta(seconds=problem.after or 0)
        delivery.state, delivery.next_try_at = State.WAITING, now + min(max(wait, asked), LONGEST_WAIT)
        _let_rest(delivery.target, asked=min(asked, LONGEST_WAIT), now=now)
    else:
        delivery.state, delivery.finished_at, delivery.next_try_at = State.FAILED, now, None


def _let_rest(target: Target, *, asked: dt.timedelta, now: dt.datetime) -> None:
    """What a network asks for holds for all that goes there. One that fails again and again is asked less and less."""
    rest, failures = asked, target.failures
    if not asked:
        failures += 1
        if failures >= TOO_MANY:
            rest = dt.timedelta(minutes=WAITS[min(failures - TOO_MANY, len(WAITS) - 1)])
    Target.objects.filter(pk=target.pk).update(failures=failures, wait_until=now + rest if rest else None)
    if failures >= TOO_MANY + len(WAITS):
        pause(target=target, why=_("It has not answered for days."))
