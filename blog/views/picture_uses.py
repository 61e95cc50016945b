"""Where a picture is used, told to one person: the posts that they may read by name, of the others how many."""

from typing import NamedTuple

from accounts.models import User
from blog import access
from blog.models import Image, Post
from blog.models.uses import USES

SHOWN = 20
# A logo may be in a million posts; nobody needs to know whether it is so or a thousand.
COUNTED = 1_000


class Used(NamedTuple):
    words: str  # as in "in the text of"
    is_past: bool
    posts: list[Post]  # the newest that this person may read
    more: int  # how many others there are, readable or not
    is_capped: bool


def uses_of(image: Image, reader: User) -> list[Used]:
    """Only the ways in which it is used; earlier versions of posts that use it now are not told again."""
    found: dict[str, set[int]] = {}
    told: set[int] = set()
    for use in (use for use in USES if use.post):
        keys = set(use.rows(image.pk).order_by().values_list(use.post, flat=True)[:COUNTED])
        found[use.words] = keys - told if use.is_past else keys
        told |= keys
    readable = access.readable_posts(reader).filter(pk__in=told).only("title", "author_id", "kind").order_by("-pk")
    posts = list(readable)
    used = [_used(use.words, use.is_past, found[use.words], posts) for use in USES if found.get(use.words)]
    apart = [use for use in USES if not use.post and use.rows(image.pk).exists()]
    return used + [Used(use.words, use.is_past, [], 0, False) for use in apart]


def _used(words: str, is_past: bool, keys: set[int], readable: list[Post]) -> Used:
    shown = [post for post in readable if post.pk in keys][:SHOWN]
    return Used(words, is_past, shown, len(keys) - len(shown), len(keys) == COUNTED)
