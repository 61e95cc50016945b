"""What follows from the settings of the site."""

from urllib.parse import urlsplit

from django.db import transaction

from blog.models import Image, SiteSettings, Target
from blog.models.target import WEBSUB

from .queue import defer_once
from .site_icons import ask_for_site_icons
from .social_cards import ask_for_site_card


@transaction.atomic
def save_site(*, site: SiteSettings) -> SiteSettings:
    """Store the settings; pictures that show its name are drawn anew by the worker.

    Posts that name no language of their own follow that of the site: it renders them anew. The hub that feeds name
    gets a target, so that it is told of every change.
    """
    before = SiteSettings.load().language
    if site.icon_id and not Image.objects.take_in_use([site.icon_id]):
        site.icon = None
    site.save()
    ask_for_site_card()
    ask_for_site_icons()
    if site.language != before:
        defer_once("rerender_stale_posts", timestamp=0)
    if site.websub_hub and not Target.objects.filter(kind=WEBSUB).exists():
        Target.objects.create(kind=WEBSUB, name=f"WebSub: {urlsplit(site.websub_hub).netloc}"[:100])
    return site
