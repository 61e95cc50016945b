"""Words to the administrators, once for each occasion."""

from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from accounts.models import User
from blog.models import SiteSettings, Target


def tell_of_paused_target(*, target: Target) -> int:
    """By mail, to each administrator who has an address; the number of them."""
    if not target.paused_at:
        return 0
    subject = gettext_lazy("%(site)s no longer sends posts to %(target)s")
    body = gettext_lazy("%(why)s\n\nWhat was to be sent waits. Put it right and resume it here:\n%(page)s")
    return _tell(subject, body, target)


def tell_of_ending_access(*, target: Target) -> int:
    """The same, before the token ends that nobody but a person can renew."""
    if not target.expires_on:
        return 0
    subject = gettext_lazy("%(site)s can send posts to %(target)s until %(day)s")
    body = gettext_lazy("Access to %(target)s ends on %(day)s. Enter a new token before, here:\n%(page)s")
    return _tell(subject, body, target)


def _tell(subject: Promise, body: Promise, target: Target) -> int:
    people = User.objects.filter(is_superuser=True, is_active=True).exclude(email="")
    addresses = list(people.values_list("email", flat=True))
    site = SiteSettings.load()
    page = urljoin(settings.SITE_URL, reverse("admin:blog_target_change", args=[target.pk]))
    with translation.override(site.interface_language):
        day = date_format(target.expires_on) if target.expires_on else ""
        named = {"site": site.title, "target": target, "why": target.paused_why, "page": page, "day": day}
        return sum(send_mail(subject % named, body % named, None, [address]) for address in addresses)
