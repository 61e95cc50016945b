"""The same done to many pictures at once."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from blog import access
from blog.actions.images import ImageInUse, delete_image, save_image
from blog.actions.unused_images import keep_image
from blog.models import Image
from blog.models.uses import is_used
from blog.views.picture_uses import uses_of

# A request has to end; at once, more would rather be a slip.
MOST = 500
# Of the pictures that stay, so many say where they are used.
EXPLAINED = 10


class CreditForm(forms.Form):
    credit = Image._meta.get_field("credit").formfield(help_text="For all chosen pictures; empty takes theirs away.")


def _chosen(request: HttpRequest, queryset: QuerySet[Image]) -> list[Image]:
    images = list(queryset[: MOST + 1])
    if len(images) > MOST:
        messages.warning(request, f"Only the first {MOST} of the chosen pictures were looked at.")
    return images[:MOST]


def _count(number: int) -> str:
    return "1 picture" if number == 1 else f"{number:,} pictures"


def _changeable(request: HttpRequest, images: list[Image]) -> list[Image]:
    mine = [image for image in images if access.can_change_picture(request.user, image)]
    if others := len(images) - len(mine):
        messages.warning(request, f"{_count(others)} left alone: you may change only your own.")
    return mine


def _page(model_admin: admin.ModelAdmin, request: HttpRequest, name: str, title: str, **more: Any) -> HttpResponse:
    context = model_admin.admin_site.each_context(request) | {
        "title": title,
        "opts": model_admin.opts,
        "media": model_admin.media,
        "checkbox_name": ACTION_CHECKBOX_NAME,
        **more,
    }
    return render(request, f"admin/blog/image/{name}.html", context)


@admin.action(description="Set the credit…", permissions=["change"])
def set_credit(model_admin: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet[Image]) -> HttpResponse | None:
    form = CreditForm(request.POST if "credit" in request.POST else None)
    chosen = _chosen(request, queryset)
    if not form.is_valid():
        return _page(model_admin, request, "set_credit", "Set the credit", chosen=chosen, form=form)
    images = _changeable(request, chosen)
    for image in images:
        image.credit = form.cleaned_data["credit"]
        save_image(image=image, changed=["credit"])
    messages.success(request, f"{_count(len(images))} with a new credit.")
    return None


@admin.action(description="Keep, and take out of quarantine", permissions=["change"])
def keep(model_admin: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet[Image]) -> None:
    images = _changeable(request, _chosen(request, queryset))
    for image in images:
        keep_image(image=image)
    messages.success(request, f"{_count(len(images))} kept.")


@admin.action(description="Delete those that nothing uses…", permissions=["delete"])
def delete_unused(
    model_admin: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet[Image]
) -> HttpResponse | None:
    chosen = _chosen(request, queryset)
    if request.POST.get("post"):
        deleted = sum(_is_deleted(image) for image in chosen)
        messages.success(request, f"{_count(deleted)} deleted.")
        if stayed := len(chosen) - deleted:
            messages.warning(request, f"{_count(stayed)} kept, since posts show them.")
        return None
    in_use = set(Image.objects.filter(is_used(now=True), pk__in=[image.pk for image in chosen]))
    staying = [image for image in chosen if image in in_use]
    return _page(
        model_admin,
        request,
        "delete_unused",
        "Delete pictures",
        chosen=chosen,
        going=[image for image in chosen if image not in in_use],
        staying=[(image, uses_of(image, request.user)) for image in staying[:EXPLAINED]],
        staying_more=max(0, len(staying) - EXPLAINED),
    )


def _is_deleted(image: Image) -> bool:
    try:
        delete_image(image=image)
    except ImageInUse:
        return False
    return True


ALL = [set_credit, keep, delete_unused]
