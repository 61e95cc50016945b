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

# Reads the indexes on words of slugs and titles, and as many posts as it returns, whatever the planner expects of those
# words; of words that all stand in more than 20,000 of them, a part.
FUNCTION = """
CREATE OR REPLACE FUNCTION byline_posts_with_words(words text[]) RETURNS SETOF bigint LANGUAGE sql STABLE ROWS 8
    SET enable_seqscan = off SET enable_indexscan = off SET enable_indexonlyscan = off
    SET max_parallel_workers_per_gather = 0 SET gin_fuzzy_search_limit = 20000
AS $$
    (SELECT id FROM blog_post
     WHERE kind = 'post' AND status = 'published' AND visibility = 'public' AND trashed_at IS NULL
       AND cardinality(words) > 0 AND string_to_array(slug, '-') @> words
     LIMIT 8)
    UNION
    (SELECT id FROM blog_post
     WHERE kind = 'post' AND status = 'published' AND visibility = 'public' AND trashed_at IS NULL
       AND cardinality(words) > 0
       AND to_tsvector('simple', coalesce(title, '')) @@ to_tsquery('simple', array_to_string(words, ' & '))
     LIMIT 8)
$$
"""


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("blog", "0023_redirect_targets")]

    operations = [
        operation
        for index in INDEXES
        for operation in (
            # What an interrupted run has left.
            migrations.RunSQL(f"DROP INDEX CONCURRENTLY IF EXISTS {index.name}", migrations.RunSQL.noop),
            AddIndexConcurrently(model_name="post", index=index),
        )
    ] + [migrations.RunSQL(FUNCTION, "DROP FUNCTION IF EXISTS byline_posts_with_words")]
