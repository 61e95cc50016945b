from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class BlogConfig(AppConfig):
    name = "blog"
    verbose_name = _("Blog")

    def ready(self) -> None:
        from blog import receivers  # app ready

        # The last app to be migrated, so that every permission the roles name exists by then.
        post_migrate.connect(receivers.make_roles, sender=self, dispatch_uid="blog.make_roles")
