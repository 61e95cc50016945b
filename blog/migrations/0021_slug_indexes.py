"""Posts by how their slugs begin and end, and by the words of these; made while people go on writing."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Collate, Reverse

LISTED = Q(kind="post", status="published", visibility="public", trashed_at__isnull=True)
WORDS = models.Func("slug", models.Value("-"), function="string_to_array", output_field=ArrayField(models.TextField()))
INDEXES = [
    models.Index(Collate("slug", "C"), name="post_listed_slug", condition=LISTED),
    models.Index(Collate(Reverse("slug"), "C"), name="post_listed_slug_backwards", condition=LISTED),
    GinIndex(WORDS, name="post_listed_slug_words", condition=LISTED, fastupdate=False),
]


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("blog", "0021_redirect_targets")]

    operations = [
        operation
        for index in INDEXES
        for operation in (
            # What an interrupted run has left.
            migrations.RunSQL(f"DROP INDEX CONCURRENTLY IF EXISTS {index.name}", migrations.RunSQL.noop),
            AddIndexConcurrently(model_name="post", index=index),
        )
    ]
