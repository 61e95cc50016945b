"""What was written goes into the post: saved, published now or later, merged with what the post became meanwhile."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from blog.models import Post, Revision
from blog.text.diff import Conflict, merge_fields

from .descriptions import question, undescribed_in
from .posts import Merge, save_post
from .tags import tags_named
from .typed import Errors, Fields, check, chosen_by_others, follows_title, of_snapshot, written
from .typed_places import PLACES
from .working_copies import copy_of, empty, keep_revision

# Fields, the version that they were written from, and who did.
Side = tuple[Fields, int, User | None]
Verb = Literal["save", "publish", "publish_now", "unpublish"]


class NotMerged(ValueError):  # noqa: N818  (says what happened)
    """Both sides changed the same; somebody has to choose."""

    def __init__(self, conflicts: list[Conflict], newest: Revision | None) -> None:
        super().__init__(_("Somebody else changed the same. Choose what is to stay."))
        self.conflicts = conflicts
        self.newest = newest


class NotValid(ValueError):  # noqa: N818  (says what happened)
    """`errors` by field; `undescribed` names the pictures, if it is that they are not described."""

    def __init__(self, errors: Errors, undescribed: Sequence[str] = ()) -> None:
        super().__init__(_("Not yet: see the fields that say why."))
        self.errors = errors
        self.undescribed = undescribed


@transaction.atomic
def save_working_copy(
    *,
    post: Post,
    by: User,
    verb: Verb = "save",
    at: dt.datetime | None = None,
    choices: Mapping[str, str] | None = None,
    only_decoration: bool = False,
) -> Revision:
    """Fold what is being written into the post, whose row is locked. Raises NotMerged and NotValid; then all stays.

    `only_decoration` says that pictures without a description need none. What this person's role does not choose stays
    in the working copy, as others have written it; and so do the rows about other places, which the form saves.
    """
    copy = copy_of(post)
    others = chosen_by_others(by) | {PLACES}
    fields: Fields = {n: v for n, v in (copy.fields or written(post)).items() if n not in others}
    if at:
        fields = {**fields, "publish_at": at.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")}
    mine, base = fields, copy.base_version
    fields = merged_with_post(post=post, fields=mine, base_version=base, choices=choices)
    if verb.startswith("publish") and not only_decoration:
        require_descriptions(fields)
    revision = store(post=post, fields=fields, by=by, verb=verb, mine=None if fields is mine else (mine, base, copy.by))
    empty(copy, post=post, but=others)
    return revision


def require_descriptions(fields: Fields) -> None:
    """Raises NotValid."""
    if names := undescribed_in(body=fields.get("body") or "", cover=_key(fields.get("cover_id"))):
        raise NotValid({"body": [question(names)]}, undescribed=names)


def _key(value: Any) -> int | None:
    """Of a field that may hold what was typed and is no key."""
    return value if isinstance(value, int) else None


def merged_with_post(
    *, post: Post, fields: Fields, base_version: int, choices: Mapping[str, str] | None = None
) -> Fields:
    """Fields written from an older version, with what the post has become since; the same object if that is nothing.

    Raises NotMerged.
    """
    if base_version == post.version:
        return fields
    revision = post.revisions.filter(version=base_version).first()
    base, theirs = of_snapshot(revision.snapshot) if revision else {}, written(post)
    merged, conflicts = merge_fields(base, fields, theirs, choices=choices)
    if conflicts:
        newest = post.revisions.filter(version=post.version).select_related("by").first()
        raise NotMerged(conflicts, newest)
    return fields if theirs == base or all(theirs.get(name) == value for name, value in fields.items()) else merged


def store(
    *,
    post: Post,
    fields: Fields,
    by: User | None,
    verb: Verb,
    mine: Side | None = None,
    reason: Revision.Reason | None = None,
) -> Revision:
    """Set checked fields on a post and save it; `mine` is the side that was merged into them. Raises NotValid."""
    values, errors = check(fields, post=post, by=by)
    if verb == "publish_now" or (verb == "publish" and "publish_at" not in errors and not values.get("publish_at")):
        values["publish_at"] = timezone.now()
        errors.pop("publish_at", None)
    is_out = verb.startswith("publish") or (verb == "save" and post.status == Post.Status.PUBLISHED)
    said = {c.name: str(c.violation_error_message) for c in Post._meta.constraints}
    if is_out and not values.get("title", post.title):
        errors.setdefault("title", [said["post_published_has_title"]])
    if is_out and not values.get("publish_at", post.publish_at):
        errors.setdefault("publish_at", [said["post_published_has_date"]])
    if errors:
        raise NotValid(errors)
    tags = values.pop("tags", None)
    slug, title = values.get("slug", post.slug), values.get("title", post.title)
    if not slug or follows_title(post, slug=slug, title=title):
        Post.objects.choose_slugs_alone()
        values["slug"] = Post(pk=post.pk, title=title, kind=values.get("kind", post.kind)).free_slug()
    for name, value in values.items():
        setattr(post, name, value)
    if verb != "save":
        post.status = Post.Status.DRAFT if verb == "unpublish" else Post.Status.PUBLISHED
    reason = reason or (Revision.Reason.PUBLISHED if verb.startswith("publish") else Revision.Reason.SAVED)
    return save_post(
        post=post,
        by=by,
        reason=Revision.Reason.MERGED if mine else reason,
        tags=None if tags is None else tags_named(tags),
        merge=mine and keep_side(post=post, mine=mine),
    )


def keep_side(*, post: Post, mine: Side) -> Merge:
    """Before the merged post is saved: what was written, as a revision of its own beside the post's newest."""
    fields, base_version, by = mine
    before = Post.objects.get(pk=post.pk)
    kept = keep_revision(post=before, fields={**written(before), **fields}, by=by)
    return Merge(base=base_version, parents=[before.version, kept.version])
