"""Related posts, and the words by which they are found; readers are told of every change of the former."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

TRIGGER = """
CREATE TRIGGER byline_site_changed AFTER INSERT OR DELETE OR UPDATE ON blog_relatedpost
    FOR EACH STATEMENT EXECUTE FUNCTION byline_site_changed();
"""


class Migration(migrations.Migration):
    dependencies = [("blog", "0024_slug_indexes")]

    operations = [
        migrations.CreateModel(
            name="PostWords",
            fields=[
                (
                    "post",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="telling_words",
                        serialize=False,
                        to="blog.post",
                    ),
                ),
                (
                    "words",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                (
                    "is_stale",
                    models.BooleanField(
                        default=True, help_text="The post was saved since; its relations are made anew."
                    ),
                ),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=False, fields=["words"], name="postwords_words"
                    ),
                    models.Index(condition=models.Q(("is_stale", True)), fields=["post"], name="postwords_stale"),
                ],
            },
        ),
        migrations.CreateModel(
            name="RelatedPost",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("score", models.FloatField()),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="relating", to="blog.post"
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="related",
                        to="blog.post",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("post", "other"), name="relatedpost_once"),
                    models.CheckConstraint(
                        condition=models.Q(("post", models.F("other")), _negated=True), name="relatedpost_not_itself"
                    ),
                ],
            },
        ),
        migrations.RunSQL(TRIGGER, "DROP TRIGGER byline_site_changed ON blog_relatedpost;"),
    ]
