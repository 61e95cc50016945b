"""What happens to posts: saved, published, unpublished, trashed, restored, deleted."""

import datetime as dt
import time
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from accounts.models import User
from blog.models import Image, Post, PostLink, Redirect, Revision, SiteSettings, SocialCard, Tag
from blog.models.image_queryset import keys_in
from blog.syndication.outbox import cancel, ping, post_was_restored, post_was_saved

from .file_removal import delete_files_later
from .pasted_addresses import with_references
from .post_links import link_posts, tell_linking_posts
from .redirects import leave_redirect
from .related import ask_for_related
from .search_index import index_changed_posts
from .social_cards import JUST_OUT, PRIORITY, ask_for_social_card

# Of the advisory locks; any number that no other lock of ours has.
RENDERING_LOCK = 0x51_08
SNAPSHOT_FIELDS = (
    "kind title slug author_id body excerpt series_id series_position cover_id language meta_title meta_description "
    "status visibility publish_at expire_at is_featured"
).split()


class Merge(NamedTuple):
    """Versions of a post: what both sides were written from, and the two sides."""

    base: int
    parents: list[int]


@transaction.atomic
def save_post(
    *,
    post: Post,
    by: User | None,
    reason: Revision.Reason = Revision.Reason.SAVED,
    tags: Iterable[Tag] | None = None,
    merge: Merge | None = None,
) -> Revision:
    """Store a post as it now is, rendered, and return the revision that keeps this state.

    `merge` says of which versions it was put together. `tags` replaces the post's tags; None leaves them. An address
    that readers may have seen and that changes by this save leaves a redirect. Raises Post.DoesNotExist for a post
    that was deleted meanwhile.
    """
    begin_rendering()
    before = _locked(post.pk) if post.pk else None
    if post.status == Post.Status.PUBLISHED and post.publish_at is None:
        post.publish_at = timezone.now()
    post.body = with_references(post.body)
    post.render()
    pictures = _take_pictures(post)
    post.version = max(before.version, before.newest_revision or 0) + 1 if before else 1
    post.updated_at = timezone.now()
    if before and _address_parts(before) != _address_parts(post):
        # Before its row is locked against those who make redirects to it.
        Redirect.objects.change_alone()
    post.save()
    _link_pictures([post], pictures)
    link_posts([post])
    if tags is not None:
        post.tags.set(tags)
    if before:
        tell_linking_posts(post, before)
    if before and before.may_have_been_read:
        leave_redirect(old_path=before.get_absolute_url(), to=post)
    if post.status == Post.Status.PUBLISHED:
        Redirect.objects.at(post.get_absolute_url()).delete()
        ask_for_related(posts=[post])
    was_published = bool(before and before.status == Post.Status.PUBLISHED)
    is_imported = reason == Revision.Reason.IMPORTED
    if post.status == Post.Status.PUBLISHED or was_published:
        ask_for_social_card(post, priority=PRIORITY if was_published or is_imported else JUST_OUT)
    index_changed_posts(keys=[post.pk])
    if not is_imported:
        post_was_saved(post=post, was_published=was_published, by=by)
    return Revision.objects.create(
        post=post,
        version=post.version,
        reason=reason,
        by=by,
        snapshot=snapshot(post),
        image_ids=sorted(pictures),
        base_version=merge and merge.base,
        parents=merge.parents if merge else [],
    )


def _address_parts(post: Post) -> tuple[str, str, dt.datetime | None]:
    return post.kind, post.slug, post.publish_at


def _locked(pk: int) -> Post:
    """With the number of its newest revision: of autosaves there may be newer ones than the post itself."""
    newest = Revision.objects.filter(post=OuterRef("pk")).order_by("-version").values("version")[:1]
    return (
        Post.objects.select_for_update(of=("self",), no_key=True).annotate(newest_revision=Subquery(newest)).get(pk=pk)
    )


def _take_pictures(post: Post) -> set[int]:
    """The pictures of a freshly rendered post, which nobody deletes before it is stored; without those just deleted."""
    named = keys_in(post.image_refs)
    wanted = named | {post.cover_id} - {None}
    pictures = Image.objects.take_in_use(wanted)
    if post.cover_id and post.cover_id not in pictures:
        post.cover = None
    if not named <= pictures:
        post.render()
    return pictures


def _link_pictures(posts: Collection[Post], pictures: set[int]) -> None:
    """Keep which of these pictures the freshly rendered texts name, so that nobody has to search texts for one."""
    links = Post.images.through
    named = {post.pk: keys_in(post.image_refs) for post in posts}
    wanted = {(pk, key) for pk, keys in named.items() for key in keys & pictures}
    kept = {(link.post_id, link.image_id): link.pk for link in links.objects.filter(post__in=named)}
    links.objects.filter(pk__in=[pk for pair, pk in kept.items() if pair not in wanted]).delete()
    links.objects.bulk_create([links(post_id=post, image_id=image) for post, image in sorted(wanted - kept.keys())])


