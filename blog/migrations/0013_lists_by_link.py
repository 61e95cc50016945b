"""The dates beside links that were there before, in batches, and the indexes, built while others write."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

BATCH = 10_000


def fill(apps, schema_editor) -> None:
    """Safe to begin anew where it was broken off."""
    for name in ("PostTag", "CrossPost"):
        links = apps.get_model("blog", name).objects.order_by("pk")
        newest = links.values_list("pk", flat=True).last() or 0
        for first in range(1, newest + 1, BATCH):
            # The trigger puts in the right date.
            links.filter(pk__range=(first, first + BATCH - 1), publish_at=None).update(publish_at=None)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("blog", "0012_link_dates")]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop, atomic=False),
        AddIndexConcurrently(
            model_name="posttag",
            index=models.Index(
                models.F("tag"),
                models.OrderBy(models.F("publish_at"), descending=True),
                models.OrderBy(models.F("post"), descending=True),
                name="posttag_newest_of_tag",
            ),
        ),
        AddIndexConcurrently(
            model_name="crosspost",
            index=models.Index(
                models.F("source"),
                models.OrderBy(models.F("publish_at"), descending=True),
                models.OrderBy(models.F("post"), descending=True),
                name="crosspost_newest_of_source",
            ),
        ),
        AddIndexConcurrently(
            model_name="post",
            index=models.Index(
                models.F("series"),
                models.OrderBy(models.F("publish_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(
                    ("kind", "post"),
                    ("status", "published"),
                    ("trashed_at__isnull", True),
                    ("visibility", "public"),
                    ("series__isnull", False),
                ),
                name="post_newest_in_series",
            ),
        ),
    ]
