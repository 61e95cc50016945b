"""What readers are told of a post's changes: the note, the date and what changed, never what was not out."""

import datetime as dt

import pytest
from django.utils import timezone

from blog.actions.posts import publish_post, save_post, trash_post, unpublish_post
from blog.actions.revisions import set_note
from blog.models import Post, Revision
from tests.admin.writing import Tab
from tests.factories import LONG_AGO


def live(author, **fields) -> Post:
    post = Post(author=author, **({"title": "A title", "body": "One two three."} | fields))
    save_post(post=post, by=author)
    publish_post(post=post, by=author, at=LONG_AGO)
    return post


def updated(post: Post, note: str = "", **fields) -> Revision:
    for name, value in fields.items():
        setattr(post, name, value)
    revision = save_post(post=post, by=post.author)
    return set_note(revision=revision, note=note) if note else revision


def change_of(post: Post, revision: Revision) -> str:
    return f"{post.get_absolute_url()}changes/{revision.version}/"


@pytest.mark.parametrize("kind", ["post", "page"])
def test_note_stands_under_the_post_and_leads_to_what_changed(client, alice, kind):
    post = live(alice, kind=kind)
    before = client.get(post.get_absolute_url())
    revision = updated(post, "Corrected a <number>.", body="One zwei three.")
    page = client.get(post.get_absolute_url())
    assert "Corrected a &lt;number&gt;." in page.content.decode()
    assert page.headers["ETag"] != before.headers["ETag"]
    assert change_of(post, revision) in page.content.decode()
    change = client.get(change_of(post, revision))
    text = change.content.decode().replace('<span class="visually-hidden">', "").replace("</span>", "")
    assert "One <del>[removed: two ]</del><ins>[added: zwei ]</ins>three." in text
    assert "s-maxage" in change.headers["Cache-Control"]
    assert not change.cookies


def test_note_set_and_taken_back_afterwards_moves_the_site_version(client, alice):
    post = live(alice)
    revision = updated(post, body="Other")
    tags = [client.get(post.get_absolute_url()).headers["ETag"]]
    client.force_login(alice)
    for note in ("Said later.", ""):
        client.post(f"/admin/blog/post/{post.pk}/versions/{revision.version}/note/", {"note": note})
        response = client.get(post.get_absolute_url())
        tags.append(response.headers["ETag"])
        assert ("Said later." in response.content.decode()) == bool(note)
    assert len(set(tags)) == 3
    assert client.get(change_of(post, revision)).status_code == 404


@pytest.mark.parametrize(
    ("person", "status"), [("alice", 302), ("eve", 302), ("bob", 404), ("carol", 404), ("charlie", 302)]
)
def test_only_those_who_publish_tell_readers(client, request, alice, person, status):
    post = live(alice)
    client.force_login(request.getfixturevalue(person))
    url = f"/admin/blog/post/{post.pk}/versions/2/note/"
    assert client.post(url, {"note": "Told"}).status_code == status
    assert Revision.objects.filter(is_notable=True).exists() == (person in ("alice", "eve"))


def test_contributor_tells_readers_nothing(client, carol, eve):
    post = Post(author=carol, title="T", body="B")
    save_post(post=post, by=carol)
    publish_post(post=post, by=eve)
    client.force_login(carol)
    assert client.post(f"/admin/blog/post/{post.pk}/versions/2/note/", {"note": "Told"}).status_code == 403


def test_what_was_never_out_is_not_shown_as_what_was_there_before(client, alice):
    post = live(alice, body="Public text.")
    unpublish_post(post=post, by=alice)
    updated(post, body="Secret draft text.")
    Tab(alice, post).save(body="Secret typing.")
    post.status = "published"
    scheduled = updated(post, body="Secret scheduled text.", publish_at=timezone.now() + dt.timedelta(days=1))
    private = updated(post, body="Secret private text.", publish_at=LONG_AGO, visibility="private")
    revision = updated(post, "Back again.", body="New public text.", visibility="public")
    assert scheduled.version < private.version < revision.version
    text = client.get(change_of(post, revision)).content.decode()
    assert "Secret" not in text
    assert "New" in text
    assert "Public" in text


def test_first_version_that_was_out_shows_no_draft(client, alice):
    post = Post(author=alice, title="T", body="Secret draft.")
    save_post(post=post, by=alice)
    post.body = "Out."
    revision = publish_post(post=post, by=alice, at=LONG_AGO)
    set_note(revision=revision, note="Published.")
    response = client.get(change_of(post, revision))
    assert response.status_code == 200
    assert "Secret" not in response.content.decode()


@pytest.mark.parametrize("state", ["draft", "trashed", "private", "scheduled", "expired"])
def test_change_of_a_post_that_is_not_out_is_not_found(client, alice, state):
    post = live(alice)
    revision = updated(post, "Told.", body="Other")
    url = change_of(post, revision)
    assert client.get(url).status_code == 200
    match state:
        case "draft":
            unpublish_post(post=post, by=alice)
        case "trashed":
            trash_post(post=post)
        case "private":
            updated(post, visibility="private")
        case "scheduled":
            Post.objects.update(publish_at=timezone.now() + dt.timedelta(days=400))
        case _:
            Post.objects.update(expire_at=timezone.now() - dt.timedelta(days=1))
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("version", ["0", "99", "999999999999", "x", "01"])
def test_version_nobody_was_told_of_is_not_found(client, alice, version):
    post = live(alice)
    updated(post, body="Other")
    assert client.get(f"{post.get_absolute_url()}changes/{version}/").status_code == 404
    assert client.get(f"{post.get_absolute_url()}changes/2/").status_code == 404


def test_old_address_of_a_change_leads_to_the_new_one(client, alice):
    post = live(alice)
    revision = updated(post, "Told.", body="Other")
    response = client.get(change_of(post, revision).replace("a-title", "A-Title"))
    assert (response.status_code, response.headers["Location"]) == (301, change_of(post, revision))


def test_post_page_costs_as_much_with_three_notes_as_with_one(client, alice, django_assert_num_queries):
    post = live(alice)
    for number in (1, 3):
        for n in range(number):
            updated(post, f"Note {number}-{n}", body=f"Text {number} {n}")
        client.get(post.get_absolute_url())
        with django_assert_num_queries(6):
            client.get(post.get_absolute_url())
        url = change_of(post, post.revisions.first())
        with django_assert_num_queries(4):
            client.get(url)
