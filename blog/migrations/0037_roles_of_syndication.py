"""Roles that exist already may do with feeds, targets, mentions and the outbox what new ones may."""

from typing import Any

from django.db import migrations

ALL = ["view", "add", "change", "delete"]
EDIT = {"delivery": ["view", "change"], "feed": ALL, "feeditem": ["view", "change"], "mention": ALL}
GIVEN = {"Editor": EDIT, "Administrator": {**EDIT, "target": ALL}}


def give(apps: Any, schema_editor: Any) -> None:
    names = ("contenttypes.ContentType", "auth.Permission", "auth.Group")
    content_types, permissions, groups = (apps.get_model(name).objects for name in names)
    for role, nouns in GIVEN.items():
        group = groups.filter(name=role).first()
        for noun, verbs in nouns.items() if group else ():
            kind, _ = content_types.get_or_create(app_label="blog", model=noun)
            for verb in verbs:
                # What Django makes of each model after all migrations, a moment before.
                permission, _ = permissions.get_or_create(
                    content_type=kind, codename=f"{verb}_{noun}", defaults={"name": f"Can {verb} {noun}"}
                )
                group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0036_syndication"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
