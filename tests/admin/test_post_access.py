"""Every door of the posts admin, tried by everybody."""

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType

from blog.models import Post, Tag
from tests.admin.forms import fields_of, send
from tests.factories import PostFactory, TagFactory

PEOPLE = ["anonymous", "charlie", "carol", "bob", "alice", "eve"]


@pytest.fixture
def draft(alice) -> Post:
    return PostFactory(author=alice, title="Alice’s secret draft", slug="secret", version=1)


@pytest.fixture
def someone(client, request):
    def enter(name: str) -> None:
        if name != "anonymous":
            client.force_login(request.getfixturevalue(name))

    return enter


DOORS = {
    "editor": "change/",
    "history": "history/",
    "delete": "delete/",
    "preview": "preview/",
}


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("door", DOORS)
def test_pages_of_a_draft_open_only_to_its_author_and_editors(client, someone, draft, person, door):
    someone(person)
    response = client.get(f"/admin/blog/post/{draft.pk}/{DOORS[door]}")
    may = person in ("alice", "eve")
    assert (response.status_code == 200) == may
    assert ("secret draft" in response.content.decode()) == may


@pytest.mark.parametrize("person", ["anonymous", "charlie", "carol", "bob"])
def test_nobody_else_changes_deletes_or_restores_it(client, someone, draft, person):
    someone(person)
    typed = {
        "title": "Taken over",
        "version": "1",
        "_save": "",
        "cross_posts-TOTAL_FORMS": "0",
        "cross_posts-INITIAL_FORMS": "0",
    }
    for door, data in [("change/", typed), ("delete/", {"post": "yes"}), ("restore/", {})]:
        response = client.post(f"/admin/blog/post/{draft.pk}/{door}", data)
        assert response.status_code in (302, 403, 404)
    draft.refresh_from_db()
    assert (draft.title, draft.trashed_at) == ("Alice’s secret draft", None)


@pytest.mark.parametrize(
    ("person", "seen"), [("anonymous", 0), ("charlie", 0), ("carol", 0), ("bob", 0), ("alice", 1), ("eve", 1)]
)
def test_list_and_front_page_show_only_what_one_may_read(client, someone, draft, person, seen):
    someone(person)
    for url in ("/admin/", "/admin/blog/post/", "/admin/blog/post/?q=secret"):
        assert ("secret draft" in client.get(url, follow=True).content.decode()) == bool(seen)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("person", "status"),
    [("anonymous", 302), ("charlie", 302), ("carol", 200), ("bob", 200), ("alice", 200), ("eve", 200)],
)
def test_new_posts_are_written_by_those_with_a_role(client, someone, person, status):
    someone(person)
    assert client.get("/admin/blog/post/add/").status_code == status


def test_contributor_publishes_nothing_even_with_a_forged_button(client, carol):
    client.force_login(carol)
    post = PostFactory(author=carol)
    url = f"/admin/blog/post/{post.pk}/change/"
    page = client.get(url).content.decode()
    assert 'name="_publish"' not in page
    assert 'name="publish_at_0"' not in page
    typed = fields_of(client, url)
    for verb in ("_publish", "_publish_now", "_unpublish"):
        assert client.post(url, typed | {verb: ""}).status_code == 403
    forged = {"status": "published", "publish_at_0": "2014-01-01", "publish_at_1": "10:00", "_save": ""}
    client.post(url, typed | forged)
    post.refresh_from_db()
    assert (post.state, post.publish_at) == ("draft", None)


def test_contributor_reads_but_no_longer_changes_what_was_published(client, carol):
    client.force_login(carol)
    post = PostFactory(author=carol, published=True, title="Out now")
    url = f"/admin/blog/post/{post.pk}/change/"
    response = client.get(url)
    assert "Out now" in response.content.decode()
    assert 'name="_save"' not in response.content.decode()
    typed = {"title": "Changed", "version": "0", "cross_posts-TOTAL_FORMS": "0", "cross_posts-INITIAL_FORMS": "0"}
    assert "Only editors change this post" in client.post(url, typed).content.decode()
    assert list(Post.objects.values_list("title", flat=True)) == ["Out now"]


