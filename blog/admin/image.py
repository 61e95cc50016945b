"""The picture library: a grid, uploads of many at once, what each picture shows and where it is used."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.template.defaultfilters import filesizeformat
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from blog import access
from blog.actions.images import delete_image, store_image
from blog.imaging.refusal import ImageRefused
from blog.models import Image, Post
from blog.views.uploads import upload_picture

from .base import NounAdmin

SHOWN_USES = 20


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files, as a list."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        clean_one = super().clean
        return [clean_one(file, initial) for file in data or []] or [clean_one(None, initial)]


class UploadForm(forms.Form):
    pictures = FilesField(
        widget=FilesInput(attrs={"accept": "image/*"}), help_text="One or many: JPEG, PNG, GIF, WebP or AVIF."
    )


@admin.register(Image)
class ImageAdmin(NounAdmin):
    fields = ("picture", "alt", "caption", "credit", ("focal_x", "focal_y"), "about")
    readonly_fields = ("picture", "about")
    list_display = ("thumbnail", "label")
    list_per_page = 48
    ordering = ("-id",)
    search_fields = ("original_name", "alt", "caption")

    def has_change_permission(self, request: HttpRequest, obj: Image | None = None) -> bool:
        if not super().has_change_permission(request, obj):
            return False
        return obj is None or obj.uploaded_by_id == request.user.pk or request.user.has_perm("blog.change_any_post")

    def get_urls(self) -> list[URLPattern]:
        own = [
            path("upload/", self.admin_site.admin_view(upload_picture), name="image_upload"),
            path("<int:pk>/thumbnail/", self.admin_site.admin_view(self.thumbnail_view), name="image_thumbnail"),
        ]
        return own + super().get_urls()

    def thumbnail_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return HttpResponseRedirect(get_object_or_404(Image, pk=pk).url)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        posts = posts_with(kwargs["obj"])
        context |= {"posts": [post for post in posts if access.can_read(request.user, post)], "all_posts": posts}
        return super().render_change_form(request, context, **kwargs)

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        return super().changelist_view(request, {"title": "Pictures", **(extra_context or {})})

    # --- Uploads ---------------------------------------------------------------------------------------------------
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
            "title": "Add pictures",
            "opts": self.opts,
            "form": form,
            "is_popup": "_popup" in {**request.GET, **request.POST},
        }
        return render(request, "admin/blog/image/upload.html", context)

    def _store(self, request: HttpRequest, files: list[Any]) -> list[Image]:
        stored = []
        for file in files:
            try:
                stored.append(store_image(data=file.read(), name=file.name, by=request.user))
            except ImageRefused as refusal:
                messages.error(request, f"“{file.name}”: {refusal}")
        if stored:
            count = "1 picture is" if len(stored) == 1 else f"{len(stored)} pictures are"
            messages.success(request, f"{count} in the library.")
        return stored

    def delete_model(self, request: HttpRequest, obj: Image) -> None:
        delete_image(image=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Image]) -> None:
        for image in queryset:
            delete_image(image=image)

    def why_kept(self, objs: Any) -> list[str]:
        return [f"“{post}” shows {image}." for image in objs for post in posts_with(image)[:SHOWN_USES]]

    # --- Columns ---------------------------------------------------------------------------------------------------
    @admin.display(description="picture")
    def thumbnail(self, image: Image) -> str:
        return format_html(
            '<img src="{}" alt="{}" loading="lazy" class="thumbnail">', image.url, image.alt or str(image)
        )

    @admin.display(description="about")
    def label(self, image: Image) -> str:
        words = "" if image.alt else "no alternative text"
        return format_html('{}<br>{} × {} <span class="lacking">{}</span>', image, image.width, image.height, words)

    @admin.display(description="picture")
    def picture(self, image: Image) -> str:
        return format_html('<img src="{}" alt="{}" class="full-picture">', image.url, image.alt)

    @admin.display(description="file")
    def about(self, image: Image) -> str:
        return f"{image}, {image.mime}, {image.width} × {image.height} pixels, {filesizeformat(image.size)}"


def posts_with(image: Image) -> list[Post]:
    """The newest posts that have the picture as their cover or in their text."""
    shown = Post.objects.filter(cover=image).union(Post.objects.filter(images=image)).values("pk")
    return list(Post.objects.filter(pk__in=shown).only("title", "author_id", "kind").order_by("-id")[:SHOWN_USES])
