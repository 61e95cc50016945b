"""What a document says about its copies elsewhere, as rows."""

from django.core.exceptions import ValidationError

from blog.models import CrossPost, Post
from blog.transfer.names import Names
from blog.transfer.records import CrossPostRecord, PostRecord, Problem


def store_cross_posts(post: Post, record: PostRecord, names: Names, *, content_hash: str, last_hash: str) -> None:
    """Add and update the rows of these sources; drop those that the document had last time and has no more.

    `last_hash` is empty for a new post. Raises Problem.
    """
    rows = list(post.cross_posts.all()) if last_hash else []
    kept = [_store(post, given, rows, names, record.key, content_hash) for given in record.cross_posts]
    if stale := [row.pk for row in rows if row.content_hash == last_hash and row not in kept]:
        post.cross_posts.filter(pk__in=stale).delete()


def _store(
    post: Post, given: CrossPostRecord, rows: list[CrossPost], names: Names, key: str, content_hash: str
) -> CrossPost:
    source = names.source(given)
    row = next((r for r in rows if r.source_id == source.pk and r.direction == given.direction), None)
    row = row or CrossPost(post=post, source=source, direction=given.direction)
    row.url, row.place, row.content_hash = given.url or row.url, given.place, content_hash
    if given.is_canonical:
        if rows:
            post.cross_posts.exclude(pk=row.pk).update(is_canonical=False)
        row.is_canonical = True
    try:
        row.clean_fields(exclude=["post", "source"])
    except ValidationError as error:
        raise Problem(key, f"cross_posted_from: {given.url}: {' '.join(error.messages)}") from error
    row.save()
    return row
