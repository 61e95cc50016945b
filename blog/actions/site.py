"""What follows from the settings of the site."""

from django.db import transaction

from blog.models import SiteSettings

from .social_cards import ask_for_site_card


@transaction.atomic
def save_site(*, site: SiteSettings) -> SiteSettings:
    """Store the settings; pictures that show its name are drawn anew by the worker."""
    site.save()
    ask_for_site_card()
    return site
