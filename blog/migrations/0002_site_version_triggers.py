"""Database triggers: the site version moves with every change a reader could see, and revisions never change.

Why triggers: they are exact (the version moves in the transaction of the change), and no code path, bulk
update or psql session can forget them. See docs/decisions/site-version.md.
"""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION byline_count_change() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    this_row bigint;
BEGIN
    INSERT INTO blog_sitechange (weight) VALUES (1) RETURNING id INTO this_row;
    -- Now and then fold the rows into one. Rows that another writer is folding are passed over: nobody waits.
    IF this_row % 64 = 0 THEN
        WITH folded AS (
            DELETE FROM blog_sitechange
            WHERE id IN (SELECT id FROM blog_sitechange FOR UPDATE SKIP LOCKED)
            RETURNING weight
        )
        INSERT INTO blog_sitechange (weight) SELECT sum(weight) FROM folded HAVING count(*) > 0;
    END IF;
END $$;

CREATE FUNCTION byline_site_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM byline_count_change();
    RETURN NULL;
END $$;

-- A draft is nobody's business: posts count only when they were or are now published.
CREATE FUNCTION byline_posts_inserted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM new_rows WHERE status = 'published') THEN
        PERFORM byline_count_change();
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION byline_posts_updated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM new_rows WHERE status = 'published')
       OR EXISTS (SELECT FROM old_rows WHERE status = 'published') THEN
        PERFORM byline_count_change();
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION byline_posts_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM old_rows WHERE status = 'published') THEN
        PERFORM byline_count_change();
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION byline_revision_is_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a revision is never changed' USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER byline_posts_inserted AFTER INSERT ON blog_post
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION byline_posts_inserted();
CREATE TRIGGER byline_posts_updated AFTER UPDATE ON blog_post
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION byline_posts_updated();
CREATE TRIGGER byline_posts_deleted AFTER DELETE ON blog_post
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION byline_posts_deleted();

CREATE TRIGGER byline_revision_is_immutable BEFORE UPDATE OF post_id, version, reason, created_at, snapshot
    ON blog_revision FOR EACH ROW EXECUTE FUNCTION byline_revision_is_immutable();
"""

DROP_FUNCTIONS = """
DROP TRIGGER byline_revision_is_immutable ON blog_revision;
DROP TRIGGER byline_posts_deleted ON blog_post;
DROP TRIGGER byline_posts_updated ON blog_post;
DROP TRIGGER byline_posts_inserted ON blog_post;
DROP FUNCTION byline_revision_is_immutable, byline_posts_deleted, byline_posts_updated, byline_posts_inserted,
    byline_site_changed, byline_count_change;
"""

# Tables of which every change shows; of users and redirects only some columns do (not last_login, not hits).
WATCHED = {
    "blog_post_tags": "",
    "blog_tag": "",
    "blog_series": "",
    "blog_source": "",
    "blog_crosspost": "",
    "blog_image": "",
    "blog_sitesettings": "",
    "blog_redirect": " OF old_path, post_id, tag_id, url, is_gone",
    "accounts_user": " OF username, name, slug, bio, website",
}

OPERATIONS = [migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS)] + [
    migrations.RunSQL(
        f"CREATE TRIGGER byline_site_changed AFTER INSERT OR DELETE OR UPDATE{columns} ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION byline_site_changed();",
        f"DROP TRIGGER byline_site_changed ON {table};",
    )
    for table, columns in WATCHED.items()
]


class Migration(migrations.Migration):
    dependencies = [("blog", "0001_initial")]

    operations = OPERATIONS
