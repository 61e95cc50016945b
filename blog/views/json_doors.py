"""Doors for the scripts of the writing screen: they answer JSON in every case, so that a page can go on in place."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.csrf import csrf_failure
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect

from blog.models import SiteSettings

View = Callable[..., JsonResponse]


class Refused(ValueError):  # noqa: N818  (says what happened)
    """`code` is for scripts, the sentence for people; `errors` by field."""

    def __init__(self, status: int, code: str, said: str, **more: Any) -> None:
        super().__init__(said)
        self.answer = JsonResponse({"error": code, "message": said, **more}, status=status)


def json_door(view: View) -> View:
    """For those who are signed in and may enter the admin.

    Errors are `{"error": code, "message": sentence}`: 401 signed_out (sign in in another window, then ask
    `post_token` for a new token), 403 forbidden or csrf, 404 not_found, 413 too_large, and what the view raises.
    Times are the site's.
    """

    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
        user = request.user
        if not (user.is_authenticated and user.is_active and user.is_staff):
            said = _("You are signed out. Sign in again; your text is still here.")
            return Refused(401, "signed_out", said, sign_in=reverse("admin:login")).answer
        try:
            with timezone.override(SiteSettings.load().zone):
                return view(request, *args, **kwargs)
        except Refused as refused:
            return refused.answer
        except PermissionDenied:
            return Refused(403, "forbidden", _("Your role does not allow this.")).answer
        except Http404:
            return Refused(404, "not_found", _("There is no such post, or you may not see it.")).answer

    return csrf_protect(never_cache(door))


def sent_object(request: HttpRequest) -> dict[str, Any]:
    """The JSON object that a request brings. Raises Refused."""
    try:
        found = json.loads(request.body or b"null")
    except RequestDataTooBig as error:
        said = _("This text is too large to be saved: at most two million characters can.")
        raise Refused(413, "too_large", said, errors={"body": [said]}) from error
    except (ValueError, RecursionError) as error:
        raise Refused(400, "not_json", _("The page sent something that cannot be read. Reload it.")) from error
    if not isinstance(found, dict):
        raise Refused(400, "not_json", _("The page sent something that cannot be read. Reload it."))
    return found


def refuse_another(request: HttpRequest, user: object) -> None:
    """Nothing is kept in another's name: `user`, as the page has its key, is who sends this. Raises Refused."""
    if str(user) != str(request.user.pk):
        said = _("Somebody else is signed in here now. Your text is still here.")
        raise Refused(403, "another_user", said, name=str(request.user))


@json_door
def token(request: HttpRequest) -> JsonResponse:
    """GET. After signing in again in another window: `{"csrf": token, "user": id, "name": …}` for the page to go on."""
    return JsonResponse({"csrf": get_token(request), "user": request.user.pk, "name": str(request.user)})


def signed_in(request: HttpRequest) -> HttpResponse:
    """Where signing in from an open page of the writing screen ends: it tells that page, and goes away."""
    return TemplateResponse(request, "admin/editor/signed_in.html")


def csrf_failed(request: HttpRequest, reason: str = "") -> Any:
    """Django's page, but for scripts, which can get a new token and try again."""
    if "application/json" not in request.headers.get("Accept", ""):
        return csrf_failure(request, reason)
    return Refused(403, "csrf", _("This page is older than your sign-in. It goes on with a new token.")).answer
