"""Of a revision, what readers are told of it may be changed, nothing else; from what a merge was put together."""

import django.contrib.postgres.fields
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

NOTABLE_SEEN = """
CREATE TRIGGER byline_notes_changed AFTER UPDATE OF is_notable, note ON blog_revision
    FOR EACH STATEMENT EXECUTE FUNCTION byline_site_changed();
CREATE TRIGGER byline_notable_inserted AFTER INSERT ON blog_revision
    FOR EACH ROW WHEN (NEW.is_notable) EXECUTE FUNCTION byline_site_changed();
CREATE TRIGGER byline_notable_deleted AFTER DELETE ON blog_revision
    FOR EACH ROW WHEN (OLD.is_notable) EXECUTE FUNCTION byline_site_changed();
"""
NOTABLE_UNSEEN = """
DROP TRIGGER byline_notable_deleted ON blog_revision;
DROP TRIGGER byline_notable_inserted ON blog_revision;
DROP TRIGGER byline_notes_changed ON blog_revision;
"""

# Who made it may be forgotten with the person, but not become somebody else.
IMMUTABLE = """
DROP TRIGGER byline_revision_is_immutable ON blog_revision;
CREATE TRIGGER byline_revision_is_immutable
    BEFORE UPDATE OF id, post_id, version, reason, created_at, snapshot, parents, base_version
    ON blog_revision FOR EACH ROW EXECUTE FUNCTION byline_revision_is_immutable();
CREATE TRIGGER byline_revision_stays_theirs BEFORE UPDATE OF by_id ON blog_revision
    FOR EACH ROW WHEN (NEW.by_id IS NOT NULL AND NEW.by_id IS DISTINCT FROM OLD.by_id)
    EXECUTE FUNCTION byline_revision_is_immutable();
"""
IMMUTABLE_BEFORE = """
DROP TRIGGER byline_revision_stays_theirs ON blog_revision;
DROP TRIGGER byline_revision_is_immutable ON blog_revision;
CREATE TRIGGER byline_revision_is_immutable BEFORE UPDATE OF post_id, version, reason, created_at, snapshot
    ON blog_revision FOR EACH ROW EXECUTE FUNCTION byline_revision_is_immutable();
"""


class Migration(migrations.Migration):
    dependencies = [("blog", "0033_working_copies")]

    operations = [
        migrations.AddField(
            model_name="revision",
            name="base_version",
            field=models.PositiveIntegerField(help_text="Of a merge: what both were written from.", null=True),
        ),
        migrations.AddField(
            model_name="revision",
            name="is_notable",
            field=models.BooleanField(
                db_default=False, default=False, help_text="Readers are told of this change, with the note."
            ),
        ),
        migrations.AddField(
            model_name="revision",
            name="note",
            field=models.CharField(blank=True, db_default="", default="", max_length=300),
        ),
        migrations.AddField(
            model_name="revision",
            name="parents",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.PositiveIntegerField(),
                db_default=[],
                default=list,
                help_text="Of a merge: the versions put together.",
                size=None,
            ),
        ),
        AddConstraintNotValid(
            model_name="revision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_notable", False),
                    models.Q(("snapshot__status", "published"), models.Q(("note", ""), _negated=True)),
                    _connector="OR",
                ),
                name="revision_notable_was_published",
            ),
        ),
        migrations.RunSQL(IMMUTABLE, IMMUTABLE_BEFORE),
        migrations.RunSQL(NOTABLE_SEEN, NOTABLE_UNSEEN),
    ]
