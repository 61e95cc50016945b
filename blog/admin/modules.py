"""Every noun registers itself with the admin site when its module is loaded."""

from . import (
    delivery,
    feed,
    image,
    import_run,
    mention,
    missing_address,
    named,
    post,
    redirect,
    site_settings,
    tag,
    target,
)

__all__ = [
    "delivery",
    "feed",
    "image",
    "import_run",
    "mention",
    "missing_address",
    "named",
    "post",
    "redirect",
    "site_settings",
    "tag",
    "target",
]
