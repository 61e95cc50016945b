from django.contrib.admin.apps import AdminConfig


class BlogAdminConfig(AdminConfig):
    """Django's admin with our front page."""

    default_site = "blog.admin.site.BylineAdminSite"

    def ready(self) -> None:
        super().ready()
        from . import modules  # noqa: F401  # app ready
