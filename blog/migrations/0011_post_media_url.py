from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    # An index that is built while posts are written.
    atomic = False

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
        AddIndexConcurrently(
            model_name="post",
            index=models.Index("media_url", "id", name="post_media_url", condition=~Q(media_url="")),
        ),
    ]
