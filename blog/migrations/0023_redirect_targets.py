"""Redirects to an address, found at once; the index is made while people go on writing."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("blog", "0022_site_icon")]

    operations = [
        # What an interrupted run has left.
        migrations.RunSQL("DROP INDEX CONCURRENTLY IF EXISTS redirect_url", migrations.RunSQL.noop),
        AddIndexConcurrently(
            model_name="redirect",
            index=models.Index(fields=["url"], name="redirect_url", opclasses=["varchar_pattern_ops"]),
        ),
    ]
