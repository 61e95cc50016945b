"""What readers ask for and do not find."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("blog", "0025_related_posts")]

    operations = [
        migrations.CreateModel(
            name="MissingAddress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", models.CharField(max_length=300, unique=True)),
                ("hits", models.PositiveIntegerField(default=0)),
                (
                    "last_asked_on",
                    models.DateField(help_text="No time of day: nothing here is about a person."),
                ),
            ],
            options={
                "verbose_name": "address not found",
                "verbose_name_plural": "addresses not found",
                "ordering": ["-hits", "-last_asked_on", "-id"],
                "indexes": [
                    models.Index(models.F("hits").desc(), models.F("last_asked_on").desc(), name="missingaddress_top")
                ],
            },
        ),
    ]
