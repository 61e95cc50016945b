"""Real threads: what several people send at the same moment."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from blog import jobs
from blog.actions.posts import publish_post, save_post
from blog.models import Post, WorkingCopy
from tests.admin.writing import Tab
from tests.factories import LONG_AGO

pytestmark = pytest.mark.django_db(transaction=True)
PARAGRAPHS = 8


def at_once(*calls) -> list:
    together = threading.Barrier(len(calls))

    def run(call):
        try:
            together.wait(timeout=10)
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def written(author) -> Post:
    post = Post(author=author, title="T", body="\n\n".join(f"{n}." for n in range(PARAGRAPHS)))
    save_post(post=post, by=author)
    return post


def typed(number: int, said: str) -> str:
    return "\n\n".join(said if n == number else f"{n}." for n in range(PARAGRAPHS))


def test_everybody_s_paragraph_is_there_when_eight_tabs_write_at_once(root):
    post = written(root)
    tabs = [Tab(root, post) for _ in range(PARAGRAPHS)]
    answers = at_once(*(lambda n=n, tab=tab: tab.save(body=typed(n, f"by {n}")) for n, tab in enumerate(tabs)))
    assert {answer["outcome"] for answer in answers} <= {"saved", "merged"}
    assert WorkingCopy.objects.get().fields["body"] == "\n\n".join(f"by {n}" for n in range(PARAGRAPHS))
    assert WorkingCopy.objects.get().sequence == PARAGRAPHS


def test_one_draft_is_begun_when_its_tab_asks_twice_at_once(root):
    tab = Tab(root)
    responses = at_once(*[lambda: tab.send(number=1, title="T", body="B")] * 2)
    assert [response.status_code for response in responses] == [200, 200]
    assert {response.json()["post"] for response in responses} == {Post.objects.get().pk}


def test_two_new_posts_of_one_title_have_two_slugs(root):
    at_once(*(lambda tab=tab: tab.save(title="Twice") for tab in (Tab(root), Tab(root))))
    assert set(Post.objects.values_list("slug", flat=True)) == {"twice", "twice-2"}


def test_newest_of_one_tab_stays_however_its_requests_overtake_one_another(root):
    post = written(root)
    tab = Tab(root, post)
    at_once(*(lambda n=n: tab.send(number=n, body=f"as of {n}") for n in (3, 1, 4, 2)))
    assert WorkingCopy.objects.get().fields["body"] == "as of 4"


def test_saving_the_post_and_writing_in_it_at_once_loses_neither(root, eve):
    post = written(root)
    tab = Tab(eve, post)

    def save() -> None:
        stored = Post.objects.get(pk=post.pk)
        stored.body = typed(0, "saved")
        save_post(post=stored, by=root)

    at_once(save, lambda: tab.save(body=typed(5, "typed")))
    post.refresh_from_db()
    assert "saved" in post.body
    assert "typed" in WorkingCopy.objects.get().fields["body"]


def test_staged_changes_go_live_once_when_job_and_sweep_come_together(root):
    post = written(root)
    publish_post(post=post, by=root, at=LONG_AGO)
    Tab(root, post).save(body="New")
    copy = WorkingCopy.objects.get()
    WorkingCopy.objects.update(staged=copy.fields, staged_version=2, staged_by=root, go_live_at=LONG_AGO)
    done = at_once(lambda: jobs.apply_staged_changes(post_id=post.pk), lambda: jobs.apply_due_changes(timestamp=0) == 1)
    assert sorted(done) == [False, True]
    assert Post.objects.get().version == 3
