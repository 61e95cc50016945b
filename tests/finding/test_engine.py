import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from blog.actions.search_index import index_changed_posts
from blog.finding import engine
from blog.finding.engine import TooSlow, find
from blog.models import Post
from blog.search.query import parse
from tests.factories import LONG_AGO, CrossPostFactory, PostFactory, SourceFactory, TagFactory, UserFactory

pytestmark = pytest.mark.django_db


def found(typed, **options):
    while index_changed_posts():
        pass
    return find(parse(typed), allowed=Post.objects.listed(), **options)


def titles(typed, **options):
    keys = found(typed, **options).keys
    rows = Post.objects.in_bulk(keys)
    return [rows[key].title for key in keys]


# --- Order ------------------------------------------------------------------------------------------------------------
def test_title_comes_before_tag_before_heading_before_text():
    PostFactory(published=True, title="In the text", body="One lighthouse. " * 20)
    PostFactory(published=True, title="In a heading", body="## Lighthouse\n\nWords of a text")
    PostFactory(published=True, title="In a tag", tags=[TagFactory(name="Lighthouse")])
    PostFactory(published=True, title="A lighthouse", body="Nothing more")
    assert titles("lighthouse") == ["A lighthouse", "In a tag", "In a heading", "In the text"]


def test_of_equals_the_newer_one_comes_first():
    PostFactory(published=True, title="Old stars", publish_at=LONG_AGO - dt.timedelta(days=900))
    PostFactory(published=True, title="New stars", publish_at=LONG_AGO + dt.timedelta(days=900))
    PostFactory(published=True, title="Middle stars", publish_at=LONG_AGO)
    assert titles("stars") == ["New stars", "Middle stars", "Old stars"]


def test_an_old_title_comes_before_a_new_text():
    PostFactory(published=True, title="Comet", publish_at=LONG_AGO - dt.timedelta(days=5000))
    PostFactory(published=True, title="News", body="a comet", publish_at=timezone.now() - dt.timedelta(days=1))
    assert titles("comet") == ["Comet", "News"]


def test_the_word_itself_comes_before_another_form_of_it():
    PostFactory(published=True, title="Run", publish_at=LONG_AGO + dt.timedelta(days=1))
    PostFactory(published=True, title="Running", publish_at=LONG_AGO)
    assert titles("running far away", size=10) == []
    assert titles("running x"[:7]) == ["Running", "Run"]


# --- What matches -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "finds"),
    [
        ("winter stars", True),
        ("winter planets", False),
        ("WINTER", True),
        ("win", True),
        ("win stars", False),
        ("star", True),
        ('"winter stars"', True),
        ('"stars winter"', False),
        ('"winter star"', False),
        ("stars -winter", False),
        ("stars -planets", True),
        ('stars -"winter stars"', False),
        ('stars -"stars winter"', True),
        ("creme", True),
        ("crème brulee", True),
        ("strasse", True),
        ("straße", True),
        ("finest", True),
        ("the", True),
        ("winter the stars", True),
        ("e-mail", True),
        ("mail-e", False),
    ],
)
def test_words_phrases_forms_and_accents(typed, finds):
    PostFactory(published=True, body="The winter stars over our Strasse. Crème brûlée, the ﬁnest. Write an e-mail!")
    assert bool(titles(typed)) is finds


@pytest.mark.parametrize(
    ("typed", "finds"),
    [
        ("東京", True),
        ("東京都", True),
        ("京都に", True),
        ("都", True),
        ("京東", False),
        ('"東京都 に"', True),
        ("เชียงใหม่", True),
    ],
)
def test_scripts_without_spaces(typed, finds):
    PostFactory(published=True, body="私は東京都に行く。 ฉันไปเชียงใหม่พรุ่งนี้")
    assert bool(titles(typed)) is finds


def test_words_are_stemmed_by_the_language_of_the_post():
    PostFactory(published=True, title="Häuser", language="de")
    PostFactory(published=True, title="Houses", language="en-GB")
    PostFactory(published=True, title="Maisons", language="fr")
    assert titles("hauses") == ["Häuser"]
    assert titles("housing") == ["Houses"]
    assert titles("maison") == ["Maisons"]
    assert titles("häuser") == ["Häuser"]


