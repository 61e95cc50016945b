"""What search knows of each post, and the triggers that note which posts changed.

See docs/decisions/search.md. Only new tables and triggers: nothing is locked for long. The next migration notes the
posts that are there already, and the worker takes them in.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

# A note that is there already is written again: that waits for whoever is taking it, and comes after it.
FUNCTIONS = """
CREATE FUNCTION byline_posts_to_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO blog_stalesearch (post_id) SELECT id FROM changed_rows ORDER BY 1
        ON CONFLICT (post_id) DO UPDATE SET post_id = EXCLUDED.post_id;
    RETURN NULL;
END $$;

CREATE FUNCTION byline_post_to_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO blog_stalesearch (post_id) SELECT NEW.id ORDER BY 1
        ON CONFLICT (post_id) DO UPDATE SET post_id = EXCLUDED.post_id;
    RETURN NULL;
END $$;

CREATE FUNCTION byline_posts_leave_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM blog_stalesearch WHERE post_id IN (SELECT id FROM changed_rows);
    DELETE FROM blog_postsearch WHERE post_id IN (SELECT id FROM changed_rows);
    RETURN NULL;
END $$;

CREATE FUNCTION byline_links_to_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO blog_stalesearch (post_id) SELECT DISTINCT post_id FROM changed_rows ORDER BY 1
        ON CONFLICT (post_id) DO UPDATE SET post_id = EXCLUDED.post_id;
    RETURN NULL;
END $$;

CREATE FUNCTION byline_link_to_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO blog_stalesearch (post_id) SELECT OLD.post_id UNION SELECT NEW.post_id ORDER BY 1
        ON CONFLICT (post_id) DO UPDATE SET post_id = EXCLUDED.post_id;
    RETURN NULL;
END $$;

CREATE FUNCTION byline_tag_to_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO blog_stalesearch (post_id) SELECT DISTINCT post_id FROM blog_post_tags WHERE tag_id = NEW.id ORDER BY 1
        ON CONFLICT (post_id) DO UPDATE SET post_id = EXCLUDED.post_id;
    RETURN NULL;
END $$;

CREATE FUNCTION byline_language_to_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO blog_stalesearch (post_id) SELECT id FROM blog_post WHERE language = '' ORDER BY 1
        ON CONFLICT (post_id) DO UPDATE SET post_id = EXCLUDED.post_id;
    RETURN NULL;
END $$;

CREATE TRIGGER byline_posts_to_search AFTER INSERT ON blog_post
    REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION byline_posts_to_search();
CREATE TRIGGER byline_post_to_search AFTER UPDATE OF title, plain_text, toc, language, kind, status, visibility,
        publish_at, published_on, expire_at, trashed_at, author_id ON blog_post
    FOR EACH ROW WHEN (
        OLD.title IS DISTINCT FROM NEW.title OR
        OLD.plain_text IS DISTINCT FROM NEW.plain_text OR
        OLD.toc IS DISTINCT FROM NEW.toc OR
        OLD.language IS DISTINCT FROM NEW.language OR
        OLD.kind IS DISTINCT FROM NEW.kind OR
        OLD.status IS DISTINCT FROM NEW.status OR
        OLD.visibility IS DISTINCT FROM NEW.visibility OR
        OLD.publish_at IS DISTINCT FROM NEW.publish_at OR
        OLD.published_on IS DISTINCT FROM NEW.published_on OR
        OLD.expire_at IS DISTINCT FROM NEW.expire_at OR
        OLD.trashed_at IS DISTINCT FROM NEW.trashed_at OR
        OLD.author_id IS DISTINCT FROM NEW.author_id
    ) EXECUTE FUNCTION byline_post_to_search();
CREATE TRIGGER byline_posts_leave_search AFTER DELETE ON blog_post
    REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION byline_posts_leave_search();
CREATE TRIGGER byline_tag_to_search AFTER UPDATE OF name ON blog_tag
    FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION byline_tag_to_search();
CREATE TRIGGER byline_language_to_search AFTER UPDATE OF language ON blog_sitesettings
    FOR EACH ROW WHEN (OLD.language IS DISTINCT FROM NEW.language) EXECUTE FUNCTION byline_language_to_search();
CREATE TRIGGER byline_first_language_to_search AFTER INSERT ON blog_sitesettings
    FOR EACH ROW WHEN (NEW.language <> 'en') EXECUTE FUNCTION byline_language_to_search();
"""

# What search finds changes when the index does, which may be later than the post: pages of results must not outlive it.
SEEN = """
CREATE FUNCTION byline_search_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Of posts in no list, whose marks have an x before them, nobody is shown anything.
    IF EXISTS (SELECT FROM changed_rows WHERE left(marks[1], 1) <> 'x') THEN
        PERFORM byline_count_change();
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER byline_search_came AFTER INSERT ON blog_postsearch
    REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION byline_search_changed();
