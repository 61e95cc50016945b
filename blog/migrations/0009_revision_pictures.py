"""The pictures of the revisions that were there before, a few thousand at a time; safe to interrupt and run again."""

from django.db import migrations

BATCH = 5_000
# Every `image:45` of a text, also where it is quoted as code: rather a picture too many is kept.
FILL = r"""
UPDATE blog_revision SET image_ids = ARRAY(
    SELECT (regexp_matches(snapshot ->> 'body', 'image:(\d{1,18})(?!\d)', 'g'))[1]::bigint
    UNION SELECT (snapshot ->> 'cover_id')::bigint WHERE snapshot ->> 'cover_id' IS NOT NULL
    ORDER BY 1
)
WHERE id > %s AND id <= %s AND image_ids = '{}'
    AND (strpos(snapshot ->> 'body', 'image:') > 0 OR snapshot ->> 'cover_id' IS NOT NULL)
"""


def fill(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(min(id), 0), coalesce(max(id), 0) FROM blog_revision")
        first, last = cursor.fetchone()
        for start in range(first - 1, last, BATCH):
            cursor.execute(FILL, [start, start + BATCH])


class Migration(migrations.Migration):
    # Each batch is a transaction of its own: authors go on saving meanwhile.
    atomic = False
    dependencies = [("blog", "0008_picture_uses")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
