"""The indexes of the library, made while people go on writing; safe to interrupt and run again."""

import django.contrib.postgres.fields
import django.db.models.functions.text
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.contrib.postgres.search import SearchVector
from django.db import migrations, models

WORDS = SearchVector(
    models.Func(
        django.db.models.functions.text.Concat(
            "original_name",
            models.Value(" "),
            "alt",
            models.Value(" "),
            "caption",
            models.Value(" "),
            "credit",
            output_field=models.TextField(),
        ),
        function="byline_fold",
        output_field=models.TextField(),
    ),
    config="simple",
)
BANDS = models.Func(
    models.F("fingerprint"),
    function="byline_bands",
    output_field=django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None),
)
INDEXES = [
    ("image", GinIndex(WORDS, fastupdate=False, name="image_words")),
    ("image", GinIndex(BANDS, fastupdate=False, name="image_fingerprint_bands")),
    ("image", models.Index(fields=["mime"], name="image_mime")),
    ("image", models.Index(fields=["created_at"], name="image_created")),
    ("image", models.Index(condition=models.Q(("alt", "")), fields=["id"], name="image_without_alt")),
    ("image", models.Index(condition=models.Q(("is_animated", True)), fields=["id"], name="image_animated")),
    ("image", models.Index(condition=models.Q(("unused_since__isnull", False)), fields=["id"], name="image_unused")),
    (
        "image",
        models.Index(
            condition=models.Q(("quarantined_at__isnull", False)),
            fields=["quarantined_at"],
            name="image_in_quarantine",
        ),
    ),
    ("revision", GinIndex(fastupdate=False, fields=["image_ids"], name="revision_images")),
]


def clear_half_made(apps, schema_editor):
    """What an interrupted run has left."""
    with schema_editor.connection.cursor() as cursor:
        for _, index in INDEXES:
            cursor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {index.name}")


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("blog", "0009_revision_pictures")]

    operations = [
        migrations.RunPython(clear_half_made, migrations.RunPython.noop),
        *(AddIndexConcurrently(model_name=model, index=index) for model, index in INDEXES),
    ]
