"""The sitemap's files by month; existing posts are filled in and the index is made while people go on writing."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.models.functions import Cast, ExtractMonth, ExtractYear, Greatest

BATCH = 10_000


def fill_in(apps, schema_editor) -> None:
    """In short transactions; what is right already is passed over, so that it may be interrupted."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM blog_post")
        (last,) = cursor.fetchone()
        for first in range(0, last + 1, BATCH):
            cursor.execute(
                "UPDATE blog_post SET canonical_elsewhere = true WHERE id BETWEEN %s AND %s AND NOT canonical_elsewhere"
                " AND id IN (SELECT post_id FROM blog_crosspost WHERE is_canonical AND post_id BETWEEN %s AND %s)",
                [first, first + BATCH - 1] * 2,
            )


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("blog", "0019_canonical_elsewhere")]

    operations = [
        migrations.RunPython(fill_in, migrations.RunPython.noop),
        # What an interrupted run has left.
        migrations.RunSQL("DROP INDEX CONCURRENTLY IF EXISTS post_in_sitemap_file", migrations.RunSQL.noop),
        AddIndexConcurrently(
            model_name="post",
            index=models.Index(
                Cast(
                    models.Case(
                        models.When(kind="page", then=models.Value(0)),
                        default=ExtractYear("published_on") * models.Value(100) + ExtractMonth("published_on"),
                    )
                    * models.Value(1_000_000)
                    + models.F("id") / models.Value(20_000),
                    models.BigIntegerField(),
                ),
                models.OrderBy(Greatest("updated_at", "publish_at"), descending=True),
                condition=models.Q(
                    ("status", "published"),
                    ("trashed_at__isnull", True),
                    ("visibility", "public"),
                    ("canonical_elsewhere", False),
                ),
                name="post_in_sitemap_file",
            ),
        ),
        RemoveIndexConcurrently(model_name="post", name="post_in_sitemap"),
    ]
