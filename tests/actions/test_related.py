"""Posts that are named below each other, because they share rare tags or telling words."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from blog import jobs
from blog.actions.posts import delete_post, save_post, unpublish_post
from blog.actions.related import relate_posts
from blog.freshness import site_state
from blog.models import Post, PostWords, RelatedPost
from tests.corner import NOT_LISTED
from tests.factories import PostFactory, TagFactory

pytestmark = pytest.mark.django_db

LATHE = "The lathe stands in the workshop. Its spindle turns, and the chisel cuts the maple."
TIDES = "Tides follow the moon. An estuary floods twice a day, and herons wait for the ebb."


def saved(title: str, body: str, tags=(), **fields) -> Post:
    post = PostFactory.build(**{"title": title, "body": body, "published": True, **fields}, author=None)
    post.author = PostFactory().author
    save_post(post=post, by=None, tags=tags)
    return post


def related(post: Post) -> list[str]:
    return list(Post.objects.listed().related_to(post.pk).values_list("title", flat=True))


def test_posts_with_the_same_rare_tag_are_related_in_both_directions():
    rare, others = TagFactory(name="Woodturning"), TagFactory.create_batch(2)
    old = saved("Old", "One.", [rare])
    saved("Elsewhere", "Two.", [others[0]])
    relate_posts(limit=100)
    new = saved("New", "Three.", [rare, others[1]])
    relate_posts(limit=100)
    assert related(new) == ["Old"]
    assert related(old) == ["New"]


def test_posts_that_share_telling_words_are_related_without_a_tag():
    first, second = saved("Rebuilding the lathe", LATHE), saved("A maple bowl", f"On the lathe. {LATHE}")
    saved("An estuary", TIDES)
    relate_posts(limit=100)
    assert related(first) == ["A maple bowl"]
    assert related(second) == ["Rebuilding the lathe"]


def test_words_are_compared_by_their_stems_in_the_language_of_the_post():
    first = saved("Häuser", "Die Häuser am Deich. Große Häuser mit Reetdach.", language="de")
    saved("Am Deich", "Das Haus am Deiche hat ein Reetdach; der Häuser sind wenige.", language="de")
    relate_posts(limit=100)
    assert related(first) == ["Am Deich"]
    assert "haus" in PostWords.objects.get(post=first).words


def test_post_in_the_same_language_comes_first():
    rare = TagFactory(name="Woodturning")
    post = saved("Mine", "One.", [rare], language="de")
    saved("English", "Two.", [rare], language="en")
    saved("German", "Three.", [rare], language="de-AT")
    saved("Also German", "Four.", [rare], language="de")
    relate_posts(limit=100)
    assert related(post)[0] == "Also German"


def test_what_only_everybody_has_relates_nothing():
    common = TagFactory(name="Life")
    posts = [saved(f"Title {'abcdefgh'[n]}", f"{word}.", [common]) for n, word in enumerate("zxcvbnma")]
    PostFactory.create_batch(45)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE blog_post")
    for _ in range(40):
        PostFactory(published=True, tags=[common])
    relate_posts(limit=100)
    assert related(posts[0]) == []


def test_only_the_nearest_few_are_kept_and_a_nearer_one_takes_the_place_of_another():
    rare, rarer = TagFactory(name="Woodturning"), TagFactory(name="Bowls")
    post = saved("Mine", "One.", [rare, rarer])
    for number in range(12):
        saved(f"Other {number}", "Two.", [rare])
    relate_posts(limit=100)
    assert RelatedPost.objects.filter(post=post).count() == 6
    saved("Nearest", "Three.", [rare, rarer])
    relate_posts(limit=100)
    assert RelatedPost.objects.filter(post=post).count() == 6
    assert related(post)[0] == "Nearest"
    counts = [RelatedPost.objects.filter(post=pk).count() for pk in Post.objects.values_list("pk", flat=True)]
    assert max(counts) == 6


def test_post_that_is_about_something_else_now_is_named_no_longer():
    rare = TagFactory(name="Woodturning")
    first, second = saved("First", "One.", [rare]), saved("Second", "Two.", [rare])
    relate_posts(limit=100)
    assert related(second) == ["First"]
    save_post(post=first, by=None, tags=[])
    relate_posts(limit=100)
    assert (related(first), related(second)) == ([], [])
    assert not RelatedPost.objects.exists()


@pytest.mark.parametrize("fields", NOT_LISTED.values(), ids=NOT_LISTED)
def test_post_that_is_in_no_list_is_not_named_below_another(client, fields):
    rare = TagFactory(name="Woodturning")
    shown, other = saved("Shown", "One.", [rare]), saved("Other", "Two.", [rare])
    saved("Secret plan", "Three.", [rare], **{"published": False, **fields})
    relate_posts(limit=100)
    # Even if it was related before it was hidden.
    hidden = Post.objects.get(title="Secret plan")
    RelatedPost.objects.get_or_create(post=shown, other=hidden, defaults={"score": 9})
    html = client.get(shown.get_absolute_url()).content.decode()
    assert "Secret plan" not in html
    assert f'<a href="{other.get_absolute_url()}">Other</a>' in html


def test_unpublished_and_deleted_posts_vanish_at_once_and_come_back(client):
    rare = TagFactory(name="Woodturning")
    shown, other = saved("Shown", "One.", [rare]), saved("Other", "Two.", [rare])
    relate_posts(limit=100)
    page = shown.get_absolute_url()
    etag = client.get(page).headers["ETag"]
    assert b"Related posts" in client.get(page).content
    unpublish_post(post=other, by=None)
    response = client.get(page, headers={"If-None-Match": etag})
    assert response.status_code == 200
    assert b"Related posts" not in response.content
    other.status = "published"
    save_post(post=other, by=None)
    assert b"Related posts" in client.get(page).content
    delete_post(post=other)
    assert b"Related posts" not in client.get(page).content
    assert not RelatedPost.objects.exists()


def test_site_version_moves_when_relations_change_and_only_then():
    rare = TagFactory(name="Woodturning")
    saved("First", "One.", [rare])
    second = saved("Second", "Two.", [rare])
    before = site_state().version
    relate_posts(limit=100)
    assert site_state().version > before
    PostWords.objects.filter(post=second).update(is_stale=True)
    before = site_state().version
    assert relate_posts(limit=100) == 1
    assert site_state().version == before


def test_drafts_and_pages_are_not_looked_at():
    saved("Draft", "One.", published=False)
    saved("Page", "One.", page=True)
    assert relate_posts(limit=100) == 0
    assert not PostWords.objects.exists()


def test_many_saves_are_one_job():
    for number in range(5):
        saved(f"Post {number}", "One.")
    assert ProcrastinateJob.objects.filter(task_name="blog.jobs.relate_posts").count() == 1
    assert jobs.relate_posts() == 5
    assert jobs.relate_posts() == 0


def test_job_gives_way_when_its_turn_is_over(monkeypatch):
    for number in range(5):
        saved(f"Post {number}", "One.")
    ProcrastinateJob.objects.all()._raw_delete("default")
    monkeypatch.setattr("blog.jobs.TURN", -1)
    monkeypatch.setattr("blog.jobs.BATCH", 2)
    assert jobs.relate_posts() == 2
    assert ProcrastinateJob.objects.filter(task_name="blog.jobs.relate_posts").count() == 1
    assert PostWords.objects.filter(is_stale=True).count() == 3


@pytest.mark.parametrize("count", [1, 3, 20])
def test_many_posts_take_as_many_queries_as_one(count, django_assert_num_queries):
    tag = TagFactory(name="Woodturning")
    saved("First", "One.", [tag])
    relate_posts(limit=100)
    for number in range(count):
        saved(f"Post {number}", "Two.", [tag])
    with django_assert_num_queries(22):
        assert relate_posts(limit=100) == count


def test_command_looks_at_posts_that_came_in_bulk_and_goes_on_where_it_was_interrupted(capsys, monkeypatch):
    rare = TagFactory(name="Woodturning")
    posts = [PostFactory(published=True, tags=[rare]) for _ in range(5)]
    PostFactory(tags=[rare])
    monkeypatch.setattr("blog.management.commands.rebuild_related.BATCH", 2)
    call_command("rebuild_related")
    assert capsys.readouterr().out == "looked at 5\n"
    assert len(related(posts[0])) == 4
    call_command("rebuild_related")
    assert capsys.readouterr().out == "looked at 0\n"
    PostWords.objects.filter(post__in=posts[:2]).update(is_stale=True)
    call_command("rebuild_related")
    assert capsys.readouterr().out == "looked at 2\n"
    call_command("rebuild_related", "--all")
    assert capsys.readouterr().out == "looked at 5\n"


@pytest.mark.parametrize("row", [{"twice": True}, {"itself": True}])
def test_pair_is_kept_once_and_no_post_is_related_to_itself(row):
    one, other = PostFactory.create_batch(2)
    RelatedPost.objects.create(post=one, other=other, score=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        RelatedPost.objects.create(post=one, other=other if "twice" in row else one, score=1)


@pytest.mark.django_db(transaction=True)
def test_workers_and_authors_at_the_same_time_lose_nothing():
    rare = TagFactory(name="Woodturning")
    posts = [saved(f"Post {number}", "One.", [rare]) for number in range(12)]
    begin = threading.Barrier(4)

    def work() -> None:
        try:
            begin.wait(timeout=30)
            while relate_posts(limit=3):
                pass
        finally:
            connection.close()

    def write() -> None:
        try:
            begin.wait(timeout=30)
            for post in posts[:4]:
                delete_post(post=Post.objects.get(pk=post.pk))
            for post in posts[4:8]:
                save_post(post=Post.objects.get(pk=post.pk), by=None)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        for one in [pool.submit(work), pool.submit(work), pool.submit(work), pool.submit(write)]:
            one.result(timeout=60)
    while relate_posts(limit=3):
        pass
    left = {post.pk for post in posts[4:]}
    rows = set(RelatedPost.objects.values_list("post", "other"))
    assert {post for post, _ in rows} == left
    assert {other for _, other in rows} <= left
    assert not PostWords.objects.filter(is_stale=True).exists()
