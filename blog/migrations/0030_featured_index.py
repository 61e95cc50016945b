"""The newest featured post, found at once; the index is made while people go on writing."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import F, Q

LISTED = Q(kind="post") & Q(status="published", visibility="public", trashed_at__isnull=True)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("blog", "0029_featured")]

    operations = [
        # What an interrupted run has left.
        migrations.RunSQL("DROP INDEX CONCURRENTLY IF EXISTS post_featured", migrations.RunSQL.noop),
        AddIndexConcurrently(
            model_name="post",
            index=models.Index(
                F("publish_at").desc(), F("id").desc(), name="post_featured", condition=LISTED & Q(is_featured=True)
            ),
        ),
    ]
