"""What is done with one picture of the library, beside writing its words."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from blog import access
from blog.actions.images import ImageInUse, delete_image, save_image
from blog.actions.unused_images import keep_image
from blog.imaging.specs import SQUARE
from blog.models import Image

from .json_doors import Refused, json_door, refuse_another, sent_object


@require_GET
def thumbnail(request: HttpRequest, pk: int) -> HttpResponse:
    """Leads to the small square of a picture; until there is one, to the picture."""
    if not request.user.has_perm("blog.view_image"):
        raise PermissionDenied
    image = get_object_or_404(Image, pk=pk)
    return HttpResponseRedirect((image.renditions.of(SQUARE).first() or image).url)


@require_POST
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Out of quarantine, for good."""
    image = get_object_or_404(Image, pk=pk)
    if not access.can_change_picture(request.user, image):
        raise PermissionDenied
    keep_image(image=image)
    messages.success(
        request, _("“%(picture)s” is out of quarantine. It stays, also when nothing uses it.") % {"picture": image}
    )
    return HttpResponseRedirect(reverse("admin:blog_image_change", args=[pk]))


@require_POST
@json_door
@transaction.atomic
def take_back(request: HttpRequest, pk: int) -> JsonResponse:
    """POST `{"user": key}`, of whose page it is: an own upload of a moment ago goes, in favour of a picture that was
    there. Answers `{}`, or 403 forbidden or another_user, 409 in_use.
    """
    said = sent_object(request) if request.body else {}
    refuse_another(request, said.get("user", request.user.pk))
    image = Image.objects.filter(pk=pk).first()
    if image is None:
        return JsonResponse({})
    if not access.can_take_back_picture(request.user, image):
        said = _("You can take back your own pictures on the day you added them.")
        raise Refused(403, "forbidden", said)
    try:
        delete_image(image=image)
    except ImageInUse as error:
        raise Refused(409, "in_use", _("A post shows this picture by now, so both are kept.")) from error
    return JsonResponse({})


@require_POST
@json_door
@transaction.atomic
def describe(request: HttpRequest, pk: int) -> JsonResponse:
    """POST `{"alt": words, "user": key}`, of whose page it is: what a picture shows, for the library where it says
    nothing yet; else it stays.

    Answers `{"alt": what the library says now}`, or 403 forbidden or another_user, 404 not_found, 422 invalid.
    """
    said = sent_object(request)
    refuse_another(request, said.get("user", request.user.pk))
    alt = said.get("alt")
    longest = Image._meta.get_field("alt").max_length or 0
    alt = " ".join(alt.replace("\0", " ").split()) if isinstance(alt, str) else ""
    if not 0 < len(alt) <= longest:
        said = _("Describe the picture in at most %(most)d characters.") % {"most": longest}
        raise Refused(422, "invalid", said, errors={"alt": [said]})
    image = Image.objects.select_for_update(no_key=True).filter(pk=pk).first()
    if image is None:
        raise Refused(404, "not_found", _("This picture is no longer in the library."))
    if not access.can_change_picture(request.user, image):
        raise Refused(403, "forbidden", _("Only who added this picture, and editors, describe it in the library."))
    if not image.alt:
        image.alt = alt
        save_image(image=image, changed=["alt"])
    return JsonResponse({"alt": image.alt})
