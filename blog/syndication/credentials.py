"""What targets sign in with: opened for their kinds, entered by administrators, renewed before or when it ends.

A renewal is stored in a transaction of its own, before anything is done with it: where the old token could be used but
once, a new one that is lost is lost for good. The row is locked meanwhile; whoever comes second finds new credentials,
and asks nobody.
"""

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from typing import TypeVar

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from blog.actions.queue import defer_once
from blog.models import Target
from blog.models.sealed import Sealed
from blog.models.target import NOTICE
from config.sealing import CannotOpen

from .kinds import Account, DeliveryProblem, Refused, Renewing, SignInNeeded, TryLater
from .outbox import kind_of

Result = TypeVar("Result")
# Until then a network that does not answer is asked for a new token every day, before anybody is told.
LAST_TRIES = dt.timedelta(days=3)
# Whatever a network says.
LONGEST = dt.timedelta(days=3650)


def account_of(target: Target) -> Account:
    """With its credentials opened. Raises SignInNeeded where the key that sealed them is gone."""
    try:
        secrets = target.credentials.opened()
    except CannotOpen as error:
        raise SignInNeeded(str(error)) from error
    known = kind_of(target).settings
    values = {s.name: (secrets if s.is_secret else target.settings).get(s.name) or s.default for s in known}
    for setting in known:
        if setting.is_required and not values[setting.name]:
            raise SignInNeeded(_("The %(setting)s is missing.") % {"setting": setting.label})
    hidden = {setting.name for setting in known if setting.is_secret}
    return Account(
        settings={name: value for name, value in values.items() if name not in hidden},
        credentials={name: value for name, value in values.items() if name in hidden},
    )


def secrets_of(target: Target) -> dict[str, str]:
    """By the names of their settings; none where they have to be entered once more."""
    try:
        return target.credentials.opened()
    except CannotOpen:
        return {}


@transaction.atomic
def save_target(*, target: Target, secrets: Mapping[str, str], changed: Collection[str]) -> None:
    """Store these fields of it, its settings and these secrets; its others stay, also those renewed a moment ago."""
    now = Target.objects.select_for_update(no_key=True).filter(pk=target.pk).first()
    target.credentials = now.credentials if now else Sealed()
    if secrets:
        target.credentials = Sealed.of({**secrets_of(target), **secrets})
    target.save(update_fields={*changed, "settings", "credentials"} if now else None)


def with_access(target: Target, act: Callable[[Account], Result]) -> Result:
    """What `act` returns; where the token has ended, once more with a new one. Not within a transaction."""
    account = account_of(target)
    try:
        return act(account)
    except SignInNeeded as problem:
        if not can_renew(target, account, problem):
            raise
    renew(target=target, used=account)
    target.refresh_from_db()
    return act(account_of(target))


def can_renew(target: Target, account: Account, problem: SignInNeeded) -> bool:
    """Whether a new token may help, and can be asked for."""
    kind = kind_of(target)
    return problem.status == 401 and isinstance(kind, Renewing) and kind.can_renew(account)


@transaction.atomic(durable=True)
def renew(*, target: Target, used: Account) -> None:
    """Have a new token in place of the one in `used`, unless there is one already. Raises DeliveryProblem."""
    locked = Target.objects.select_for_update(no_key=True).filter(pk=target.pk).first()
    if locked is None or (account := account_of(locked)).credentials != used.credentials:
        return
    try:
        renewal = kind_of(locked).renew(account)
    except TryLater as problem:
        # Of the post itself nothing was sent.
        problem.is_unsure = False
        raise
    except Refused as problem:
        raise SignInNeeded(str(problem), status=problem.status) from problem
    locked.credentials = Sealed.of({**locked.credentials.opened(), **renewal.credentials})
    if renewal.lasts is not None:
        lasts = dt.timedelta(seconds=min(max(renewal.lasts, 0), LONGEST.total_seconds()))
        locked.expires_on = (timezone.now() + lasts).date()
    locked.save(update_fields=["credentials", "expires_on"])


def watch_expiry() -> int:
    """Renew what ends within a week, and tell administrators of the rest, once for each date; of how many."""
    today = timezone.now().date()
    ending = Target.objects.filter(paused_at=None, expires_on__range=(today, today + NOTICE))
    return sum(_renewed_or_told(target) for target in ending.exclude(told_of_expiry=F("expires_on")))


def _renewed_or_told(target: Target) -> bool:
    try:
        account = account_of(target)
        kind = kind_of(target)
        if isinstance(kind, Renewing) and kind.can_renew(account):
            renew(target=target, used=account)
            target.refresh_from_db()
    except TryLater:
        if target.expires_on > timezone.now().date() + LAST_TRIES:
            return False
    except DeliveryProblem:
        # A person is needed; that is what they are told.
        pass
    return target.is_ending and _tell(target)


@transaction.atomic
def _tell(target: Target) -> bool:
    asked = Target.objects.filter(pk=target.pk, expires_on=target.expires_on).exclude(told_of_expiry=target.expires_on)
    is_new = bool(asked.update(told_of_expiry=target.expires_on))
    if is_new:
        defer_once("tell_of_ending_access", about=target.pk, target_id=target.pk)
    return is_new
