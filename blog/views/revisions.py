"""Earlier versions of a post, and the way back from the trash."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from blog import access
from blog.actions.posts import restore_post


@require_GET
def revision(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """One version as it was saved, to be read and copied from."""
    post = get_object_or_404(access.readable_posts(request.user), pk=pk)
    found = get_object_or_404(post.revisions.select_related("by"), version=version)
    return render(
        request, "admin/blog/post/revision.html", {"post": post, "revision": found, "title": _("A saved version")}
    )


@require_POST
@transaction.atomic
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    post = get_object_or_404(access.readable_posts(request.user).select_for_update(no_key=True), pk=pk)
    if not access.can_delete(request.user, post):
        raise PermissionDenied
    restore_post(post=post)
    messages.success(request, _("“%(post)s” is back from the trash.") % {"post": post})
    return HttpResponseRedirect(reverse("admin:blog_post_change", args=[pk]))
