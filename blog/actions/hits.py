"""How often redirects are asked for, and what readers look for in vain. See docs/decisions/redirect-hits.md."""

from collections.abc import Mapping

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from blog.models import MissingAddress, Redirect

from .tally import Tally

SECONDS = 10
MOST_REDIRECTS = 10_000
# At once in the memory of a process, and kept altogether.
MOST_MISSING, KEPT_MISSING = 500, 1_000


def count_hit(*, redirect: Redirect) -> None:
    _hits.add(redirect.pk)


def count_missing(*, path: str) -> None:
    """One more reader who found nothing at this path."""
    _missing.add(path)


def flush_hits() -> None:
    """Store now what this process has counted: before it ends."""
    for tally in TALLIES:
        tally.flush()


@transaction.atomic
def store_hits(counts: Mapping[int, int]) -> None:
    """Add these to the hits of redirects, by primary key, in one statement."""
    keys = sorted(counts)
    with connection.cursor() as cursor:
        # Nobody waits for the disk; a crash of the database may lose the counts of its last second.
        cursor.execute("SET LOCAL synchronous_commit = off")
        cursor.execute("SET LOCAL lock_timeout = '2s'")
        # In one order, so that two processes never wait for each other.
        list(Redirect.objects.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True).values("pk"))
        cursor.execute(
            "UPDATE blog_redirect SET hits = hits + counted.more"
            " FROM unnest(%s::bigint[], %s::bigint[]) AS counted (id, more) WHERE blog_redirect.id = counted.id",
            [keys, [counts[key] for key in keys]],
        )


@transaction.atomic
def store_missing(counts: Mapping[str, int]) -> None:
    """Add these to what was not found, by path; the least asked for make room."""
    today = timezone.localdate()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
        cursor.execute(
            "INSERT INTO blog_missingaddress AS kept (path, hits, last_asked_on)"
            " SELECT path, hits, %s FROM unnest(%s::text[], %s::int[]) AS counted (path, hits) ORDER BY path"
            " ON CONFLICT (path) DO UPDATE"
            " SET hits = kept.hits + excluded.hits, last_asked_on = excluded.last_asked_on",
            [today, list(counts), list(counts.values())],
        )
    ranked = MissingAddress.objects.order_by("-hits", "-last_asked_on", "-id").select_for_update(skip_locked=True)
    if surplus := list(ranked.values_list("pk", flat=True)[KEPT_MISSING : KEPT_MISSING + len(counts)]):
        MissingAddress.objects.filter(pk__in=surplus).delete()


@transaction.atomic
def halve_missing() -> int:
    """A week's hits count twice those of the week before; what nobody asks for any more goes; how many went."""
    MissingAddress.objects.update(hits=F("hits") / 2)
    return MissingAddress.objects.filter(hits=0).delete()[0]


_hits = Tally(store_hits, every=SECONDS, most=MOST_REDIRECTS)
_missing = Tally(store_missing, every=SECONDS, most=MOST_MISSING)
TALLIES = (_hits, _missing)
