"""Pictures dropped, pasted or chosen in the editor and in the library."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.models import User
from blog.actions.image_files import ImageNotStored
from blog.actions.images import store_image
from blog.imaging.refusal import MAX_BYTES, ImageRefused
from blog.models import Image

MOST_ALIKE = 3


@require_POST
@never_cache
def upload_picture(request: HttpRequest) -> JsonResponse:
    """One picture as the multipart field `picture`.

    Answers what `_described` says, `is_new`, `notice` (a sentence about what was done to it, or nothing), `alike`:
    pictures that look nearly the same as a new one, and `take_back`, where to POST for having one of them instead.
    Or `{"error": sentence}` with status 400, 403, 413, or 503 if the fault is the server's. What the browser says
    about the file's type is not looked at, its name is kept as a label.
    """
    if not request.user.has_perm("blog.add_image"):
        return _refused(_("Your role does not add pictures."), 403)
    file = request.FILES.get("picture")
    if file is None:
        return _refused(_("No picture arrived. Choose it again."), 400)
    if file.size > MAX_BYTES:
        return _refused(too_large(), 413)
    try:
        image = store_image(data=file.read(), name=file.name, by=request.user)
    except ImageNotStored as failure:
        return _refused(str(failure), 503)
    except ImageRefused as refusal:
        return _refused(str(refusal), 400)
    said = {
        "is_new": image.is_new,
        "notice": image.notice,
        "alike": [_described(other) for other in pictures_like(image, request.user)],
        "take_back": reverse("admin:image_take_back", args=[image.pk]),
    }
    return JsonResponse(_described(image) | said)


def pictures_like(image: Image, reader: User) -> list[Image]:
    """Those to offer instead of a picture that was just uploaded, the most alike first."""
    if not (image.is_new and reader.has_perm("blog.view_image")):
        return []
    return list(Image.objects.like(image)[:MOST_ALIKE])


def too_large() -> str:
    return _("This picture is larger than %(most)d MB. Save it smaller.") % {"most": MAX_BYTES // 1024**2}


def _described(image: Image) -> dict[str, Any]:
    return {
        "id": image.pk,
        "name": str(image),
        "markdown": image.markdown,
        "url": image.url,
        "width": image.width,
        "height": image.height,
        "alt": image.alt,
        "thumbnail": reverse("admin:image_thumbnail", args=[image.pk]),
        "page": reverse("admin:blog_image_change", args=[image.pk]),
    }


def _refused(why: str, status: int) -> JsonResponse:
    return JsonResponse({"error": why}, status=status)
