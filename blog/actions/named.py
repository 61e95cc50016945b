"""Series and sources renamed and deleted, with their old addresses kept alive."""

from django.db import transaction

from blog.models import Image, Redirect, Series, Source

from .redirects import leave_redirect


@transaction.atomic
def save_named(*, item: Series | Source) -> None:
    """Store it; a changed slug leaves a redirect. A logo that was deleted meanwhile is none."""
    before = type(item).objects.select_for_update(no_key=True).filter(pk=item.pk).first() if item.pk else None
    if isinstance(item, Source) and item.logo_id and not Image.objects.take_in_use([item.logo_id]):
        item.logo = None
    item.save()
    if before:
        leave_redirect(old_path=before.get_absolute_url(), to=item.get_absolute_url())
    Redirect.objects.at(item.get_absolute_url()).delete()


@transaction.atomic
def delete_named(*, item: Series | Source) -> None:
    """Its address, and the older ones that led to it, answer "gone" from now on."""
    path = item.get_absolute_url()
    item.delete()
    leave_redirect(old_path=path, to=None)
