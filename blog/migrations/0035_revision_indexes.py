"""Notable versions and autosaves, found at once; the indexes are made while people go on writing."""

from django.contrib.postgres.operations import AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("blog", "0034_revision_notes")]

    operations = [
        # What an interrupted run has left.
        migrations.RunSQL("DROP INDEX CONCURRENTLY IF EXISTS revision_notable", migrations.RunSQL.noop),
        migrations.RunSQL("DROP INDEX CONCURRENTLY IF EXISTS revision_autosaved", migrations.RunSQL.noop),
        AddIndexConcurrently(
            model_name="revision",
            index=models.Index(
                condition=models.Q(("is_notable", True)), fields=["post", "-version"], name="revision_notable"
            ),
        ),
        AddIndexConcurrently(
            model_name="revision",
            index=models.Index(
                condition=models.Q(("reason", "autosaved")), fields=["post", "id"], name="revision_autosaved"
            ),
        ),
        ValidateConstraint(model_name="revision", name="revision_notable_was_published"),
    ]