def test_words_may_be_spread_over_title_tags_and_text():
    PostFactory(published=True, title="A harbour", body="seen in winter", tags=[TagFactory(name="Boats")])
    assert titles("winter boats harbour") == ["A harbour"]


# --- Filters ----------------------------------------------------------------------------------------------------------
@pytest.fixture
def filtered():
    ann = UserFactory(username="ann", name="Ann Example")
    tag, other = TagFactory(name="Naked eye"), TagFactory(name="Moon")
    day = dt.datetime(2019, 5, 31, 12, tzinfo=dt.UTC)
    post = PostFactory(published=True, title="hit", author=ann, tags=[tag, other], publish_at=day)
    CrossPostFactory(post=post, source=SourceFactory(name="The Letters"))
    PostFactory(published=True, title="miss", publish_at=day - dt.timedelta(days=400), tags=[other])
    return post


@pytest.mark.parametrize(
    "typed",
    [
        'tag:"naked EYE"',
        "tag:naked-eye tag:moon",
        'author:"ann example"',
        "author:ann-example",
        "source:the-letters",
        'source:"The Letters"',
        "after:2019",
        "after:2019-05",
        "after:2019-05-31 before:2019-06-01",
        "tag:moon -tag:unknown after:2019 hit",
        "-author:nobody hit",
        "tag:moon after:2019",
    ],
)
def test_filters_narrow_down(filtered, typed):
    assert titles(typed) == ["hit"]


@pytest.mark.parametrize(
    "typed",
    [
        "tag:unknown",
        "author:nobody",
        "source:nowhere",
        "before:2019-05-31 after:2019",
        "after:2020 before:2019",
        "tag:naked-eye miss",
    ],
)
def test_filters_that_nothing_meets_find_nothing(filtered, typed):
    assert titles(typed) == []


def test_a_name_that_is_the_address_of_another_tag_means_either():
    PostFactory(published=True, title="by name", tags=[TagFactory(name="Moon", slug="luna")])
    PostFactory(published=True, title="by address", tags=[TagFactory(name="Satellites", slug="moon")])
    assert {*titles("tag:moon")} == {"by name", "by address"}


def test_what_is_left_out_by_tag(filtered):
    assert titles('tag:moon -tag:"naked eye"') == ["miss"]


def test_one_of_several_authors_is_enough(filtered):
    other = PostFactory(published=True, title="other").author
    other.name = "Bo"
    other.save()
    assert {*titles(f"author:ann-example author:{other.slug}")} == {"hit", "other"}


# --- Whatever is typed ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "typed",
    [
        "",
        "the",
        "-the",
        "'; DROP TABLE blog_post; --",
        "a & | ! ( ) <-> :* 'b",
        "%s %(now)s {0}",
        "\0\x01",
        '"""""',
        'tag:"x\' OR 1=1"',
        "\\ \\' \\\\",
        "x" * 10_000,
        "word " * 2_000,
        "before:0001 after:9999-12-31",
        "𝕬𝖓𝖓 🎉 ﷽",
        "_ %",
    ],
)
def test_anything_is_answered(typed):
    PostFactory(published=True)
    assert found(typed).count in (0, 1)


def test_a_search_that_takes_too_long_is_ended(monkeypatch):
    PostFactory(published=True, title="stars")
    index_changed_posts()
    monkeypatch.setattr(engine, "MILLISECONDS", 1)
    monkeypatch.setattr(engine, "_RANK", "(SELECT count(pg_sleep(1)) + length({query}::text))")
    with pytest.raises(TooSlow):
        found("stars")
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("0",)


# --- Who is found -----------------------------------------------------------------------------------------------------
def hidden_posts():
    tomorrow = timezone.now() + dt.timedelta(days=1)
    word = {"title": "secret", "published": True}
    return {
        "draft": PostFactory(title="secret"),
        "draft with a date": PostFactory(title="secret", publish_at=LONG_AGO),
        "scheduled": PostFactory(**word, publish_at=tomorrow),
        "expired": PostFactory(**word, expire_at=timezone.now() - dt.timedelta(days=1)),
        "unlisted": PostFactory(**word, visibility="unlisted"),
        "private": PostFactory(**word, visibility="private"),
        "trashed": PostFactory(**word, trashed_at=LONG_AGO),
        "page": PostFactory(**word, page=True),
    }


