"""Links between posts by number: which there are, and what follows when a target moves, goes or appears."""

import datetime as dt
from collections.abc import Collection

from django.utils import timezone

from blog.models import Post, PostLink

from .queue import defer_once

# What decides where readers find a post, and whether.
PLACE = ("slug", "kind", "status", "visibility", "publish_at", "expire_at", "trashed_at")
# For so long a worker may have been away without missing that a post expired.
LOOK_BACK = dt.timedelta(days=30)


def link_posts(posts: Collection[Post]) -> None:
    """Keep which posts the freshly rendered texts link to, and at which address."""
    wanted = {(post.pk, target): to for post in posts for target, to in post.post_links_rendered.items()}
    kept = {(link.post_id, link.target_id): link for link in PostLink.objects.filter(post__in=[p.pk for p in posts])}
    PostLink.objects.filter(pk__in=[link.pk for pair, link in kept.items() if pair not in wanted]).delete()
    moved = [link for pair, link in kept.items() if link.address != wanted.get(pair, link.address)]
    for link in moved:
        link.address = wanted[link.post_id, link.target_id]
    PostLink.objects.bulk_update(moved, ["address"])
    new = [pair for pair in wanted if pair not in kept]
    PostLink.objects.bulk_create([PostLink(post_id=pk, target_id=to, address=wanted[pk, to]) for pk, to in sorted(new)])


def tell_linking_posts(post: Post, before: Post | None = None) -> bool:
    """Have the posts that link to this one rendered anew, if it may have moved since it was as `before`."""
    if before and all(getattr(before, name) == getattr(post, name) for name in PLACE):
        return False
    if not PostLink.objects.filter(target=post.pk).exists():
        return False
    return defer_once("rerender_posts_linking_to", about=post.pk, post_id=post.pk)


def follow_the_clock() -> int:
    """Of targets that appeared or expired by themselves, tell the posts that link to them; how many targets."""
    now = timezone.now()
    out = Post.objects.reachable(at=now).values("pk")
    appeared = PostLink.objects.filter(address="", target__in=out)
    expired = Post.objects.filter(expire_at__gt=now - LOOK_BACK, expire_at__lte=now, status=Post.Status.PUBLISHED)
    gone = PostLink.objects.exclude(address="").filter(target__in=expired.values("pk"))
    targets = {*appeared.values_list("target", flat=True)[:1_000], *gone.values_list("target", flat=True)[:1_000]}
    for key in sorted(targets):
        defer_once("rerender_posts_linking_to", about=key, post_id=key)
    return len(targets)
