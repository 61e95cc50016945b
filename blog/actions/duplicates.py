"""A post as the beginning of another."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from blog.models import Post, Revision

from .posts import save_post
from .tags import tags_named
from .typed import Fields, check, chosen_by_others, written
from .working_copies import LONGEST_TITLE, copy_of

# What belongs to the one post: its address, its times, its place in a series.
NOT_COPIED = frozenset({"title", "slug", "author_id", "publish_at", "expire_at", "series_position"})


@transaction.atomic
def duplicate_post(*, post: Post, by: User) -> Post:
    """A new draft of the same words, what is being written included; without cross-posts, which are the other's."""
    copy = copy_of(post)
    fields: Fields = copy.fields if copy.is_open else written(post)
    title = _("Copy of %s") % (fields.get("title") or _("(no title)"))
    left_out = NOT_COPIED | chosen_by_others(by)
    wanted = {name: value for name, value in fields.items() if name not in left_out}
    double = Post(author=by, title=title[:LONGEST_TITLE])
    values, _errors = check(wanted, post=double, by=by)
    tags = values.pop("tags", [])
    for name, value in values.items():
        setattr(double, name, value)
    Post.objects.choose_slugs_alone()
    save_post(post=double, by=by, reason=Revision.Reason.SAVED, tags=tags_named(tags))
    return double
