"""Pictures dropped, pasted or chosen in the editor and in the library."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from blog import access
from blog.actions.image_files import ImageNotStored
from blog.actions.images import store_image
from blog.imaging.refusal import MAX_BYTES, ImageRefused
from blog.models import Image

from .json_doors import Refused, json_door, refuse_another

MOST_ALIKE = 3


@require_POST
@json_door
def upload_picture(request: HttpRequest) -> JsonResponse:
    """One picture as the multipart field `picture`; as `user`, where the page says so, the key of whose it is to be.

    Answers what `described` says, `is_new`, `notice` (a sentence about what was done to it, or nothing), `alike`:
    pictures that look nearly the same as a new one, and `take_back`, where to POST for having one of them instead.
    Or what `json_door` says: 400 no_picture or refused, 403 another_user, 413 too_large, 503 not_stored if the fault is
    the server's. What the browser says about the file's type is not looked at, its name is kept as a label.
    """
    refuse_another(request, request.POST.get("user", request.user.pk))
    if not request.user.has_perm("blog.add_image"):
        raise Refused(403, "forbidden", _("Your role does not add pictures."))
    file = request.FILES.get("picture")
    if file is None:
        raise Refused(400, "no_picture", _("No picture arrived. Choose it again."))
    if file.size > MAX_BYTES:
        raise Refused(413, "too_large", too_large())
    try:
        image = store_image(data=file.read(), name=file.name, by=request.user)
    except ImageNotStored as failure:
        raise Refused(503, "not_stored", str(failure)) from failure
    except ImageRefused as refusal:
        raise Refused(400, "refused", str(refusal)) from refusal
    said = {
        "is_new": image.is_new,
        "notice": image.notice,
        "alike": [described(other, request.user) for other in pictures_like(image, request.user)],
        "take_back": reverse("admin:image_take_back", args=[image.pk]),
    }
    return JsonResponse(described(image, request.user) | said)


def pictures_like(image: Image, reader: User) -> list[Image]:
    """Those to offer instead of a picture that was just uploaded, the most alike first."""
    if not (image.is_new and reader.has_perm("blog.view_image")):
        return []
    return list(Image.objects.like(image)[:MOST_ALIKE])


def too_large() -> str:
    return _("This picture is larger than %(most)d MB. Save it smaller.") % {"most": MAX_BYTES // 1024**2}


def described(image: Image, reader: User) -> dict[str, Any]:
    """What the scripts of the editor and the library need to know of a picture.

    `describe` is where to POST what it shows, for those who may say so; else empty.
    """
    may_describe = access.can_change_picture(reader, image)
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
        "describe": reverse("admin:image_describe", args=[image.pk]) if may_describe else "",
    }
