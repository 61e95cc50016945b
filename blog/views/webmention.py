"""Where others say that a page of theirs links here."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from blog.syndication.mentions import NotTaken, receive
from blog.syndication.pings import indexnow_key

LONGEST = 2_000


@csrf_exempt
@require_POST
@never_cache
def webmention(request: HttpRequest) -> HttpResponse:
    """POST `source` and `target`, addresses; 202: it will be looked at, 400: why not."""
    source, target = (request.POST.get(name, "").replace("\0", "")[:LONGEST] for name in ("source", "target"))
    try:
        receive(source=source, target=target)
    except NotTaken as error:
        return HttpResponse(f"{error}\n", status=400, content_type="text/plain; charset=utf-8")
    return HttpResponse("Thank you.\n", status=202, content_type="text/plain; charset=utf-8")


def indexnow(request: HttpRequest, key: str) -> HttpResponse:
    """Proves to search engines that addresses told to them are told by us."""
    if key != indexnow_key():
        return HttpResponse(status=404)
    return HttpResponse(key, content_type="text/plain; charset=utf-8")
