from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0010_picture_indexes"),
    ]

    operations = [
        migrations.AddField(
            model_name="post",
            name="media_url",
            field=models.TextField(
                blank=True,
                default="",
                db_default="",
                editable=False,
                help_text="Where pictures were read when body_html was made; empty: it shows none of ours.",
            ),
        ),
    ]
