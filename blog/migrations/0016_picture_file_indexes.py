"""Which picture a file belongs to, found at once; the indexes are made while people go on writing."""

from django.contrib.postgres.indexes import HashIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations

INDEXES = [
    ("image", HashIndex(fields=["file"], name="image_file")),
    ("rendition", HashIndex(fields=["file"], name="rendition_file")),
]


def clear_half_made(apps, schema_editor):
    """What an interrupted run has left."""
    with schema_editor.connection.cursor() as cursor:
        for _, index in INDEXES:
            cursor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {index.name}")


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("blog", "0015_rendition_triggers")]

    operations = [
        migrations.RunPython(clear_half_made, migrations.RunPython.noop),
        *(AddIndexConcurrently(model_name=model, index=index) for model, index in INDEXES),
    ]
