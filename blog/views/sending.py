"""Where a post goes, in which words, and what became of it: for the panel of the writing screen."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from blog import access
from blog.models import Announcement, Delivery, Post, Target
from blog.syndication.content import LONGEST_TEXT, text_for, values_of
from blog.syndication.kinds import Kind
from blog.syndication.kinds import Refused as NotDone
from blog.syndication.outbox import announce, ask_for_change
from blog.syndication.registry import KINDS, PINGS

from .json_doors import Refused, json_door, refuse_another, sent_object

CHANGES = {"update": Delivery.Action.UPDATE, "delete": Delivery.Action.DELETE}


@require_http_methods(["GET", "POST"])
@json_door
def sending(request: HttpRequest, pk: int) -> JsonResponse:
    """GET: `{"targets": […]}`, each as `_described` says, with the post as it was last saved.

    POST `{target, is_wanted, text}`: what its author wants there, stored; `text` "" for the target's template.
    POST `{target, text, "only": "count"}`: nothing is stored. POST `{target, "do": "send" | "update" | "delete"}`: now,
    of a post that is out. `user` with any of them: the key of whose page it is. Each answers `{"target": …}`; 403, 404,
    410 as other doors, 409 with a sentence for what the target or the post does not allow.
    """
    post = _post(request, pk)
    if request.method == "GET":
        return JsonResponse({"targets": [_described(post, target) for target in _targets()]})
    said = sent_object(request)
    refuse_another(request, said.get("user", request.user.pk))
    target = next((each for each in _targets() if each.pk == said.get("target")), None)
    if target is None:
        raise Http404
    text = said.get("text")
    text = text.replace("\0", "")[:LONGEST_TEXT] if isinstance(text, str) else ""
    if said.get("only") == "count":
        return JsonResponse({"target": _described(post, target, written=text)})
    if "do" in said:
        _carry_out(request, post, target, said["do"])
    else:
        Announcement.objects.update_or_create(
            post=post, target=target, defaults={"is_wanted": said.get("is_wanted") is True, "text": text}
        )
    return JsonResponse({"target": _described(post, target)})


def _post(request: HttpRequest, pk: int) -> Post:
    post = access.readable_posts(request.user).filter(pk=pk).select_related("author").first()
    if post is None:
        raise Http404
    if post.trashed_at:
        raise Refused(410, "trashed", _("This post is in the trash."))
    if not access.can_edit(request.user, post):
        raise PermissionDenied
    return post


def _targets() -> list[Target]:
    return [target for target in Target.objects.exclude(kind__in=PINGS) if target.kind in KINDS]


def _carry_out(request: HttpRequest, post: Post, target: Target, what: Any) -> None:
    if not access.can_publish(request.user, post):
        raise PermissionDenied
    if post.state != "published" or post.visibility != Post.Visibility.PUBLIC:
        raise Refused(409, "not_out", _("Only a post that everybody can read is sent."))
    try:
        if what == "send":
            announce(post=post, targets=[target], by=request.user)
        elif what in CHANGES:
            ask_for_change(post=post, target=target, action=CHANGES[what], by=request.user)
        else:
            raise Http404
    except NotDone as error:
        raise Refused(409, "not_done", str(error)) from error


def _described(post: Post, target: Target, *, written: str | None = None) -> dict[str, Any]:
    """`result` is what would be sent, `length` of it as the network counts, `limit` or null; `made` of the template.

    `state` is that of the newest delivery or "", `answer` why it failed, `copy` where the copy is.
    """
    kind: Kind = KINDS[target.kind]
    wanted = Announcement.objects.filter(post=post, target=target).first()
    if written is None:
        written = wanted.text if wanted else ""
    values = values_of(post)
    made = text_for(values, written="", target=target, kind=kind)
    result = text_for(values, written=written, target=target, kind=kind)
    newest = Delivery.objects.filter(post=post, target=target).order_by("-pk").first()
    made_there = Delivery.objects.filter(post=post, target=target, action="create", state="sent").exists()
    return {
        "id": target.pk,
        "name": target.name,
        "kind": str(kind.label),
        "is_paused": target.paused_at is not None,
        "is_wanted": wanted.is_wanted if wanted else target.is_default,
        "text": written,
        "made": made,
        "result": result,
        "length": kind.length(result),
        "limit": kind.limit(target.settings),
        "state": newest.state if newest else "",
        "said": newest.get_state_display() if newest else "",
        "answer": newest.answer if newest else "",
        "copy": newest.copy_url if newest else "",
        "can_send": newest is None or (newest.action == "create" and newest.state == "cancelled"),
        "can_update": made_there and kind.can_update,
        "can_delete": made_there and kind.can_delete,
    }
