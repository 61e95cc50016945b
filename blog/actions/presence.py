"""Who is in a post at the moment."""

import datetime as dt

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from blog.models import Post, Presence

# A page beats every five seconds: somebody new is seen within ten, and whose page went silent is gone after twelve.
ALIVE = dt.timedelta(seconds=12)
# Of a page that is in the background, which browsers let run once a minute at most.
ALIVE_BEHIND = dt.timedelta(seconds=75)
FORGOTTEN_AFTER = dt.timedelta(hours=1)


def beat(*, post: Post, user: User, tab: str, is_behind: bool = False) -> QuerySet[Presence]:
    """Note that this tab has the post open, in the background or not; the others that have."""
    now = timezone.now()
    # As if seen later, so that whoever asks need not know which pages are slow.
    seen_at = now + ALIVE_BEHIND - ALIVE if is_behind else now
    Presence.objects.bulk_create(
        [Presence(post=post, user=user, tab=tab, seen_at=seen_at)],
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
