"""Tags renamed, merged and deleted, with their old addresses kept alive."""

from collections.abc import Collection

from django.db import IntegrityError, transaction

from blog.models import Post, Redirect, Tag

from .queue import defer_once
from .redirects import leave_redirect


@transaction.atomic
def save_tag(*, tag: Tag) -> Tag:
    """Store a tag; a changed slug leaves a redirect."""
    before = Tag.objects.select_for_update(no_key=True).filter(pk=tag.pk).first() if tag.pk else None
    if before and before.slug != tag.slug:
        Redirect.objects.change_alone()
    tag.save()
    if before:
        leave_redirect(old_path=before.get_absolute_url(), to=tag)
        if before.name != tag.name:
            defer_once("keep_search")
    Redirect.objects.at(tag.get_absolute_url()).delete()
    return tag


@transaction.atomic
def merge_tags(*, into: Tag, others: Collection[Tag]) -> int:
    """Move the posts of the other tags to `into` and lead their addresses there; how many posts gained the tag."""
    others = [tag for tag in others if tag.pk != into.pk]
    _lock([into, *others])
    Redirect.objects.change_alone()
    links = Post.tags.through
    lacking = (
        links.objects.filter(tag__in=others)
        .exclude(post_id__in=links.objects.filter(tag=into).values("post_id"))
        .values_list("post_id", flat=True)
        .distinct()
    )
    gained = links.objects.bulk_create(
        [links(post_id=pk, tag_id=into.pk) for pk in lacking], ignore_conflicts=True, batch_size=5_000
    )
    Redirect.objects.filter(tag__in=others).update(tag=into)
    paths = [tag.get_absolute_url() for tag in others]
    for tag in others:
        tag.delete()
    for path in paths:
        leave_redirect(old_path=path, to=into)
    defer_once("keep_search")
    return len(gained)


@transaction.atomic
def delete_tag(*, tag: Tag) -> None:
    _lock([tag])
    Redirect.objects.change_alone()
    paths = [tag.get_absolute_url(), *tag.redirects.values_list("old_path", flat=True)]
    tag.delete()
    for path in paths:
        leave_redirect(old_path=path, to=None)
    defer_once("keep_search")


def _lock(tags: Collection[Tag]) -> None:
    """Before redirects, as everybody does who changes both; and the same ones in the same order."""
    list(Tag.objects.filter(pk__in=[tag.pk for tag in tags]).order_by("pk").select_for_update(no_key=True).values("pk"))


def tags_named(names: Collection[str]) -> list[Tag]:
    """The tags of these names, ignoring case, made where they are missing; in the order given, each once."""
    found: dict[str, Tag] = {}
    for name in (" ".join(n.split()) for n in names):
        if name and name.casefold() not in found:
            found[name.casefold()] = Tag.objects.named(name).first() or _new_tag(name)
    return list(found.values())


def _new_tag(name: str) -> Tag:
    try:
        with transaction.atomic():
            return save_tag(tag=Tag(name=name))
    except IntegrityError:  # somebody else made it at the same moment
        if made := Tag.objects.named(name).first():
            return made
        raise
