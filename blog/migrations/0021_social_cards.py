"""Cards drawn for posts without a cover, and the site's own files; a change of either moves the site version."""

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

TRIGGER = """
CREATE TRIGGER byline_site_changed AFTER INSERT OR DELETE OR UPDATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION byline_site_changed();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0020_sitemap_by_month"),
    ]

    operations = [
        migrations.CreateModel(
            name="SiteFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file", models.FileField(max_length=200, upload_to="")),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.PositiveBigIntegerField(help_text="In bytes.")),
                ("name", models.CharField(max_length=20, unique=True)),
                (
                    "digest",
                    models.CharField(
                        help_text="Of what it was made from; another one, and it is made anew.", max_length=64
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [django.contrib.postgres.indexes.HashIndex(fields=["file"], name="sitefile_file")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="sitefile_sha256_is_hex"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("size__gt", 0), models.Q(("file", ""), _negated=True)),
                        name="sitefile_is_not_empty",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SocialCard",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file", models.FileField(max_length=200, upload_to="")),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.PositiveBigIntegerField(help_text="In bytes.")),
                (
                    "digest",
                    models.CharField(help_text="Of what it says; another one, and it is drawn anew.", max_length=64),
                ),
                (
                    "post",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="social_card", to="blog.post"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [django.contrib.postgres.indexes.HashIndex(fields=["file"], name="socialcard_file")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="socialcard_sha256_is_hex"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("size__gt", 0), models.Q(("file", ""), _negated=True)),
                        name="socialcard_is_not_empty",
                    ),
                ],
            },
        ),
        *(
            migrations.RunSQL(TRIGGER.format(table=table), f"DROP TRIGGER byline_site_changed ON {table};")
            for table in ("blog_sitefile", "blog_socialcard")
        ),
    ]
