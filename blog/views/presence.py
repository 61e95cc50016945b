"""Who else is here: asked every few seconds by every open page of the writing screen, so it has to be cheap."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from blog import access
from blog.actions.presence import beat, leave
from blog.models import WorkingCopy

from .autosave import read_tab
from .json_doors import json_door, sent_object

SHOWN = (
    "title", "author", "kind", "status", "slug", "version", "trashed_at", "publish_at", "published_on", "expire_at",
    "visibility",
)  # fmt: skip


@require_POST
@json_door
def here(request: HttpRequest, pk: int) -> JsonResponse:
    """POST `{"tab": name}` every five seconds; with `"leave": true` when the page is closed (`navigator.sendBeacon`
    cannot: use `fetch` with `keepalive`).

    Answers 200 `{others, version, sequence, saved_by, saved_at, state, go_live_at, failure}`. `others`: `{name, you}`
    for each other page, `you` where it is another tab of the same person. `sequence` newer than the page's: somebody
    wrote, the next autosave merges; `version` newer: the post was saved or published. `failure`: why staged changes did
    not go live. 403 for who may not edit it, 404 for who may not see it.
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
    others = [
        {"name": str(each.user), "you": each.user_id == request.user.pk}
        for each in beat(post=post, user=request.user, tab=tab)
    ]
    copy = WorkingCopy.objects.filter(post=post).select_related("by").defer("fields", "staged").first()
    return JsonResponse({"others": others, "version": post.version, "state": post.state, **_newest(copy)})


def _newest(copy: WorkingCopy | None) -> dict[str, Any]:
    if copy is None:
        return {"sequence": 0, "saved_by": None, "saved_at": None, "go_live_at": None, "failure": ""}
    return {
        "sequence": copy.sequence,
        "saved_by": copy.by and str(copy.by),
        "saved_at": copy.saved_at.isoformat(),
        "go_live_at": copy.go_live_at and copy.go_live_at.isoformat(),
        "failure": copy.failure,
    }
