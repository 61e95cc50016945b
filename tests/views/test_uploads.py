"""Pictures that come from the editor."""

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from blog.imaging.names import stored_name
from blog.models import Image
from tests.factories import photo, png

UPLOAD = "/admin/blog/image/upload/"


def picture(name="hill.png", data=None, kind="image/png") -> dict:
    return {"picture": SimpleUploadedFile(name, png() if data is None else data, kind)}


@pytest.mark.parametrize("person", ["carol", "alice", "eve"])
def test_writer_s_picture_is_stored_and_its_markdown_answered(client, request, person):
    user = request.getfixturevalue(person)
    client.force_login(user)
    answer = client.post(UPLOAD, picture()).json()
    image = Image.objects.get()
    assert answer == {
        "id": image.pk,
        "markdown": f"![](image:{image.pk})",
        "url": image.url,
        "width": 4,
        "height": 3,
        "alt": "",
        "name": "hill.png",
        "thumbnail": f"/admin/blog/image/{image.pk}/thumbnail/",
        "page": f"/admin/blog/image/{image.pk}/change/",
        "is_new": True,
        "notice": "",
        "alike": [],
        "take_back": f"/admin/blog/image/{image.pk}/take-back/",
        "describe": "" if person == "carol" else f"/admin/blog/image/{image.pk}/describe/",
    }
    assert (image.uploaded_by, image.original_name) == (user, "hill.png")


def test_same_picture_twice_is_one_image(client, alice):
    client.force_login(alice)
    first, second = (client.post(UPLOAD, picture()).json() for _ in range(2))
    assert first["id"] == second["id"] == Image.objects.get().pk
    assert (first["is_new"], second["is_new"]) == (True, False)


def test_picture_that_looks_like_one_in_the_library_is_told_of_it(client, alice):
    client.force_login(alice)
    first, smaller = (client.post(UPLOAD, picture(data=photo(width))).json() for width in (64, 48))
    assert smaller["is_new"]
    assert [other["id"] for other in smaller["alike"]] == [first["id"]]
    again = client.post(UPLOAD, picture(data=photo(48))).json()
    assert (again["is_new"], again["alike"]) == (False, [])


def test_likeness_is_told_only_to_those_who_may_look_at_the_library(client, alice):
    client.force_login(alice)
    client.post(UPLOAD, picture(data=photo(64)))
    alice.groups.clear()
    alice.user_permissions.add(Permission.objects.get(codename="add_image"))
    answer = client.post(UPLOAD, picture(data=photo(48))).json()
    assert (answer["is_new"], answer["alike"]) == (True, [])


def test_reader_is_turned_away(client, charlie):
    client.force_login(charlie)
    response = client.post(UPLOAD, picture())
    assert (response.status_code, response.json()["error"]) == (401, "signed_out")
    assert not Image.objects.exists()


@pytest.mark.django_db
def test_anonymous_is_told_where_to_sign_in(client):
    response = client.post(UPLOAD, picture())
    assert (response.status_code, response.json()["error"]) == (401, "signed_out")
    assert response.json()["sign_in"] == "/admin/login/"
    assert not Image.objects.exists()


def test_staff_without_the_permission_is_refused_in_words(client, alice):
    alice.groups.clear()
    client.force_login(alice)
    response = client.post(UPLOAD, picture())
    assert response.status_code == 403
    assert response.json() == {"error": "forbidden", "message": "Your role does not add pictures."}


@pytest.mark.parametrize(
    "offered",
    [
        picture("evil.png", b"<script>alert(1)</script>"),
        picture("evil.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "image/svg+xml"),
        picture("page.png", b"<!doctype html><title>x</title>"),
        picture("cut.png", png()[:40]),
        picture("empty.png", b""),
        {},
        {"picture": "no file"},
    ],
    ids=["script", "svg", "html", "cut", "empty", "nothing", "text"],
)
def test_what_is_no_picture_is_refused_in_words(client, alice, offered):
    client.force_login(alice)
    response = client.post(UPLOAD, offered)
    assert response.status_code == 400
    assert response.json()["error"] in ("refused", "no_picture")
    assert len(response.json()["message"]) > 20
    assert not Image.objects.exists()


@pytest.mark.parametrize("name", ["../../etc/passwd", "..\\..\\boot.ini", "a.php", "x" * 400 + ".png", "<b>.png"])
def test_lying_names_reach_no_path(client, alice, name):
    client.force_login(alice)
    assert client.post(UPLOAD, picture(name, kind="text/html")).status_code == 200
    image = Image.objects.get()
    assert image.file.name == stored_name("originals", image.sha256, "png")
    assert "/" not in image.original_name
    assert "\\" not in image.original_name


def test_oversize_is_refused(client, alice, monkeypatch):
    monkeypatch.setattr("blog.views.uploads.MAX_BYTES", 10)
    client.force_login(alice)
    response = client.post(UPLOAD, picture())
    assert response.status_code == 413
    assert "larger than" in response.json()["message"]


def test_picture_is_not_stored_in_another_s_name(client, alice, bob):
    client.force_login(bob)
    response = client.post(UPLOAD, picture() | {"user": alice.pk})
    assert response.status_code == 403
    assert (response.json()["error"], response.json()["name"]) == ("another_user", "Bob")
    assert not Image.objects.exists()
    assert client.post(UPLOAD, picture() | {"user": bob.pk}).status_code == 200
    assert Image.objects.get().uploaded_by == bob


@pytest.mark.parametrize("user", ["", "x", "-1", "9" * 30])
def test_user_who_is_none_is_refused(client, alice, user):
    client.force_login(alice)
    response = client.post(UPLOAD, picture() | {"user": user})
    assert (response.status_code, response.json()["error"]) == (403, "another_user")
    assert not Image.objects.exists()


def test_upload_needs_the_token(alice):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(alice)
    response = strict.post(UPLOAD, picture(), headers={"accept": "application/json"})
    assert (response.status_code, response.json()["error"]) == (403, "csrf")
    assert not Image.objects.exists()


def test_upload_is_a_post(client, alice):
    client.force_login(alice)
    assert client.get(UPLOAD).status_code == 405


@pytest.mark.parametrize("url", ["/markdownx/upload/", "/markdownx/markdownify/"])
def test_markdownx_s_own_views_are_out_of_reach(client, alice, url):
    client.force_login(alice)
    assert client.post(url, picture()).status_code == 404
