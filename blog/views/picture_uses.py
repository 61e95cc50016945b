"""Where a picture is used, told to one person: the posts that they may read by name, of the others how many."""

import re
from typing import NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from accounts.models import User
from blog import access
from blog.models import Image, Post
from blog.models.uses import USES, Use
from blog.text.wording import grouped, in_words

SHOWN = 20
# A logo may be in a million posts; nobody needs to know whether it is so or a thousand.
COUNTED = 1_000
_PLACE = re.compile(r"%\(\w+\)s")


class Used(NamedTuple):
    words: str  # as in "in the text of %(posts)s", or "the logo of %(sources)s"
    is_past: bool
    posts: list[Post]  # the newest that this person may read
    more: int  # how many others there are, readable or not
    is_capped: bool
    names: tuple[str, ...] = ()  # of what is no post

    @property
    def said(self) -> SafeString:
        """As in "in the text of Rain, Snow and 3 other posts", with links to those that have a name here."""
        names = [_link(post) for post in self.posts]
        names += [format_html("{}", self._others())] if self.more else []
        return format_html(_PLACE.sub("{}", self.words), in_words([*self.names, *names]))

    def _others(self) -> str:
        if self.posts and self.is_capped:
            words = gettext("more than %(count)s other posts")
        elif self.posts:
            words = ngettext("%(count)s other post", "%(count)s other posts", self.more)
        elif self.is_capped:
            words = gettext("more than %(count)s posts of other people")
        else:
            words = ngettext("%(count)s post of other people", "%(count)s posts of other people", self.more)
        return words % {"count": grouped(self.more)}


def _link(post: Post) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("admin:blog_post_change", args=[post.pk]), post)


def uses_of(image: Image, reader: User) -> list[Used]:
    """Only the ways in which it is used; earlier versions of posts that use it now are not told again."""
    found: dict[Promise, set[int]] = {}
    told: set[int] = set()
    for use in (use for use in USES if use.post):
        keys = set(use.rows(image.pk).order_by().values_list(use.post, flat=True)[:COUNTED])
        found[use.words] = keys - told if use.is_past else keys
        told |= keys
    readable = access.readable_posts(reader).filter(pk__in=told).only("title", "author_id", "kind").order_by("-pk")
    posts = list(readable)
    used = [_used(str(use.words), use.is_past, found[use.words], posts) for use in USES if found.get(use.words)]
    return used + [apart for use in USES if not use.post and (apart := _apart(use, image))]


def _used(words: str, is_past: bool, keys: set[int], readable: list[Post]) -> Used:
    shown = [post for post in readable if post.pk in keys][:SHOWN]
    return Used(words, is_past, shown, len(keys) - len(shown), len(keys) == COUNTED)


def _apart(use: Use, image: Image) -> Used | None:
    """By something that is no post."""
    names = tuple(use.rows(image.pk).order_by("pk").values_list(use.name or "pk", flat=True)[:SHOWN])
    return Used(str(use.words), use.is_past, [], 0, False, names if use.name else ()) if names else None
