"""Leave a way from every address that once worked."""

from urllib.parse import unquote

from django.db import connection, transaction
from django.db.models import F

from blog.models import Post, Redirect, Tag


@transaction.atomic
def leave_redirect(*, old_path: str, to: Post | Tag | str | None) -> Redirect | None:
    """Make `old_path` lead to a post, a tag or another address; None means gone (410).

    An address in use again loses the redirect that stood at it; redirects to a plain address that itself
    moves are led on, so that no chain grows. Kept as people read it, since an address percent-encoded has up to twelve
    times the length and no column for it. Returns None when there is nothing to leave: the old path is the new one.
    """
    old_path = _decoded(old_path)
    new_path = _decoded(to if isinstance(to, str) else to.get_absolute_url() if to else "")
    if new_path:
        Redirect.objects.at(new_path).delete()
    if old_path.rstrip("/") == new_path.rstrip("/"):
        return None
    target = {
        "post": to if isinstance(to, Post) else None,
        "tag": to if isinstance(to, Tag) else None,
        "url": new_path if isinstance(to, str) else "",
        "is_gone": to is None,
    }
    Redirect.objects.filter(url=old_path).exclude(old_path=new_path).update(**target)
    redirect, _ = Redirect.objects.update_or_create(old_path=old_path, defaults=target)
    return redirect


@transaction.atomic
def count_hit(*, redirect: Redirect) -> None:
    """One more request for its old path. While somebody else counts the same one, it goes uncounted: nobody waits."""
    with connection.cursor() as cursor:
        # Nobody waits for the disk either; a crash may lose the counts of its last second.
        cursor.execute("SET LOCAL synchronous_commit = off")
    free = Redirect.objects.filter(pk=redirect.pk).order_by().select_for_update(skip_locked=True)
    Redirect.objects.filter(pk__in=free.values("pk")).update(hits=F("hits") + 1)


def _decoded(address: str) -> str:
    path, mark, query = address.partition("?")
    return unquote(path) + mark + query
