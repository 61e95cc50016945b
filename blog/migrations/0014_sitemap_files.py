from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models.functions import Greatest


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("blog", "0013_lists_by_link")]

    operations = [
        AddIndexConcurrently(
            model_name="post",
            index=models.Index(
                models.F("id") / models.Value(5000),
                models.OrderBy(Greatest("updated_at", "publish_at"), descending=True),
                condition=models.Q(("status", "published"), ("trashed_at__isnull", True), ("visibility", "public")),
                name="post_in_sitemap",
            ),
        ),
    ]
