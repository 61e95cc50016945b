"""The door that turns what is pasted into Markdown."""

import pytest
from django.test import Client

from blog.models import Post, WorkingCopy
from blog.views.pasting import MOST

pytestmark = pytest.mark.django_db
URL = "/admin/blog/post/markdown/"


def paste(client, html):
    return client.post(URL, {"html": html}, content_type="application/json")


@pytest.mark.parametrize("person", ["carol", "alice", "eve", "root"])
def test_writer_gets_markdown_and_nothing_is_stored(client, request, person):
    client.force_login(request.getfixturevalue(person))
    answer = paste(client, '<p>Some <b>bold</b> <img src="data:image/png;base64,AA" alt="hill"></p><script>x</script>')
    assert answer.json() == {"markdown": "Some **bold** hill", "lost_pictures": 1}
    assert answer["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert not Post.objects.exists()
    assert not WorkingCopy.objects.exists()


@pytest.mark.parametrize("person", ["charlie", None])
def test_it_is_for_those_who_write(client, request, person):
    if person:
        client.force_login(request.getfixturevalue(person))
    answer = paste(client, "<p>secret")
    assert (answer.status_code, answer.json()["error"]) == (401, "signed_out")
    assert "secret" not in answer.content.decode()


def test_person_in_the_admin_without_a_role_is_refused(client, charlie):
    charlie.is_staff = True
    charlie.save()
    client.force_login(charlie)
    answer = paste(client, "<p>secret")
    assert (answer.status_code, answer.json()["error"]) == (403, "forbidden")


@pytest.mark.parametrize(
    ("html", "status", "code"),
    [(None, 422, "invalid"), (["x"], 422, "invalid"), (1, 422, "invalid"), ("x" * (MOST + 1), 413, "too_large")],
)
def test_what_cannot_be_converted_is_refused_in_words(client, alice, html, status, code):
    client.force_login(alice)
    answer = paste(client, html)
    assert (answer.status_code, answer.json()["error"]) == (status, code)
    assert answer.json()["message"].endswith(".")


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b"[" * 100_000])
def test_what_is_no_json_object_is_refused(client, alice, body):
    client.force_login(alice)
    answer = client.post(URL, body, content_type="application/json")
    assert (answer.status_code, answer.json()["error"]) == (400, "not_json")


def test_it_is_asked_by_post_and_with_a_token(alice):
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    assert client.get(URL).status_code == 405
    headers = {"Accept": "application/json"}
    answer = client.post(URL, {"html": "<p>x"}, content_type="application/json", headers=headers)
    assert (answer.status_code, answer.json()["error"]) == (403, "csrf")


@pytest.mark.parametrize("html", ["", "\0", "\ud800", "<", "<div>" * 50_000, "<b>" * 100_000])
def test_any_html_is_answered(client, alice, html):
    client.force_login(alice)
    answer = client.post(URL, {"html": html}, content_type="application/json")
    assert answer.status_code == 200
    assert "\0" not in answer.json()["markdown"]


def test_pasting_costs_no_query_beyond_those_of_every_door(client, alice, django_assert_num_queries):
    client.force_login(alice)
    paste(client, "<p>x")
    with django_assert_num_queries(6):
        paste(client, "<p>x")
