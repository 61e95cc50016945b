"""What the states of a post are called: `Post.state` is for conditions and stylesheets, these are for people."""

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from blog.models import Post, WorkingCopy

from .moments import moment

STATES = {
    "draft": _("draft"),
    "scheduled": _("scheduled"),
    "published": _("published"),
    "expired": _("expired"),
    "trashed": _("trashed"),
}

# In a word or two, where the whole of `Post.Visibility` has no room.
KEPT_FROM_LISTS = {"unlisted": pgettext_lazy("a post", "unlisted"), "private": pgettext_lazy("a post", "private")}
CHANGED = _("with changes not public yet")


def state_said(post: Post) -> str:
    """The state with the moment that belongs to it, such as: scheduled for 1 Dec 2026, 10:00."""
    if post.state == "scheduled":
        return gettext("scheduled for %(when)s") % {"when": moment(post.publish_at)}
    if post.state == "expired":
        return gettext("expired on %(when)s") % {"when": moment(post.expire_at)}
    if post.state == "trashed":
        return gettext("in the trash")
    return str(STATES[post.state])


def more_said(post: Post, copy: WorkingCopy | None) -> list[str]:
    """What else holds of it: for whom it is, until when, and what waits to become public."""
    if post.trashed_at:
        return []
    said = [str(KEPT_FROM_LISTS[post.visibility])] if post.visibility in KEPT_FROM_LISTS else []
    if post.expire_at and post.state in ("scheduled", "published"):
        said.append(gettext("until %(when)s") % {"when": moment(post.expire_at)})
    if copy and copy.go_live_at:
        said.append(gettext("changes go live on %(when)s") % {"when": moment(copy.go_live_at)})
    if copy and copy.is_open and post.status == Post.Status.PUBLISHED and copy.fields != copy.staged:
        said.append(str(CHANGED))
    return said
