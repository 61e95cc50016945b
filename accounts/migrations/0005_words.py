"""Names of columns that can be translated; nothing in the database changes."""

from django.db import migrations, models

import accounts.fields


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_slugs_in_every_script"),
    ]

    operations = [
        migrations.AlterField(
            model_name="user",
            name="bio",
            field=models.TextField(
                blank=True, help_text="One or two sentences for the author page.", verbose_name="bio"
            ),
        ),
        migrations.AlterField(
            model_name="user",
            name="name",
            field=models.CharField(
                blank=True, help_text="As readers see it. Empty: the username.", max_length=150, verbose_name="name"
            ),
        ),
        migrations.AlterField(
            model_name="user",
            name="slug",
            field=accounts.fields.SlugField(
                blank=True,
                help_text="The last part of the author page’s address. Empty: made from the name.",
                max_length=150,
                unique=True,
                verbose_name="slug",
            ),
        ),
        migrations.AlterField(
            model_name="user",
            name="website",
            field=models.URLField(blank=True, verbose_name="website"),
        ),
    ]
