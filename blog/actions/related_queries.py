"""What `blog.actions.related` asks the database, each for many posts at once and by an index."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db import connection

from blog.models import Post, PostTag, RelatedPost
from blog.text.relatedness import Profile

# Of a tag the newest posts, of a word or two any, of what is named already at most so many.
OF_A_TAG, OF_WORDS, NAMED = 30, 30, 60
READ_CHARACTERS = 20_000
MOST_COUNTED = 60

# A word of the title counts as if the text had it three times more.
_COUNTED_WORDS = """
SELECT asked.id, used.lexeme, used.count
FROM unnest(%s::bigint[], %s::text[]) AS asked (id, configuration)
JOIN blog_post ON blog_post.id = asked.id
CROSS JOIN LATERAL (
    SELECT lexeme, cardinality(positions) + 3 * cardinality(array_positions(weights, 'A')) AS count
    FROM unnest(
        setweight(to_tsvector(configuration::regconfig, title), 'A')
        || to_tsvector(configuration::regconfig, left(plain_text, %s))
    )
    ORDER BY count DESC, lexeme LIMIT %s
) AS used
"""

_CANDIDATES = """
SELECT asked.id, newest.post_id
FROM unnest(%s::bigint[], %s::bigint[]) AS asked (id, tag)
CROSS JOIN LATERAL (
    SELECT post_id FROM blog_post_tags WHERE tag_id = asked.tag AND publish_at <= 'infinity'
    ORDER BY publish_at DESC, post_id DESC LIMIT %s
) AS newest
UNION ALL
SELECT asked.id, alike.post_id
FROM unnest(%s::bigint[], %s::text[]) AS asked (id, words)
CROSS JOIN LATERAL (
    SELECT post_id FROM blog_postwords WHERE blog_postwords.words @> string_to_array(asked.words, ' ') LIMIT %s
) AS alike
UNION ALL
SELECT asked, named.post
FROM unnest(%s::bigint[]) AS asked
CROSS JOIN LATERAL (
    (SELECT other_id AS post FROM blog_relatedpost WHERE post_id = asked)
    UNION ALL
    (SELECT post_id FROM blog_relatedpost WHERE other_id = asked ORDER BY score DESC LIMIT %s)
) AS named
"""


def number_of_posts() -> int:
    """About how many there are, as the planner knows it; never so few that nothing would seem rare."""
    [(count,)] = _rows("SELECT reltuples FROM pg_class WHERE oid = 'blog_post'::regclass")
    return max(int(count), 50)


def shares_of_words() -> dict[str, float]:
    """The share of posts that have each of the commonest telling words, from the statistics of Postgres."""
    found = _rows(
        "SELECT most_common_elems::text::text[], most_common_elem_freqs FROM pg_stats"
        " WHERE schemaname = current_schema() AND tablename = 'blog_postwords' AND attname = 'words'"
        " AND most_common_elems IS NOT NULL"
    )
    # The last three frequencies are the least, the greatest and that of NULL.
    return dict(zip(found[0][0], found[0][1], strict=False)) if found else {}


def counted_words(configurations: Mapping[int, str]) -> dict[int, dict[str, int]]:
    """By post, how often it uses each of its most used words, stemmed and without stop words."""
    counted: dict[int, dict[str, int]] = defaultdict(dict)
    asked = [list(configurations), list(configurations.values())]
    for pk, word, count in _rows(_COUNTED_WORDS, [*asked, READ_CHARACTERS, MOST_COUNTED]):
        counted[pk][word] = count
    return counted


def tags_of(posts: Collection[int]) -> dict[int, list[int]]:
    tags: dict[int, list[int]] = defaultdict(list)
    for post, tag in PostTag.objects.filter(post__in=posts).values_list("post", "tag"):
        tags[post].append(tag)
    return tags


def count_posts(tags: Collection[int], *, up_to: int) -> dict[int, int]:
    """By tag, how many posts have it, counted no further than `up_to`."""
    return dict(
        _rows(
            "SELECT tag, (SELECT count(*) FROM (SELECT FROM blog_post_tags WHERE tag_id = tag LIMIT %s) AS counted)"
            " FROM unnest(%s::bigint[]) AS tag",
            [up_to, list(tags)],
        )
    )


def candidates(tags: Mapping[int, list[int]], words: Mapping[int, list[str]]) -> dict[int, set[int]]:
    """By post, the others that may be near: by one of these tags, by two of the first three words or the first one."""
    by_tag = [(pk, tag) for pk, few in tags.items() for tag in few]
    by_words = [(pk, " ".join(few)) for pk, told in words.items() for few in _few(told)]
    found: dict[int, set[int]] = defaultdict(set)
    values = [*_columns(by_tag), OF_A_TAG, *_columns(by_words), OF_WORDS, list(tags), NAMED]
    for pk, other in _rows(_CANDIDATES, values):
        found[pk].add(other)
    return found


def _few(words: list[str]) -> list[list[str]]:
    first = words[:3]
    return (
        [first[:2], [*first[:1], *first[2:]], first[1:], first[:1]] if len(first) == 3 else [[word] for word in first]
    )


def profiles(posts: Collection[int], site_language: str) -> dict[int, Profile]:
    """Of those among these posts that lists show at some time, as they are stored."""
    shown = Post.objects.ever_listed().filter(pk__in=posts)
    tags = tags_of(posts)
    return {
        pk: Profile(language or site_language, tags.get(pk, []), words or [])
        for pk, language, words in shown.values_list("pk", "language", "telling_words__words")
    }


def related_rows(others: Collection[int], posts: Collection[int]) -> dict[tuple[int, int], RelatedPost]:
    """What is named below these posts, and below which posts these others are."""
    named = RelatedPost.objects.filter(post__in=posts) | RelatedPost.objects.filter(other__in=others)
    return {(row.post_id, row.other_id): row for row in named}


def replace_related(rows: Mapping[tuple[int, int], RelatedPost], wanted: Mapping[tuple[int, int], float]) -> None:
    """Make these rows those that are wanted; no statement where nothing differs, as each moves the site version."""
    differing = {pair for pair, score in wanted.items() if pair not in rows or rows[pair].score != score}
    there = held({key for pair in differing | (rows.keys() - wanted.keys()) for key in pair})
    if old := [row.pk for pair, row in rows.items() if pair not in wanted]:
        RelatedPost.objects.filter(pk__in=old).delete()
    RelatedPost.objects.bulk_create(
        [
            RelatedPost(post_id=post, other_id=other, score=wanted[post, other])
            for post, other in sorted(differing)
            if {post, other} <= there
        ],
        update_conflicts=True,
        unique_fields=["post", "other"],
        update_fields=["score"],
    )


def held(posts: Iterable[int], *, passing_over: bool = False) -> set[int]:
    """Those that are still there, and stay until the transaction ends; `passing_over` those that somebody changes."""
    statement = "SELECT id FROM blog_post WHERE id = ANY(%s) FOR KEY SHARE"
    return {pk for (pk,) in _rows(statement + " SKIP LOCKED" * passing_over, [list(posts)])}


def _columns(pairs: Collection[tuple[Any, Any]]) -> list[list[Any]]:
    return [[first for first, _ in pairs], [second for _, second in pairs]]


def _rows(statement: str, values: Collection[Any] = ()) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()
