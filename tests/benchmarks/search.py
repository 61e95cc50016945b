"""Searching: whole pages of results, with facets and passages, over a mix of queries; and what the index costs."""

import random
import statistics
import time
from collections.abc import Callable
from urllib.parse import urlencode

from django.db import connection

from blog.actions.search_index import count_words, index_changed_posts
from blog.models import Tag
from tests.benchmarks.pages import asker, postgres_seconds
from tests.benchmarks.table import Row
from tests.benchmarks.words import WordyWriter, vocabulary

WORDS = (60, 120)
QUERIES = 25
TIMES = 3
RELATIONS = ["blog_postsearch", "blog_searchword"]


def measure(posts: int = 10_000) -> list[Row]:
    fill(posts)
    return [*index(posts), *ask_all(posts)]


def fill(posts: int) -> None:
    writer = WordyWriter(total=posts, words=WORDS, seed=1, tags=2_000, authors=40)
    for _ in writer.write():
        pass


def index(posts: int) -> list[Row]:
    """As the worker does, but that the words come into Postgres' index all at once, as after `CREATE INDEX`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'search_words_and_marks'")
        (definition,) = cursor.fetchone()
        cursor.execute("DROP INDEX search_words_and_marks")
    started = time.perf_counter()
    while index_changed_posts(limit=1_000):
        count_words()
    while count_words():
        pass
    written = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '1GB'")
        cursor.execute(definition)
        built = time.perf_counter()
        cursor.execute("VACUUM ANALYZE blog_postsearch, blog_searchword, blog_post")
        cursor.execute("SELECT sum(pg_total_relation_size(name::regclass)) FROM unnest(%s::text[]) name", [RELATIONS])
        (size,) = cursor.fetchone()
    return [
        Row(
            f"search, {posts:,} posts: indexing them",
            f"{written - started:.0f} s + {built - written:.0f} s for the GIN",
        ),
        Row(f"search, {posts:,} posts: size of index and vocabulary", f"{float(size) / 1e6:,.0f} MB"),
    ]


def queries() -> dict[str, Callable[[], str]]:
    """Each makes up another query of its kind."""
    dice = random.Random(5)
    words = vocabulary()
    common, middling, rare = words[3:60], words[300:2_000], words[20_000:50_000]
    tags = list(Tag.objects.order_by("pk").values_list("slug", flat=True)[:200])

    def some(kind: list[str]) -> str:
        return dice.choice(kind)

    def misspelt(word: str) -> str:
        at = dice.randrange(1, len(word) - 1)
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]

    return {
        "two common words": lambda: f"{some(common)} {some(common)}",
        "two middling words": lambda: f"{some(middling)} {some(middling)}",
        "a common and a rare word": lambda: f"{some(rare)} {some(common)}",
        "two rare words": lambda: f"{some(rare)} {some(rare)}",
        "a phrase of common words": lambda: f'"{some(common)} {some(common)}"',
        "two common words with a tag": lambda: f"{some(common)} {some(common)} tag:{some(tags)}",
        "two words of one year": lambda: f"{some(common)} {some(middling)} after:2012 before:2013",
        "a word and a beginning": lambda: f"{some(common)} {some(middling)[:3]}",
        "a misspelt word": lambda: f"{some(common)} {misspelt(some(rare))}",
    }


def ask_all(posts: int) -> list[Row]:
    ask = asker()
    rows, everything = [], []
    for kind, make in queries().items():
        ask(url(make()))
        postgres = postgres_seconds()
        spent = [seconds(ask, url(make())) for _ in range(QUERIES)]
        postgres = (postgres_seconds() - postgres) / QUERIES / TIMES
        everything += spent
        rows.append(Row(f"search, {posts:,} posts: {kind}", said(spent, postgres), "p95 ≤ 100 ms"))
    return [*rows, Row(f"search, {posts:,} posts: all of these", said(everything), "p95 ≤ 100 ms")]


def url(query: str) -> str:
    return f"/search/?{urlencode({'q': query})}"


def seconds(ask: Callable[[str], None], path: str) -> float:
    """Of three times, the one that other programs on this machine disturbed least."""
    spent = []
    for _ in range(TIMES):
        started = time.perf_counter()
        ask(path)
        spent.append(time.perf_counter() - started)
    return min(spent)


def said(spent: list[float], postgres: float | None = None) -> str:
    slowest = statistics.quantiles(spent, n=20)[-1]
    text = f"p50 {statistics.median(spent) * 1000:.0f} ms, p95 {slowest * 1000:.0f} ms"
    return text if postgres is None else f"{text} (Postgres' processor time {postgres * 1000:.0f} ms)"
