"""What is done with a post as a whole: for the scripts of the writing screen, and for forms where there are none."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.models import User
from blog import access
from blog.actions.duplicates import duplicate_post
from blog.actions.folding import NotMerged, NotValid, save_working_copy
from blog.actions.posts import restore_post, trash_post
from blog.actions.revisions import set_note
from blog.actions.staging import stage_changes, unstage_changes
from blog.actions.typed import door_name, normalised
from blog.actions.working_copies import copy_of, discard
from blog.models import Post

from .autosave import described, read_choices
from .json_doors import Refused, json_door, refuse_another, sent_object
from .offers import delete_all, delete_withdrawn, offer_to_update, said_of_restored, update_all

Done = tuple[Post, str]


@require_POST
@json_door
def do(request: HttpRequest, pk: int, verb: str) -> JsonResponse:
    """POST a verb: save, publish, publish_now, unpublish, stage, unstage, discard, duplicate, trash, restore,
    update_copies or, of a post that readers no longer see, delete_copies.

    Sent, as JSON: `sequence`, that of the last autosave's answer, so that nothing is published that its author has not
    seen; `at` for publish (later: scheduled) and stage, ISO 8601, without an offset in the site's time; `choices` for
    conflicts; `note` for save and publish: what readers are told of this change; `only_decoration`, true where pictures
    without a description need none; `delete_copies`, true for trash to have the copies elsewhere deleted as well.
    `user`, the key of whose page it is. Autosave first: save and publish fold the working copy into the post.

    Answers 200 `{post, url, state, public_url, version, sequence, go_live_at, message}`; of duplicate, about the new
    post. 409 `behind`: somebody wrote since, autosave again and look. 409 `conflict` with `conflicts` as in
    `autosave_post`: the post was changed elsewhere; send `choices`. 422 `invalid` with `errors` by field: what stands
    against it, and in `undescribed` the names of pictures that nobody has described. 403, 404, 410 trashed. Nothing was
    changed then.
    """
    said = sent_object(request)
    refuse_another(request, said.get("user", request.user.pk))
    try:
        with transaction.atomic():
            post, message = carry_out(request, pk, verb, said)
    except NotMerged as error:
        listed = [described(conflict) for conflict in error.conflicts]
        raise Refused(409, "conflict", str(error), outcome="conflict", conflicts=listed) from error
    except NotValid as error:
        errors = {door_name(name): said for name, said in error.errors.items()}
        raise Refused(422, "invalid", str(error), errors=errors, undescribed=list(error.undescribed)) from error
    copy = copy_of(post)
    return JsonResponse(
        {
            "post": post.pk,
            "url": reverse("admin:blog_post_change", args=[post.pk]),
            "state": post.state,
            "public_url": post.get_absolute_url() if post.state == "published" else "",
            "version": post.version,
            "sequence": copy.sequence,
            "go_live_at": copy.go_live_at and copy.go_live_at.isoformat(),
            "message": message,
        }
    )


@require_POST
def do_by_form(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """The same by a form with `at`; leads to the post, with a word about what was done or why not."""
    try:
        with transaction.atomic():
            said = {
                "at": request.POST.get("at"),
                "only_decoration": "_only_decoration" in request.POST,
                "delete_copies": "_copies" in request.POST,
            }
            post, message = carry_out(request, pk, verb, said)
    except (NotMerged, NotValid) as error:
        reasons = [each for said in getattr(error, "errors", {}).values() for each in said]
        messages.error(request, " ".join([str(error), *reasons]))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, message)
        pk = post.pk
        if verb in SAVERS:
            offer_to_update(request, post)
    return HttpResponseRedirect(reverse("admin:blog_post_change", args=[pk]))


def carry_out(request: HttpRequest, pk: int, verb: str, said: dict[str, Any]) -> Done:
    """The post it was done to, locked, and a sentence. Raises what `do` answers."""
    known = VERBS.get(verb)
    if known is None:
        raise Http404
    post = access.readable_posts(request.user).select_for_update(of=("self",), no_key=True).filter(pk=pk).first()
    if post is None:
        raise Http404
    act, may, is_for_trash = known
    if not may(request.user, post):
        raise PermissionDenied
    if is_for_trash not in (None, bool(post.trashed_at)):
        raise Refused(410, "trashed", _("This post is in the trash.") if post.trashed_at else _("It is not there."))
    if "sequence" in said and said["sequence"] != copy_of(post).sequence:
        raise Refused(
            409, "behind", _("Somebody wrote in this post since. Look at it, and try again."), outcome="behind"
        )
    return act(post, request.user, said)


def _moment(said: dict[str, Any], *, name: str) -> dt.datetime | None:
    fields, _errors = normalised({"publish_at": said.get("at")})
    when = fields["publish_at"]
    try:
        return when and parse_datetime(when).astimezone(dt.UTC)
    except (AttributeError, ValueError, OverflowError) as error:
        raise NotValid({name: [_("This is no date and time that there is.")]}) from error


def _saver(verb: str, message: Any) -> Callable[[Post, User, dict[str, Any]], Done]:
    def act(post: Post, by: User, said: dict[str, Any]) -> Done:
        at = _moment(said, name="publish_at") if verb == "publish" else None
        choices, only_decoration = read_choices(said.get("choices")), said.get("only_decoration") is True
        made = save_working_copy(post=post, by=by, verb=verb, at=at, choices=choices, only_decoration=only_decoration)
        if isinstance(note := said.get("note"), str) and note.strip():
            set_note(revision=made, note=note)
        return post, str(message)

    return act


def _stage(post: Post, by: User, said: dict[str, Any]) -> Done:
    at = _moment(said, name="go_live_at")
    if at is None:
        raise NotValid({"go_live_at": [_("Choose when the changes go live.")]})
    stage_changes(post=post, by=by, at=at, only_decoration=said.get("only_decoration") is True)
    return post, _("The changes go live by themselves.")


def _unstage(post: Post, by: User, said: dict[str, Any]) -> Done:
    unstage_changes(post=post)
    return post, _("The changes wait for you to publish them.")


def _discard(post: Post, by: User, said: dict[str, Any]) -> Done:
    discard(post=post)
    return post, _("The changes were thrown away; the history keeps them for a while.")


def _duplicate(post: Post, by: User, said: dict[str, Any]) -> Done:
    return duplicate_post(post=post, by=by), _("This is the copy: a draft of its own.")


def _trash(post: Post, by: User, said: dict[str, Any]) -> Done:
    deleted = delete_all(post, by) if said.get("delete_copies") is True else ""
    done = _("In the trash. It can be taken back with all that belongs to it.")
    return trash_post(post=post), f"{done} {deleted}".rstrip()


def _restore(post: Post, by: User, said: dict[str, Any]) -> Done:
    restore_post(post=post)
    done = _("Back from the trash.")
    return post, f"{done} {said_of_restored(post)}".rstrip()


def _update_copies(post: Post, by: User, said: dict[str, Any]) -> Done:
    return post, update_all(post, by)


def _delete_copies(post: Post, by: User, said: dict[str, Any]) -> Done:
    return post, delete_withdrawn(post, by)


def _may_save(user: User, post: Post) -> bool:
    """Saving a published post changes what readers see."""
    return (access.can_publish if post.status == Post.Status.PUBLISHED else access.can_edit)(user, post)


def _may_duplicate(user: User, post: Post) -> bool:
    return user.has_perm("blog.add_post") and user.has_perm("blog.change_post")


SAVERS = ("save", "publish", "publish_now")
# What is done, who may, and whether it is for posts in the trash; None where they may be.
VERBS: dict[str, tuple[Callable[[Post, User, dict[str, Any]], Done], Callable[[User, Post], bool], bool | None]] = {
    "save": (_saver("save", gettext_lazy("Saved.")), _may_save, False),
    "publish": (_saver("publish", gettext_lazy("Published.")), access.can_publish, False),
    "publish_now": (_saver("publish_now", gettext_lazy("Published.")), access.can_publish, False),
    "unpublish": (
        _saver("unpublish", gettext_lazy("Unpublished: readers no longer see it.")),
        access.can_publish,
        False,
    ),
    "stage": (_stage, access.can_publish, False),
    "unstage": (_unstage, access.can_publish, False),
    "discard": (_discard, access.can_edit, False),
    "duplicate": (_duplicate, _may_duplicate, False),
    "trash": (_trash, access.can_delete, False),
    "restore": (_restore, access.can_delete, True),
    "update_copies": (_update_copies, access.can_publish, False),
    "delete_copies": (_delete_copies, access.can_publish, None),
}
