"""Canonical addresses that are to be looked at, found at once; the index is made while people go on writing."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("blog", "0037_roles_of_syndication")]

    operations = [
        # What an interrupted run has left.
        migrations.RunSQL("DROP INDEX CONCURRENTLY IF EXISTS crosspost_to_check", migrations.RunSQL.noop),
        AddIndexConcurrently(
            model_name="crosspost",
            index=models.Index(
                models.F("last_checked"), condition=models.Q(("is_canonical", True)), name="crosspost_to_check"
            ),
        ),
    ]
