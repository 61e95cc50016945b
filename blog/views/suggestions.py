"""The posts that somebody may have looked for at an address that is not there."""

import datetime as dt
import threading

from django.utils import timezone

from blog.models import Post, PostQuerySet
from blog.models.post_queryset import HasWords
from blog.models.prepared import PreparedQuery
from blog.text.old_addresses import Likeness, asked_slug, telling_words, words_of
from blog.text.slugs import slugify

from .neighbours import LINK

MOST = 4
# Of each way to look, so many candidates; what is then shown is likest.
CANDIDATES = 8
LIKE_ENOUGH = 0.55
# A flood of addresses that are not there occupies one connection of a process; most get a page without suggestions.
_one_at_a_time = threading.Lock()


def nearest_posts(path: str) -> list[Post]:
    """The listed posts whose slugs or titles are most like the end of this path, likest first; one query, or none."""
    asked = asked_slug(path)
    if not asked or not _one_at_a_time.acquire(blocking=False):
        return []
    try:
        found = _candidates(asked)
    finally:
        _one_at_a_time.release()
    likeness = Likeness(asked)
    like = {post: max(likeness.of(post.slug), likeness.of(slugify(post.title))) for post in found}
    ranked = sorted(like, key=lambda post: (like[post], post.publish_at, post.pk), reverse=True)
    return [post for post in ranked[:MOST] if like[post] >= LIKE_ENOUGH]


def _candidates(asked: str) -> list[Post]:
    words, telling = words_of(asked), telling_words(asked)
    two_words = telling[:2] if len(words) > 2 else []
    one_word = telling[:1] if len(words) > 1 else []
    return list(_around(timezone.now(), asked, asked[::-1], words, two_words, one_word))


@PreparedQuery
def _around(
    now: dt.datetime, slug: str, backwards: str, words: list[str], two_words: list[str], one_word: list[str]
) -> PostQuerySet:
    """What stands next to it in the order of slugs, which begins alike, and of slugs backwards, which ends alike;
    and what has all of its words, or the most telling ones."""
    listed = Post.objects.listed(at=now).with_slug_parts().only(*LINK)
    ways = [
        listed.filter(sorted_slug__gte=slug).order_by("sorted_slug"),
        listed.filter(sorted_slug__lt=slug).order_by("-sorted_slug"),
        listed.filter(backwards_slug__gte=backwards).order_by("backwards_slug"),
        listed.filter(backwards_slug__lt=backwards).order_by("-backwards_slug"),
        listed.filter(HasWords(words)).order_by(),
        listed.filter(HasWords(two_words)).order_by(),
        listed.filter(HasWords(one_word)).order_by(),
    ]
    first, *others = (way[:CANDIDATES] for way in ways)
    return first.union(*others, all=True)
