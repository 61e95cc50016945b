"""Who else is here."""

import datetime as dt
import json

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from blog import jobs
from blog.actions.posts import publish_post, save_post
from blog.models import Post, Presence
from tests.admin.writing import Tab


def written(author) -> Post:
    post = Post(author=author, title="Secret title", body="Text")
    save_post(post=post, by=author)
    return post


def beat(person, post: Post, tab: str = "tab-12345678", **said):
    client = Client()
    if person:
        client.force_login(person)
    said = json.dumps({"tab": tab, **said})
    return client.post(f"/admin/blog/post/{post.pk}/here/", said, content_type="application/json")


def test_everybody_sees_the_others_until_they_go_silent(alice, eve):
    post = written(alice)
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        assert beat(alice, post).json()["others"] == []
    with time_machine.travel(start + dt.timedelta(seconds=9), tick=False):
        assert beat(eve, post).json()["others"] == [{"name": "Alice", "you": False}]
        assert beat(alice, post, "tab-another").json()["others"] == [
            {"name": "Alice", "you": True},
            {"name": "Eve", "you": False},
        ]
    with time_machine.travel(start + dt.timedelta(seconds=15), tick=False):
        assert beat(eve, post).json()["others"] == [{"name": "Alice", "you": False}]
    with time_machine.travel(start + dt.timedelta(seconds=60), tick=False):
        assert beat(eve, post).json()["others"] == []
    assert Presence.objects.count() == 3


def test_who_leaves_is_gone_at_once(alice, eve):
    post = written(alice)
    beat(alice, post)
    beat(alice, post, leave=True)
    assert beat(eve, post).json()["others"] == []


def test_beat_tells_what_somebody_else_wrote_and_saved(alice, eve):
    post = written(alice)
    assert beat(alice, post).json()["sequence"] == 0
    Tab(eve, post).save(body="Hers")
    said = beat(alice, post).json()
    assert (said["sequence"], said["saved_by"], said["version"], said["state"]) == (
        1,
        {"name": "Eve", "you": False},
        1,
        "draft",
    )
    publish_post(post=post, by=eve)
    said = beat(alice, post, version=1).json()
    assert (said["version"], said["state"]) == (2, "published")
    assert said["saved"] == {"by": "Eve", "you": False, "reason": "published"}
    assert beat(eve, post, version=1).json()["saved"]["you"]
    assert beat(alice, post, version=2).json()["saved"] is None
    assert beat(alice, post).json()["saved"] is None


def test_page_in_the_background_is_here_between_its_rare_beats(alice, eve):
    post = written(alice)
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        beat(alice, post, behind=True)
    with time_machine.travel(start + dt.timedelta(seconds=70), tick=False):
        assert beat(eve, post).json()["others"] == [{"name": "Alice", "you": False}]
    with time_machine.travel(start + dt.timedelta(seconds=80), tick=False):
        assert beat(eve, post).json()["others"] == []


def test_beat_after_a_save_costs_one_query_more(alice, eve, django_assert_num_queries):
    post = written(alice)
    publish_post(post=post, by=eve)
    client = Client()
    client.force_login(alice)
    for version, number in ((2, 10), (1, 11)):
        said = json.dumps({"tab": "tab-12345678", "version": version})
        with django_assert_num_queries(number):
            client.post(f"/admin/blog/post/{post.pk}/here/", said, content_type="application/json")


@pytest.mark.parametrize(
    ("person", "status"), [("alice", 200), ("eve", 200), ("bob", 404), ("carol", 404), ("charlie", 401), (None, 401)]
)
def test_only_those_who_may_edit_it_are_here_and_see_who_is(request, alice, person, status):
    post = written(alice)
    response = beat(person and request.getfixturevalue(person), post)
    assert response.status_code == status
    assert Presence.objects.exists() == (status == 200)
    assert "Secret" not in response.content.decode()


def test_contributor_is_not_in_an_own_post_that_is_out(carol, eve):
    post = written(carol)
    publish_post(post=post, by=eve)
    assert beat(carol, post).status_code == 403


@pytest.mark.parametrize("tab", ["", "x", "a b c d e f g", "x" * 41, 5, None])
def test_tab_without_a_proper_name_is_refused(alice, tab):
    assert beat(alice, written(alice), tab).status_code == 422


def test_beat_costs_the_same_with_one_other_and_three(alice, eve, django_assert_num_queries):
    post = written(alice)
    Tab(eve, post).save(body="x")
    client = Client()
    client.force_login(alice)
    for others in (1, 3):
        for number in range(others):
            beat(eve, post, f"tab-number-{number}")
        with django_assert_num_queries(10):
            client.post(f"/admin/blog/post/{post.pk}/here/", '{"tab": "tab-12345678"}', content_type="application/json")


def test_closed_tabs_are_forgotten(alice):
    post = written(alice)
    beat(alice, post)
    assert jobs.forget_absent_people(timestamp=0) == 0
    with time_machine.travel(timezone.now() + dt.timedelta(hours=2)):
        assert jobs.forget_absent_people(timestamp=0) == 1
