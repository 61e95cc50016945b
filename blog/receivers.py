"""What follows from events of other apps."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_save, pre_delete, pre_save
from django.dispatch import receiver

from accounts.models import User
from accounts.roles import create_missing_roles
from blog.models import Redirect, Revision

from .actions.redirects import leave_redirect


@receiver(pre_save, sender=User)
def remember_author_address(instance: User, raw: bool, **kwargs: Any) -> None:
    stored = User.objects.filter(pk=instance.pk) if instance.pk and not raw else User.objects.none()
    instance.old_slug = stored.values_list("slug", flat=True).first()


@receiver(post_save, sender=User)
def lead_old_author_address_on(instance: User, created: bool, **kwargs: Any) -> None:
    old = getattr(instance, "old_slug", None)
    if old and old != instance.slug:
        leave_redirect(old_path=User(slug=old).get_absolute_url(), to=instance.get_absolute_url())
    elif created:
        Redirect.objects.at(instance.get_absolute_url()).delete()


@receiver(pre_delete, sender=User)
def leave_no_dead_author_address(instance: User, **kwargs: Any) -> None:
    """Of those who may have written: readers had no page, and which of them were here is nobody's business."""
    if instance.is_staff or Revision.objects.filter(by=instance.pk).exists():
        leave_redirect(old_path=instance.get_absolute_url(), to=None)


def make_roles(app_config: AppConfig, **kwargs: Any) -> None:
    """After every app of ours has its permissions."""
    create_missing_roles()
