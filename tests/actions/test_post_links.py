"""Links to posts by number go on leading there, and nowhere while readers cannot see the post."""

import datetime as dt

import lxml.html
import pytest
import time_machine
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from blog import jobs
from blog.actions.posts import delete_post, publish_post, restore_post, save_post, trash_post, unpublish_post
from blog.models import Post, PostLink
from tests.factories import LONG_AGO, UserFactory

pytestmark = pytest.mark.django_db


def written(**fields) -> Post:
    post = Post(author=UserFactory(), **({"title": "Target", "body": "B"} | fields))
    save_post(post=post, by=None)
    return post


def live(**fields) -> Post:
    post = written(**fields)
    publish_post(post=post, by=None, at=LONG_AGO)
    return post


def work() -> None:
    """What the worker would do now."""
    waiting = ProcrastinateJob.objects.filter(task_name="blog.jobs.rerender_posts_linking_to")
    for arguments in waiting.values_list("args", flat=True):
        jobs.rerender_posts_linking_to(**arguments)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


def link_in(post: Post) -> str | None:
    [link] = lxml.html.fromstring(Post.objects.get(pk=post.pk).body_html).xpath("//a[. = 'words']")
    return link.get("href")


def test_link_leads_to_the_post_wherever_it_is(client):
    target = live()
    post = live(title="P", body=f"[words](post:{target.pk}) and [more](post:{target.pk}#a-heading 'Title')")
    page = client.get(post.get_absolute_url()).content.decode()
    assert 'href="/2014/11/target/"' in page
    assert 'href="/2014/11/target/#a-heading"' in page
    target.slug = "moved"
    save_post(post=target, by=None)
    work()
    assert link_in(post) == "/2014/11/moved/"
    assert (
        "](http://localhost:8000/2014/11/moved/)" in client.get(f"{post.get_absolute_url()}index.md").content.decode()
    )


def unpublished(target: Post) -> None:
    unpublish_post(post=target, by=None)


def trashed(target: Post) -> None:
    trash_post(post=target)


def deleted(target: Post) -> None:
    delete_post(post=target)


def private(target: Post) -> None:
    target.visibility = "private"
    save_post(post=target, by=None)


def rescheduled(target: Post) -> None:
    publish_post(post=target, by=None, at=timezone.now() + dt.timedelta(days=1))


@pytest.mark.parametrize("gone", [unpublished, trashed, deleted, private, rescheduled])
def test_link_is_words_alone_when_its_post_is_not_out_any_more(client, gone):
    target = live(title="Secret")
    post = live(title="P", body=f"[words](post:{target.pk})")
    assert link_in(post)
    gone(target)
    work()
    assert link_in(post) is None
    assert "secret" not in client.get(post.get_absolute_url()).content.decode()
    assert "secret" not in client.get(f"{post.get_absolute_url()}index.md").content.decode()


def test_link_comes_back_with_its_post():
    target = live()
    post = live(title="P", body=f"[words](post:{target.pk})")
    trash_post(post=target)
    work()
    restore_post(post=target)
    work()
    assert link_in(post) == "/2014/11/target/"


def test_link_follows_the_clock():
    now = timezone.now()
    target = written(status="published", publish_at=now + dt.timedelta(hours=1), expire_at=now + dt.timedelta(hours=3))
    post = live(title="P", body=f"[words](post:{target.pk})")
    assert link_in(post) is None
    for hours, is_out in ((0, False), (2, True), (4, False)):
        with time_machine.travel(now + dt.timedelta(hours=hours)):
            jobs.rerender_links_of_the_clock(timestamp=0)
            work()
            assert (link_in(post) is not None) == is_out
            assert jobs.rerender_links_of_the_clock(timestamp=0) == 0


@pytest.mark.parametrize(
    "to", ["post:", "post:x", "post:99999999999999999999", "post:1x", "POST:1", "post:-1", "post:1?a"]
)
def test_what_names_no_post_is_no_link_and_is_not_kept(to):
    post = written(body=f"[words]({to})")
    assert not PostLink.objects.exists()
    assert link_in(post) is None


def test_post_that_never_was_and_code_are_no_links():
    post = written(body="[words](post:999) `[words](post:1)`")
    assert link_in(post) is None
    assert list(PostLink.objects.values_list("target_id", "address")) == [(999, "")]


def test_links_are_forgotten_with_the_text():
    target = live()
    post = written(body=f"[words](post:{target.pk}) [![](/x.png)](post:{target.pk})")
    assert PostLink.objects.count() == 1
    post.body = "None"
    save_post(post=post, by=None)
    assert not PostLink.objects.exists()


def test_picture_links_to_a_post_too():
    target = live()
    post = written(body=f"[![Hill](/x.png)](post:{target.pk})")
    assert 'href="/2014/11/target/"' in post.body_html


def test_saving_a_post_that_did_not_move_asks_nobody_to_render():
    target = live()
    written(body=f"[words](post:{target.pk})")
    target.body = "Other"
    save_post(post=target, by=None)
    assert not ProcrastinateJob.objects.filter(task_name="blog.jobs.rerender_posts_linking_to").exists()


def test_saving_costs_the_same_with_one_link_and_three(django_assert_num_queries):
    targets = [live() for _ in range(3)]
    for count in (1, 3):
        post = written(body=" ".join(f"[w](post:{target.pk})" for target in targets[:count]))
        with django_assert_num_queries(14):
            save_post(post=post, by=None)
