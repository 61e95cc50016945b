"""Who manages whom."""

import pytest
from django.contrib.auth.models import Group, Permission

from accounts.models import User
from accounts.roles import ADMINISTRATOR, AUTHOR, EDITOR
from blog.actions.posts import save_post
from blog.models import Post, Redirect
from tests.admin.forms import fields_of, send
from tests.factories import PostFactory, UserFactory

LIST = "/admin/accounts/user/"


@pytest.fixture
def ada(db) -> User:
    """An administrator who is no superuser."""
    user = UserFactory(username="ada", name="Ada", is_staff=True)
    user.groups.add(Group.objects.get(name=ADMINISTRATOR))
    return user


def role(name: str) -> Group:
    return Group.objects.get(name=name)


def test_role_is_enough_to_enter_the_admin_and_its_loss_closes_it(client, ada, charlie):
    client.force_login(ada)
    url = f"{LIST}{charlie.pk}/change/"
    send(client, url, groups=[role(AUTHOR).pk])
    charlie.refresh_from_db()
    assert (charlie.is_staff, charlie.has_perm("blog.add_post")) == (True, True)
    send(client, url, groups=[])
    charlie.refresh_from_db()
    assert not charlie.is_staff


def test_administrator_adds_a_writer(client, ada):
    client.force_login(ada)
    typed = {"username": "new", "email": "new@example.com", "groups": [role(EDITOR).pk], "usable_password": "true"}
    words = {"password1": "long and odd 42", "password2": "long and odd 42"}
    send(client, f"{LIST}add/", **typed, **words)
    user = User.objects.get(username="new")
    assert user.is_staff
    assert user.check_password("long and odd 42")


def test_slug_is_made_anew_when_it_is_emptied(client, ada, alice):
    client.force_login(ada)
    send(client, f"{LIST}{alice.pk}/change/", name="Alice Liddell", slug="")
    alice.refresh_from_db()
    assert alice.slug == "alice-liddell"


def test_passwords_are_set_but_never_shown(client, ada, alice):
    alice.set_password("a long password 1")
    alice.save()
    client.force_login(ada)
    page = client.get(f"{LIST}{alice.pk}/change/").content.decode()
    assert "Set a new password" in page
    assert alice.password not in page
    assert alice.password.split("$")[-1] not in page


def test_administrator_touches_no_superuser(client, ada, root):
    client.force_login(ada)
    assert "is_superuser" not in client.get(f"{LIST}{ada.pk}/change/").content.decode()
    assert client.post(f"{LIST}{root.pk}/change/", {"username": "ruth"}).status_code == 403
    assert client.get(f"{LIST}{root.pk}/password/").status_code == 403
    assert client.post(f"{LIST}{root.pk}/delete/", {"post": "yes"}).status_code == 403


def test_administrator_grants_nothing_beyond_own_power(client, ada, alice):
    mighty = Group.objects.create(name="Mighty")
    mighty.permissions.add(Permission.objects.get(codename="delete_session"))
    client.force_login(ada)
    url = f"{LIST}{alice.pk}/change/"
    response = client.post(url, fields_of(client, url, groups=[mighty.pk]) | {"is_superuser": "on", "is_staff": "on"})
    assert "is not one of the available choices" in response.content.decode()
    client.post(url, fields_of(client, url) | {"is_superuser": "on", "user_permissions": [1]})
    alice.refresh_from_db()
    assert not alice.is_superuser
    assert not alice.user_permissions.exists()
    assert not alice.groups.filter(name="Mighty").exists()


def test_role_with_more_than_one_has_is_out_of_reach(client, ada):
    mighty = Group.objects.create(name="Mighty")
    mighty.permissions.add(Permission.objects.get(codename="delete_session"))
    client.force_login(ada)
    assert client.post(f"/admin/auth/group/{mighty.pk}/change/", {"name": "Mine"}).status_code == 403
    own = f"/admin/auth/group/{role(ADMINISTRATOR).pk}/change/"
    grab = Permission.objects.get(codename="delete_session").pk
    client.post(own, fields_of(client, own, permissions=[grab]))
    assert not role(ADMINISTRATOR).permissions.filter(pk=grab).exists()


def test_member_of_a_mightier_role_is_out_of_reach(client, ada, bob):
    mighty = Group.objects.create(name="Mighty")
    mighty.permissions.add(Permission.objects.get(codename="delete_session"))
    bob.groups.add(mighty)
    client.force_login(ada)
    assert client.get(f"{LIST}{bob.pk}/password/").status_code == 403
    assert client.post(f"{LIST}{bob.pk}/change/", {"username": "bobby"}).status_code == 403


def test_person_with_posts_is_not_deleted(client, ada, alice, bob):
    PostFactory(author=alice)
    client.force_login(ada)
    assert client.post(f"{LIST}{alice.pk}/delete/", {"post": "yes"}).status_code == 403
    client.post(f"{LIST}{bob.pk}/delete/", {"post": "yes"})
    assert set(User.objects.values_list("username", flat=True)) >= {"alice", "ada"}
    assert not User.objects.filter(username="bob").exists()


def test_superuser_makes_another(client, root, alice):
    client.force_login(root)
    send(client, f"{LIST}{alice.pk}/change/", is_superuser="on")
    alice.refresh_from_db()
    assert (alice.is_superuser, alice.is_staff) == (True, True)


@pytest.mark.parametrize("person", ["charlie", "carol", "alice", "eve"])
def test_nobody_else_sees_users_or_roles(client, request, person, ada):
    client.force_login(request.getfixturevalue(person))
    for url in (LIST, f"{LIST}{ada.pk}/change/", f"{LIST}add/", f"{LIST}{ada.pk}/password/", "/admin/auth/group/"):
        response = client.get(url)
        assert response.status_code in (302, 403)
        assert "ada@example.com" not in response.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_the_same_queries_for_one_and_for_three(client, root, count, django_assert_num_queries):
    for _ in range(count):
        UserFactory().groups.add(role(AUTHOR))
    client.force_login(root)
    client.get(LIST)
    with django_assert_num_queries(7):
        assert client.get(LIST).context["cl"].result_count == count + 1


def test_deleted_author_leaves_no_dead_address(client, ada, bob):
    bob.slug = "robert"
    bob.save()
    client.force_login(ada)
    client.post(f"{LIST}{bob.pk}/delete/", {"post": "yes"})
    assert client.get("/authors/robert/").status_code == 410
    assert client.get("/authors/bob/").status_code == 410


def test_author_without_a_role_by_now_leaves_no_dead_address_either(client, ada, charlie):
    save_post(post=Post(author=ada, title="Given to Ada"), by=charlie)
    client.force_login(ada)
    client.post(f"{LIST}{charlie.pk}/delete/", {"post": "yes"})
    assert client.get("/authors/charlie/").status_code == 410


def test_deleted_reader_leaves_no_trace(client, ada, charlie):
    client.force_login(ada)
    client.post(f"{LIST}{charlie.pk}/delete/", {"post": "yes"})
    assert client.get("/authors/charlie/").status_code == 404


def test_new_author_at_the_address_of_a_deleted_one_is_not_gone(client, bob):
    bob.delete()
    UserFactory(username="bob", is_staff=True)
    assert not Redirect.objects.exists()
    assert client.get("/authors/bob/").status_code == 404
