"""Another file for a picture of the library."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from blog import access
from blog.actions.image_replacement import AlreadyThere, replace_image
from blog.imaging.refusal import MAX_BYTES, ImageRefused
from blog.models import Image

from .picture_uses import uses_of
from .uploads import too_large


class ReplacementForm(forms.Form):
    picture = forms.FileField(
        label=_("New file"), widget=forms.ClearableFileInput(attrs={"accept": "image/*"}), allow_empty_file=True
    )


def replace(request: HttpRequest, pk: int) -> HttpResponse:
    """Another file for the same picture: every page that shows it follows."""
    image = get_object_or_404(Image, pk=pk)
    if not access.can_change_picture(request.user, image):
        raise PermissionDenied
    form = ReplacementForm(request.POST, request.FILES) if request.method == "POST" else ReplacementForm()
    found = None
    if form.is_valid():
        try:
            if _is_replaced(request, image, form):
                return HttpResponseRedirect(reverse("admin:blog_image_change", args=[pk]))
        except AlreadyThere as there:
            found = there.image
        except Image.DoesNotExist:
            raise Http404("This picture was deleted.") from None
    context = admin.site.each_context(request) | {
        "title": gettext("Replace the file of %(picture)s") % {"picture": image},
        "image": image,
        "form": form,
        "found": found,
        "uses": uses_of(image, request.user),
    }
    return render(request, "admin/blog/image/replace.html", context)


def _is_replaced(request: HttpRequest, image: Image, form: ReplacementForm) -> bool:
    file = form.cleaned_data["picture"]
    if file.size > MAX_BYTES:
        form.add_error("picture", too_large())
        return False
    try:
        change = replace_image(image=image, data=file.read(), name=file.name)
    except ImageRefused as refusal:
        form.add_error("picture", str(refusal))
        return False
    said = gettext("The picture has its new file. Pages that show it follow; its words stayed as they were.")
    messages.success(request, said)
    if change.has_other_shape:
        said = gettext("It has another shape, so its focal point is in the middle again: look at the crops.")
        messages.warning(request, said)
    if change.notice:
        messages.info(request, change.notice)
    return True
