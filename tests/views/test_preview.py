"""The preview: the public page of what was typed, for those who may write it."""

import gzip
import re

import lxml.html
import pytest
from django.test import Client

from blog.actions.posts import publish_post, save_post
from blog.models import CrossPost, Post, SiteSettings
from tests.admin.forms import fields_of
from tests.factories import ImageFactory, PostFactory, SeriesFactory, SourceFactory, TagFactory, with_renditions

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


EVERYTHING = """# Head

Smart "quotes" -- and *em*, **strong**, ~~struck~~, `code`, https://example.com and a note[^1], a note again[^1].

[[toc]]

> Quoted
>
> - nested

- [x] done
- [ ] to do

  with a paragraph

1. one
2. two

| a | b |
|---|:-:|
| 1 | 2 |

```python
print("x")
```

![a hill](image:{image} "A caption")

![one](image:{image}) ![two](image:{image})

*Both of them*

!!! warning "Careful"
    Inside.

Term
: What it is

[another post](post:{post}), [one that is not](post:999999)

<details><summary>More</summary>

*inner*

</details>

---

    indented

## Second

### Third

## Fourth

[^1]: The note.
"""


@pytest.mark.parametrize("is_page", [False, True])
def test_preview_is_the_public_page_with_every_feature(client, eve, alice, is_page):
    client.force_login(eve)
    image, cover = with_renditions(ImageFactory(alt="A hill")), with_renditions(ImageFactory(width=3000, height=900))
    series = SeriesFactory(name="Sailing")
    PostFactory(published=True, series=series)
    body = EVERYTHING.format(image=image.pk, post=PostFactory(published=True).pk) + "\n\nWords. " * 1_100
    body = body.replace("[[toc]]", "") if is_page else body
    post = Post(author=alice, title='Title <b> & "more"', body=body, excerpt="In short", cover=cover, language="de")
    post.kind, post.series = ("page", None) if is_page else ("post", series)
    save_post(post=post, by=alice, tags=[TagFactory(name=name) for name in ("b", "Ärger", "A")])
    for direction in ("from", "to"):
        CrossPost.objects.create(post=post, source=SourceFactory(), url="https://example.com/a", direction=direction)
    publish_post(post=post, by=alice)
    url = f"/admin/blog/post/{post.pk}/change/"
    public = article(client.get(post.get_absolute_url()))
    # A browser leaves away the line break that a textarea begins with.
    typed = fields_of(client, url, body=post.body, excerpt=post.excerpt, tags=["b", "A", "Ärger"])
    assert article(client.post(f"{TYPED}?post={post.pk}", typed)) == public
    pane = article(client.post(f"{TYPED}?post={post.pk}&pane=1", typed))
    assert re.sub(r' data-lines="\d+ \d+"', "", pane) == public != pane
    for name in ("gallery", "admonition", "footnotes", "srcset", 'class="tag p-', 'class="cover"', "task-box"):
        assert name in public
    assert ("kicker" in public, 'class="toc"' in public) == (not is_page, not is_page)
    assert ("has-contents" in public) == is_page


def article(response) -> str:
    """What is the post's own of a page: not the posts around it."""
    page = lxml.html.fromstring(response.content)
    (found,) = page.xpath("//main//article[contains(@class, 'h-entry')]")
    return lxml.html.tostring(found, encoding="unicode", with_tail=False)


def test_what_decides_how_the_page_looks_is_shown_as_typed(client, eve, bob):
    client.force_login(eve)
    post = PostFactory(author=eve)
    typed = {"title": "T", "body": "B", "slug": "s", "author": bob.pk, "series": SeriesFactory(name="Sailing").pk}
    dated = typed | {"publish_at_0": "2014-03-01", "publish_at_1": "10:00", "kind": "post"}
    page = content(client.post(f"{TYPED}?post={post.pk}", dated))
    assert "Bob" in page
    assert "Sailing" in page
    assert 'datetime="2014-03-01' in page
    assert "Bob" not in content(client.post(f"{TYPED}?post={post.pk}", typed | {"kind": "page"}))
    post.refresh_from_db()
    assert (post.author, post.series, post.publish_at) == (eve, None, None)


def test_author_is_chosen_by_editors_only_and_never_a_reader(client, alice, bob, charlie, eve):
    for person, chosen in ((alice, bob), (eve, charlie)):
        client.force_login(person)
        page = content(client.post(TYPED, {"body": "B", "author": chosen.pk}))
        assert chosen.name not in page
        assert person.name in page


BAD = {
    "title": "x" * 10_000 + "\0",
    "body": "\0text\ud83d".encode("utf-8", "replace").decode(),
    "excerpt": "\0" * 10,
    "slug": "\0/../" + "y" * 10_000,
    "language": "xx\0",
    "kind": "nonsense\0",
    "author": "9" * 30,
    "cover": "1\0",
    "series": "-1",
    "series_position": "9" * 18,
    "publish_at_0": "2026-02-31",
    "publish_at_1": "99:99\0",
    "tags": ["t" * 10_000, "nul\0", *(f"tag{number}" for number in range(200))],
}


@pytest.mark.parametrize("name", [*BAD, "everything"])
def test_preview_stands_whatever_is_typed(client, eve, name):
    client.force_login(eve)
    typed = {"title": "T", "body": "words", "publish_at_0": "2014-03-01", "publish_at_1": "10:00"}
    bad = BAD if name == "everything" else {name: BAD[name]}
    response = client.post(f"{TYPED}?pane=1&post={PostFactory(author=eve).pk}", typed | bad)
    assert response.status_code == 200
    assert 'class="prose' in response.content.decode()


@pytest.mark.parametrize("day", ["0000-01-01", "99999-01-01", "9999-12-31", "0001-01-01", "2026-02-31"])
def test_day_at_the_edge_of_the_calendar_is_no_trouble(client, alice, day):
    SiteSettings(time_zone="Pacific/Auckland").save()
    client.force_login(alice)
    response = client.post(TYPED, {"body": "words", "publish_at_0": day, "publish_at_1": "23:59"})
    assert "words" in content(response)


def test_preview_is_compressed_for_who_takes_it(client, alice):
    client.force_login(alice)
    response = client.post(TYPED, {"body": "many words " * 200}, headers={"accept-encoding": "gzip"})
    assert response.headers["Content-Encoding"] == "gzip"
    assert b"many words many words" in gzip.decompress(response.content)


@pytest.mark.parametrize("count", [1, 3])
def test_preview_costs_the_same_however_much_there_is(client, eve, django_assert_num_queries, count):
    client.force_login(eve)
    post = PostFactory(author=eve, series=SeriesFactory())
    images = [ImageFactory() for _ in range(count)]
    for _ in range(count):
        CrossPost.objects.create(post=post, source=SourceFactory(), url="https://example.com/a")
    typed = {
        "title": "T",
        "body": "\n\n".join(f"![x]({image.reference})\n\n[y](post:{post.pk})" for image in images),
        "tags": [TagFactory().name for _ in range(count)],
        "cover": images[0].pk,
        "series": post.series_id,
    }
    with django_assert_num_queries(19):
        client.post(f"{TYPED}?post={post.pk}&pane=1", typed)


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
