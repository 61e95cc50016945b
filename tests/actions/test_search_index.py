"""Every way in which a post changes is followed by the index."""

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from django.db import connection, transaction
from django.utils import timezone

from blog import jobs
from blog.actions.posts import (
    delete_post,
    publish_post,
    rerender_posts,
    restore_post,
    save_post,
    trash_post,
    unpublish_post,
)
from blog.actions.search_index import INDEX_VERSION, count_words, index_changed_posts, note_outdated
from blog.actions.tags import delete_tag, merge_tags, save_tag
from blog.finding.engine import find
from blog.models import Post, PostSearch, SearchWord, SearchWordChange, SiteSettings, StaleSearch
from blog.search.query import parse
from tests.factories import LONG_AGO, CrossPostFactory, PostFactory, SourceFactory, TagFactory, UserFactory

pytestmark = pytest.mark.django_db


def titles(typed):
    keys = find(parse(typed), allowed=Post.objects.listed()).keys
    return sorted(Post.objects.filter(pk__in=keys).values_list("title", flat=True))


def written(**fields) -> Post:
    author = fields.pop("author", None) or UserFactory()
    tags = fields.pop("tags", None)
    post = Post(author=author, **{"title": "Stars", "body": "Bright.", **fields})
    publish_post(post=post, by=None, at=LONG_AGO)
    if tags:
        save_post(post=post, by=None, tags=tags)
    return post


# --- Verbs, at once ---------------------------------------------------------------------------------------------------
def test_publishing_saving_and_unpublishing():
    post = written()
    assert titles("stars bright") == ["Stars"]
    post.body = "Dim."
    save_post(post=post, by=None, tags=[TagFactory(name="Night")])
    assert titles("bright") == []
    assert titles("stars dim night") == ["Stars"]
    save_post(post=post, by=None, tags=[])
    assert titles("night") == []
    unpublish_post(post=post, by=None)
    assert titles("stars") == []


def test_trash_and_back_and_gone():
    post = written()
    trash_post(post=post)
    assert titles("stars") == []
    assert PostSearch.objects.get().marks[0].startswith("x")
    restore_post(post=post)
    assert titles("stars") == ["Stars"]
    delete_post(post=post)
    assert not PostSearch.objects.exists()
    assert not StaleSearch.objects.exists()


def test_verbs_leave_nothing_for_later():
    post = written(tags=[TagFactory()])
    trash_post(post=post)
    assert not StaleSearch.objects.exists()


def test_saving_what_search_does_not_know_indexes_nothing(django_assert_num_queries):
    post = written()
    post.excerpt = "Another"
    before = PostSearch.objects.get()
    save_post(post=post, by=None)
    assert not StaleSearch.objects.exists()
    assert PostSearch.objects.get().words == before.words


# --- Behind the verbs' backs, by the worker --------------------------------------------------------------------------
def test_bulk_changes_are_noted_and_taken_in_by_the_worker():
    post = written()
    Post.objects.update(title="Comets")
    assert [note.post_id for note in StaleSearch.objects.all()] == [post.pk]
    assert jobs.keep_search() == 1
    assert titles("comets") == ["Comets"]
    assert titles("stars") == []


def test_bulk_inserts_are_noted():
    Post.objects.bulk_create(
        Post(title=f"Bulk {n}", slug=f"bulk-{n}", author=UserFactory(), status="published", publish_at=LONG_AGO,
             published_on=LONG_AGO.date()) for n in range(3)
    )  # fmt: skip
    assert jobs.keep_search() == 3
    assert len(titles("bulk")) == 3


def test_renamed_merged_and_deleted_tags():
    night, dark = TagFactory(name="Night"), TagFactory(name="Dark")
    written(title="one", tags=[night])
    written(title="two", tags=[dark])
    jobs.keep_search()
    night.name = "Evening"
    save_tag(tag=night)
    jobs.keep_search()
    assert (titles("night"), titles("evening"), titles("tag:evening")) == ([], ["one"], ["one"])
    merge_tags(into=night, others=[dark])
    jobs.keep_search()
    assert titles("evening") == titles("tag:evening") == ["one", "two"]
    delete_tag(tag=night)
    jobs.keep_search()
    assert titles("evening") == []


def test_a_renamed_author_is_found_by_the_new_name_at_once():
    author = UserFactory(name="Ann Old")
    written(author=author)
    author.name = "Ann New"
    author.save()
    assert titles('author:"ann new"') == ["Stars"]


def test_another_author():
    post = written()
    author = UserFactory(name="Bo")
    Post.objects.filter(pk=post.pk).update(author=author)
    jobs.keep_search()
    assert titles("author:bo") == ["Stars"]


