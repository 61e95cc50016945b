"""Words to the administrators, once for each occasion."""

from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from blog.models import SiteSettings, Target


def tell_of_paused_target(*, target: Target) -> int:
    """By mail, to each administrator who has an address; the number of them."""
    people = User.objects.filter(is_superuser=True, is_active=True).exclude(email="")
    addresses = list(people.values_list("email", flat=True))
    if not addresses or not target.paused_at:
        return 0
    site = SiteSettings.load()
    page = urljoin(settings.SITE_URL, reverse("admin:blog_target_change", args=[target.pk]))
    with translation.override(site.interface_language):
        subject = _("%(site)s no longer sends posts to %(target)s") % {"site": site.title, "target": target}
        body = _("%(why)s\n\nWhat was to be sent waits. Put it right and resume it here:\n%(page)s") % {
            "why": target.paused_why, "page": page,
        }  # fmt: skip
        return sum(send_mail(subject, body, None, [address]) for address in addresses)
