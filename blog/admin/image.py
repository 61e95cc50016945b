"""The picture library: a grid, uploads of many at once, what each picture shows and where it is used."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet, Sum
from django.forms import Media, ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from blog import access
from blog.actions.images import ImageInUse, delete_image, save_image, store_image
from blog.actions.unused_images import keep_image
from blog.imaging.refusal import MAX_BYTES, ImageRefused
from blog.imaging.specs import CARD, SOCIAL, SQUARE
from blog.models import Image, Rendition
from blog.text.wording import quoted
from blog.views import picture_picker, pictures, replacement
from blog.views.picture_uses import uses_of
from blog.views.uploads import pictures_like, upload_picture

from . import image_bulk, image_filters
from .base import NounAdmin

WORDS = (None, {"fields": ["alt", "caption", "credit"]})
FOCUS = (
    _("Focal point"),
    {
        "fields": [("focal_x", "focal_y")],
        "description": _(
            "What must stay in sight when the picture is cropped. Click it in the picture, or move the point with the "
            "arrow keys."
        ),
    },
)
FILE = (_("In the library"), {"fields": ["is_kept", "about"]})
# What pages cut out of a picture: the words under the preview, and width ÷ height.
CROPS = (
    (_("In lists of posts"), CARD.ratio),
    (_("Shared elsewhere"), SOCIAL.ratio),
    (_("In this library"), SQUARE.ratio),
)


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files, as a list."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        clean_one = super().clean
        return [clean_one(file, initial) for file in data or []] or [clean_one(None, initial)]


class UploadForm(forms.Form):
    pictures = FilesField(
        widget=FilesInput(attrs={"accept": "image/*,.heic,.heif,.avif,.tif,.tiff"}),
        label=_("Pictures"),
        help_text=_("One or many: JPEG, PNG, GIF, WebP, AVIF, HEIC, TIFF or BMP."),
    )


@admin.register(Image)
class ImageAdmin(NounAdmin):
    actions = image_bulk.ALL
    fieldsets = (WORDS, FOCUS, FILE)
    readonly_fields = ("about",)
    list_display = ("thumbnail", "label")
    list_filter = image_filters.ALL
    list_per_page = 48
    ordering = ("-id",)
    sortable_by = ()
    search_fields = ("original_name", "alt", "caption", "credit")
    search_help_text = _("Words of name, description, caption or credit, or their beginnings; image:45 finds that one")

    @property
    def media(self) -> Media:
        return super().media + Media(
            css={"all": [f"admin-byline/{name}.css" for name in ("library", "offer", "picture")]},
            js=["admin-byline/library.js", "admin-byline/focal_point.js"],
        )

    # --- Who may do what -------------------------------------------------------------------------------------------
    def has_change_permission(self, request: HttpRequest, obj: Image | None = None) -> bool:
        if obj is None:
            return super().has_change_permission(request)
        return access.can_change_picture(request.user, obj)

    def get_urls(self) -> list[URLPattern]:
        def door(view: Any) -> Any:
            return self.admin_site.admin_view(view)

        own = [
            path("upload/", upload_picture, name="image_upload"),
            path("find/", picture_picker.pictures_to_choose, name="image_find"),
            path("<int:pk>/thumbnail/", door(pictures.thumbnail), name="image_thumbnail"),
            path("<int:pk>/replace/", door(replacement.replace), name="image_replace"),
            path("<int:pk>/keep/", door(pictures.keep), name="image_keep"),
            path("<int:pk>/take-back/", pictures.take_back, name="image_take_back"),
            path("<int:pk>/describe/", pictures.describe, name="image_describe"),
        ]
        return own + super().get_urls()

    # --- The grid --------------------------------------------------------------------------------------------------
    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        return queryset.found_by(search_term), False

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        changelist = super().get_changelist_instance(request)
        if isinstance(changelist.result_list, QuerySet):
            squares = Prefetch("renditions", Rendition.objects.of(SQUARE))
            changelist.result_list = changelist.result_list.prefetch_related(squares)
        return changelist

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        context = {"title": gettext("Pictures"), "max_bytes": MAX_BYTES, "storage": storage_in_use()}
        return super().changelist_view(request, context | (extra_context or {}))

    @admin.display(description=_("picture"))
    def thumbnail(self, image: Image) -> str:
        small = next(iter(image.renditions.all()), image)
        words = image.alt or str(image)
        return format_html(
            '<img src="{}" alt="{}" loading="lazy" decoding="async" class="thumbnail">', small.url, words
        )

    @admin.display(description=_("about"))
    def label(self, image: Image) -> str:
        return render_to_string("admin/blog/image/_label.html", {"image": image})

    # --- One picture -----------------------------------------------------------------------------------------------
    def get_form(
        self, request: HttpRequest, obj: Image | None = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm]:
        widget = forms.NumberInput(attrs={"min": 0, "max": 1, "step": "any"})
        return super().get_form(request, obj, change, widgets=dict.fromkeys(("focal_x", "focal_y"), widget), **kwargs)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        image: Image = kwargs["obj"]
        context |= {
            "title": image,
            "subtitle": None,
            "show_save_and_add_another": False,
            "shown": image.as_picture(),
            "crops": CROPS,
            "uses": uses_of(image, request.user),
            "may_change": self.has_change_permission(request, image),
            "quarantine_days": settings.UNUSED_PICTURES_DAYS,
        }
        return super().render_change_form(request, context, **kwargs)

    def save_model(self, request: HttpRequest, obj: Image, form: ModelForm, change: bool) -> None:
        if obj.is_kept and "is_kept" in form.changed_data:
            keep_image(image=obj)
        # Only what was changed: the rest may have moved on since the form was opened.
        save_image(image=obj, changed=form.changed_data)

    @admin.display(description=_("file"))
    def about(self, image: Image) -> str:
        return render_to_string("admin/blog/image/_about.html", {"image": image})

    # --- Uploads without scripts -----------------------------------------------------------------------------------
    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict | None = None) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
        if form.is_valid():
            stored = self._store(request, form.cleaned_data["pictures"])
            if stored and "_popup" in request.POST:
                return self.response_add(request, stored[-1])
            if stored:
                return HttpResponseRedirect(reverse("admin:blog_image_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Add pictures"),
            "opts": self.opts,
            "media": self.media,
            "form": form,
            "max_bytes": MAX_BYTES,
            "is_popup": "_popup" in {**request.GET, **request.POST},
        }
        return render(request, "admin/blog/image/upload.html", context)

    def _store(self, request: HttpRequest, files: list[Any]) -> list[Image]:
        stored = []
        for file in files:
            try:
                image = store_image(data=file.read(), name=file.name, by=request.user)
            except ImageRefused as refusal:
                messages.error(request, f"{quoted(file.name)}: {refusal}")
            else:
                stored.append(image)
                self._tell(request, file.name, image)
        if stored:
            said = ngettext(
                "%(count)d picture is in the library.", "%(count)d pictures are in the library.", len(stored)
            )
            messages.success(request, said % {"count": len(stored)})
        return stored

    def _tell(self, request: HttpRequest, name: str, image: Image) -> None:
        if not image.is_new:
            text = gettext("“{name}” was in the library already: {picture}.")
            messages.info(request, format_html(text, name=name, picture=link_to(image)))
        for other in pictures_like(image, request.user)[:1]:
            text = gettext("{picture} looks like {other}, which was there before. Both are kept.")
            messages.warning(request, format_html(text, picture=link_to(image), other=link_to(other)))
        if image.notice:
            messages.info(request, f"{quoted(name)}: {image.notice}")

    # --- Out of the library ----------------------------------------------------------------------------------------
    def delete_view(self, request: HttpRequest, object_id: str, extra_context: dict | None = None) -> HttpResponse:
        image = self.get_object(request, object_id)
        try:
            uses = uses_of(image, request.user) if image else []
            context = {"uses": uses, "is_in_use": not all(use.is_past for use in uses), **(extra_context or {})}
            return super().delete_view(request, object_id, context)
        except ImageInUse:
            messages.error(request, gettext("“%(picture)s” is kept: a post shows it.") % {"picture": image})
            return HttpResponseRedirect(reverse("admin:blog_image_change", args=[object_id]))

    def delete_model(self, request: HttpRequest, obj: Image) -> None:
        delete_image(image=obj)


def link_to(image: Image) -> str:
    return format_html('<a href="{}">{}</a>', reverse("admin:blog_image_change", args=[image.pk]), image)


def storage_in_use() -> str:
    """Of all pictures together, as it was at most five minutes ago: to add up 100,000 takes a while."""
    originals, renditions = cache.get_or_set("blog.storage_in_use", _storage_in_use, timeout=300)
    said = gettext("%(all)s in use: %(originals)s as they came, %(renditions)s in other sizes")
    return said % {
        "all": filesizeformat(originals + renditions),
        "originals": filesizeformat(originals),
        "renditions": filesizeformat(renditions),
    }


def _storage_in_use() -> tuple[int, int]:
    sums = Image.objects.aggregate(originals=Sum("size"), renditions=Sum("renditions_size"))
    return sums["originals"] or 0, sums["renditions"] or 0
