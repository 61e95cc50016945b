"""The hub of a WebSub target is that of the site settings, which feeds name."""

from django.db import migrations, models


def move_hubs(apps, schema_editor):
    targets, sites = (apps.get_model("blog", name).objects for name in ("Target", "SiteSettings"))
    for target in targets.filter(kind="websub", settings__has_key="hub").order_by("pk"):
        hub = target.settings.pop("hub")
        target.save(update_fields=["settings"])
        # A site that was never given settings has no row.
        sites.get_or_create(pk=1, defaults={"websub_hub": hub})
        sites.filter(websub_hub="").update(websub_hub=hub)


def move_back(apps, schema_editor):
    targets, sites = (apps.get_model("blog", name).objects for name in ("Target", "SiteSettings"))
    hub = sites.values_list("websub_hub", flat=True).first() or ""
    for target in targets.filter(kind="websub"):
        target.settings["hub"] = hub
        target.save(update_fields=["settings"])


class Migration(migrations.Migration):
    dependencies = [("blog", "0038_canonicals_to_check")]

    operations = [
        migrations.RunPython(move_hubs, move_back),
        migrations.AlterField(
            model_name="sitesettings",
            name="websub_hub",
            field=models.URLField(
                blank=True,
                db_default="",
                default="",
                help_text="A service that tells readers at once of new posts: feeds name it, and it is told of changes. "
                "Empty: none.",
                max_length=500,
                verbose_name="WebSub hub",
            ),
        ),
    ]
