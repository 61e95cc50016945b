"""The posts that somebody may have looked for at an address that is not there."""

import datetime as dt

from django.utils import timezone

from blog.models import Post, PostQuerySet
from blog.models.prepared import PreparedQuery
from blog.text.old_addresses import Likeness, asked_slug, telling_words, words_of

from .neighbours import LINK

MOST = 4
# Of each way to look, so many candidates; what is then shown is likest.
CANDIDATES = 8
LIKE_ENOUGH = 0.55


def nearest_posts(path: str) -> list[Post]:
    """The listed posts whose slugs are most like the end of this path, the likest first; in one query, or none."""
    asked = asked_slug(path)
    if not asked:
        return []
    words = telling_words(asked)
    found = _around(timezone.now(), asked, asked[::-1], words_of(asked), words[:2], words[:1])
    likeness = Likeness(asked)
    ranked = sorted(((likeness.of(post.slug), post.publish_at, post) for post in set(found)), reverse=True)
    return [post for like, _, post in ranked[:MOST] if like >= LIKE_ENOUGH]


@PreparedQuery
def _around(
    now: dt.datetime, slug: str, backwards: str, words: list[str], two_words: list[str], one_word: list[str]
) -> PostQuerySet:
    """What stands next to it in the order of slugs, which begins alike, and of slugs backwards, which ends alike;
    and what has all of its words, or the most telling ones."""
    listed = Post.objects.listed(at=now).with_slug_parts().only(*LINK, "language")
    ways = [
        listed.filter(sorted_slug__gte=slug).order_by("sorted_slug"),
        listed.filter(sorted_slug__lt=slug).order_by("-sorted_slug"),
        listed.filter(backwards_slug__gte=backwards).order_by("backwards_slug"),
        listed.filter(backwards_slug__lt=backwards).order_by("-backwards_slug"),
        listed.filter(slug_words__contains=words),
        listed.filter(slug_words__contains=two_words),
        listed.filter(slug_words__contains=one_word),
    ]
    first, *others = (way[:CANDIDATES] for way in ways)
    return first.union(*others, all=True)
