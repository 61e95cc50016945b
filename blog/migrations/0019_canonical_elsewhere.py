"""Posts whose canonical copy stands elsewhere know so themselves, so that the sitemap finds the others by an index.

See docs/decisions/sitemap-files.md. Nothing is locked for long: the column comes with its default and triggers keep
what is written from now on; the next migration fills in what was there before.
"""

from django.db import migrations, models

KEEP = """
CREATE FUNCTION byline_find_canonical() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.canonical_elsewhere :=
        EXISTS (SELECT FROM blog_crosspost WHERE post_id = NEW.id AND is_canonical);
    RETURN NEW;
END $$;

CREATE FUNCTION byline_claim_canonical() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- The post is changed below. Locked for that at once, two cross-posts of it wait for one another; another trigger
    -- would lock it weakly, and then both would wait for ever.
    PERFORM FROM blog_post WHERE id = NEW.post_id FOR NO KEY UPDATE;
    RETURN NEW;
END $$;

CREATE FUNCTION byline_pass_canonical_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.is_canonical = NEW.is_canonical AND OLD.post_id = NEW.post_id THEN
        RETURN NULL;
    END IF;
    -- What is written here does not matter: the post's own trigger looks.
    IF TG_OP <> 'INSERT' AND OLD.is_canonical THEN
        UPDATE blog_post SET canonical_elsewhere = false WHERE id = OLD.post_id;
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.is_canonical THEN
        UPDATE blog_post SET canonical_elsewhere = true WHERE id = NEW.post_id;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER byline_find_canonical BEFORE INSERT OR UPDATE OF id, canonical_elsewhere ON blog_post
    FOR EACH ROW EXECUTE FUNCTION byline_find_canonical();
-- By its name before byline_copy_publish_at.
CREATE TRIGGER byline_claim_canonical BEFORE INSERT OR UPDATE OF post_id, is_canonical ON blog_crosspost
    FOR EACH ROW WHEN (NEW.is_canonical) EXECUTE FUNCTION byline_claim_canonical();
CREATE TRIGGER byline_pass_canonical_on AFTER INSERT OR DELETE OR UPDATE OF post_id, is_canonical ON blog_crosspost
    FOR EACH ROW EXECUTE FUNCTION byline_pass_canonical_on();
"""

NO_LONGER = """
DROP TRIGGER byline_pass_canonical_on ON blog_crosspost;
DROP TRIGGER byline_claim_canonical ON blog_crosspost;
DROP TRIGGER byline_find_canonical ON blog_post;
DROP FUNCTION byline_pass_canonical_on, byline_claim_canonical, byline_find_canonical;
"""


class Migration(migrations.Migration):
    dependencies = [("blog", "0018_feed_and_robots_settings")]

    operations = [
        migrations.AddField(
            model_name="post",
            name="canonical_elsewhere",
            field=models.BooleanField(
                db_default=False,
                default=False,
                editable=False,
                help_text="Whether a cross-post is the canonical copy; the database keeps it so.",
            ),
        ),
        migrations.RunSQL(KEEP, NO_LONGER),
    ]
