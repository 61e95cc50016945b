import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0006_post_images"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Rendition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("spec", models.CharField(help_text="Which size and format, such as w800-avif.", max_length=20)),
                ("file", models.FileField(max_length=200, upload_to="")),
                ("sha256", models.CharField(max_length=64)),
                ("mime", models.CharField(max_length=40)),
                ("size", models.PositiveBigIntegerField(help_text="In bytes.")),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
            ],
            options={
                "ordering": ["image", "mime", "width"],
            },
        ),
        migrations.AddField(
            model_name="image",
            name="dominant_colour",
            field=models.CharField(
                blank=True,
                editable=False,
                help_text="As #rrggbb: what stands in its place until it is there.",
                max_length=7,
            ),
        ),
        migrations.AddField(
            model_name="image",
            name="fingerprint",
            field=models.BigIntegerField(
                editable=False, help_text="Much the same for pictures that look alike; none for flat ones.", null=True
            ),
        ),
        migrations.AddField(
            model_name="image",
            name="has_transparency",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name="image",
            name="is_animated",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name="image",
            name="quarantined_at",
            field=models.DateTimeField(
                editable=False, help_text="Since when it waits for its deletion, because nothing uses it.", null=True
            ),
        ),
        migrations.AddField(
            model_name="image",
            name="renditions_size",
            field=models.PositiveBigIntegerField(
                default=0, editable=False, help_text="In bytes, all renditions together."
            ),
        ),
        migrations.AddField(
            model_name="image",
            name="renditions_version",
            field=models.PositiveIntegerField(
                default=0, editable=False, help_text="The set of renditions that is there; 0: none yet."
            ),
        ),
        migrations.AddConstraint(
            model_name="image",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("dominant_colour", ""), ("dominant_colour__regex", "^#[0-9a-f]{6}$"), _connector="OR"
                ),
                name="image_dominant_colour_is_hex",
            ),
        ),
        migrations.AddField(
            model_name="rendition",
            name="image",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="renditions", to="blog.image"
            ),
        ),
        migrations.AddConstraint(
            model_name="rendition",
            constraint=models.UniqueConstraint(fields=("image", "spec"), name="rendition_spec_unique_in_image"),
        ),
        migrations.AddConstraint(
            model_name="rendition",
            constraint=models.CheckConstraint(
                condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="rendition_sha256_is_hex"
            ),
        ),
        migrations.AddConstraint(
            model_name="rendition",
            constraint=models.CheckConstraint(
                condition=models.Q(("height__gt", 0), ("size__gt", 0), ("width__gt", 0)), name="rendition_is_not_empty"
            ),
        ),
    ]