def test_author_hands_a_post_to_nobody(client, alice, bob):
    client.force_login(alice)
    post = PostFactory(author=alice)
    url = f"/admin/blog/post/{post.pk}/change/"
    typed = fields_of(client, url)
    assert "author" not in typed
    client.post(url, typed | {"author": bob.pk, "kind": "page", "_save": ""})
    post.refresh_from_db()
    assert (post.author, post.kind, post.version) == (alice, "post", 1)


def test_editor_gives_a_post_to_a_writer_but_not_to_a_reader(client, eve, bob, charlie, alice):
    client.force_login(eve)
    post = PostFactory(author=alice)
    url = f"/admin/blog/post/{post.pk}/change/"
    client.post(url, fields_of(client, url, author=charlie.pk, _save=""))
    post.refresh_from_db()
    assert post.author == alice
    client.post(url, fields_of(client, url, author=bob.pk, _save=""))
    post.refresh_from_db()
    assert post.author == bob


@pytest.mark.parametrize(
    "query", ["author__password__startswith=a", "author__email__contains=x", "_to_field=body", "tags__posts__title=x"]
)
def test_list_refuses_to_look_where_it_should_not(client, alice, query):
    client.force_login(alice)
    response = client.get(f"/admin/blog/post/?{query}")
    assert response.status_code in (302, 400)


@pytest.mark.parametrize("pk", ["0", "-1", "999999", "9" * 30, "x", "1_0", "%00"])
def test_forged_id_finds_nothing(client, alice, pk):
    client.force_login(alice)
    response = client.get(f"/admin/blog/post/{pk}/change/")
    assert response.status_code in (302, 404)
    assert response.headers.get("Location", "/admin/") == "/admin/"


@pytest.mark.parametrize(("person", "seen"), [("charlie", 0), ("carol", 0), ("bob", 0), ("alice", 1), ("eve", 1)])
def test_way_to_the_site_tells_the_address_of_a_draft_only_to_those_who_may_read_it(
    client, someone, draft, person, seen
):
    someone(person)
    kind = ContentType.objects.get_for_model(Post).pk
    response = client.get(f"/admin/r/{kind}/{draft.pk}/")
    assert ("/secret/" in response.headers.get("Location", "")) == bool(seen)


def test_way_to_the_site_leads_to_a_tag(client, eve):
    client.force_login(eve)
    tag = TagFactory(name="Rain")
    kind = ContentType.objects.get_for_model(Tag).pk
    assert client.get(f"/admin/r/{kind}/{tag.pk}/").headers["Location"] == "/tags/rain/"
    assert client.get(f"/admin/r/{kind}/99999/").status_code == 404


@pytest.mark.parametrize(("person", "is_allowed"), [("alice", True), ("eve", True), ("carol", False)])
def test_post_is_featured_by_who_may_publish_it(client, request, person, is_allowed):
    writer = request.getfixturevalue(person)
    client.force_login(writer)
    post = PostFactory(author=writer, title="Mine", version=1)
    url = f"/admin/blog/post/{post.pk}/change/"
    assert ('name="is_featured"' in client.get(url).content.decode()) == is_allowed
    assert send(client, url, is_featured="on", _save="").status_code == 302
    post.refresh_from_db()
    assert post.is_featured == is_allowed


@pytest.mark.parametrize("person", ["alice", "carol", "eve", "root"])
def test_tool_for_pictures_is_there_for_who_may_add_them(client, request, person):
    writer = request.getfixturevalue(person)
    client.force_login(writer)
    page = client.get("/admin/blog/post/add/").content.decode()
    assert all(mark in page for mark in ('data-command="upload"', "data-upload-url", "data-picture-files"))
    assert "may not add pictures" not in page


@pytest.mark.parametrize("person", ["alice", "carol", "eve"])
@pytest.mark.parametrize(("right", "tool"), [("add_image", "upload"), ("view_image", "picture")])
def test_tool_for_pictures_is_not_there_for_who_may_not(client, request, person, right, tool):
    writer = request.getfixturevalue(person)
    for group in writer.groups.all():
        group.permissions.remove(Permission.objects.get(codename=right))
    client.force_login(writer)
    page = client.get("/admin/blog/post/add/").content.decode()
    assert f'data-command="{tool}"' not in page
    assert ("data-upload-url" in page) == (tool == "picture")
    assert ("data-picture-files" in page) == (tool == "picture")
    assert ("Your account may not add pictures." in page) == (tool == "upload")
