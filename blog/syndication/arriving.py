"""What a publisher has becomes a post here, each thing once, and follows its original until somebody edits it."""

from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from blog.actions.posts import save_post
from blog.actions.tags import tags_named
from blog.actions.typed import of_snapshot, written
from blog.actions.working_copies import copy_of
from blog.models import CrossPost, Feed, FeedItem, Image, Post, Revision, Source, Tag
from blog.models.feed import mapping
from blog.text import languages
from blog.text.diff import merge_fields
from blog.text.html_to_markdown import html_to_markdown

from .home_pictures import brought_home, picture_from
from .reading.items import Item, is_address

State = FeedItem.State
LONGEST_TITLE = 300
LONGEST_EXCERPT = 1_000


def take(feed: Feed, item: Item, *, others: Collection[str] = ()) -> FeedItem:
    """Make, follow or note one item; what became of it. What is asked of other servers is asked before the transaction.

    Raises what `home_pictures` and the database raise; nothing is stored then.
    """
    known = find(feed, item, others=others)
    if known and known.key == item.key and known.content_hash == item.content_hash:
        return known
    made = prepared(feed, item)
    with transaction.atomic():
        known = find(feed, item, others=others, lock=True) or _claimed(feed, item)
        post = known.post_id and Post.objects.select_for_update(no_key=True).filter(pk=known.post_id).first()
        if known.content_hash == item.content_hash:
            pass
        elif known.content_hash and post is None:
            # It was deleted here, which is an answer too.
            known.content_hash = item.content_hash
        elif post is None:
            known.post = new_post_of(feed, item, made)
            known.state, known.version = State.TAKEN, known.post.version
        elif is_untouched(known, post):
            _follow(post, made)
            known.state, known.version = State.TAKEN, post.version
        else:
            known.state, known.offer = State.CHANGED, _offer(made)
        known.content_hash, known.changed_at, known.error = item.content_hash, timezone.now(), ""
        known.key, known.title, known.url, known.address = item.key, item.title[:300], item.url, item.address
        known.save()
    return known


def find(feed: Feed, item: Item, *, others: Collection[str] = (), lock: bool = False) -> FeedItem | None:
    """By the publisher's name for it. Or by its address, where that name is new and the old one is gone.

    `others` are the names that the feed has now: two of them may be about the same page.
    """
    rows = FeedItem.objects.filter(feed=feed)
    rows = rows.select_for_update(of=("self",)) if lock else rows
    by_key = rows.filter(key=item.key).first()
    if by_key or not item.address:
        return by_key
    return rows.filter(address=item.address).exclude(key__in=others).order_by("pk").first()


def is_ours(item: Item) -> bool:
    """Whether it began here: two sites that follow one another must not pass a post to and fro."""
    here = urlsplit(settings.SITE_URL).netloc
    return any(urlsplit(url).netloc == here for url in (item.url, *item.origins) if is_address(url))


def is_untouched(known: FeedItem, post: Post) -> bool:
    """Whether the post is still as it was taken over: neither saved here since nor being written in."""
    return known.version == post.version and not copy_of(post).is_open and post.trashed_at is None


def _claimed(feed: Feed, item: Item) -> FeedItem:
    """The row that stands for it; where an earlier import brought the post, it is that post's."""
    row = FeedItem(feed=feed, key=item.key, url=item.url, title=item.title[:300])
    same = Q(external_id=item.key) | Q(url=item.url) if item.url else Q(external_id=item.key)
    crossed = CrossPost.objects.filter(same, source=feed.source_id, direction=CrossPost.Direction.FROM)
    earlier = crossed.exclude(post__feed_items__feed=feed).first()
    if earlier:
        row.post_id, row.content_hash = earlier.post_id, item.content_hash
    return row


def prepared(feed: Feed, item: Item) -> dict[str, Any]:
    """The fields of the post, with its pictures in the library."""
    body = html_to_markdown(item.html, base=item.url).markdown
    cover = None
    if feed.brings_pictures:
        body, shown = brought_home(body, by=None)
        if item.picture_url and not shown:
            cover = picture_from(item.picture_url, by=None)
    return {
        "title": item.title[:LONGEST_TITLE],
        "body": body,
        "excerpt": _plain(item.summary)[:LONGEST_EXCERPT] if item.is_whole else "",
        "cover": cover,
        "tags": _tags(feed, item),
        "language": item.language if languages.is_known(languages.normalised(item.language)) else "",
    }


