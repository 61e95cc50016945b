"""Where a post goes, in which words, and what became of it: for the panel of the writing screen."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from blog import access
from blog.models import Announcement, Delivery, Post, SiteSettings, Target, WorkingCopy
from blog.syndication.content import LONGEST_TEXT, about_post, text_for, values_of, worded
from blog.syndication.copies import There, there_of
from blog.syndication.kinds import Content
from blog.syndication.kinds import Refused as NotDone
from blog.syndication.outbox import announce, ask_for_change, destinations, replay
from blog.syndication.registry import KINDS

from .json_doors import Refused, json_door, refuse_another, sent_object
from .outlook import shared_card
from .preview import type_fields

CHANGES = {"update": Delivery.Action.UPDATE, "delete": Delivery.Action.DELETE}
SAID = {
    ("create", "waiting"): gettext_lazy("Waits to be sent."),
    ("create", "sending"): gettext_lazy("Is being sent."),
    ("create", "sent"): gettext_lazy("Sent."),
    ("create", "failed"): gettext_lazy("Not sent."),
    ("create", "cancelled"): gettext_lazy("Called off before it was sent."),
    ("update", "waiting"): gettext_lazy("The copy is about to be updated."),
    ("update", "sending"): gettext_lazy("The copy is being updated."),
    ("update", "sent"): gettext_lazy("The copy was updated."),
    ("update", "failed"): gettext_lazy("The copy could not be updated."),
    ("delete", "waiting"): gettext_lazy("The copy is about to be deleted."),
    ("delete", "sending"): gettext_lazy("The copy is being deleted."),
    ("delete", "sent"): gettext_lazy("The copy was deleted. The post is not sent there again."),
    ("delete", "failed"): gettext_lazy("The copy could not be deleted."),
}


@require_http_methods(["GET", "POST"])
@json_door
def sending(request: HttpRequest, pk: int) -> JsonResponse:
    """GET: `{"targets": […]}`, each as `Panel.described` says, with the post as it would be sent: a draft as written.

    POST `{target, is_wanted, text}`: what its author wants there, stored; `text` "" for the target's template.
    POST `{target, text, "only": "count"}`: nothing is stored. POST `{target, "do": "send" | "again" | "update" |
    "delete"}`: now, of a post that is out; a copy can be deleted of one that no longer is, too. `user` with any of
    them: the key of whose page it is. Each answers `{"target": …}`; 403, 404, 410 as other doors, 409 with a sentence
    for what the target or the post does not allow.
    """
    post = _post(request, pk)
    targets = [target for target in destinations(post) if target.kind in KINDS]
    if request.method == "GET":
        panel = Panel(request, post)
        return JsonResponse({"targets": [panel.described(there) for there in there_of(post, targets)]})
    said = sent_object(request)
    refuse_another(request, said.get("user", request.user.pk))
    chosen = [target for target in targets if target.pk == said.get("target")]
    if not chosen:
        raise Http404
    text = said.get("text")
    text = text.replace("\0", "")[:LONGEST_TEXT] if isinstance(text, str) else ""
    if said.get("only") == "count":
        return JsonResponse({"target": Panel(request, post).described(*there_of(post, chosen), written=text)})
    if "do" in said:
        _carry_out(request, post, chosen[0], said["do"])
    else:
        Announcement.objects.update_or_create(
            post=post, target=chosen[0], defaults={"is_wanted": said.get("is_wanted") is True, "text": text}
        )
    chosen = list(destinations(post).filter(pk=chosen[0].pk))
    return JsonResponse({"target": Panel(request, post).described(*there_of(post, chosen))})


def _post(request: HttpRequest, pk: int) -> Post:
    """With what is sent of it; of a draft, with what is being written, for that is what publishing sends."""
    post = access.readable_posts(request.user).filter(pk=pk).whole().defer(None).first()
    if post is None:
        raise Http404
    if post.trashed_at:
        raise Refused(410, "trashed", _("This post is in the trash."))
    if not access.can_edit(request.user, post):
        raise PermissionDenied
    if post.status == Post.Status.DRAFT:
        copy = WorkingCopy.objects.filter(post=post, fields__isnull=False).first()
        if copy:
            type_fields(post, copy.fields, copy.base_version)
    return post


def _is_out(post: Post) -> bool:
    return post.state == "published" and post.visibility == Post.Visibility.PUBLIC


def _carry_out(request: HttpRequest, post: Post, target: Target, what: Any) -> None:
    if not access.can_publish(request.user, post):
        raise PermissionDenied
    if what != "delete" and not _is_out(post):
        raise Refused(409, "not_out", _("Only a post that everybody can read is sent."))
    try:
        if what == "send":
            announce(post=post, targets=[target], by=request.user)
        elif what == "again":
            replay(deliveries=Delivery.objects.filter(post=post, target=target, state=Delivery.State.FAILED)[:1])
        elif what in CHANGES:
            ask_for_change(post=post, target=target, action=CHANGES[what], by=request.user)
        else:
            raise Http404
    except NotDone as error:
        raise Refused(409, "not_done", str(error)) from error


class Panel:
    """One post as one person sees where it goes."""

    def __init__(self, request: HttpRequest, post: Post) -> None:
        self.post, self.values, self.about = post, values_of(post), about_post(post)
        self.may_delete = access.can_publish(request.user, post)
        self.may_act = self.may_delete and _is_out(post)
        self.shared = shared_card(post, SiteSettings.load())

    def described(self, there: There, *, written: str | None = None) -> dict[str, Any]:
        """`result` is what would be sent, its `length` as the network counts, `limit` or null; `made` by template.

        `state` is that of the newest delivery or "", `said` in words, `answer` why it failed, `doubt` whether it may
        have arrived all the same. `copy` is where the copy is, `is_behind` whether it says what the post said before.
        `card` is what the network shows of the link, or null. `is_named`: in the line above all targets.
        """
        target, kind, newest = there.target, there.kind, there.newest
        written = there.written if written is None else written
        content = worded(self.about, self.post, target, kind, written=written)
        is_behind = there.is_behind(content)
        is_there = there.copy is not None and not there.is_leaving
        return {
            "id": target.pk,
            "name": target.name,
            "kind": str(kind.label),
            "is_paused": target.paused_at is not None,
            "is_wanted": target.is_wanted,
            "is_named": target.is_sent if self.post.status == Post.Status.PUBLISHED else target.is_wanted,
            "text": written,
            "made": text_for(self.values, written="", target=target, kind=kind),
            "result": content.text,
            "length": kind.length(content.text),
            "limit": kind.limit(target.settings),
            "card": self._card(there, content),
            "state": newest.state if newest else "",
            "said": _said(newest) if newest else "",
            "answer": newest.answer if newest else "",
            "doubt": newest.doubt if newest else "",
            "copy": there.copy.copy_url if there.copy else "",
            "is_behind": is_behind,
            "can_send": self.may_act and (newest is None or (newest.action, newest.state) == ("create", "cancelled")),
            "can_again": self.may_act and newest is not None and newest.state == Delivery.State.FAILED,
            "can_update": self.may_act and is_there and kind.can_update,
            "can_delete": self.may_delete and is_there and kind.can_delete,
        }

    def _card(self, there: There, content: Content) -> dict[str, str] | None:
        card = there.kind.card(content)
        if card is None or card.is_read_there:
            return card and self.shared
        drawn_later = _("Its picture is drawn once the post is published.")
        return {
            "title": card.title,
            "description": card.description,
            "host": self.shared["host"],
            # Of this site, by whatever name it was asked for.
            "picture": content.picture_url.removeprefix(settings.SITE_URL),
            "note": self.shared["note"] if content.picture_url else drawn_later,
        }


def _said(delivery: Delivery) -> str:
    return str(SAID.get((delivery.action, delivery.state), delivery.get_state_display()))
