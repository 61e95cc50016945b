"""How often redirects are asked for, and what readers look for in vain. See docs/decisions/redirect-hits.md."""

from collections.abc import Mapping

from django.db import connection, transaction

from blog.models import Redirect

from .tally import Tally

SECONDS = 10
MOST_REDIRECTS = 10_000


def count_hit(*, redirect: Redirect) -> None:
    _hits.add(redirect.pk)


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


_hits = Tally(store_hits, every=SECONDS, most=MOST_REDIRECTS)
TALLIES = (_hits,)
