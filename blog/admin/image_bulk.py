"""The same done to many pictures at once."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from blog import access
from blog.actions.images import ImageInUse, delete_image, save_image
from blog.actions.unused_images import keep_image
from blog.models import Image
from blog.models.uses import is_used
from blog.text.wording import grouped
from blog.views.picture_uses import uses_of

# A request has to end; at once, more would rather be a slip.
MOST = 500
# Of the pictures that stay, so many say where they are used.
EXPLAINED = 10


class CreditForm(forms.Form):
    credit = Image._meta.get_field("credit").formfield(help_text=_("For all chosen pictures; empty takes theirs away."))


def _chosen(request: HttpRequest, queryset: QuerySet[Image]) -> list[Image]:
    images = list(queryset[: MOST + 1])
    if len(images) > MOST:
        said = gettext("Only the first %(most)d of the chosen pictures were looked at.")
        messages.warning(request, said % {"most": MOST})
    return images[:MOST]


def _counted(words: str, number: int) -> str:
    return words % {"count": grouped(number)}


def _changeable(request: HttpRequest, images: list[Image]) -> list[Image]:
    mine = [image for image in images if access.can_change_picture(request.user, image)]
    if others := len(images) - len(mine):
        words = ngettext(
            "%(count)s picture left alone: you may change only your own.",
            "%(count)s pictures left alone: you may change only your own.",
            others,
        )
        messages.warning(request, _counted(words, others))
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


@admin.action(description=_("Set the credit…"), permissions=["change"])
def set_credit(model_admin: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet[Image]) -> HttpResponse | None:
    form = CreditForm(request.POST if "credit" in request.POST else None)
    chosen = _chosen(request, queryset)
    if not form.is_valid():
        return _page(model_admin, request, "set_credit", gettext("Set the credit"), chosen=chosen, form=form)
    images = _changeable(request, chosen)
    for image in images:
        image.credit = form.cleaned_data["credit"]
        save_image(image=image, changed=["credit"])
    words = ngettext("%(count)s picture with a new credit.", "%(count)s pictures with a new credit.", len(images))
    messages.success(request, _counted(words, len(images)))
    return None


@admin.action(description=_("Keep, and take out of quarantine"), permissions=["change"])
def keep(model_admin: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet[Image]) -> None:
    images = _changeable(request, _chosen(request, queryset))
    for image in images:
        keep_image(image=image)
    words = ngettext("%(count)s picture kept.", "%(count)s pictures kept.", len(images))
    messages.success(request, _counted(words, len(images)))


@admin.action(description=_("Delete those that nothing uses…"), permissions=["delete"])
def delete_unused(
    model_admin: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet[Image]
) -> HttpResponse | None:
    chosen = _chosen(request, queryset)
    if request.POST.get("post"):
        deleted = sum(_is_deleted(image) for image in chosen)
        words = ngettext("%(count)s picture deleted.", "%(count)s pictures deleted.", deleted)
        messages.success(request, _counted(words, deleted))
        if stayed := len(chosen) - deleted:
            words = ngettext(
                "%(count)s picture kept, since a post shows it.",
                "%(count)s pictures kept, since posts show them.",
                stayed,
            )
            messages.warning(request, _counted(words, stayed))
        return None
    in_use = set(Image.objects.filter(is_used(now=True), pk__in=[image.pk for image in chosen]))
    staying = [image for image in chosen if image in in_use]
    return _page(
        model_admin,
        request,
        "delete_unused",
        gettext("Delete pictures"),
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
