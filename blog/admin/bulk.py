"""The same verb for many posts at once; each is asked for separately, and what was refused is counted."""

from collections import Counter
from collections.abc import Callable
from functools import partial

from django.contrib import admin, messages
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from blog import access
from blog.actions.descriptions import undescribed_in
from blog.actions.posts import delete_post, publish_post, restore_post, trash_post, unpublish_post
from blog.models import Delivery, Post
from blog.syndication.copies import copies_of, delete_copies

# A request has to end: more at once belongs into a command.
MOST = 500
_REASONS = {c.name: c.violation_error_message for c in Post._meta.constraints}

Verb = Callable[[Post], object]
PUBLISHED = ngettext_lazy("%(count)d post published.", "%(count)d posts published.", "count")
UNPUBLISHED = ngettext_lazy("%(count)d post unpublished.", "%(count)d posts unpublished.", "count")
TRASHED = ngettext_lazy("%(count)d post moved to the trash.", "%(count)d posts moved to the trash.", "count")
RESTORED = ngettext_lazy(
    "%(count)d post taken back from the trash.", "%(count)d posts taken back from the trash.", "count"
)
DELETED = ngettext_lazy("%(count)d post deleted for good.", "%(count)d posts deleted for good.", "count")


class Unsuitable(ValueError):  # noqa: N818  (says what is wrong)
    """A sentence says why a post is left as it was, the same one for all of whom that is true."""


def about_copies(
    model_admin: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet, *, action: str
) -> TemplateResponse | None:
    """A page that names where copies of the chosen posts stand, and asks what becomes of them; None once it was asked,
    or where there is nothing to ask."""
    if "_asked" in request.POST:
        return None
    keys = list(queryset.values_list("pk", flat=True)[: MOST + 1])
    copies = copies_of(keys[:MOST])
    if not copies.deletable:
        return None
    context = {
        **model_admin.admin_site.each_context(request),
        "title": gettext("Copies elsewhere"),
        "opts": model_admin.opts,
        "action": action,
        "keys": keys,
        "count": len(keys[:MOST]),
        "copies": copies,
        "may_delete_copies": model_admin.has_publish_permission(request),
    }
    return TemplateResponse(request, "admin/blog/post/about_copies.html", context)


def delete_their_copies(request: HttpRequest, queryset: QuerySet, may: Callable[[User, Post], bool]) -> None:
    """Before the posts themselves, in as many questions for five hundred posts as for one."""
    posts = access.readable_posts(request.user).filter(pk__in=queryset.values("pk")[:MOST])
    posts = posts.only("author", "status", "trashed_at")
    allowed = [post.pk for post in posts if may(request.user, post) and access.can_publish(request.user, post)]
    count = delete_copies(made=Delivery.objects.filter(post__in=allowed), by=request.user)
    said = ngettext("%(count)d copy is about to be deleted.", "%(count)d copies are about to be deleted.", count)
    messages.success(request, said % {"count": count})


def apply(
    request: HttpRequest, queryset: QuerySet, *, done: Promise, verb: Verb, may: Callable[[User, Post], bool]
) -> None:
    """Carry out `verb` on each chosen post that this person may do it to, and say what came of it.

    `done` is a sentence with the number of posts in it.
    """
    keys = list(queryset.values_list("pk", flat=True)[: MOST + 1])
    refusals: Counter[str] = Counter(
        refusal for pk in keys[:MOST] if (refusal := _refusal(request.user, pk, verb, may))
    )
    if count := len(keys[:MOST]) - refusals.total():
        messages.success(request, done % {"count": count})
    for reason, count in refusals.items():
        said = ngettext(
            "%(count)d post left as it was: %(reason)s", "%(count)d posts left as they were: %(reason)s", count
        )
        messages.warning(request, said % {"count": count, "reason": reason})
    if len(keys) > MOST:
        messages.warning(
            request, gettext("Only the first %(most)d of the chosen posts were looked at.") % {"most": MOST}
        )


@transaction.atomic
def _refusal(user: User, pk: int, verb: Verb, may: Callable[[User, Post], bool]) -> str:
    post = access.readable_posts(user).select_for_update(no_key=True).filter(pk=pk).first()
    if not post or not may(user, post):
        return gettext("you may not do that with them.")
    try:
        with transaction.atomic():
            verb(post)
    except Unsuitable as error:
        return str(error)
    except IntegrityError as error:
        diagnosis = getattr(error.__cause__, "diag", None)
        reason = _REASONS.get(getattr(diagnosis, "constraint_name", None))
        return str(reason or gettext("the database refused it."))
    return ""


def _is_trashed(user: User, post: Post) -> bool:
    return post.trashed_at is not None and access.can_delete(user, post)


def _is_there(may: Callable[[User, Post], bool], user: User, post: Post) -> bool:
    return post.trashed_at is None and may(user, post)


@admin.action(description=_("Publish"), permissions=["publish"])
def publish(model_admin: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet) -> None:
    def verb(post: Post) -> None:
        if undescribed_in(body=post.body, cover=post.cover_id):
            raise Unsuitable(gettext("they show pictures that nobody has described. Publish them one by one."))
        publish_post(post=post, by=request.user)

    apply(request, queryset, done=PUBLISHED, verb=verb, may=partial(_is_there, access.can_publish))


@admin.action(description=_("Unpublish"), permissions=["publish"])
def unpublish(model_admin: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet) -> None:
    def verb(post: Post) -> None:
        unpublish_post(post=post, by=request.user)

    apply(request, queryset, done=UNPUBLISHED, verb=verb, may=partial(_is_there, access.can_publish))


@admin.action(description=_("Move to the trash"), permissions=["delete"])
def trash(model_admin: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet) -> TemplateResponse | None:
    def verb(post: Post) -> None:
        trash_post(post=post)

    may = partial(_is_there, access.can_delete)
    if page := about_copies(model_admin, request, queryset.not_in_trash(), action="trash"):
        return page
    if "_copies" in request.POST:
        delete_their_copies(request, queryset, may)
    apply(request, queryset, done=TRASHED, verb=verb, may=may)
    return None


@admin.action(description=_("Take back from the trash"), permissions=["delete"])
def restore(model_admin: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet) -> None:
    def verb(post: Post) -> None:
        restore_post(post=post)

    apply(request, queryset, done=RESTORED, verb=verb, may=_is_trashed)


@admin.action(description=_("Delete for good (from the trash)"), permissions=["delete"])
def delete_for_good(model_admin: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet) -> TemplateResponse | None:
    def verb(post: Post) -> None:
        delete_post(post=post)

    if page := about_copies(model_admin, request, queryset.in_trash(), action="delete_for_good"):
        return page
    if "_copies" in request.POST:
        delete_their_copies(request, queryset, _is_trashed)
    apply(request, queryset, done=DELETED, verb=verb, may=_is_trashed)
    return None


@admin.action(description=_("Delete the copies elsewhere (of posts in the trash)"), permissions=["publish"])
def delete_copies_only(
    model_admin: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet
) -> TemplateResponse | None:
    if page := about_copies(model_admin, request, queryset.in_trash(), action="delete_copies_only"):
        return page
    if "_copies" in request.POST:
        delete_their_copies(request, queryset, _is_trashed)
    else:
        messages.warning(request, gettext("No copy was deleted: none of these posts is in the trash and has one."))
    return None


ALL = [publish, unpublish, trash, restore, delete_copies_only, delete_for_good]
