"""Posts that may lead the front page; a constant default, so that no row is rewritten."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("blog", "0028_search_of_what_is_there")]

    operations = [
        migrations.AddField(
            model_name="post",
            name="is_featured",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Leads the front page. Of several featured posts, the newest does.",
                verbose_name="featured",
            ),
        ),
    ]
