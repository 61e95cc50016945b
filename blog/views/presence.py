"""Who else is here: asked every few seconds by every open page of the writing screen, so it has to be cheap."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from accounts.models import User
from blog import access
from blog.actions.presence import beat, leave
from blog.models import Post, WorkingCopy

from .autosave import read_tab
from .json_doors import json_door, sent_object

SHOWN = (
    "title", "author", "kind", "status", "slug", "version", "trashed_at", "publish_at", "published_on", "expire_at",
    "visibility",
)  # fmt: skip


@require_POST
@json_door
def here(request: HttpRequest, pk: int) -> JsonResponse:
    """POST `{"tab": name, "version": number}` every five seconds, with `"behind": true` and less often while the page
    is in the background; with `"leave": true` when it is closed (`navigator.sendBeacon` cannot: use `fetch` with
    `keepalive`).

    Answers 200 `{others, version, saved, sequence, saved_by, saved_at, state, go_live_at, failure}`. `others`: `{name,
    you}` for each other page, `you` where it is another tab of the same person. `sequence` newer than the page's:
    somebody wrote, the next autosave merges; `saved_by`: `{name, you}`, who wrote last. `version` other than the sent
    one: the post was saved or published; `saved`: `{by, you, reason}`, or null if it was not. `failure`: why staged
    changes did not go live. 403 for who may not edit it, 404 for who may not see it.
    """
    said = sent_object(request)
    tab = read_tab(said)
    post = access.readable_posts(request.user).only(*SHOWN).filter(pk=pk).first()
    if post is None:
        raise Http404
    if not access.can_edit(request.user, post):
        raise PermissionDenied
    if said.get("leave"):
        leave(post=post, user=request.user, tab=tab)
        return JsonResponse({})
    try:
        beaten = beat(post=post, user=request.user, tab=tab, is_behind=said.get("behind") is True)
    except IntegrityError as error:
        raise Http404 from error  # deleted for good at this moment
    others = [_person(each.user, request.user) for each in beaten]
    saved = _saved(post, request.user) if said.get("version", post.version) != post.version else None
    copy = WorkingCopy.objects.filter(post=post).select_related("by").defer("fields", "staged").first()
    about = {"version": post.version, "saved": saved, "state": post.state}
    return JsonResponse({"others": others, **about, **_newest(copy, request.user)})


def _person(person: User, you: User) -> dict[str, Any]:
    return {"name": str(person), "you": person == you}


def _saved(post: Post, you: User) -> dict[str, Any] | None:
    newest = post.revisions.filter(version=post.version).select_related("by").only("reason", "by", "post").first()
    if newest is None:
        return None
    return {"by": newest.by and str(newest.by), "you": newest.by == you, "reason": newest.reason}


def _newest(copy: WorkingCopy | None, you: User) -> dict[str, Any]:
    if copy is None:
        return {"sequence": 0, "saved_by": None, "saved_at": None, "go_live_at": None, "failure": ""}
    return {
        "sequence": copy.sequence,
        "saved_by": copy.by and _person(copy.by, you),
        "saved_at": copy.saved_at.isoformat(),
        "go_live_at": copy.go_live_at and copy.go_live_at.isoformat(),
        "failure": copy.failure,
    }
