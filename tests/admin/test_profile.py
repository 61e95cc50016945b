"""Your profile: everybody's own, and nobody else's."""

import pytest
from django.utils.html import escape

from tests.admin.forms import fields_of, send
from tests.factories import PostFactory

PROFILE = "/admin/profile/"
WRITERS = ["carol", "alice", "eve", "root"]


@pytest.mark.parametrize("person", WRITERS)
def test_writer_changes_what_readers_see_of_them(client, request, person):
    user, slug = request.getfixturevalue(person), person
    client.force_login(user)
    assert f'href="{PROFILE}"' in client.get("/admin/").content.decode()
    send(client, PROFILE, name="New Name", bio="Writes.", website="example.com")
    user.refresh_from_db()
    assert (user.name, user.bio, user.website, user.slug) == ("New Name", "Writes.", "https://example.com", slug)
    assert "Your profile is saved." in client.get(PROFILE).content.decode()


def test_author_page_shows_the_profile(client, alice):
    PostFactory(published=True, author=alice)
    client.force_login(alice)
    assert f'href="{alice.get_absolute_url()}"' in client.get(PROFILE).content.decode()
    send(client, PROFILE, bio="Grinds mirrors.")
    client.logout()
    assert "Grinds mirrors." in client.get(alice.get_absolute_url()).content.decode()


def test_author_without_posts_is_shown_no_dead_link(client, alice):
    PostFactory(author=alice)
    client.force_login(alice)
    assert alice.get_absolute_url() not in client.get(PROFILE).content.decode()


@pytest.mark.parametrize("person", WRITERS)
def test_nothing_but_ones_own_profile_is_changed(client, request, person, bob):
    user = request.getfixturevalue(person)
    before = {
        field: getattr(user, field) for field in ("username", "email", "is_staff", "is_superuser", "slug", "password")
    }
    groups = list(user.groups.all())
    client.force_login(user)
    grab = {"username": "x", "email": "x@example.com", "is_superuser": "on", "slug": "bob", "groups": ["1", "4"]}
    grab |= {"id": str(bob.pk), "pk": str(bob.pk), "user": str(bob.pk), "password": "x", "is_staff": ""}
    client.post(f"{PROFILE}?id={bob.pk}", fields_of(client, PROFILE, name="Changed") | grab)
    user.refresh_from_db()
    bob.refresh_from_db()
    assert (user.name, bob.name) == ("Changed", "Bob")
    assert {field: getattr(user, field) for field in before} == before
    assert list(user.groups.all()) == groups


@pytest.mark.django_db
@pytest.mark.parametrize("person", [None, "charlie"])
def test_profile_is_closed_to_those_who_do_not_write(client, request, person):
    if person:
        client.force_login(request.getfixturevalue(person))
    response = client.get(PROFILE)
    assert (response.status_code, response.url.split("?")[0]) == (302, "/admin/login/")
    assert client.post(PROFILE, {"name": "Changed"}).status_code == 302
    if person:
        assert request.getfixturevalue(person).name == "Charlie"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"website": "javascript:alert(1)"}, "Enter a valid URL."),
        ({"website": "https://"}, "Enter a valid URL."),
        ({"name": "n" * 151}, "at most 150 characters"),
        ({"bio": "a\0b"}, "Null characters are not allowed."),
    ],
)
def test_what_cannot_be_is_said_beside_the_field_and_stays_as_typed(client, alice, typed, words):
    client.force_login(alice)
    response = send(client, PROFILE, **{"bio": "Long work.", **typed})
    assert words in response.content.decode()
    assert escape(next(iter(typed.values()))).replace("\0", "") in response.content.decode().replace("\0", "")
    assert "<strong>Alice</strong>" in response.content.decode()
    alice.refresh_from_db()
    assert (alice.name, alice.bio, alice.website) == ("Alice", "", "")


def test_role_taken_away_meanwhile_is_not_given_back(client, alice, monkeypatch):
    client.force_login(alice)
    typed = fields_of(client, PROFILE, name="Changed")
    real = type(alice).save

    def save(user, *args, **kwargs):
        type(alice).objects.filter(pk=user.pk).update(is_active=False)
        real(user, *args, **kwargs)

    monkeypatch.setattr(type(alice), "save", save)
    client.post(PROFILE, typed)
    alice.refresh_from_db()
    assert (alice.name, alice.is_active) == ("Changed", False)
