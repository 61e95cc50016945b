"""Changes to a post that go live at a time of their own."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from blog.models import Post, Revision, WorkingCopy
from blog.text.diff import merge_fields

from .folding import NotMerged, NotValid, merged_with_post, require_descriptions, store
from .queue import defer_once
from .typed import check, pictures_in, written
from .typed_places import without_places
from .working_copies import copy_of


@transaction.atomic
def stage_changes(*, post: Post, by: User, at: dt.datetime, only_decoration: bool = False) -> WorkingCopy:
    """What is being written goes live at that time; typing on changes nothing of it. `post` is locked.

    Raises NotValid: for wrong fields, a time that has passed, a post that is not out, nothing to go live, or pictures
    without a description, unless they are `only_decoration`.
    """
    copy = copy_of(post)
    if at <= timezone.now():
        raise NotValid({"go_live_at": [_("Choose a time that is still to come.")]})
    if post.status != Post.Status.PUBLISHED:
        raise NotValid({"go_live_at": [_("Only changes to a published post wait like this; schedule a draft.")]})
    if not copy.is_open:
        raise NotValid({"go_live_at": [_("There are no changes that could go live.")]})
    errors = check(copy.fields, post=post, by=by)[1]
    if not copy.fields.get("title"):
        errors.setdefault("title", [_("A published post needs a title.")])
    if errors:
        raise NotValid(errors)
    if not only_decoration:
        require_descriptions(copy.fields)
    copy.staged, copy.staged_version, copy.staged_by = without_places(copy.fields), copy.base_version, by
    copy.go_live_at, copy.failure = at, ""
    copy.save()
    defer_once("apply_staged_changes", about=f"{post.pk} at {at.isoformat()}", at=at, post_id=post.pk)
    return copy


@transaction.atomic
def unstage_changes(*, post: Post) -> WorkingCopy:
    """They stay in the working copy, and wait for nothing. `post` is locked."""
    copy = copy_of(post)
    forget_staged(copy)
    return copy


@transaction.atomic
def apply_staged(*, post_id: int) -> Revision | None:
    """What is due goes live, once, however often this is called; None when nothing is.

    What cannot go live says why in `failure`, and stays staged for nothing.
    """
    post = Post.objects.select_for_update(no_key=True).filter(pk=post_id).first()
    copy = WorkingCopy.objects.select_related("staged_by").filter(post=post_id, go_live_at__lte=timezone.now()).first()
    if post is None or copy is None:
        return None
    if post.trashed_at or post.status != Post.Status.PUBLISHED:
        return _failed(copy, _("The post was not published any more when its changes were due."))
    staged = copy.staged
    try:
        with transaction.atomic():
            fields = merged_with_post(post=post, fields=staged, base_version=copy.staged_version)
            mine = None if fields is staged else (staged, copy.staged_version, copy.staged_by)
            revision = store(post=post, fields=fields, by=copy.staged_by, verb="publish", mine=mine)
    except NotMerged:
        return _failed(copy, _("The post was changed meanwhile, in the same places. Merge by hand, and publish."))
    except IntegrityError:
        return _failed(copy, _("The database refused it. Publish by hand to see why."))
    except NotValid as error:
        reasons = " ".join(message for messages in error.errors.values() for message in messages)
        return _failed(copy, _("Something stood against it: %s") % reasons)
    _write_on(copy, post)
    return revision


def due() -> list[int]:
    """The posts with changes that should be live by now."""
    return list(WorkingCopy.objects.filter(go_live_at__lte=timezone.now()).values_list("post_id", flat=True)[:1_000])


def forget_staged(copy: WorkingCopy, *, failure: str = "") -> None:
    copy.staged = copy.staged_version = copy.staged_by = copy.go_live_at = None
    copy.failure = failure
    copy.image_ids = sorted(pictures_in(copy.fields))
    if copy.pk:
        copy.save()


def _failed(copy: WorkingCopy, why: str) -> None:
    forget_staged(copy, failure=why)


def _write_on(copy: WorkingCopy, post: Post) -> None:
    """What was typed after the staging descends from what is live now, so that only that is left to be published."""
    now, staged = written(post), copy.staged
    if copy.fields is not None:
        typed, conflicts = merge_fields(staged, copy.fields, now)
        if not conflicts:
            copy.fields, copy.base_version = (None if typed == now else typed), post.version
            copy.sequence += 1
            copy.seen_from = copy.sequence
            copy.tab = ""
    forget_staged(copy)
