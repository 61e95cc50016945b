"""Who is in a post at the moment."""

import datetime as dt

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from blog.models import Post, Presence

# A page beats every five seconds: somebody new is seen within ten, and whose page went silent is gone after twelve.
ALIVE = dt.timedelta(seconds=12)
FORGOTTEN_AFTER = dt.timedelta(hours=1)


def beat(*, post: Post, user: User, tab: str) -> QuerySet[Presence]:
    """Note that this tab has the post open; the others that have."""
    now = timezone.now()
    Presence.objects.bulk_create(
        [Presence(post=post, user=user, tab=tab, seen_at=now)],
        update_conflicts=True,
        unique_fields=["post", "user", "tab"],
        update_fields=["seen_at"],
    )
    others = Presence.objects.filter(post=post, seen_at__gt=now - ALIVE).exclude(user=user, tab=tab)
    return others.select_related("user").order_by("user__name", "user__username", "tab")


def leave(*, post: Post, user: User, tab: str) -> None:
    Presence.objects.filter(post=post, user=user, tab=tab).delete()


def forget_absent() -> int:
    """The number of tabs that are long closed."""
    return Presence.objects.filter(seen_at__lt=timezone.now() - FORGOTTEN_AFTER).delete()[0]
