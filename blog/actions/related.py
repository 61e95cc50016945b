"""Which posts are named below which: worked out by the worker, many at once. See docs/decisions/related-posts.md."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db import connection, transaction

from blog.models import Post, PostWords, SiteSettings
from blog.text.relatedness import COMMON, NEAR_ENOUGH, Profile, Rarity, nearness, telling_words
from blog.text.stemmers import stemmer_of

from . import related_queries as queries
from .queue import defer_once

# Of the advisory locks; any number that no other lock of ours has.
RELATING_LOCK = 0x51_0B
# Kept of each post: more than a page shows, since some may be unpublished later.
KEPT = 6
# The text-search configuration of languages that Postgres has no stemmer for: words are taken as they are.
UNSTEMMED = "simple"
RAREST_TAGS = 3
Scores = dict[int, dict[int, float]]


def ask_for_related(*, posts: Collection[Post]) -> None:
    """Have the worker find out what these are related to, once this transaction is committed."""
    rows = [PostWords(post=post) for post in posts if post.kind == Post.Kind.POST]
    if not rows:
        return
    PostWords.objects.bulk_create(rows, update_conflicts=True, unique_fields=["post"], update_fields=["is_stale"])
    defer_once("relate_posts")


def ask_for_all_related(*, after: int, limit: int, again: bool = False) -> int | None:
    """Mark the next posts after this key for `relate_posts`, those that never were or all; the last key, or None."""
    keys = list(Post.objects.ever_listed().filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:limit])
    rows = [PostWords(post_id=pk) for pk in keys]
    if again:
        PostWords.objects.bulk_create(rows, update_conflicts=True, unique_fields=["post"], update_fields=["is_stale"])
    else:
        PostWords.objects.bulk_create(rows, ignore_conflicts=True)
    return keys[-1] if keys else None


@transaction.atomic
def relate_posts(*, limit: int) -> int:
    """Find out anew what the next stale posts are related to, and name them below those; how many posts were done."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [RELATING_LOCK])
        # The planner hopes to come across a few rows of many by reading a table from its beginning.
        cursor.execute("SET LOCAL enable_seqscan = off")
    stale = PostWords.objects.filter(is_stale=True).order_by("post_id")
    # Posts before what hangs on them, as those do who delete or save one; from here on, a save waits to mark it again.
    keys = sorted(queries.held(stale.values_list("pk", flat=True)[:limit], passing_over=True))
    if not PostWords.objects.filter(pk__in=keys).update(is_stale=False):
        return 0
    rarity = Rarity(posts=queries.number_of_posts())
    words = {word: rarity.of(share * rarity.posts) for word, share in queries.shares_of_words().items()}
    # A word that few posts have is in no statistics; without any, nothing is known of it.
    unknown = 0.8 if words else 0.5
    profiles = _profiles(keys, words, unknown)
    tags = _rarity_of_tags(profiles.values(), rarity)
    near = _scores(profiles, tags, words, unknown)
    _store(keys, near)
    return len(keys)


def _profiles(keys: list[int], rarity: dict[str, float], unknown: float) -> dict[int, Profile]:
    """Of those among these posts that lists show at some time, with their words made anew and stored."""
    site_language = SiteSettings.load().language
    posts = Post.objects.ever_listed().filter(pk__in=keys)
    languages = {pk: language or site_language for pk, language in posts.values_list("pk", "language")}
    counted = queries.counted_words({pk: stemmer_of(language) or UNSTEMMED for pk, language in languages.items()})
    words = {pk: telling_words(counted.get(pk, {}), rarity, unknown) for pk in languages}
    PostWords.objects.bulk_update([PostWords(pk=pk, words=words[pk]) for pk in words], ["words"])
    tags = queries.tags_of(languages)
    return {pk: Profile(languages[pk], tags.get(pk, []), words[pk]) for pk in languages}


def _rarity_of_tags(profiles: Iterable[Profile], rarity: Rarity) -> dict[int, float]:
    counts = queries.count_posts({tag for profile in profiles for tag in profile.tags}, up_to=COMMON)
    # What is common is so rare at most; the least that still says something.
    return {tag: rarity.of(count) if count < COMMON else min(0.1, rarity.of(count)) for tag, count in counts.items()}


def _scores(profiles: dict[int, Profile], tags: dict[int, float], words: dict[str, float], unknown: float) -> Scores:
    """How near each of the posts is to each candidate that is near enough."""
    rarest = {pk: sorted(profile.tags, key=lambda tag: -tags[tag])[:RAREST_TAGS] for pk, profile in profiles.items()}
    telling = {
        pk: sorted(profile.words, key=lambda word: -words.get(word, unknown)) for pk, profile in profiles.items()
    }
    candidates = queries.candidates(rarest, telling)
    others = {other for found in candidates.values() for other in found} - profiles.keys()
    known = profiles | queries.profiles(others, SiteSettings.load().language)
    near: Scores = {}
    for pk, profile in profiles.items():
        scored = {
            other: nearness(profile, known[other], tags, words, unknown)
            for other in candidates.get(pk, ())
            if other in known and other != pk
        }
        near[pk] = {other: round(score, 3) for other, score in scored.items() if score >= NEAR_ENOUGH}
    return near


def _store(keys: list[int], near: Scores) -> None:
    """Keep the nearest of each post: below it and, if it is among the nearest of the other, below that one."""
    best = {pk: _best(near.get(pk, {})) for pk in keys}
    rows = queries.related_rows(keys, {*keys, *(other for scores in best.values() for other in scores)})
    wanted: Scores = defaultdict(dict)
    for (post, other), row in rows.items():
        wanted[post][other] = near.get(other, {}).get(post, 0) if other in best else row.score
    wanted |= {pk: dict(scores) for pk, scores in best.items()}
    for pk, scores in best.items():
        for other, score in scores.items():
            wanted[other][pk] = score
    kept = {(post, other): score for post, scores in wanted.items() for other, score in _best(scores).items()}
    queries.replace_related(rows, kept)


def _best(scores: dict[int, float]) -> dict[int, float]:
    nearest = sorted(filter(scores.get, scores), key=lambda other: (-scores[other], -other))[:KEPT]
    return {other: scores[other] for other in nearest}
