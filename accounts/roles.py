"""The four roles, as groups with real permissions; made once, afterwards the administrator's to change."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction

CONTRIBUTOR, AUTHOR, EDITOR, ADMINISTRATOR = "Contributor", "Author", "Editor", "Administrator"

_WRITE_OWN = [
    "blog.view_post",
    "blog.add_post",
    "blog.change_post",
    "blog.view_tag",
    "blog.view_series",
    "blog.view_source",
]
_PICTURES = ["blog.view_image", "blog.add_image"]
_PUBLISH_OWN = ["blog.publish_post", "blog.delete_post", "blog.add_tag", "blog.change_image"]
_VERBS = ("view", "add", "change", "delete")
_NOUNS = ("tag", "series", "source", "image", "redirect", "feed", "mention")
_EDIT_ALL = [
    "blog.change_any_post",
    *(f"blog.{verb}_{noun}" for noun in _NOUNS for verb in _VERBS),
    "blog.view_revision",
    "blog.view_importrun",
    "blog.view_delivery",
    "blog.change_delivery",
    "blog.view_feeditem",
    "blog.change_feeditem",
]
_ADMINISTER = [
    "blog.view_sitesettings",
    "blog.change_sitesettings",
    *(f"blog.{verb}_target" for verb in _VERBS),
    *(f"accounts.{verb}_user" for verb in _VERBS),
    *(f"auth.{verb}_group" for verb in _VERBS),
]

ROLES: dict[str, list[str]] = {
    CONTRIBUTOR: [*_WRITE_OWN, *_PICTURES],
    AUTHOR: [*_WRITE_OWN, *_PICTURES, *_PUBLISH_OWN],
    EDITOR: [*_WRITE_OWN, *_PICTURES, *_PUBLISH_OWN, *_EDIT_ALL],
    ADMINISTRATOR: [*_WRITE_OWN, *_PICTURES, *_PUBLISH_OWN, *_EDIT_ALL, *_ADMINISTER],
}


@transaction.atomic
def create_missing_roles() -> list[str]:
    """Make the groups that are not there yet, with their permissions, and return their names.

    A group that exists is left as it is: whoever runs the site may have changed it.
    """
    existing = set(Group.objects.filter(name__in=ROLES).values_list("name", flat=True))
    made = [name for name in ROLES if name not in existing]
    if not made:
        return []
    permissions = {
        f"{p.content_type.app_label}.{p.codename}": p for p in Permission.objects.select_related("content_type")
    }
    for name in made:
        group = Group.objects.create(name=name)
        group.permissions.set([permissions[wanted] for wanted in ROLES[name]])
    return made
