"""The same verb for many posts at once; each is asked for separately, and what was refused is counted."""

from collections import Counter
from collections.abc import Callable
from functools import partial

from django.contrib import admin, messages
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from blog import access
from blog.actions.descriptions import undescribed_in
from blog.actions.posts import delete_post, publish_post, restore_post, trash_post, unpublish_post
from blog.models import Post

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
def trash(model_admin: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet) -> None:
    def verb(post: Post) -> None:
        trash_post(post=post)

    apply(request, queryset, done=TRASHED, verb=verb, may=partial(_is_there, access.can_delete))


@admin.action(description=_("Take back from the trash"), permissions=["delete"])
def restore(model_admin: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet) -> None:
    def verb(post: Post) -> None:
        restore_post(post=post)

    apply(request, queryset, done=RESTORED, verb=verb, may=_is_trashed)


@admin.action(description=_("Delete for good (from the trash)"), permissions=["delete"])
def delete_for_good(model_admin: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet) -> None:
    def verb(post: Post) -> None:
        delete_post(post=post)

    apply(request, queryset, done=DELETED, verb=verb, may=_is_trashed)


ALL = [publish, unpublish, trash, restore, delete_for_good]
