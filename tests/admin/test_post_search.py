"""The search of the list of posts: as readers', over what each person may see."""

import datetime as dt

import pytest
from django.utils import timezone

from blog import jobs
from blog.admin import post_search
from blog.finding.engine import TooSlow
from tests.factories import LONG_AGO, PostFactory, TagFactory, UserFactory

LIST = "/admin/blog/post/"


def titles(client, q, **more) -> list[str]:
    jobs.keep_search()
    return [post.title for post in client.get(LIST, {"q": q, **more}).context["cl"].result_list]


def in_every_state(author):
    tomorrow = timezone.now() + dt.timedelta(days=1)
    made = [
        PostFactory(title="draft", body="zanzibar", author=author),
        PostFactory(title="scheduled", body="zanzibar", author=author, published=True, publish_at=tomorrow),
        PostFactory(title="published", body="zanzibar", author=author, published=True),
        PostFactory(title="private", body="zanzibar", author=author, published=True, visibility="private"),
        PostFactory(title="page", body="zanzibar", author=author, published=True, page=True),
        PostFactory(title="expired", body="zanzibar", author=author, published=True, expire_at=timezone.now()),
        PostFactory(title="trashed", body="zanzibar", author=author, published=True, trashed_at=LONG_AGO),
    ]
    return {post.title for post in made}


@pytest.mark.django_db
def test_editors_find_posts_in_every_state(client, eve, alice):
    everything = in_every_state(alice)
    client.force_login(eve)
    assert {*titles(client, "zanzibar")} == everything - {"trashed"}
    assert titles(client, "zanzibar", state="trashed") == ["trashed"]
    assert titles(client, "zanzibar", state="draft") == ["draft"]


@pytest.mark.django_db
def test_authors_and_contributors_find_their_own_posts_only(client, alice, bob, carol):
    for writer in (alice, bob, carol):
        PostFactory(title=f"of {writer.username}", body="zanzibar", author=writer)
        PostFactory(title=f"out of {writer.username}", body="zanzibar", author=writer, published=True)
    for writer in (alice, carol):
        client.force_login(writer)
        assert {*titles(client, "zanzibar")} == {f"of {writer.username}", f"out of {writer.username}"}
        assert titles(client, "author:bob") == []
        assert titles(client, "zanzibar author:bob") == []


@pytest.mark.django_db
def test_an_authors_posts_are_found_behind_any_number_of_others(client, alice, bob, monkeypatch):
    monkeypatch.setattr("blog.finding.engine.CANDIDATES", 2)
    PostFactory(title="own", body="zanzibar", author=alice, created_at=LONG_AGO)
    PostFactory.create_batch(4, body="zanzibar", author=bob)
    client.force_login(alice)
    assert titles(client, "zanzibar") == ["own"]


@pytest.mark.django_db
@pytest.mark.parametrize("person", ["charlie", None])
def test_others_have_no_list_to_search(client, charlie, person):
    PostFactory(title="zanzibar")
    if person:
        client.force_login(charlie)
    assert client.get(LIST, {"q": "zanzibar"}).status_code == 302


@pytest.mark.django_db
def test_operators_are_those_of_readers(client, eve):
    ann = UserFactory(name="Ann")
    PostFactory(title="one", body="the winter stars", author=ann, tags=[TagFactory(name="Moon")])
    PostFactory(title="two", body="the stars of winter", published=True, publish_at=LONG_AGO)
    client.force_login(eve)
    assert titles(client, '"winter stars"') == ["one"]
    assert titles(client, 'stars -"winter stars"') == ["two"]
    assert titles(client, "tag:moon stars") == ["one"]
    assert titles(client, "author:ann") == ["one"]
    assert titles(client, "stars before:2015") == ["two"]
    assert titles(client, "-stars") == []


@pytest.mark.django_db
@pytest.mark.parametrize("q", ["\0", "x" * 10_000, "' | & ! (", '"', "tag:", "%s"])
def test_anything_typed_is_answered(client, eve, q):
    PostFactory()
    client.force_login(eve)
    assert client.get(LIST, {"q": q}, follow=True).status_code == 200


@pytest.mark.django_db
def test_too_slow_a_search_says_so(client, eve, monkeypatch):
    def find(*args, **kwargs):
        raise TooSlow

    monkeypatch.setattr(post_search, "find", find)
    PostFactory()
    client.force_login(eve)
    response = client.get(LIST, {"q": "stars"})
    assert "took too long" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_search_takes_the_same_queries_for_one_post_and_for_three(client, eve, count, django_assert_num_queries):
    PostFactory.create_batch(count, title="zanzibar", tags=[TagFactory()])
    client.force_login(eve)
    titles(client, "zanzibar")
    with django_assert_num_queries(13):
        assert len(client.get(LIST, {"q": "zanzibar"}).context["cl"].result_list) == count
