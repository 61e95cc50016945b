"""The posts that are there already are noted for the worker, in batches."""

from django.db import connection, migrations

BATCH = 10_000
NOTE = """
INSERT INTO blog_stalesearch (post_id) SELECT id FROM blog_post WHERE id BETWEEN %s AND %s ON CONFLICT DO NOTHING
"""


def note(apps, schema_editor) -> None:
    """Safe to begin anew where it was broken off."""
    newest = apps.get_model("blog", "Post").objects.order_by("pk").values_list("pk", flat=True).last() or 0
    with connection.cursor() as cursor:
        for first in range(1, newest + 1, BATCH):
            cursor.execute(NOTE, [first, first + BATCH - 1])


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("blog", "0027_search_tables")]

    operations = [migrations.RunPython(note, migrations.RunPython.noop, atomic=False)]
