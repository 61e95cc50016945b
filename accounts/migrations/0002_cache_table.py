from django.db import migrations


class Migration(migrations.Migration):
    """The table of Django's database cache, in which sign-in throttling counts; `createcachetable` would make the same."""

    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.RunSQL(
            """
            CREATE TABLE "cache" (
                "cache_key" varchar(255) NOT NULL PRIMARY KEY,
                "value" text NOT NULL,
                "expires" timestamp with time zone NOT NULL
            );
            CREATE INDEX "cache_expires" ON "cache" ("expires");
            """,
            reverse_sql='DROP TABLE "cache"',
        )
    ]