def test_nothing_hidden_is_found_or_counted():
    hidden_posts()
    PostFactory(published=True, title="open secret")
    result = found("secret")
    assert (result.count, len(result.keys)) == (1, 1)
    assert max(result.facets.values()) == 1
    assert titles("secret") == ["open secret"]


def test_nothing_hidden_is_found_though_the_index_says_it_is_out():
    post = PostFactory(published=True, title="secret", is_indexed=True)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE blog_post SET visibility = 'private' WHERE id = %s", [post.pk])
    result = find(parse("secret"), allowed=Post.objects.listed())
    assert (result.count, result.facets) == (0, {})


def test_hidden_posts_take_no_places_of_others(monkeypatch):
    monkeypatch.setattr(engine, "CANDIDATES", 2)
    PostFactory(published=True, title="open secret", publish_at=LONG_AGO - dt.timedelta(days=9000))
    hidden_posts()
    assert titles("secret") == ["open secret"]


def test_the_clock_alone_brings_posts_and_takes_them():
    now = timezone.now()
    PostFactory(
        published=True, title="fleeting", publish_at=now + dt.timedelta(hours=1), expire_at=now + dt.timedelta(hours=2)
    )
    assert titles("fleeting") == []
    with time_machine.travel(now + dt.timedelta(minutes=61), tick=False):
        assert titles("fleeting") == ["fleeting"]
    with time_machine.travel(now + dt.timedelta(minutes=121), tick=False):
        assert titles("fleeting") == []


# --- At volume --------------------------------------------------------------------------------------------------------
def test_of_more_matches_than_are_looked_at_the_newest_are(monkeypatch):
    monkeypatch.setattr(engine, "CANDIDATES", 3)
    for day in range(6):
        PostFactory(published=True, title=f"day {day}", body="stars", publish_at=LONG_AGO + dt.timedelta(days=day))
    result = found("stars")
    assert (result.count, result.is_capped) == (3, True)
    assert titles("stars") == ["day 5", "day 4", "day 3"]
    assert found("stars", offset=2, size=10).keys == found("stars").keys[2:]


def test_steps_back_in_time_find_the_same(monkeypatch):
    monkeypatch.setattr(engine, "CANDIDATES", 8)
    moments = [LONG_AGO + dt.timedelta(days=37 * month) for month in range(40)]
    for moment in moments:
        PostFactory(published=True, title=f"of {moment.date()}", body="stars", publish_at=moment)
    whole = titles("stars", size=20)
    assert len(whole) == 8
    monkeypatch.setattr(engine, "STEPS", (2, 5, 12, 25))
    monkeypatch.setattr(engine, "RARE", 0)
    search_look_up = engine.look_up

    def look_up(query, **options):
        lookups = search_look_up(query, **options)
        lookups.rows, lookups.moments = 40, [moment.date() for moment in moments]
        return lookups

    monkeypatch.setattr(engine, "look_up", look_up)
    assert titles("stars", size=20) == whole


def test_words_and_marks_are_looked_up_in_the_index():
    PostFactory(published=True, title="stars", is_indexed=True)
    plans = []

    def explained(execute, sql, params, many, context):
        if sql.lstrip().startswith("WITH in_head"):
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL enable_seqscan = off")
                execute("EXPLAIN " + sql, params, many, context)
                plans.append("\n".join(line for (line,) in context["cursor"].fetchall()))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explained):
        find(parse("stars tag:x -tag:x"), allowed=Post.objects.listed())
        find(parse("stars"), allowed=Post.objects.listed())
    assert plans
    assert all(plan.count("Bitmap Index Scan on search_words_and_marks") >= 2 for plan in plans)


@pytest.mark.parametrize("count", [1, 3])
def test_a_search_takes_the_same_queries_for_one_find_and_for_three(count, django_assert_num_queries):
    PostFactory.create_batch(count, published=True, title="stars", is_indexed=True)
    with django_assert_num_queries(4):  # two of them are the savepoint
        assert find(parse("stars"), allowed=Post.objects.listed()).count == count
