"""Roles and permissions in words. The database has them in English, as they were made."""

from django.contrib.auth.models import Group, Permission
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from .roles import ADMINISTRATOR, AUTHOR, CONTRIBUTOR, EDITOR

ROLES = {
    CONTRIBUTOR: _("Contributor"),
    AUTHOR: _("Author"),
    EDITOR: _("Editor"),
    ADMINISTRATOR: _("Administrator"),
}
PERMISSIONS = {
    "publish_post": _("publish own posts"),
    "change_any_post": _("change everybody’s posts"),
}
VERBS = {"view": _("view"), "add": _("add"), "change": _("change"), "delete": _("delete")}
# Words of Django that it has not translated into every language of ours, or that say otherwise what ours say.
OF_DJANGO = [
    gettext_noop("Save and continue editing"),
    gettext_noop("Save and add another"),
    gettext_noop("Save as new"),
    gettext_noop("After you’ve created a user, you’ll be able to edit more user options."),
    gettext_noop("Password-based authentication"),
    gettext_noop("Enabled"),
    gettext_noop("Disabled"),
    gettext_noop(
        "Whether the user will be able to authenticate using a password or not. If disabled, they may still be able to "
        "authenticate using other backends, such as Single Sign-On or LDAP."
    ),
]


def role_label(role: Group) -> str:
    """A role that somebody made or renamed has the name that they gave it."""
    return str(ROLES.get(role.name, role.name))


def permission_label(permission: Permission) -> str:
    """Such as “Post: publish own posts”."""
    kind = permission.content_type.model_class()
    name = kind._meta.verbose_name if kind else permission.content_type.model
    verb = VERBS.get(permission.codename.partition("_")[0], permission.name)
    # Translators: a kind of things, and what may be done with them.
    return _("%(kind)s: %(verb)s") % {
        "kind": capfirst(name),
        "verb": PERMISSIONS.get(permission.codename, verb),
    }
