"""Which language stored HTML speaks, so that a change of the site's language finds what it has to make again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0030_featured_index"),
    ]

    operations = [
        migrations.AddField(
            model_name="post",
            name="rendered_language",
            field=models.CharField(
                max_length=10,
                blank=True,
                default="",
                db_default="",
                editable=False,
                help_text="In which the labels and quotation marks of body_html are; empty: before anybody asked.",
            ),
        ),
    ]
