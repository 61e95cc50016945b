"""The picture that the icons of the site are made from."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0021_social_cards"),
    ]

    operations = [
        migrations.AddField(
            model_name="sitesettings",
            name="icon",
            field=models.ForeignKey(
                blank=True,
                help_text="Shown in tabs, bookmarks and on home screens; best a square one of at least 512 pixels.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="blog.image",
            ),
        ),
    ]
