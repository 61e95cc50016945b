"""What follows from the settings of the site."""

from django.db import transaction

from blog.models import Image, SiteSettings

from .site_icons import ask_for_site_icons
from .social_cards import ask_for_site_card


@transaction.atomic
def save_site(*, site: SiteSettings) -> SiteSettings:
    """Store the settings; pictures that show its name are drawn anew by the worker."""
    if site.icon_id and not Image.objects.take_in_use([site.icon_id]):
        site.icon = None
    site.save()
    ask_for_site_card()
    ask_for_site_icons()
    return site
