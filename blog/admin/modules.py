"""Every noun registers itself with the admin site when its module is loaded."""

from . import image, import_run, missing_address, named, post, redirect, site_settings, tag

__all__ = ["image", "import_run", "missing_address", "named", "post", "redirect", "site_settings", "tag"]