def test_cross_posts_come_and_go():
    post = written()
    cross = CrossPostFactory(post=post, source=SourceFactory(name="Letters"))
    jobs.keep_search()
    assert titles("source:letters") == ["Stars"]
    cross.delete()
    jobs.keep_search()
    assert titles("source:letters") == []


def test_rerendering_that_changes_no_words_indexes_nothing():
    written()
    rerender_posts(after=0, limit=10)
    assert not StaleSearch.objects.exists()


def test_the_language_of_the_site_is_that_of_posts_without_one():
    SiteSettings().save()
    written(title="Häuser")
    written(title="Stars", language="en")
    assert titles("hausern") == []
    site = SiteSettings.load()
    site.language = "de"
    site.save()
    assert jobs.keep_search() == 1
    assert titles("hausern") == ["Häuser"]


def test_an_older_way_of_indexing_is_replaced():
    post = written()
    PostSearch.objects.update(version=INDEX_VERSION - 1, words="'old':1")
    assert note_outdated(limit=10) == 1
    assert jobs.keep_search() == 1
    assert titles("stars") == [post.title]
    assert note_outdated(limit=10) == 0


def test_a_very_long_text_is_indexed_as_far_as_it_goes():
    body = " ".join(f"word{n}" for n in range(60_000))
    written(title="Long", body=body)
    assert titles("word20") == ["Long"]
    assert titles("word59999") == []


def test_a_failed_change_leaves_the_index_as_it_was():
    post = written()
    with pytest.raises(RuntimeError), transaction.atomic():
        post.title = "Comets"
        save_post(post=post, by=None)
        raise RuntimeError
    assert titles("stars") == ["Stars"]


# --- Two at once ------------------------------------------------------------------------------------------------------
def test_notes_are_taken_once():
    PostFactory.create_batch(3)
    assert [index_changed_posts(limit=2), index_changed_posts(limit=2), index_changed_posts(limit=2)] == [2, 1, 0]


@pytest.mark.parametrize("count", [1, 3])
def test_indexing_takes_the_same_queries_for_one_post_and_for_three(count, django_assert_num_queries):
    # Their stems are remembered.
    PostFactory.create_batch(count, title="Star", body="Bright", tags=[TagFactory(name="Night")])
    index_changed_posts()
    Post.objects.update(title="Bright star")
    with django_assert_num_queries(7):  # two of them are the savepoint
        assert index_changed_posts() == count


# --- The vocabulary ---------------------------------------------------------------------------------------------------
def counts():
    while count_words():
        pass
    return dict(SearchWord.objects.values_list("word", "posts"))


def test_words_are_counted_by_post_as_they_come_and_go():
    one = written(title="Bright stars", body="stars")
    two = written(title="Dim stars", body="")
    assert counts() == {"bright": 1, "stars": 2, "dim": 1}
    two.title = "Dim comets"
    save_post(post=two, by=None)
    save_post(post=one, by=None)
    assert counts() == {"bright": 1, "stars": 1, "dim": 1, "comets": 1}
    assert not SearchWordChange.objects.exists()


def test_worker_counts_the_words():
    written(title="Bright stars", body="")
    jobs.keep_search()
    assert dict(SearchWord.objects.values_list("word", "posts")) == {"bright": 1, "stars": 1}


# --- Speed under load ------------------------------------------------------------------------------------------------
def test_index_is_not_kept_in_a_pending_list():
    with connection.cursor() as cursor:
        cursor.execute("SELECT reloptions FROM pg_class WHERE relname = 'search_words_and_marks'")
        assert cursor.fetchone()[0] == ["fastupdate=off"]


def test_moment_is_that_of_publication_or_else_of_creation():
    post = written()
    draft = PostFactory(title="Draft", created_at=timezone.now() - dt.timedelta(days=3), is_indexed=True)
    assert PostSearch.objects.get(pk=post.pk).moment == LONG_AGO
    assert PostSearch.objects.get(pk=draft.pk).moment == draft.created_at


@pytest.mark.django_db(transaction=True)
def test_a_change_while_its_post_is_being_indexed_is_indexed_after_it():
    post = PostFactory(published=True, title="Stars")
    is_indexed, may_commit = threading.Event(), threading.Event()

    def index():
        with closing(connection), transaction.atomic():
            index_changed_posts()
            is_indexed.set()
            may_commit.wait(10)

    def change():
        with closing(connection):
            Post.objects.update(title="Comets")

    with ThreadPoolExecutor() as threads:
        indexing = threads.submit(index)
        assert is_indexed.wait(10)
        changing = threads.submit(change)
        with pytest.raises(TimeoutError):
            changing.result(timeout=0.3)
        may_commit.set()
        indexing.result()
        changing.result()
    assert [note.post_id for note in StaleSearch.objects.all()] == [post.pk]
    assert index_changed_posts() == 1
    assert titles("comets") == ["Comets"]
