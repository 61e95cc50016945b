"""What the states of a post are called: `Post.state` is for conditions and stylesheets, these are for people."""

from django.utils.translation import gettext_lazy as _

STATES = {
    "draft": _("draft"),
    "scheduled": _("scheduled"),
    "published": _("published"),
    "expired": _("expired"),
    "trashed": _("trashed"),
}