def _plain(html: str) -> str:
    return " ".join(html_to_markdown(html).markdown.split())


def _tags(feed: Feed, item: Item) -> list[str]:
    ours = mapping(feed.tag_names)
    names = [ours.get(name.casefold(), name) for name in item.tags] if feed.takes_tags else []
    longest = Tag._meta.get_field("name").max_length or 0
    return [name.strip()[:longest] for name in [*names, *feed.added_tags.split(",")] if name.strip()]


def _author(feed: Feed, item: Item) -> User:
    username = mapping(feed.author_names).get(item.author.casefold())
    return (username and User.objects.filter(username=username).first()) or feed.author


@transaction.atomic
def new_post_of(feed: Feed, item: Item, made: dict[str, Any]) -> Post:
    now = timezone.now()
    post = Post(author=_author(feed, item))
    if feed.publishes:
        post.status = Post.Status.PUBLISHED
        post.publish_at = min(item.published, now) if item.published else now
        post.title = made["title"] or item.url or item.key
    _fill(post, made)
    post.title = post.title or ("" if not feed.publishes else (item.url or item.key)[:LONGEST_TITLE])
    Post.objects.choose_slugs_alone()
    save_post(post=post, by=None, reason=Revision.Reason.IMPORTED, tags=tags_named(made["tags"]))
    is_theirs = feed.source.canonical == Source.Canonical.THEIRS and bool(item.url)
    CrossPost.objects.create(
        post=post,
        source=feed.source,
        direction=CrossPost.Direction.FROM,
        url=item.url,
        is_canonical=is_theirs,
        external_id=item.key,
        content_hash=item.content_hash,
    )
    return post


def _follow(post: Post, made: dict[str, Any]) -> None:
    _fill(post, made)
    save_post(post=post, by=None, reason=Revision.Reason.IMPORTED, tags=tags_named(made["tags"]))


def _fill(post: Post, made: dict[str, Any]) -> None:
    post.title = made["title"] or post.title
    post.body, post.excerpt = made["body"], made["excerpt"]
    post.cover = made["cover"] or post.cover
    post.language = made["language"] or post.language


# --- The original changed, and so did ours --------------------------------------------------------------------------
def _offer(made: dict[str, Any]) -> dict[str, Any]:
    cover: Image | None = made["cover"]
    return {**made, "cover": None, "cover_id": cover and cover.pk}


@transaction.atomic
def accept(*, item: FeedItem, by: User) -> Revision:
    """Bring the publisher's changes into the post, beside our own; where both changed the same, theirs counts."""
    item = FeedItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    post = Post.objects.select_for_update(no_key=True).get(pk=item.post_id)
    merged = merged_offer(item, post)
    for name in ("title", "body", "excerpt", "language"):
        setattr(post, name, merged[name])
    revision = save_post(post=post, by=by, reason=Revision.Reason.MERGED, tags=tags_named(merged["tags"]))
    item.state, item.offer, item.version = State.TAKEN, None, None
    item.save(update_fields=["state", "offer", "version"])
    return revision


@transaction.atomic
def ignore(*, item: FeedItem) -> None:
    """Ours stays as it is; the next change of theirs is offered again."""
    FeedItem.objects.filter(pk=item.pk, state=State.CHANGED).update(state=State.IGNORED, offer=None)


def merged_offer(item: FeedItem, post: Post) -> dict[str, Any]:
    """The post as it would be after `accept`."""
    ours = written(post)
    offered = {name: item.offer[name] for name in ("title", "body", "excerpt", "language", "tags")}
    offered["tags"] = sorted(offered["tags"])
    taken = post.revisions.filter(version=item.version).first() if item.version else None
    base = of_snapshot(taken.snapshot) if taken else ours
    merged, conflicts = merge_fields(base, offered, ours)
    if conflicts:
        choices = {conflict.key: "mine" for conflict in conflicts}
        merged, _rest = merge_fields(base, offered, ours, choices=choices)
    return merged
