"""Sending posts elsewhere, following feeds, and what other pages say of a post."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import blog.models.feed
import blog.models.sealed
import blog.models.source

MENTIONS_SEEN = """
CREATE TRIGGER byline_mention_inserted AFTER INSERT ON blog_mention
    FOR EACH ROW WHEN (NEW.state = 'approved') EXECUTE FUNCTION byline_site_changed();
CREATE TRIGGER byline_mention_changed AFTER UPDATE ON blog_mention
    FOR EACH ROW WHEN (NEW.state = 'approved' OR OLD.state = 'approved') EXECUTE FUNCTION byline_site_changed();
CREATE TRIGGER byline_mention_deleted AFTER DELETE ON blog_mention
    FOR EACH ROW WHEN (OLD.state = 'approved') EXECUTE FUNCTION byline_site_changed();
"""
MENTIONS_UNSEEN = """
DROP TRIGGER byline_mention_deleted ON blog_mention;
DROP TRIGGER byline_mention_changed ON blog_mention;
DROP TRIGGER byline_mention_inserted ON blog_mention;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0035_revision_indexes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="crosspost",
            name="problem",
            field=models.CharField(blank=True, db_default="", default="", editable=False, max_length=300),
        ),
        migrations.AddField(
            model_name="crosspost",
            name="wording",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Empty: that of the source.",
                max_length=200,
                validators=[blog.models.source.names_the_source],
                verbose_name="wording",
            ),
        ),
        migrations.AddField(
            model_name="source",
            name="canonical",
            field=models.CharField(
                choices=[("theirs", "theirs: search engines count the original"), ("ours", "ours")],
                db_default="theirs",
                default="theirs",
                help_text="Of what arrives from there; each post can have it otherwise.",
                max_length=6,
                verbose_name="canonical address",
            ),
        ),
        migrations.AddField(
            model_name="source",
            name="logo",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="blog.image",
                verbose_name="logo",
            ),
        ),
        migrations.AddField(
            model_name="source",
            name="wording",
            field=models.CharField(
                blank=True,
                help_text="Of the attribution, such as: First published at {source}. Empty: the usual one.",
                max_length=200,
                default="",
                db_default="",
                validators=[blog.models.source.names_the_source],
                verbose_name="wording",
            ),
        ),
        migrations.CreateModel(
            name="Feed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("url", models.URLField(max_length=1000, unique=True, verbose_name="address")),
                ("is_on", models.BooleanField(default=True, verbose_name="followed")),
                (
                    "author_names",
                    models.TextField(
                        blank=True,
                        help_text="One a line: their name = our user name.",
                        validators=[blog.models.feed._mapping_lines],
                        verbose_name="authors there and here",
                    ),
                ),
                (
                    "publishes",
                    models.BooleanField(
                        default=False,
                        help_text="Otherwise what arrives is a draft, to be looked at.",
                        verbose_name="publish at once",
                    ),
                ),
                ("takes_tags", models.BooleanField(default=True, verbose_name="take over tags")),
                (
                    "tag_names",
                    models.TextField(
                        blank=True,
                        help_text="One a line: their tag = our tag. Nothing on the right: leave it out.",
                        validators=[blog.models.feed._mapping_lines],
                        verbose_name="tags there and here",
                    ),
                ),
                (
                    "added_tags",
                    models.CharField(
                        blank=True,
                        help_text="For everything from there; commas between them.",
                        max_length=500,
                        verbose_name="further tags",
                    ),
                ),
                (
                    "fetches_full",
                    models.BooleanField(
                        default=False,
                        help_text="From the page of each post, where the feed has only a summary.",
                        verbose_name="fetch whole texts",
                    ),
                ),
                ("brings_pictures", models.BooleanField(default=True, verbose_name="bring pictures home")),
                ("etag", models.CharField(blank=True, editable=False, max_length=500)),
                ("last_modified", models.CharField(blank=True, editable=False, max_length=100)),
                (
                    "minutes",
                    models.PositiveIntegerField(default=60, editable=False, help_text="Until it is looked at again."),
                ),
                ("next_poll_at", models.DateTimeField(editable=False, verbose_name="next look")),
                ("polled_at", models.DateTimeField(editable=False, null=True, verbose_name="last look")),
                ("succeeded_at", models.DateTimeField(editable=False, null=True, verbose_name="last success")),
                ("failures", models.PositiveIntegerField(default=0, editable=False, help_text="In a row.")),
                ("error", models.CharField(blank=True, editable=False, max_length=500, verbose_name="last error")),
                (
                    "author",
                    models.ForeignKey(
                        help_text="Of what arrives, unless the names below say otherwise.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="author",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="feeds",
                        to="blog.source",
                        verbose_name="source",
                    ),
                ),
            ],
            options={
                "verbose_name": "feed",
                "verbose_name_plural": "feeds",
                "ordering": ["source__name", "id"],
            },
        ),
        migrations.CreateModel(
            name="FeedItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.CharField(
                        help_text="The publisher's own name for it, or made from its address.", max_length=500
                    ),
                ),
                ("url", models.CharField(blank=True, max_length=1000)),
                (
                    "address",
                    models.CharField(blank=True, help_text="In one spelling; empty for a home page.", max_length=1000),
                ),
                ("title", models.CharField(blank=True, max_length=300)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("taken", "taken over"),
                            ("changed", "the original changed"),
                            ("ignored", "change ignored"),
                            ("failed", "failed"),
                        ],
                        default="taken",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                (
                    "content_hash",
                    models.CharField(
                        blank=True, help_text="Of the publisher's version dealt with last.", max_length=64
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        help_text="The post's, as we made it last; newer: edited here.", null=True
                    ),
                ),
                (
                    "offer",
                    models.JSONField(
                        help_text="The publisher's newer version, where the post was edited here.", null=True
                    ),
                ),
                ("error", models.CharField(blank=True, max_length=500)),
                ("first_seen", models.DateTimeField(auto_now_add=True)),
                ("changed_at", models.DateTimeField(null=True)),
                (
                    "feed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="items", to="blog.feed"
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="feed_items",
                        to="blog.post",
                    ),
                ),
            ],
            options={
                "verbose_name": "item of a feed",
                "verbose_name_plural": "items of feeds",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Mention",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source_url", models.URLField(max_length=1000, verbose_name="page")),
                ("host", models.CharField(max_length=255)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("unchecked", "not checked yet"),
                            ("waiting", "waiting for approval"),
                            ("approved", "approved"),
                            ("rejected", "rejected"),
                        ],
                        default="unchecked",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("mention", "mention"),
                            ("reply", "reply"),
                            ("like", "like"),
                            ("repost", "repost"),
                            ("bookmark", "bookmark"),
                        ],
                        default="mention",
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("author_name", models.CharField(blank=True, max_length=200, verbose_name="author")),
                ("author_url", models.CharField(blank=True, max_length=1000)),
                ("title", models.CharField(blank=True, max_length=300)),
                ("words", models.TextField(blank=True, max_length=1000, verbose_name="words")),
                ("published_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("checked_at", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="mentions", to="blog.post"
                    ),
                ),
            ],
            options={
                "verbose_name": "mention",
                "verbose_name_plural": "mentions",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Target",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20, verbose_name="kind")),
                ("name", models.CharField(max_length=100, unique=True, verbose_name="name")),
                ("settings", models.JSONField(blank=True, default=dict, editable=False)),
                (
                    "credentials",
                    blog.models.sealed.SealedField(blank=True, default=blog.models.sealed.Sealed, editable=False),
                ),
                (
                    "template",
                    models.TextField(
                        blank=True,
                        help_text="What is sent; {title}, {excerpt}, {url} and {tags} are replaced. Empty: title and address.",
                        max_length=5000,
                        verbose_name="text",
                    ),
                ),
                (
                    "is_default",
                    models.BooleanField(
                        default=False,
                        help_text="Each post can still be sent elsewhere, or not.",
                        verbose_name="on for new posts",
                    ),
                ),
                ("paused_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="paused")),
                ("paused_why", models.CharField(blank=True, editable=False, max_length=500)),
                (
                    "wait_until",
                    models.DateTimeField(
                        blank=True,
                        editable=False,
                        help_text="What the network asked for, or its rate limit needs.",
                        null=True,
                    ),
                ),
                (
                    "failures",
                    models.PositiveSmallIntegerField(
                        default=0, editable=False, help_text="In a row, whatever the post."
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        help_text="Under which copies are listed. Empty: one of the same name is made.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="targets",
                        to="blog.source",
                        verbose_name="source",
                    ),
                ),
            ],
            options={
                "verbose_name": "target",
                "verbose_name_plural": "targets",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("post_title", models.CharField(blank=True, help_text="For when the post is gone.", max_length=300)),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("create", "publish"),
                            ("update", "update the copy"),
                            ("delete", "delete the copy"),
                            ("ping", "tell"),
                        ],
                        max_length=6,
                        verbose_name="what",
                    ),
                ),
                ("address", models.CharField(blank=True, db_default="", default="", max_length=1000)),
                ("content", models.JSONField(default=dict, help_text="What is sent, as it was when it was asked for.")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("sending", "being sent"),
                            ("sent", "sent"),
                            ("failed", "failed"),
                            ("cancelled", "cancelled"),
                        ],
                        default="waiting",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                ("next_try_at", models.DateTimeField(blank=True, null=True, verbose_name="next try")),
                (
                    "started_at",
                    models.DateTimeField(
                        blank=True, help_text="Of the last attempt; with `sending`: not over.", null=True
                    ),
                ),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="finished")),
                (
                    "is_unsure",
                    models.BooleanField(
                        default=False,
                        help_text="An attempt ended without an answer, so the next one looks first whether it arrived.",
                    ),
                ),
                ("answer", models.CharField(blank=True, max_length=500, verbose_name="answer")),
                ("status_code", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("copy_url", models.URLField(blank=True, max_length=1000, verbose_name="copy")),
                ("copy_id", models.CharField(blank=True, help_text="The network's own name for it.", max_length=500)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="deliveries",
                        to="blog.post",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="deliveries", to="blog.target"
                    ),
                ),
            ],
            options={
                "verbose_name": "delivery",
                "verbose_name_plural": "deliveries",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Announcement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_wanted", models.BooleanField(default=True)),
                ("text", models.TextField(blank=True, help_text="Empty: the target's template.", max_length=20000)),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="announcements", to="blog.post"
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="blog.target"),
                ),
            ],
        ),
        migrations.AddField(
            model_name="crosspost",
            name="target",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="blog.target",
            ),
        ),
        migrations.AddIndex(
            model_name="feed",
            index=models.Index(condition=models.Q(("is_on", True)), fields=["next_poll_at", "id"], name="feed_due"),
        ),
        migrations.AddConstraint(
            model_name="feed",
            constraint=models.CheckConstraint(
                condition=models.Q(("url", ""), ("url__iregex", "^https?://[^\\s]+$"), _connector="OR"),
                name="feed_url_is_web_address",
            ),
        ),
        migrations.AddIndex(
            model_name="feeditem",
            index=models.Index(
                condition=models.Q(("address", ""), _negated=True),
                fields=["feed", "address"],
                name="feeditem_by_address",
            ),
        ),
        migrations.AddIndex(
            model_name="feeditem",
            index=models.Index(
                condition=models.Q(("state", "changed")), fields=["-changed_at"], name="feeditem_changed"
            ),
        ),
        migrations.AddConstraint(
            model_name="feeditem",
            constraint=models.UniqueConstraint(fields=("feed", "key"), name="feeditem_once"),
        ),
        migrations.AddIndex(
            model_name="mention",
            index=models.Index(
                condition=models.Q(("state", "approved")), fields=["post", "id"], name="mention_approved"
            ),
        ),
        migrations.AddIndex(
            model_name="mention",
            index=models.Index(fields=["state", "-id"], name="mention_by_state"),
        ),
        migrations.AddIndex(
            model_name="mention",
            index=models.Index(fields=["host", "created_at"], name="mention_of_host"),
        ),
        migrations.AddConstraint(
            model_name="mention",
            constraint=models.UniqueConstraint(fields=("post", "source_url"), name="mention_once"),
        ),
        migrations.AddConstraint(
            model_name="mention",
            constraint=models.CheckConstraint(
                condition=models.Q(("source_url", ""), ("source_url__iregex", "^https?://[^\\s]+$"), _connector="OR"),
                name="mention_source_is_web_address",
            ),
        ),
        migrations.AddConstraint(
            model_name="mention",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("author_url", ""),
                    ("author_url", ""),
                    ("author_url__iregex", "^https?://[^\\s]+$"),
                    _connector="OR",
                ),
                name="mention_author_is_web_address",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("state", "waiting")),
                fields=["target", "next_try_at", "id"],
                name="delivery_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("state", "sending")), fields=["started_at"], name="delivery_sending"
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(fields=["target", "-id"], name="delivery_newest_of_target"),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(
                condition=models.Q(("action", "create")), fields=("post", "target"), name="delivery_created_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "waiting"), models.Q(("action", "create"), _negated=True)),
                fields=("post", "target", "action", "address"),
                name="delivery_one_change_waits",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "waiting"), _negated=True), ("next_try_at__isnull", False), _connector="OR"
                ),
                name="delivery_waits_for_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="announcement",
            constraint=models.UniqueConstraint(fields=("post", "target"), name="announcement_once"),
        ),
        migrations.RunSQL(MENTIONS_SEEN, MENTIONS_UNSEEN),
    ]
