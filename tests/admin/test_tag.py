import pytest

from blog.models import Redirect, Tag
from tests.admin.forms import send
from tests.factories import PostFactory, TagFactory

pytestmark = pytest.mark.django_db
LIST = "/admin/blog/tag/"


def test_renamed_tag_leaves_a_redirect(client, eve):
    tag = TagFactory(name="AWS")
    client.force_login(eve)
    send(client, f"{LIST}{tag.pk}/change/", name="Amazon", slug="amazon")
    assert Redirect.objects.get(old_path="/tags/aws/").target == "/tags/amazon/"


def test_slug_is_made_from_the_name_when_none_is_typed(client, eve):
    TagFactory(name="C", slug="c")
    client.force_login(eve)
    send(client, f"{LIST}add/", name="C++")
    assert Tag.objects.get(name="C++").slug == "c-2"


def test_name_that_exists_in_other_letters_is_refused(client, eve):
    TagFactory(name="Postgres")
    client.force_login(eve)
    assert "There is one of this name already." in send(client, f"{LIST}add/", name="POSTGRES").content.decode()


def test_chosen_tags_are_merged_into_another(client, eve):
    kept, one, two = TagFactory(name="Postgres"), TagFactory(name="PG"), TagFactory(name="PostgreSQL")
    post = PostFactory(tags=[one])
    client.force_login(eve)
    chosen = {"action": "merge", "_selected_action": [one.pk, two.pk]}
    page = client.post(LIST, chosen).content.decode()
    assert "Merge into" in page
    assert "PostgreSQL" in page
    page = client.post(LIST, chosen | {"into": kept.pk}, follow=True).content.decode()
    assert "“PG” and “PostgreSQL” merged into “Postgres”; 1 post gained it." in page
    assert list(post.tags.all()) == [kept]
    assert {r.old_path: r.target for r in Redirect.objects.all()} == {
        "/tags/pg/": "/tags/postgres/",
        "/tags/postgresql/": "/tags/postgres/",
    }


@pytest.mark.parametrize("into", ["", "0", "x", "9" * 40])
def test_merging_into_nothing_asks_again(client, eve, into):
    tag = TagFactory()
    client.force_login(eve)
    response = client.post(LIST, {"action": "merge", "_selected_action": [tag.pk], "into": into})
    assert response.status_code == 200
    assert "errorlist" in response.content.decode()
    assert Tag.objects.count() == 1


def test_deleted_tags_are_gone(client, eve):
    one, two = TagFactory(name="One"), TagFactory(name="Two")
    client.force_login(eve)
    client.post(f"{LIST}{one.pk}/delete/", {"post": "yes"})
    client.post(LIST, {"action": "delete_selected", "_selected_action": [two.pk], "post": "yes"})
    assert {r.old_path: r.is_gone for r in Redirect.objects.all()} == {"/tags/one/": True, "/tags/two/": True}


@pytest.mark.parametrize("person", ["carol", "alice"])
def test_tags_are_kept_by_editors(client, request, person):
    tag, other = TagFactory(name="Postgres"), TagFactory()
    client.force_login(request.getfixturevalue(person))
    assert "Postgres" in client.get(LIST).content.decode()
    assert client.post(f"{LIST}{tag.pk}/change/", {"name": "Mine"}).status_code == 403
    assert client.post(f"{LIST}{tag.pk}/delete/", {"post": "yes"}).status_code == 403
    client.post(LIST, {"action": "merge", "_selected_action": [tag.pk], "into": other.pk})
    assert Tag.objects.filter(name="Postgres").exists()
