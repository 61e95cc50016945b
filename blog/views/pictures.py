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
from blog.actions.images import ImageInUse, delete_image
from blog.actions.unused_images import keep_image
from blog.imaging.specs import SQUARE
from blog.models import Image


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
@transaction.atomic
def take_back(request: HttpRequest, pk: int) -> JsonResponse:
    """An own upload of a moment ago, in favour of a picture that was there: `{}`, or `{"error": sentence}`."""
    image = Image.objects.filter(pk=pk).first()
    if image is None:
        return JsonResponse({})
    if not access.can_take_back_picture(request.user, image):
        return JsonResponse({"error": _("You can take back your own pictures on the day you added them.")}, status=403)
    try:
        delete_image(image=image)
    except ImageInUse:
        return JsonResponse({"error": _("A post shows this picture by now, so both are kept.")}, status=409)
    return JsonResponse({})
