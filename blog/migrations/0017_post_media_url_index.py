"""Posts whose pictures have moved, found at once; the index is made while people go on writing."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("blog", "0016_picture_file_indexes"),
    ]

    operations = [
        # What an interrupted run has left.
        migrations.RunSQL("DROP INDEX CONCURRENTLY IF EXISTS post_media_url", migrations.RunSQL.noop),
        AddIndexConcurrently(
            model_name="post",
            index=models.Index("media_url", "id", name="post_media_url", condition=~Q(media_url="")),
        ),
    ]
