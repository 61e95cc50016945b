"""A copy of each post's `publish_at` beside its tags and its cross-posts, so that their lists are read by an index.

See docs/decisions/lists-by-link.md. Nothing is locked for long: the columns come empty and triggers keep what is written
from now on; the next migration fills in what was there before.
"""

import django.db.models.deletion
from django.db import migrations, models

FIELD = models.DateTimeField(editable=False, help_text="The post's; the database keeps them equal.", null=True)

KEEP_EQUAL = """
CREATE FUNCTION byline_copy_publish_at() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Locked, so that a new link and a new date of its post wait for one another.
    SELECT publish_at INTO NEW.publish_at FROM blog_post WHERE id = NEW.post_id FOR SHARE;
    RETURN NEW;
END $$;

CREATE FUNCTION byline_pass_publish_at_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE blog_post_tags SET publish_at = NEW.publish_at WHERE post_id = NEW.id;
    UPDATE blog_crosspost SET publish_at = NEW.publish_at WHERE post_id = NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER byline_copy_publish_at BEFORE INSERT OR UPDATE OF post_id, publish_at ON blog_post_tags
    FOR EACH ROW EXECUTE FUNCTION byline_copy_publish_at();
CREATE TRIGGER byline_copy_publish_at BEFORE INSERT OR UPDATE OF post_id, publish_at ON blog_crosspost
    FOR EACH ROW EXECUTE FUNCTION byline_copy_publish_at();
CREATE TRIGGER byline_pass_publish_at_on AFTER UPDATE OF publish_at ON blog_post
    FOR EACH ROW WHEN (OLD.publish_at IS DISTINCT FROM NEW.publish_at)
    EXECUTE FUNCTION byline_pass_publish_at_on();
"""

NO_LONGER = """
DROP TRIGGER byline_pass_publish_at_on ON blog_post;
DROP TRIGGER byline_copy_publish_at ON blog_crosspost;
DROP TRIGGER byline_copy_publish_at ON blog_post_tags;
DROP FUNCTION byline_copy_publish_at, byline_pass_publish_at_on;
"""

# The site version counts what readers see, which a copy is not.
SEEN = {
    "blog_post_tags": "post_id, tag_id",
    "blog_crosspost": "post_id, source_id, direction, url, is_canonical, place",
}


def watch(table: str, columns: str) -> str:
    return (
        f"DROP TRIGGER byline_site_changed ON {table};"
        f"CREATE TRIGGER byline_site_changed AFTER INSERT OR DELETE OR UPDATE{columns} ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION byline_site_changed();"
    )


class Migration(migrations.Migration):
    dependencies = [("blog", "0011_post_media_url")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="PostTag",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "post",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="tag_links",
                                to="blog.post",
                            ),
                        ),
                        (
                            "tag",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="post_links",
                                to="blog.tag",
                            ),
                        ),
                    ],
                    options={"db_table": "blog_post_tags", "unique_together": {("post", "tag")}},
                ),
                migrations.AlterField(
                    model_name="post",
                    name="tags",
                    field=models.ManyToManyField(
                        blank=True, related_name="posts", through="blog.PostTag", to="blog.tag"
                    ),
                ),
            ],
        ),
        migrations.AddField(model_name="posttag", name="publish_at", field=FIELD),
        migrations.AddField(model_name="crosspost", name="publish_at", field=FIELD.clone()),
        *[migrations.RunSQL(watch(table, f" OF {columns}"), watch(table, "")) for table, columns in SEEN.items()],
        migrations.RunSQL(KEEP_EQUAL, NO_LONGER),
    ]
