"""An index of what a change of language makes stale; and names of columns that can be translated, in Python only."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

import accounts.fields
import blog.models.post
import blog.models.site_settings
import blog.text.languages


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("blog", "0031_rendered_language"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # What an interrupted run has left.
        migrations.RunSQL("DROP INDEX CONCURRENTLY IF EXISTS post_in_site_language", migrations.RunSQL.noop),
        AddIndexConcurrently(
            model_name="post",
            index=models.Index(
                "rendered_language", "id", name="post_in_site_language", condition=models.Q(language="")
            ),
        ),
        migrations.AlterModelOptions(
            name="crosspost",
            options={"ordering": ["id"], "verbose_name": "cross-post", "verbose_name_plural": "cross-posts"},
        ),
        migrations.AlterModelOptions(
            name="image",
            options={"ordering": ["-id"], "verbose_name": "picture", "verbose_name_plural": "pictures"},
        ),
        migrations.AlterModelOptions(
            name="importrun",
            options={"ordering": ["-id"], "verbose_name": "import", "verbose_name_plural": "imports"},
        ),
        migrations.AlterModelOptions(
            name="post",
            options={
                "ordering": ["-id"],
                "permissions": [
                    ("publish_post", "Can publish own posts"),
                    ("change_any_post", "Can change everybody's posts"),
                ],
                "verbose_name": "post",
                "verbose_name_plural": "posts",
            },
        ),
        migrations.AlterModelOptions(
            name="redirect",
            options={"ordering": ["-id"], "verbose_name": "redirect", "verbose_name_plural": "redirects"},
        ),
        migrations.AlterModelOptions(
            name="series",
            options={"ordering": ["name"], "verbose_name": "series", "verbose_name_plural": "series"},
        ),
        migrations.AlterModelOptions(
            name="source",
            options={"ordering": ["name"], "verbose_name": "source", "verbose_name_plural": "sources"},
        ),
        migrations.AlterModelOptions(
            name="tag",
            options={"ordering": ["name"], "verbose_name": "tag", "verbose_name_plural": "tags"},
        ),
        migrations.AlterField(
            model_name="crosspost",
            name="direction",
            field=models.CharField(
                choices=[("from", "came from there"), ("to", "copied to there")],
                default="from",
                max_length=4,
                verbose_name="direction",
            ),
        ),
        migrations.AlterField(
            model_name="crosspost",
            name="source",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cross_posts",
                to="blog.source",
                verbose_name="source",
            ),
        ),
        migrations.AlterField(
            model_name="image",
            name="caption",
            field=models.CharField(blank=True, max_length=500, verbose_name="caption"),
        ),
        migrations.AlterField(
            model_name="image",
            name="credit",
            field=models.CharField(blank=True, max_length=200, verbose_name="credit"),
        ),
        migrations.AlterField(
            model_name="image",
            name="focal_x",
            field=models.FloatField(
                default=0.5,
                validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1)],
                verbose_name="From the left",
            ),
        ),
        migrations.AlterField(
            model_name="image",
            name="focal_y",
            field=models.FloatField(
                default=0.5,
                validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1)],
                verbose_name="From the top",
            ),
        ),
        migrations.AlterField(
            model_name="importitem",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("created", "created"),
                    ("updated", "updated"),
                    ("unchanged", "unchanged"),
                    ("failed", "failed"),
                ],
                max_length=9,
            ),
        ),
        migrations.AlterField(
            model_name="importrun",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="by",
            ),
        ),
        migrations.AlterField(
            model_name="importrun",
            name="finished_at",
            field=models.DateTimeField(null=True, verbose_name="finished at"),
        ),
        migrations.AlterField(
            model_name="importrun",
            name="origin",
            field=models.CharField(
                help_text="The folder or file that was read.", max_length=1000, verbose_name="origin"
            ),
        ),
        migrations.AlterField(
            model_name="importrun",
            name="started_at",
            field=models.DateTimeField(auto_now_add=True, verbose_name="started at"),
        ),
        migrations.AlterField(
            model_name="post",
            name="author",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="posts",
                to=settings.AUTH_USER_MODEL,
                verbose_name="author",
            ),
        ),
        migrations.AlterField(
            model_name="post",
            name="cover",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="covers",
                to="blog.image",
                verbose_name="cover",
            ),
        ),
        migrations.AlterField(
            model_name="post",
            name="excerpt",
            field=models.TextField(
                blank=True, help_text="For lists and feeds. Empty: the first words of the text.", verbose_name="excerpt"
            ),
        ),
        migrations.AlterField(
            model_name="post",
            name="expire_at",
            field=models.DateTimeField(
                blank=True, help_text="From then on, readers no longer see it.", null=True, verbose_name="expire at"
            ),
        ),
        migrations.AlterField(
            model_name="post",
            name="kind",
            field=models.CharField(
                choices=[("post", "post"), ("page", "page")], default="post", max_length=4, verbose_name="kind"
            ),
        ),
        migrations.AlterField(
            model_name="post",
            name="language",
            field=models.CharField(
                blank=True,
                help_text="Such as en or pt-BR. Empty: the site’s.",
                max_length=10,
                validators=[blog.models.post._known_language],
                verbose_name="language",
            ),
        ),
        migrations.AlterField(
            model_name="post",
            name="publish_at",
            field=models.DateTimeField(
                blank=True, help_text="In the future: scheduled.", null=True, verbose_name="publish at"
            ),
        ),
        migrations.AlterField(
            model_name="post",
            name="series",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="posts",
                to="blog.series",
                verbose_name="series",
            ),
        ),
        migrations.AlterField(
            model_name="post",
            name="series_position",
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name="position in the series"),
        ),
        migrations.AlterField(
            model_name="post",
            name="slug",
            field=accounts.fields.SlugField(
                blank=True,
                help_text="The last part of the address. Empty: made from the title.",
                max_length=200,
                unique=True,
                verbose_name="slug",
            ),
        ),
        migrations.AlterField(
            model_name="post",
            name="status",
            field=models.CharField(
                choices=[("draft", "draft"), ("published", "published")],
                default="draft",
                max_length=9,
                verbose_name="status",
            ),
        ),
        migrations.AlterField(
            model_name="post",
            name="tags",
            field=models.ManyToManyField(
                blank=True, related_name="posts", through="blog.PostTag", to="blog.tag", verbose_name="tags"
            ),
        ),
        migrations.AlterField(
            model_name="post",
            name="title",
            field=models.CharField(blank=True, max_length=300, verbose_name="title"),
        ),
        migrations.AlterField(
            model_name="post",
            name="visibility",
            field=models.CharField(
                choices=[
                    ("public", "public: everybody, in lists and feeds"),
                    ("unlisted", "unlisted: everybody who has the address"),
                    ("private", "private: only those who may edit it"),
                ],
                default="public",
                max_length=8,
                verbose_name="visibility",
            ),
        ),
        migrations.AlterField(
            model_name="redirect",
            name="hits",
            field=models.PositiveBigIntegerField(default=0, editable=False, verbose_name="hits"),
        ),
        migrations.AlterField(
            model_name="redirect",
            name="old_path",
            field=models.CharField(
                help_text="Starts with a slash: /2014/05/old-slug/",
                max_length=500,
                unique=True,
                verbose_name="old path",
            ),
        ),
        migrations.AlterField(
            model_name="redirect",
            name="post",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="redirects",
                to="blog.post",
                verbose_name="post",
            ),
        ),
        migrations.AlterField(
            model_name="redirect",
            name="tag",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="redirects",
                to="blog.tag",
                verbose_name="tag",
            ),
        ),
        migrations.AlterField(
            model_name="revision",
            name="reason",
            field=models.CharField(
                choices=[
                    ("saved", "saved"),
                    ("autosaved", "autosaved"),
                    ("published", "published"),
                    ("imported", "imported"),
                    ("restored", "restored"),
                    ("merged", "merged"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="series",
            name="description",
            field=models.TextField(blank=True, help_text="Shown at the top of its page.", verbose_name="description"),
        ),
        migrations.AlterField(
            model_name="series",
            name="name",
            field=models.CharField(max_length=100, verbose_name="name"),
        ),
        migrations.AlterField(
            model_name="series",
            name="slug",
            field=accounts.fields.SlugField(
                blank=True,
                help_text="The last part of its address. Empty: made from the name.",
                max_length=120,
                unique=True,
                verbose_name="slug",
            ),
        ),
        migrations.AlterField(
            model_name="sitesettings",
            name="description",
            field=models.TextField(blank=True, help_text="For search engines and feeds.", verbose_name="description"),
        ),
        migrations.AlterField(
            model_name="sitesettings",
            name="footer",
            field=models.CharField(blank=True, max_length=300, verbose_name="footer"),
        ),
        migrations.AlterField(
            model_name="sitesettings",
            name="language",
            field=models.CharField(
                choices=blog.text.languages.site_choices,
                default="en",
                help_text="Of the posts that name no other. Byline itself speaks English and German; with any other it says in English what it says.",
                max_length=10,
                verbose_name="language",
            ),
        ),
        migrations.AlterField(
            model_name="sitesettings",
            name="navigation",
            field=models.TextField(
                blank=True,
                help_text="One link a line: a label, a space, an address. About /about/",
                validators=[blog.models.site_settings._link_lines],
                verbose_name="navigation",
            ),
        ),
        migrations.AlterField(
            model_name="sitesettings",
            name="posts_per_page",
            field=models.PositiveSmallIntegerField(
                default=10,
                validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)],
                verbose_name="posts per page",
            ),
        ),
        migrations.AlterField(
            model_name="sitesettings",
            name="social_links",
            field=models.TextField(
                blank=True,
                help_text="One profile a line, like navigation: Mastodon https://…",
                validators=[blog.models.site_settings._link_lines],
                verbose_name="social links",
            ),
        ),
        migrations.AlterField(
            model_name="sitesettings",
            name="tagline",
            field=models.CharField(blank=True, max_length=200, verbose_name="tagline"),
        ),
        migrations.AlterField(
            model_name="sitesettings",
            name="time_zone",
            field=models.CharField(
                default="UTC",
                max_length=50,
                validators=[blog.models.site_settings._known_time_zone],
                verbose_name="time zone",
            ),
        ),
        migrations.AlterField(
            model_name="sitesettings",
            name="title",
            field=models.CharField(default="A new blog", max_length=100, verbose_name="title"),
        ),
        migrations.AlterField(
            model_name="source",
            name="description",
            field=models.TextField(blank=True, help_text="Shown at the top of its page.", verbose_name="description"),
        ),
        migrations.AlterField(
            model_name="source",
            name="name",
            field=models.CharField(max_length=100, verbose_name="name"),
        ),
        migrations.AlterField(
            model_name="source",
            name="slug",
            field=accounts.fields.SlugField(
                blank=True,
                help_text="The last part of its address. Empty: made from the name.",
                max_length=120,
                unique=True,
                verbose_name="slug",
            ),
        ),
        migrations.AlterField(
            model_name="tag",
            name="description",
            field=models.TextField(blank=True, help_text="Shown at the top of its page.", verbose_name="description"),
        ),
        migrations.AlterField(
            model_name="tag",
            name="name",
            field=models.CharField(max_length=100, verbose_name="name"),
        ),
        migrations.AlterField(
            model_name="tag",
            name="slug",
            field=accounts.fields.SlugField(
                blank=True,
                help_text="The last part of its address. Empty: made from the name.",
                max_length=120,
                unique=True,
                verbose_name="slug",
            ),
        ),
        migrations.AlterField(
            model_name="sitesettings",
            name="icon",
            field=models.ForeignKey(
                blank=True,
                help_text="Shown in tabs, bookmarks and on home screens; best a square one of at least 512 pixels.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="blog.image",
                verbose_name="icon",
            ),
        ),
        migrations.AlterField(
            model_name="missingaddress",
            name="hits",
            field=models.PositiveIntegerField(default=0, verbose_name="hits"),
        ),
        migrations.AlterField(
            model_name="missingaddress",
            name="last_asked_on",
            field=models.DateField(
                help_text="No time of day: nothing here is about a person.", verbose_name="last asked on"
            ),
        ),
        migrations.AlterField(
            model_name="missingaddress",
            name="path",
            field=models.CharField(max_length=300, unique=True, verbose_name="address"),
        ),
    ]
