"""Two people, or one with a nervous finger, at the same moment."""

import contextlib
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from blog.models import Post
from tests.admin.forms import fields_of

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