def snapshot(post: Post) -> dict[str, Any]:
    """What a revision keeps of a post: its own columns, and its tags by name."""
    kept = {field: getattr(post, field) for field in SNAPSHOT_FIELDS}
    kept["tags"] = sorted(post.tags.values_list("name", flat=True)) if post.pk else []
    return kept


def publish_post(*, post: Post, by: User | None, at: dt.datetime | None = None) -> Revision:
    """Publish now, or at a later time; a post published before keeps its date unless `at` gives another."""
    post.status = Post.Status.PUBLISHED
    if at is not None:
        post.publish_at = at
    elif post.publish_at is None or post.publish_at > timezone.now():
        post.publish_at = timezone.now()
    return save_post(post=post, by=by, reason=Revision.Reason.PUBLISHED)


def unpublish_post(*, post: Post, by: User | None) -> Revision:
    """Back to a draft; it keeps its date, so that publishing it again gives back its address."""
    post.status = Post.Status.DRAFT
    return save_post(post=post, by=by)


@transaction.atomic
def trash_post(*, post: Post) -> Post:
    """Out of sight, with everything kept for `restore_post`."""
    Post.objects.filter(pk=post.pk, trashed_at__isnull=True).update(trashed_at=timezone.now())
    post.refresh_from_db(fields=["trashed_at"])
    cancel(post=post)
    if post.may_have_been_read:
        ping(post=post)
    index_changed_posts(keys=[post.pk])
    tell_linking_posts(post)
    return post


@transaction.atomic
def restore_post(*, post: Post) -> Post:
    trashed_at, post.trashed_at = post.trashed_at, None
    Post.objects.filter(pk=post.pk).update(trashed_at=None)
    if trashed_at:
        post_was_restored(post=post, trashed_at=trashed_at)
    index_changed_posts(keys=[post.pk])
    tell_linking_posts(post)
    return post


@transaction.atomic
def delete_post(*, post: Post) -> None:
    """For good. Its address, and every older one that led to it, answers "gone" from now on, if readers had it."""
    locked = Post.objects.filter(pk=post.pk).values("pk")
    list(locked.select_for_update(no_key=True))
    Redirect.objects.change_alone()
    # From here on, nothing new can hang on it that would have to be deleted too.
    list(locked.select_for_update())
    paths = list(post.redirects.values_list("old_path", flat=True))
    if post.may_have_been_read:
        paths.append(post.get_absolute_url())
    if _was_always_private(post):
        paths = []
    delete_files_later(SocialCard.objects.filter(post=post.pk).values_list("file", flat=True))
    tell_linking_posts(post)
    post.delete()
    for path in paths:
        leave_redirect(old_path=path, to=None)


def _was_always_private(post: Post) -> bool:
    """Whether no reader ever had it: that something was deleted is then nobody's business either."""
    private = Post.Visibility.PRIVATE
    return post.visibility == private and not post.revisions.exclude(snapshot__visibility=private).exists()


@transaction.atomic
def rerender_posts(
    *,
    after: int,
    limit: int,
    stale_only: bool = False,
    showing: Image | int | None = None,
    linking_to: int | None = None,
) -> list[int]:
    """Make the stored HTML of the next posts by primary key again from their bodies; the keys of those done.

    `showing`: only of posts whose texts name this picture; `linking_to`: only of those that link to the post of this
    key. Locks what it reads, so that an author's save in the meantime is not overwritten with HTML of the older text.
    Neither a revision nor a date comes of it.
    """
    begin_rendering()
    posts = Post.objects.filter(pk__gt=after).order_by("pk")
    if stale_only:
        posts = posts.stale()
    if showing is not None:
        posts = posts.filter(pk__in=Post.images.through.objects.filter(image=showing).values("post"))
    if linking_to is not None:
        posts = posts.filter(pk__in=PostLink.objects.filter(target=linking_to).values("post"))
    locked = list(posts.select_for_update(no_key=True)[:limit])
    site_language = SiteSettings.load().language
    for post in locked:
        post.render(site_language=site_language)
    Post.objects.bulk_update(locked, Post.RENDERED_FIELDS)
    link_posts(locked)
    _link_pictures(locked, Image.objects.take_in_use(set().union(*(keys_in(post.image_refs) for post in locked))))
    return [post.pk for post in locked]


def rerender_for(*, seconds: float, after: int, limit: int, **which: int) -> tuple[int, int | None]:
    """`rerender_posts` in batches for a while; how many were done, and the key to go on after where more may wait."""
    wait_for_renderings()
    ends = time.monotonic() + seconds
    done = 0
    while keys := rerender_posts(after=after, limit=limit, **which):
        after = keys[-1]
        done += len(keys)
        if time.monotonic() > ends:
            return done, after
    return done, None


def begin_rendering() -> None:
    """Until the transaction ends, `wait_for_renderings` waits: what is read of pictures goes into what it stores."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, 0)", [RENDERING_LOCK])


@transaction.atomic
def wait_for_renderings() -> None:
    """Returns when every post is stored that was being rendered, so that whoever then looks for posts finds them all.

    Whoever begins to render later sees all that was committed before.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [RENDERING_LOCK])
