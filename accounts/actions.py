"""What can happen to accounts."""

from allauth.account.models import EmailAddress
from django.db import transaction

from .models import User


@transaction.atomic
def replace_email_addresses(*, user: User) -> None:
    """Let the sign-in library, which keeps addresses of its own, know only the one that the user now has.

    Whoever reads the mail of an old one could otherwise go on signing in with it, and have a new password sent there.
    """
    addresses = EmailAddress.objects.filter(user=user)
    addresses.exclude(email=user.email).delete()
    if user.email:
        addresses.update_or_create(email=user.email, defaults={"user": user, "primary": True})
