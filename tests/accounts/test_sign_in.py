import pytest
from django.core.cache import cache

from tests.factories import UserFactory

DOOR = "/accounts/login/"


@pytest.fixture
def someone(db):
    user = UserFactory(username="someone", email="someone@example.com")
    user.set_password("right-password")
    user.save()
    cache.clear()
    return user


def sign_in(client, password, login="someone"):
    return client.post(DOOR, {"login": login, "password": password})


@pytest.mark.parametrize("login", ["someone", "SomeOne@example.com"])
def test_reader_signs_in_by_name_or_mail_and_lands_on_the_home_page(client, someone, login):
    response = sign_in(client, "right-password", login)
    assert (response.status_code, response.headers["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(someone.pk)


def test_writer_lands_in_the_admin(client, someone):
    someone.is_staff = True
    someone.save()
    assert sign_in(client, "right-password").headers["Location"] == "/admin/"


def test_wrong_password_signs_nobody_in(client, someone):
    assert sign_in(client, "wrong").status_code == 200
    assert "_auth_user_id" not in client.session


def test_right_password_is_refused_after_too_many_wrong_ones(client, someone):
    for _ in range(5):
        sign_in(client, "wrong")
    response = sign_in(client, "right-password")
    assert b"Too many failed login attempts" in response.content
    assert "_auth_user_id" not in client.session


def test_admin_has_no_sign_in_of_its_own(client, db):
    response = client.get("/admin/", follow=True)
    assert [step.split("?")[0] for step, _ in response.redirect_chain] == ["/admin/login/", DOOR]
    response = client.post("/admin/login/", {"username": "someone", "password": "right-password"})
    assert (response.status_code, response.headers["Location"].split("?")[0]) == (302, DOOR)


def test_reader_who_signed_in_is_kept_out_of_the_admin(client, charlie):
    client.force_login(charlie)
    assert client.get("/admin/login/").status_code == 403


def test_nobody_makes_an_account_for_themselves(client, db, django_user_model):
    fields = {"username": "new", "email": "new@example.com", "password1": "Long-enough-1", "password2": "Long-enough-1"}
    assert b"Sign Up Closed" in client.post("/accounts/signup/", fields).content
    assert not django_user_model.objects.filter(username="new").exists()


def test_password_reset_says_the_same_for_known_and_unknown_addresses(client, someone, mailoutbox):
    known = client.post("/accounts/password/reset/", {"email": "someone@example.com"})
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@example.com"})
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    assert [message.to for message in mailoutbox] == [["someone@example.com"]]


def test_right_password_is_still_refused_when_much_else_was_remembered_since(client, someone):
    for _ in range(5):
        sign_in(client, "wrong")
    for number in range(400):
        cache.set(f"zz{number}", 1)
    sign_in(client, "right-password")
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("path", ["login/", "password/reset/", "email/", "2fa/", "nothing/"])
def test_pages_of_an_account_are_kept_by_no_cache(client, someone, path):
    client.force_login(someone)
    response = client.get(f"/accounts/{path}")
    assert "no-store" in response.headers["Cache-Control"]
    assert "private" in response.headers["Cache-Control"]
