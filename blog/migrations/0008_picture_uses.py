"""What uses a picture, words to find it by, and what it looks like in parts that an index can hold."""

import django.contrib.postgres.fields
import django.utils.timezone
from django.db import migrations, models

FUNCTIONS = r"""
-- Words without case, accents and punctuation. Its cost tells the planner to ask the index, not each row.
CREATE FUNCTION byline_fold(words text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 500 AS $$
BEGIN
    RETURN btrim(regexp_replace(
        regexp_replace(lower(normalize(words, NFKD)), '[\u0300-\u036f]', '', 'g'), '[^[:alnum:]]+', ' ', 'g'
    ));
END $$;

-- Four bands of 16 bits, each with its number above them: see blog/imaging/likeness.py.
CREATE FUNCTION byline_bands(fingerprint bigint) RETURNS integer[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN ARRAY[
    ((fingerprint >> 48) & 65535)::integer,
    65536 + ((fingerprint >> 32) & 65535)::integer,
    131072 + ((fingerprint >> 16) & 65535)::integer,
    196608 + (fingerprint & 65535)::integer
];
"""
DROP_FUNCTIONS = "DROP FUNCTION byline_fold, byline_bands;"

# Whether a picture is used, and for how long not, is nothing that readers see.
SEEN = (
    "file, mime, size, width, height, is_animated, has_transparency, dominant_colour, alt, caption, credit, "
    "focal_x, focal_y, renditions_version"
)
WATCH = """
DROP TRIGGER byline_site_changed ON blog_image;
CREATE TRIGGER byline_site_changed AFTER INSERT OR DELETE OR UPDATE{columns} ON blog_image
    FOR EACH STATEMENT EXECUTE FUNCTION byline_site_changed();
"""


class Migration(migrations.Migration):
    dependencies = [("blog", "0007_renditions")]

    operations = [
        migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS),
        migrations.RunSQL(WATCH.format(columns=f" OF {SEEN}"), WATCH.format(columns="")),
        migrations.AddField(
            model_name="image",
            name="is_kept",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Also when no post uses it: it is never deleted by itself.",
                verbose_name="keep it",
            ),
        ),
        # Pictures of before count as used until the nightly job has looked.
        migrations.AddField(
            model_name="image", name="unused_since", field=models.DateTimeField(null=True, editable=False)
        ),
        migrations.AlterField(
            model_name="image",
            name="unused_since",
            field=models.DateTimeField(
                default=django.utils.timezone.now,
                editable=False,
                help_text="Since when nothing uses it, as far as was looked.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="revision",
            name="image_ids",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(),
                db_default=[],
                default=list,
                help_text="The pictures of its text, and its cover.",
                size=None,
            ),
        ),
        migrations.AddConstraint(
            model_name="image",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("quarantined_at__isnull", True),
                    models.Q(("is_kept", False), ("unused_since__isnull", False)),
                    _connector="OR",
                ),
                name="image_in_quarantine_is_unused",
            ),
        ),
    ]
