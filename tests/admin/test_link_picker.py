"""Posts to link to."""

import pytest

from blog.actions.posts import trash_post
from tests.factories import PostFactory

pytestmark = pytest.mark.django_db
URL = "/admin/blog/post/links/"


def found(client, query: str) -> list[str]:
    return [post["title"] for post in client.get(URL, {"q": query}).json()["posts"]]


def test_posts_are_found_by_beginnings_of_words_with_what_belongs_into_the_text(client, alice):
    post = PostFactory(author=alice, title="Walking the hills")
    PostFactory(author=alice, title="Cooking")
    client.force_login(alice)
    assert client.get(URL, {"q": "hil walk"}).json()["posts"] == [
        {
            "id": post.pk,
            "title": "Walking the hills",
            "state": "draft",
            "kind": "post",
            "link": f"post:{post.pk}",
            "url": "",
        }
    ]


def test_author_finds_own_posts_and_what_readers_find_and_nothing_else(client, alice, bob, eve):
    PostFactory(author=alice, title="Hill mine")
    PostFactory(author=bob, title="Hill out", published=True)
    PostFactory(author=bob, title="Hill secret draft")
    PostFactory(author=bob, title="Hill secret private", published=True, visibility="private")
    PostFactory(author=bob, title="Hill secret unlisted", published=True, visibility="unlisted")
    trash_post(post=PostFactory(author=alice, title="Hill trashed"))
    client.force_login(alice)
    assert set(found(client, "hill")) == {"Hill mine", "Hill out"}
    client.force_login(eve)
    assert len(found(client, "hill")) == 5


def test_without_words_the_last_ones_are_offered(client, alice):
    for number in range(25):
        PostFactory(author=alice, title=f"Post {number}")
    client.force_login(alice)
    assert len(found(client, "")) == 20


@pytest.mark.parametrize("query", ["\0", "'", "a & b | !", "x" * 5000, "%", ":*", "()", "/", "/%00/", "/%ff/", "//#"])
def test_any_words_are_answered(client, alice, query):
    client.force_login(alice)
    assert client.get(URL, {"q": query}).status_code == 200


@pytest.mark.parametrize("ending", ["", "#a-heading", "?utm=x"])
@pytest.mark.parametrize("is_whole", [True, False])
def test_address_of_this_site_leads_to_its_post(client, alice, bob, settings, ending, is_whole):
    post = PostFactory(author=bob, title="Über den Wolken", published=True)
    address = (settings.SITE_URL if is_whole else "") + post.get_absolute_url() + ending
    client.force_login(alice)
    answer = client.get(URL, {"q": address}).json()["posts"]
    link = f"post:{post.pk}" + (ending if ending.startswith("#") else "")
    assert [(found["title"], found["link"]) for found in answer] == [("Über den Wolken", link)]


def test_addresses_tell_nothing_of_posts_of_others(client, alice, bob):
    secret = PostFactory(author=bob, title="Secret", published=True, visibility="unlisted")
    trashed = PostFactory(author=alice, title="Trashed", published=True)
    trash_post(post=trashed)
    client.force_login(alice)
    for post in (secret, trashed):
        assert found(client, post.get_absolute_url()) == []
    assert found(client, "/2001/01/" + PostFactory(author=alice, published=True).slug + "/") == []


@pytest.mark.parametrize("person", ["charlie", None])
def test_it_is_for_those_who_write(client, request, person):
    PostFactory(title="Hill", published=True)
    if person:
        client.force_login(request.getfixturevalue(person))
    assert client.get(URL, {"q": "hill"}).status_code == 401


def test_it_costs_the_same_with_one_and_three(client, alice, django_assert_num_queries):
    client.force_login(alice)
    for count in (1, 3):
        for _ in range(count):
            PostFactory(author=alice, title="Hill")
        with django_assert_num_queries(11):
            found(client, "hill")


def test_newest_are_found_by_a_word_that_very_many_titles_have(client, alice, monkeypatch):
    monkeypatch.setattr("blog.views.link_picker.CANDIDATES", 2)
    posts = [PostFactory(author=alice, title=f"Hill {number}") for number in range(30)]
    client.force_login(alice)
    answer = client.get(URL, {"q": "hill"}).json()["posts"]
    assert [post["id"] for post in answer] == [post.pk for post in reversed(posts[10:])]


def test_old_posts_are_found_by_a_word_that_few_titles_have(client, alice, monkeypatch):
    monkeypatch.setattr("blog.views.link_picker.RECENT", 1)
    posts = [PostFactory(author=alice, title=f"Hill {number}") for number in range(3)]
    client.force_login(alice)
    assert {post["id"] for post in client.get(URL, {"q": "hill"}).json()["posts"]} == {post.pk for post in posts}


def test_common_word_leads_to_nobody_else_s_drafts(client, alice, bob, monkeypatch):
    monkeypatch.setattr("blog.views.link_picker.CANDIDATES", 1)
    monkeypatch.setattr("blog.views.link_picker.MOST", 3)
    PostFactory(author=bob, title="Hill secret")
    for number in range(3):
        PostFactory(author=alice, title=f"Hill {number}")
    trash_post(post=PostFactory(author=alice, title="Hill trashed"))
    client.force_login(alice)
    assert found(client, "hill") == ["Hill 2", "Hill 1", "Hill 0"]
