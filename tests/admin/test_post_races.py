"""Two people, or one with a nervous finger, at the same moment."""

import contextlib
import threading
from concurrent.futures import ThreadPoolExecutor

import lxml.html
import pytest
from django.contrib.admin import ModelAdmin
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from blog.actions.posts import delete_post, publish_post, save_post, trash_post
from blog.models import Post
from tests.admin.forms import fields_of
from tests.factories import CrossPostFactory, PostFactory

ADD = "/admin/blog/post/add/"


@pytest.mark.django_db(transaction=True)
def test_both_are_stored_when_two_new_posts_of_one_title_are_saved_at_once(root, monkeypatch):
    together = threading.Barrier(2)
    real = Post.free_slug

    def slow(post: Post) -> str:
        slug = real(post)
        with contextlib.suppress(threading.BrokenBarrierError):
            together.wait(timeout=1)
        return slug

    clients = [Client(), Client()]
    for client in clients:
        client.force_login(root)
    typed = fields_of(clients[0], ADD, title="Twice", body="Text", _save="")
    monkeypatch.setattr(Post, "free_slug", slow)

    def save(client: Client) -> int:
        try:
            return client.post(ADD, typed).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(save, clients)) == [302, 302]
    assert set(Post.objects.values_list("slug", flat=True)) == {"twice", "twice-2"}


def deleted_while_open(client, post: Post, **typed) -> HttpResponse:
    url = f"/admin/blog/post/{post.pk}/change/"
    form = fields_of(client, url, title="My title", body="My long text", **typed)
    delete_post(post=post)
    return client.post(url, form)


@pytest.mark.parametrize("person", ["carol", "alice", "eve"])
def test_text_comes_back_when_the_post_was_deleted_meanwhile(client, request, person):
    author = request.getfixturevalue(person)
    client.force_login(author)
    post = PostFactory(author=author, version=1)
    CrossPostFactory(post=post, url="https://a.example/1")
    response = deleted_while_open(client, post, tags=["Rain"] if person != "carol" else [], _save="")
    assert response.status_code == 200
    assert b"This post is not there any more, or is no longer yours." in response.content
    assert not Post.objects.exists()
    form = lxml.html.fromstring(response.content).get_element_by_id("post_form")
    assert form.action == ADD
    values = {name: value.lstrip("\n") for name, value in form.form_values()}  # a browser drops that newline too
    assert (values["title"], values["body"], values["cross_posts-0-url"]) == (
        "My title",
        "My long text",
        "https://a.example/1",
    )
    client.post(form.action, values | {"_save": ""})
    again = Post.objects.get()
    assert (again.title, again.body, again.author) == ("My title", "My long text", author)
    assert again.cross_posts.get().url == "https://a.example/1"


def test_deleted_post_is_not_published_again_unasked(client, alice):
    client.force_login(alice)
    deleted_while_open(client, PostFactory(author=alice, version=1), _publish="")
    assert not Post.objects.exists()


def test_post_deleted_in_the_very_moment_of_its_saving_comes_back_as_text(client, alice, monkeypatch):
    client.force_login(alice)
    post = PostFactory(author=alice, version=1)
    typed = fields_of(client, f"/admin/blog/post/{post.pk}/change/", body="My long text", _save="")
    real = ModelAdmin.get_object

    def found_and_lost(*args):
        found = real(*args)
        Post.objects.filter(pk=post.pk).delete()
        return found

    monkeypatch.setattr(ModelAdmin, "get_object", found_and_lost)
    response = client.post(f"/admin/blog/post/{post.pk}/change/", typed)
    assert b"My long text" in response.content
    assert not Post.objects.exists()


def test_saving_a_deleted_post_does_not_bring_it_back(alice):
    post = PostFactory(author=alice)
    Post.objects.all().delete()
    with pytest.raises(Post.DoesNotExist):
        save_post(post=post, by=alice)
    assert not Post.objects.exists()


@pytest.mark.parametrize("key", ["abc", "9" * 30, "٣"])
def test_address_that_never_was_a_posts_is_answered_with_words(client, alice, key):
    client.force_login(alice)
    response = client.post(f"/admin/blog/post/{key}/change/", {"title": "T", "_save": ""}, follow=True)
    assert response.status_code == 200


def test_text_comes_back_when_an_editor_published_the_post_meanwhile(client, carol, eve):
    client.force_login(carol)
    post = PostFactory(author=carol, title="Carol’s", body="As published.", version=1)
    url = f"/admin/blog/post/{post.pk}/change/"
    typed = fields_of(client, url, body="My long text", _save="")
    publish_post(post=post, by=eve)
    page = client.post(url, typed).content.decode()
    assert "Only editors change this post now that it is published." in page
    assert "My long text" in page
    assert list(Post.objects.values_list("body", flat=True)) == ["As published."]


def test_text_comes_back_when_the_post_went_to_the_trash_meanwhile(client, alice):
    client.force_login(alice)
    post = PostFactory(author=alice, body="Before.", version=1)
    url = f"/admin/blog/post/{post.pk}/change/"
    typed = fields_of(client, url, body="My long text", _save="")
    trash_post(post=post)
    page = client.post(url, typed).content.decode()
    assert "Somebody put this post in the trash while you were writing." in page
    assert "My long text" in page
    assert list(Post.objects.values_list("body", flat=True)) == ["Before."]
