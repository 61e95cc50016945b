"""Where a post goes, and what is offered about its copies when it changes or goes. Nothing is sent unasked."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from blog import access
from blog.models import Delivery, Post
from blog.syndication.copies import Behind, Copies, behind, copies_of, delete_copies, update_copies
from blog.syndication.outbox import destinations

from .json_doors import Refused

_ASKED = "offer_copies_of"


def sent_to(post: Post) -> dict[str, Any]:
    """For the closed panel: whether there are targets, the names of those it goes or went to, and whether copies are
    behind that can be updated. Changes also go live by themselves, when nobody is there to be asked."""
    targets = list(destinations(post))
    is_out = post.status == Post.Status.PUBLISHED
    names = [target.name for target in targets if (target.is_sent if is_out else target.is_wanted)]
    is_older = any(target.is_sent and target.told_at and target.told_at < post.updated_at for target in targets)
    found = _behind(post) if is_out and is_older else None
    return {
        "has_targets": bool(targets),
        "sent_to": ", ".join(names),
        "has_copies_behind": bool(found and found.updatable),
    }


def offer_to_update(request: HttpRequest, post: Post) -> None:
    """On the page of this post that is shown next."""
    is_public = post.state == "published" and post.visibility == Post.Visibility.PUBLIC
    if is_public and access.can_publish(request.user, post) and Delivery.objects.copies().filter(post=post).exists():
        request.session[_ASKED] = post.pk


def offered(request: HttpRequest, post: Post) -> Behind | None:
    """Which copies say what the post said before, where that was to be offered; not twice."""
    if not post.pk or request.session.get(_ASKED) != post.pk:
        return None
    del request.session[_ASKED]
    return _behind(post)


def _behind(post: Post) -> Behind | None:
    stored = Post.objects.listed().filter(pk=post.pk).whole().first()
    return behind(stored) if stored else None


def update_all(post: Post, by: User) -> str:
    """Bring those copies up to date that can be; says at which targets."""
    stored = Post.objects.listed().filter(pk=post.pk).whole().first()
    if stored is None:
        raise Refused(409, "not_out", _("Only a post that everybody can read is sent."))
    targets = update_copies(post=stored, by=by)
    if not targets:
        return _("All copies that can be updated say what the post says.")
    said = ngettext(
        "The copy at %(names)s is about to be updated.",
        "The copies at %(names)s are about to be updated.",
        len(targets),
    )
    return said % {"names": ", ".join(target.name for target in targets)}


def delete_withdrawn(post: Post, by: User) -> str:
    """`delete_all`, of a post that readers no longer see."""
    if not _is_withdrawn(post):
        raise Refused(409, "not_withdrawn", _("This post is out: unpublish it first, or move it to the trash."))
    return delete_all(post, by)


def delete_all(post: Post, by: User) -> str:
    """Have the copies deleted that can be; says so. Raises PermissionDenied."""
    if not access.can_publish(by, post):
        raise PermissionDenied
    count = delete_copies(made=Delivery.objects.filter(post=post.pk), by=by)
    said = ngettext("%(count)d copy is about to be deleted.", "%(count)d copies are about to be deleted.", count)
    return said % {"count": count} if count else _("There is no copy that could be deleted from here.")


def left_elsewhere(post: Post) -> Copies | None:
    """What still stands elsewhere of a post that readers saw and no longer see."""
    may_be_left = _is_withdrawn(post) and (post.trashed_at or post.may_have_been_read)
    return (copies_of([post.pk]) or None) if may_be_left else None


def _is_withdrawn(post: Post) -> bool:
    return post.state != "published" or post.visibility == Post.Visibility.PRIVATE


def said_of_restored(post: Post) -> str:
    """What did not come back with it from the trash; empty where all did."""
    mine = Delivery.objects.filter(post=post).order_by("target__name")
    gone = mine.filter(action=Delivery.Action.DELETE).exclude(
        state__in=(Delivery.State.FAILED, Delivery.State.CANCELLED)
    )
    unsent = mine.filter(action=Delivery.Action.CREATE, state=Delivery.State.CANCELLED)
    told = [
        (gone, _("Its copies there were deleted, and it is not sent there again: %(names)s.")),
        (unsent, _("It was not sent there; “Sent to” sends it: %(names)s.")),
    ]
    named = [(list(rows.values_list("target__name", flat=True)), said) for rows, said in told]
    return " ".join(said % {"names": ", ".join(dict.fromkeys(names))} for names, said in named if names)
