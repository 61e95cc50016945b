"""What pictures are used for. Another kind of use is one more line of `USES`; job, library and deletion ask these."""

from collections.abc import Callable
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .post import Post
from .revision import Revision
from .site_settings import SiteSettings
from .source import Source
from .unmerged_copy import UnmergedCopy
from .working_copy import WorkingCopy


class Use(NamedTuple):
    words: Promise  # a part of a sentence, with the names of posts in it, if it is about posts
    rows: Callable[[Any], QuerySet]  # those that use the picture of this key, by an index; `OuterRef` is a key too
    post: str  # their column that says in which post; empty for what is in none
    name: str = ""  # of what is in none, their column that says what they are called, if they are
    is_past: bool = False  # of versions that nobody reads now


USES = (
    Use(_("in the text of %(posts)s"), lambda key: Post.images.through.objects.filter(image_id=key), "post_id"),
    Use(_("the cover of %(posts)s"), lambda key: Post.objects.filter(cover_id=key), "pk"),
    Use(_("the icon of the site"), lambda key: SiteSettings.objects.filter(icon_id=key), ""),
    Use(_("the logo of %(sources)s"), lambda key: Source.objects.filter(logo_id=key), "", name="name"),
    Use(
        _("in what is being written of %(posts)s"),
        lambda key: WorkingCopy.objects.filter(image_ids__contains=[key]),
        "post_id",
    ),
    Use(
        _("in what was typed aside of %(posts)s"),
        lambda key: UnmergedCopy.objects.filter(image_ids__contains=[key]),
        "post_id",
        is_past=True,
    ),
    Use(
        _("in an earlier version of %(posts)s"),
        lambda key: Revision.objects.filter(image_ids__contains=[key]),
        "post_id",
        is_past=True,
    ),
)


def is_used(*, now: bool = False) -> Q:
    """True of each `Image` that something uses at this moment, whatever its row says; `now` leaves out what is past."""
    asked = [use for use in USES if not (now and use.is_past)]
    return reduce(or_, (Q(Exists(use.rows(OuterRef("pk")).order_by())) for use in asked))