CREATE TRIGGER byline_search_is AFTER UPDATE ON blog_postsearch
    REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION byline_search_changed();
CREATE TRIGGER byline_search_was AFTER UPDATE ON blog_postsearch
    REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION byline_search_changed();
"""

UNSEEN = """
DROP TRIGGER byline_search_was ON blog_postsearch;
DROP TRIGGER byline_search_is ON blog_postsearch;
DROP TRIGGER byline_search_came ON blog_postsearch;
DROP FUNCTION byline_search_changed;
"""

LINKS = """
CREATE TRIGGER byline_links_to_search_in AFTER INSERT ON {table}
    REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION byline_links_to_search();
CREATE TRIGGER byline_links_to_search_out AFTER DELETE ON {table}
    REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION byline_links_to_search();
CREATE TRIGGER byline_link_to_search AFTER UPDATE OF post_id, {column} ON {table}
    FOR EACH ROW WHEN (OLD.post_id IS DISTINCT FROM NEW.post_id OR OLD.{column} IS DISTINCT FROM NEW.{column})
    EXECUTE FUNCTION byline_link_to_search();
"""

NO_LINKS = """
DROP TRIGGER byline_link_to_search ON {table};
DROP TRIGGER byline_links_to_search_out ON {table};
DROP TRIGGER byline_links_to_search_in ON {table};
"""

NO_LONGER = """
DROP TRIGGER byline_first_language_to_search ON blog_sitesettings;
DROP TRIGGER byline_language_to_search ON blog_sitesettings;
DROP TRIGGER byline_tag_to_search ON blog_tag;
DROP TRIGGER byline_posts_leave_search ON blog_post;
DROP TRIGGER byline_post_to_search ON blog_post;
DROP TRIGGER byline_posts_to_search ON blog_post;
DROP FUNCTION byline_language_to_search, byline_tag_to_search, byline_link_to_search, byline_links_to_search,
    byline_posts_leave_search, byline_post_to_search, byline_posts_to_search;
"""

TABLES = {"blog_post_tags": "tag_id", "blog_crosspost": "source_id"}


class Migration(migrations.Migration):
    dependencies = [("blog", "0026_missing_addresses")]

    operations = [
        migrations.CreateModel(
            name="PostSearch",
            fields=[
                (
                    "post",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="search",
                        serialize=False,
                        to="blog.post",
                    ),
                ),
                (
                    "words",
                    django.contrib.postgres.search.SearchVectorField(
                        help_text="A: title, B: tags, C: headings, D: text; and the stems of all, as “=stem”."
                    ),
                ),
                (
                    "head",
                    django.contrib.postgres.search.SearchVectorField(help_text="Of these only title and tags."),
                ),
                (
                    "marks",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(),
                        help_text="What it can be narrowed down by: see blog/search/marks.py.",
                        size=None,
                    ),
                ),
                (
                    "moment",
                    models.DateTimeField(help_text="Of publication; of a post without one, when it was begun."),
                ),
                ("expire_at", models.DateTimeField(null=True)),
                ("stemmer", models.TextField(help_text="Of its language; empty where Postgres has none.")),
                ("version", models.PositiveIntegerField(help_text="Of the way it was made.")),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        models.F("words"),
                        models.F("head"),
                        models.F("marks"),
                        fastupdate=False,
                        name="search_words_and_marks",
                    ),
                    models.Index(models.F("stemmer"), name="search_stemmers"),
                    models.Index(models.F("version"), models.F("post"), name="search_version"),
                ],
            },
        ),
        migrations.CreateModel(
            name="StaleSearch",
            fields=[("post_id", models.BigIntegerField(primary_key=True, serialize=False))],
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("word", models.TextField(primary_key=True, serialize=False)),
                (
                    "posts",
                    models.IntegerField(help_text="In how many; close enough for choosing between words."),
                ),
                (
                    "keys",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(),
                        help_text="Its beginning, and that with one letter left out.",
                        size=None,
                    ),
                ),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        models.F("keys"), fastupdate=False, name="searchword_misspelt"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchWordChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("deltas", models.JSONField()),
            ],
        ),
        migrations.RunSQL(FUNCTIONS, NO_LONGER),
        migrations.RunSQL(SEEN, UNSEEN),
        *[
            migrations.RunSQL(LINKS.format(table=table, column=column), NO_LINKS.format(table=table))
            for table, column in TABLES.items()
        ],
    ]
