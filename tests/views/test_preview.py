"""The preview: the public page of what was typed, for those who may write it."""

import re

import lxml.html
import pytest
from django.test import Client

from blog.actions.posts import publish_post, save_post
from blog.models import CrossPost, Post
from tests.factories import ImageFactory, PostFactory, SourceFactory, TagFactory

TYPED = "/admin/blog/post/preview/"
TEXT = """# Head

A *text* with ![a hill](image:{image}) and a footnote[^1], <script>alert(1)</script> and `code`.

```python
print("x")
```

[^1]: Here.
"""


def content(response) -> str:
    """What stands in the page's main part."""
    main = lxml.html.fromstring(response.content).get_element_by_id("content")
    return lxml.html.tostring(main, encoding="unicode")


def test_preview_is_the_public_page(client, alice):
    client.force_login(alice)
    tag, cover = TagFactory(name="Postgres"), ImageFactory(alt="A cover")
    post = Post(
        author=alice, title="Title <b>", body=TEXT.format(image=ImageFactory().pk), excerpt="In short", cover=cover
    )
    save_post(post=post, by=alice, tags=[tag])
    CrossPost.objects.create(post=post, source=SourceFactory(), url="https://example.com/a")
    publish_post(post=post, by=alice)
    public = content(client.get(post.get_absolute_url()))
    typed = {
        "title": post.title,
        "body": post.body,
        "excerpt": post.excerpt,
        "cover": cover.pk,
        "tags": "Postgres",
        "slug": post.slug,
    }
    assert content(client.post(f"{TYPED}?post={post.pk}", typed)) == public
    assert content(client.get(f"/admin/blog/post/{post.pk}/preview/")) == public
    assert "Postgres" in public
    assert "In short" in public


def test_preview_of_a_new_post_shows_what_was_typed_and_stores_nothing(client, alice):
    client.force_login(alice)
    page = content(client.post(TYPED, {"title": "New", "body": "**bold**", "tags": ["One", "Two"]}))
    assert "<strong>bold</strong>" in page
    assert "Two" in page
    assert "Alice" in page
    assert not Post.objects.exists()


def test_preview_runs_nothing_and_is_kept_nowhere(client, alice):
    client.force_login(alice)
    response = client.post(
        TYPED, {"body": "<script>alert(1)</script><img src=x onerror=alert(1)>", "title": "<script>"}
    )
    assert re.findall(r"<script [^ >]*", response.content.decode()) == ['<script src="/static/js/site.js"']
    assert "alert(1)</script" not in response.content.decode()
    assert "<img src=x onerror" not in response.content.decode()
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize("cover", ["x", "-1", "9" * 30, "12345", "²"])
def test_nonsense_instead_of_a_cover_is_passed_over(client, alice, cover):
    client.force_login(alice)
    assert "words" in content(client.post(TYPED, {"body": "words", "cover": cover}))


def test_text_without_end_is_refused(client, alice, settings, monkeypatch):
    monkeypatch.setattr("blog.views.preview.MAX_CHARACTERS", 10)
    client.force_login(alice)
    assert client.post(TYPED, {"body": "x" * 11}).status_code == 413


@pytest.mark.parametrize(
    ("person", "status"), [("charlie", 302), ("carol", 200), ("bob", 200), ("alice", 200), ("eve", 200)]
)
def test_only_writers_render_previews(client, request, person, status):
    client.force_login(request.getfixturevalue(person))
    assert client.post(TYPED, {"body": "x"}).status_code == status


@pytest.mark.django_db
def test_nobody_previews_without_signing_in(client):
    response = client.post(TYPED, {"body": "x"})
    assert response.status_code == 302
    assert "/login/" in response.url


@pytest.mark.parametrize(("person", "status"), [("carol", 404), ("bob", 404), ("alice", 200), ("eve", 200)])
def test_another_s_post_lends_its_page_to_nobody(client, request, alice, person, status):
    post = PostFactory(author=alice)
    CrossPost.objects.create(post=post, source=SourceFactory(name="Secret source"))
    client.force_login(request.getfixturevalue(person))
    response = client.post(f"{TYPED}?post={post.pk}", {"body": "x"})
    assert response.status_code == status
    assert ("Secret source" in response.content.decode()) == (status == 200)


def test_preview_is_asked_for_by_post_only(client, alice):
    client.force_login(alice)
    assert client.get(TYPED).status_code == 405


def test_preview_needs_the_form_s_token(alice):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(alice)
    assert strict.post(TYPED, {"body": "x"}).status_code == 403
