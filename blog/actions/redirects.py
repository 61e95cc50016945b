"""Leave a way from every address that once worked, always in one hop. See docs/decisions/redirects-in-one-hop.md."""

from collections.abc import Collection
from typing import Any
from urllib.parse import unquote

from django.db import transaction

from blog.models import MissingAddress, Post, Redirect, Tag
from blog.models.redirect import joined, ways_to_write


@transaction.atomic
def leave_redirect(*, old_path: str, to: Post | Tag | str | None) -> Redirect | None:
    """Make `old_path` lead to a post, a tag or another address; None means gone (410).

    An address in use again loses the redirect that stood at it; redirects to a plain address that itself
    moves are led on, so that no chain grows. Kept as people read it, since an address percent-encoded has up to twelve
    times the length and no column for it. Returns None when there is nothing to leave: the old path is the new one.
    """
    old_path = _decoded(old_path)
    new_path = _decoded(to if isinstance(to, str) else to.get_absolute_url() if to else "")
    has_moved = old_path.rstrip("/") != new_path.rstrip("/")
    if has_moved:
        Redirect.objects.change_alone()
    if new_path:
        Redirect.objects.at(new_path).delete()
    if not has_moved:
        return None
    target = {
        "post": to if isinstance(to, Post) else None,
        "tag": to if isinstance(to, Tag) else None,
        "url": new_path if isinstance(to, str) else "",
        "is_gone": to is None,
    }
    lead_on([old_path], target, new_path)
    redirect, _ = Redirect.objects.update_or_create(old_path=old_path, defaults=target)
    return redirect


@transaction.atomic
def leave_redirects(*, old_paths: Collection[str], to: Post) -> None:
    """Make old addresses of a post, as they are kept, lead there; whatever stood at them is replaced."""
    if not old_paths:
        return
    Redirect.objects.change_alone()
    lead_on(old_paths, {"post": to, "tag": None, "url": "", "is_gone": False}, to.get_absolute_url())
    Redirect.objects.bulk_create(
        [Redirect(old_path=path, post=to) for path in old_paths],
        update_conflicts=True,
        unique_fields=["old_path"],
        update_fields=["post", "tag", "url", "is_gone"],
    )


@transaction.atomic
def save_redirect(*, redirect: Redirect) -> Redirect:
    """Store one made by hand. It, and those that lead to its address, lead straight to where all of them end."""
    Redirect.objects.change_alone()
    redirect.shorten()
    redirect.save()
    MissingAddress.objects.filter(path__in=ways_to_write(redirect.old_path)).delete()
    target = {name: getattr(redirect, name) for name in ("post", "tag", "url", "is_gone")}
    lead_on([redirect.old_path], target, redirect.target or "")
    return redirect


def lead_on(old_paths: Collection[str], target: dict[str, Any], new_path: str) -> None:
    """Give the redirects to one of the old paths this target, whose address is `new_path` (gone: empty).

    What asks for a part or a page of the old one (`#part`, `?page=2`) asks the new one for it.
    """
    whole = []
    for redirect in Redirect.objects.leading_to(old_paths).exclude(old_path=new_path):
        url = joined(new_path, redirect.rest_behind(old_paths))
        if url == new_path:
            whole.append(redirect.pk)
        else:
            Redirect.objects.filter(pk=redirect.pk).update(post=None, tag=None, url=url, is_gone=False)
    Redirect.objects.filter(pk__in=whole).update(**target)


def _decoded(address: str) -> str:
    path, mark, query = address.partition("?")
    return unquote(path) + mark + query
