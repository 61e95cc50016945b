"""Earlier versions of a post: who, when and why; what changed; and the ways back."""

from operator import itemgetter
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from blog import access
from blog.actions.folding import NotValid
from blog.actions.posts import restore_post
from blog.actions.revisions import LONGEST_NOTE, restore_revision, set_note
from blog.actions.typed import of_snapshot
from blog.models import Post, Revision, UnmergedCopy, WorkingCopy

from .changes import describe_changes, in_facts
from .offers import said_of_restored

PAGE = 50
WORKING, ASIDE = "working", "aside-"


@require_GET
@never_cache
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """All versions, the newest first, or `?saved` those that the post itself has been; older pages by `?before=` a
    version."""
    post = get_object_or_404(access.readable_posts(request.user), pk=pk)
    is_short = "saved" in request.GET
    rows = post.revisions.saved() if is_short else post.revisions.all()
    rows = rows.order_by("-version").select_related("by").defer("snapshot")
    before = request.GET.get("before", "")
    if before.isascii() and before.isdigit() and len(before) < 10:
        rows = rows.filter(version__lt=int(before))
    found = list(rows[: PAGE + 1])
    copy = WorkingCopy.objects.filter(post=post, fields__isnull=False).select_related("by").first()
    context = {
        "post": post,
        "revisions": found[:PAGE],
        "is_short": is_short,
        "before": found[PAGE - 1].version if len(found) > PAGE else None,
        "copy": copy,
        "asides": UnmergedCopy.objects.filter(post=post).select_related("by").defer("fields"),
        "may_save": _may_save(request, post),
        "may_publish": access.can_publish(request.user, post),
        "title": _("History"),
        "longest_note": LONGEST_NOTE,
    }
    return _page(request, "history", context)


@require_GET
def revision(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """One version as it was saved, to be read and copied from."""
    post = get_object_or_404(access.readable_posts(request.user), pk=pk)
    found = get_object_or_404(post.revisions.select_related("by"), version=version)
    context = {
        "post": post,
        "revision": found,
        "facts": in_facts(of_snapshot(found.snapshot)),
        "later": _version_after(post, version),
        "may_save": _may_save(request, post),
        "title": _("Version %d") % version,
    }
    return _page(request, "revision", context)


@require_GET
@never_cache
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """What changed from `?from=` to `?to=`: versions, `working` for what is being written, `aside-KEY` for what was
    typed aside. Without `from`, the version that the post was before. Of two versions the older one is the first,
    whichever was asked for. `?whole`: with all that did not change."""
    post = get_object_or_404(access.readable_posts(request.user), pk=pk)
    to = request.GET.get("to") or str(post.version)
    start = request.GET.get("from") or _version_before(post, to)
    sides = [_side(post, start), _side(post, to)]
    if all("version" in side for side in sides):
        sides.sort(key=itemgetter("version"))
    old, new = sides
    is_whole = "whole" in request.GET
    context = {
        "post": post,
        "old": old,
        "new": new,
        "changes": describe_changes(old["fields"], new["fields"], context=None if is_whole else 1),
        "is_whole": is_whole,
        "later": _version_after(post, new["version"]) if "version" in new else None,
        "may_save": _may_save(request, post),
        "title": _("What changed"),
    }
    return _page(request, "compare", context)


def _page(request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, f"admin/blog/post/{name}.html", {**admin.site.each_context(request), **context})


def _version_before(post: Post, to: str) -> str:
    older = post.revisions.order_by("-version")
    if to.isascii() and to.isdigit() and len(to) < 10:
        older = older.filter(version__lt=int(to))
    elif to == WORKING:
        older = older.filter(version__lte=post.version)
    return str(older.values_list("version", flat=True).first() or to)


def _version_after(post: Post, version: int) -> int | None:
    return post.revisions.filter(version__gt=version).order_by("version").values_list("version", flat=True).first()


def _may_save(request: HttpRequest, post: Post) -> bool:
    may = access.can_publish if post.status == Post.Status.PUBLISHED else access.can_edit
    return post.trashed_at is None and may(request.user, post)


def _side(post: Post, name: str) -> dict[str, Any]:
    """What `name` stands for. Raises Http404."""
    digits = name.removeprefix(ASIDE)
    is_number = digits.isascii() and digits.isdigit() and len(digits) < 10
    if name == WORKING:
        copy = get_object_or_404(WorkingCopy.objects.select_related("by"), post=post, fields__isnull=False)
        about = {"name": _("what is being written"), "key": name, "why": ""}
        return {**about, "by": copy.by, "at": copy.saved_at, "fields": copy.fields}
    if name.startswith(ASIDE) and is_number:
        aside = get_object_or_404(UnmergedCopy.objects.select_related("by"), post=post, pk=int(digits))
        about = {"name": _("typed aside"), "key": name, "why": ""}
        return {**about, "by": aside.by, "at": aside.saved_at, "fields": aside.fields}
    if not is_number:
        raise Http404("No such version.")
    found = get_object_or_404(post.revisions.select_related("by"), version=int(digits))
    return {
        "name": _("version %d") % found.version,
        "key": found.version,
        "version": found.version,
        "why": found.get_reason_display(),
        "by": found.by,
        "at": found.created_at,
        "fields": of_snapshot(found.snapshot),
    }


@require_POST
@transaction.atomic
def restore_version(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """The words of that version become the newest one."""
    post, found = _locked(request, pk, version)
    if not _may_save(request, post):
        raise PermissionDenied
    try:
        _made, left = restore_revision(post=post, revision=found, by=request.user)
    except NotValid as error:
        transaction.set_rollback(True)
        messages.error(request, " ".join(each for said in error.errors.values() for each in said))
    else:
        messages.success(request, _("Version %d is back, as the newest one.") % version)
        if left:
            messages.warning(request, _("Some of it could not come back and is as it was: %s.") % ", ".join(left))
    return HttpResponseRedirect(reverse("admin:blog_post_change", args=[pk]))


@require_POST
@transaction.atomic
def note(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """What readers are told of a version: the form field `note`; empty: nothing."""
    post, found = _locked(request, pk, version)
    if not access.can_publish(request.user, post):
        raise PermissionDenied
    try:
        set_note(revision=found, note=request.POST.get("note", ""))
    except NotValid as error:
        messages.error(request, " ".join(error.errors["note"]))
    else:
        said = _("Readers are told of version %d.") if found.is_notable else _("Readers are not told of version %d.")
        messages.success(request, said % version)
    return HttpResponseRedirect(reverse("admin:blog_post_history", args=[pk]))


def _locked(request: HttpRequest, pk: int, version: int) -> tuple[Post, Revision]:
    post = get_object_or_404(access.readable_posts(request.user).select_for_update(of=("self",)), pk=pk)
    return post, get_object_or_404(post.revisions, version=version)


@require_POST
@transaction.atomic
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    post = get_object_or_404(access.readable_posts(request.user).select_for_update(no_key=True), pk=pk)
    if not access.can_delete(request.user, post):
        raise PermissionDenied
    restore_post(post=post)
    said = _("“%(post)s” is back from the trash.") % {"post": post}
    messages.success(request, f"{said} {said_of_restored(post)}".rstrip())
    return HttpResponseRedirect(reverse("admin:blog_post_change", args=[pk]))
