"""Pictures of the library to choose from, found while somebody types words about them."""

from django.core.exceptions import PermissionDenied
from django.db.models import F, Prefetch
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_GET

from accounts.models import User
from blog.imaging.specs import SQUARE
from blog.models import Image, Rendition

from .json_doors import json_door
from .uploads import described

MOST = 24
# Of a key; a bigint holds no more.
LONGEST_KEY = 18


@require_GET
@json_door
def pictures_to_choose(request: HttpRequest) -> JsonResponse:
    """GET `?q=` words of name, description, caption or credit or their beginnings; without, all. The newest first.

    Answers `{"pictures": […], "before": key}`, at most 24 as `described` has them, `thumbnail` being the file itself.
    `before` is what to ask with for those that follow; null after the last.
    """
    if not request.user.has_perm("blog.view_image"):
        raise PermissionDenied
    # In an order that no index has, so that the index of words is asked: see `found_by`.
    images = Image.objects.alias(place=F("pk") + 0)
    words = request.GET.get("q", "").replace("\0", " ").strip()
    before = request.GET.get("before", "")
    if before.isascii() and before.isdigit() and len(before) <= LONGEST_KEY:
        images = images.filter(**{"place__lt" if words else "pk__lt": int(before)})
    found = images.found_by(words) if words else images.order_by("-pk")
    squares = Prefetch("renditions", Rendition.objects.of(SQUARE))
    page = list(found.prefetch_related(squares)[: MOST + 1])
    shown = [_offered(image, request.user) for image in page[:MOST]]
    return JsonResponse({"pictures": shown, "before": page[MOST - 1].pk if len(page) > MOST else None})


def _offered(image: Image, reader: User) -> dict[str, object]:
    small = next(iter(image.renditions.all()), image)
    return described(image, reader) | {"thumbnail": small.url}
