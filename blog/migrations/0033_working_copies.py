"""What is being written, who is there, and which posts link to which."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0032_words_and_language_index"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PostLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "address",
                    models.TextField(
                        blank=True, help_text="Empty: readers see no link, since they could not follow it."
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Presence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("tab", models.CharField(max_length=40)),
                ("seen_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="UnmergedCopy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("tab", models.CharField(max_length=40)),
                ("fields", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("saved_at", models.DateTimeField()),
                (
                    "image_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), db_default=[], default=list, size=None
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "unmerged copies",
                "ordering": ["-saved_at"],
            },
        ),
        migrations.CreateModel(
            name="WorkingCopy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("fields", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, null=True)),
                ("title", models.CharField(blank=True, help_text="For lists, cut to fit.", max_length=300)),
                (
                    "base_version",
                    models.PositiveIntegerField(help_text="The version of the post from which it was written on."),
                ),
                (
                    "sequence",
                    models.PositiveBigIntegerField(default=0, help_text="Counts the changes of `fields`, for ever."),
                ),
                ("saved_at", models.DateTimeField()),
                ("tab", models.CharField(blank=True, help_text="Which tab wrote last.", max_length=40)),
                (
                    "seen_from",
                    models.PositiveBigIntegerField(
                        default=0,
                        help_text="Of the changes up to this sequence, its text may hold some that the last tab has not seen.",
                    ),
                ),
                (
                    "numbers",
                    models.JSONField(default=dict, help_text="The number of the last autosave of each tab that wrote."),
                ),
                (
                    "kept_at",
                    models.DateTimeField(
                        help_text="When a revision was last made of it; null while nothing is in it.", null=True
                    ),
                ),
                (
                    "started_in",
                    models.CharField(
                        help_text="The tab that began a new post with it.", max_length=40, null=True, unique=True
                    ),
                ),
                (
                    "image_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(),
                        db_default=[],
                        default=list,
                        help_text="The pictures of its texts, and its covers.",
                        size=None,
                    ),
                ),
                (
                    "staged",
                    models.JSONField(
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        help_text="What goes live at `go_live_at`, whatever is written on.",
                        null=True,
                    ),
                ),
                (
                    "staged_version",
                    models.PositiveIntegerField(help_text="The version of the post it was written from.", null=True),
                ),
                ("go_live_at", models.DateTimeField(null=True)),
                ("failure", models.TextField(blank=True, help_text="Why what was staged did not go live.")),
            ],
            options={
                "verbose_name_plural": "working copies",
            },
        ),
        migrations.AddField(
            model_name="postlink",
            name="post",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="post_links", to="blog.post"
            ),
        ),
        migrations.AddField(
            model_name="postlink",
            name="target",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="linked_from",
                to="blog.post",
            ),
        ),
        migrations.AddField(
            model_name="presence",
            name="post",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="blog.post"),
        ),
        migrations.AddField(
            model_name="presence",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="unmergedcopy",
            name="by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="unmergedcopy",
            name="post",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="unmerged_copies", to="blog.post"
            ),
        ),
        migrations.AddField(
            model_name="workingcopy",
            name="by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="workingcopy",
            name="post",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="working_copy", to="blog.post"
            ),
        ),
        migrations.AddField(
            model_name="workingcopy",
            name="staged_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddIndex(
            model_name="postlink",
            index=models.Index(fields=["target", "post"], name="postlink_to"),
        ),
        migrations.AddIndex(
            model_name="postlink",
            index=models.Index(condition=models.Q(("address", "")), fields=["target"], name="postlink_dead"),
        ),
        migrations.AddConstraint(
            model_name="postlink",
            constraint=models.UniqueConstraint(fields=("post", "target"), name="postlink_once_in_post"),
        ),
        migrations.AddIndex(
            model_name="presence",
            index=models.Index(fields=["seen_at"], name="presence_seen"),
        ),
        migrations.AddConstraint(
            model_name="presence",
            constraint=models.UniqueConstraint(fields=("post", "user", "tab"), name="presence_one_per_tab"),
        ),
        migrations.AddIndex(
            model_name="unmergedcopy",
            index=django.contrib.postgres.indexes.GinIndex(
                fastupdate=False, fields=["image_ids"], name="unmergedcopy_images"
            ),
        ),
        migrations.AddConstraint(
            model_name="unmergedcopy",
            constraint=models.UniqueConstraint(fields=("post", "tab"), name="unmergedcopy_one_per_tab"),
        ),
        migrations.AddIndex(
            model_name="workingcopy",
            index=django.contrib.postgres.indexes.GinIndex(
                fastupdate=False, fields=["image_ids"], name="workingcopy_images"
            ),
        ),
        migrations.AddIndex(
            model_name="workingcopy",
            index=models.Index(
                models.F("go_live_at"), condition=models.Q(("go_live_at__isnull", False)), name="workingcopy_goes_live"
            ),
        ),
        migrations.AddConstraint(
            model_name="workingcopy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("go_live_at__isnull", True),
                    models.Q(("staged__isnull", False), ("staged_version__isnull", False)),
                    _connector="OR",
                ),
                name="workingcopy_goes_live_with_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="workingcopy",
            constraint=models.CheckConstraint(
                condition=models.Q(("tab", ""), ("tab__regex", "^[A-Za-z0-9-]{8,40}$"), _connector="OR"),
                name="workingcopy_tab_is_plain",
            ),
        ),
        migrations.AddConstraint(
            model_name="workingcopy",
            constraint=models.CheckConstraint(
                condition=models.Q(("seen_from__lte", models.F("sequence"))), name="workingcopy_seen_is_past"
            ),
        ),
        # It changes every few seconds, and who was here before a crash is nobody's question.
        migrations.RunSQL("ALTER TABLE blog_presence SET UNLOGGED", "ALTER TABLE blog_presence SET LOGGED"),
    ]
