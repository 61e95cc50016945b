"""The same verb for many posts at once; each is asked for separately, and what was refused is counted."""

from collections import Counter
from collections.abc import Callable
from functools import partial

from django.contrib import admin, messages
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.models import User
from blog import access
from blog.actions.posts import delete_post, publish_post, restore_post, trash_post, unpublish_post
from blog.models import Post

# A request has to end: more at once belongs into a command.
MOST = 500
_REASONS = {c.name: c.violation_error_message for c in Post._meta.constraints}

Verb = Callable[[Post], object]


def apply(
    request: HttpRequest, queryset: QuerySet, *, done: str, verb: Verb, may: Callable[[User, Post], bool]
) -> None:
    """Carry out `verb` on each chosen post that this person may do it to, and say what came of it."""
    keys = list(queryset.values_list("pk", flat=True)[: MOST + 1])
    refusals: Counter[str] = Counter(
        refusal for pk in keys[:MOST] if (refusal := _refusal(request.user, pk, verb, may))
    )
    if count := len(keys[:MOST]) - refusals.total():
        messages.success(request, f"{_posts(count)} {done}.")
    for reason, count in refusals.items():
        messages.warning(request, f"{_posts(count)} left as {'it was' if count == 1 else 'they were'}: {reason}")
    if len(keys) > MOST:
        messages.warning(request, f"Only the first {MOST} of the chosen posts were looked at.")


@transaction.atomic
def _refusal(user: User, pk: int, verb: Verb, may: Callable[[User, Post], bool]) -> str:
    post = access.readable_posts(user).select_for_update(no_key=True).filter(pk=pk).first()
    if not post or not may(user, post):
        return "you may not do that with them."
    try:
        with transaction.atomic():
            verb(post)
    except IntegrityError as error:
        diagnosis = getattr(error.__cause__, "diag", None)
        return _REASONS.get(getattr(diagnosis, "constraint_name", None)) or "the database refused it."
    return ""


def _posts(count: int) -> str:
    return "1 post" if count == 1 else f"{count} posts"


def _is_trashed(user: User, post: Post) -> bool:
    return post.trashed_at is not None and access.can_delete(user, post)


def _is_there(may: Callable[[User, Post], bool], user: User, post: Post) -> bool:
    return post.trashed_at is None and may(user, post)


@admin.action(description="Publish", permissions=["publish"])
def publish(model_admin: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet) -> None:
    def verb(post: Post) -> None:
        publish_post(post=post, by=request.user)

    apply(request, queryset, done="published", verb=verb, may=partial(_is_there, access.can_publish))


@admin.action(description="Unpublish", permissions=["publish"])
def unpublish(model_admin: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet) -> None:
    def verb(post: Post) -> None:
        unpublish_post(post=post, by=request.user)

    apply(request, queryset, done="unpublished", verb=verb, may=partial(_is_there, access.can_publish))


@admin.action(description="Move to the trash", permissions=["delete"])
def trash(model_admin: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet) -> None:
    def verb(post: Post) -> None:
        trash_post(post=post)

    apply(request, queryset, done="moved to the trash", verb=verb, may=partial(_is_there, access.can_delete))


@admin.action(description="Take back from the trash", permissions=["delete"])
def restore(model_admin: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet) -> None:
    def verb(post: Post) -> None:
        restore_post(post=post)

    apply(request, queryset, done="taken back from the trash", verb=verb, may=_is_trashed)


@admin.action(description="Delete for good (from the trash)", permissions=["delete"])
def delete_for_good(model_admin: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet) -> None:
    def verb(post: Post) -> None:
        delete_post(post=post)

    apply(request, queryset, done="deleted for good", verb=verb, may=_is_trashed)


ALL = [publish, unpublish, trash, restore, delete_for_good]
