"""What is pasted into the text with its formatting, as Markdown."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from blog.text.html_to_markdown import html_to_markdown

from .json_doors import Refused, json_door, sent_object

# In characters of HTML: some 40,000 words as Google Docs writes them, a second or two of work.
MOST = 1_000_000


@require_POST
@json_door
def pasted_markdown(request: HttpRequest) -> JsonResponse:
    """POST `{"html": …}`; answers `{"markdown": …, "lost_pictures": number}`. Stores and fetches nothing.

    413 `too_large` and 422 `invalid`: the page keeps the plain text then. See `json_door` for the others.
    """
    if not (request.user.has_perm("blog.add_post") or request.user.has_perm("blog.change_post")):
        raise PermissionDenied
    html = sent_object(request).get("html")
    if not isinstance(html, str):
        raise Refused(422, "invalid", _("The page sent something that cannot be read. Reload it."))
    if len(html) > MOST:
        raise Refused(413, "too_large", _("This is too much to be converted at once. It stays plain text."))
    done = html_to_markdown(html)
    return JsonResponse({"markdown": done.markdown, "lost_pictures": done.lost_pictures})
