"""A change of renditions moves the site version, once a statement; of a picture, only what readers see of it."""

from django.db import migrations

SHOWN = "file, mime, size, width, height, alt, caption, credit, has_transparency, dominant_colour, renditions_version"
TRIGGER = """
CREATE TRIGGER byline_site_changed AFTER INSERT OR DELETE OR UPDATE{columns} ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION byline_site_changed();
"""


class Migration(migrations.Migration):
    dependencies = [("blog", "0014_sitemap_files")]

    operations = [
        migrations.RunSQL(
            TRIGGER.format(table="blog_rendition", columns=""), "DROP TRIGGER byline_site_changed ON blog_rendition;"
        ),
        migrations.RunSQL(
            "DROP TRIGGER byline_site_changed ON blog_image;"
            + TRIGGER.format(table="blog_image", columns=f" OF {SHOWN}"),
            "DROP TRIGGER byline_site_changed ON blog_image;" + TRIGGER.format(table="blog_image", columns=""),
        ),
    ]
