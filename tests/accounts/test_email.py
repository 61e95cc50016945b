"""Addresses of an account: those it has now open it, those it had do not."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache

from accounts.models import User
from tests.admin.forms import send
from tests.factories import UserFactory

OLD, NEW = "old@example.com", "new@example.com"


@pytest.fixture
def moved(client, root) -> User:
    """Somebody whose old address the sign-in library knew, and whom an administrator gave a new one."""
    cache.clear()
    user = UserFactory(username="mover", email=OLD)
    user.set_password("right-password")
    user.save()
    EmailAddress.objects.create(user=user, email=OLD, primary=True, verified=True)
    EmailAddress.objects.create(user=user, email="second@example.com")
    client.force_login(root)
    send(client, f"/admin/accounts/user/{user.pk}/change/", email="New@Example.com")
    client.logout()
    return user


def ask_for_a_new_password(client, address: str) -> None:
    client.post("/accounts/password/reset/", {"email": address})


def test_new_password_is_sent_to_the_new_address(client, moved, mailoutbox):
    ask_for_a_new_password(client, NEW)
    assert [message.to for message in mailoutbox] == [[NEW]]
    path = re.search(r"http://[^/\s]+(/\S+)", mailoutbox[0].body)[1]
    page = client.get(path, follow=True)
    client.post(page.request["PATH_INFO"], {"password1": "long and odd 42", "password2": "long and odd 42"})
    moved.refresh_from_db()
    assert moved.check_password("long and odd 42")


@pytest.mark.parametrize("address", [OLD, "second@example.com"])
def test_no_password_is_sent_to_an_address_of_before(client, moved, mailoutbox, address):
    ask_for_a_new_password(client, address)
    assert mailoutbox == []


@pytest.mark.parametrize(("address", "opens"), [(NEW, True), ("NEW@example.com", True), (OLD, False)])
def test_new_address_signs_in_and_the_old_one_does_not(client, moved, address, opens):
    client.post("/accounts/login/", {"login": address, "password": "right-password"})
    assert ("_auth_user_id" in client.session) == opens


def test_link_sent_to_the_old_address_before_opens_nothing_any_more(client, root, mailoutbox):
    user = UserFactory(username="mover", email=OLD)
    ask_for_a_new_password(client, OLD)
    path = re.search(r"http://[^/\s]+(/\S+)", mailoutbox[0].body)[1]
    client.force_login(root)
    send(client, f"/admin/accounts/user/{user.pk}/change/", email=NEW)
    client.logout()
    page = client.get(path, follow=True).content.decode()
    assert 'name="password1"' not in page


def test_only_the_new_address_is_known(moved):
    assert list(EmailAddress.objects.values_list("email", "primary")) == [(NEW, True)]
    moved.refresh_from_db()
    assert moved.email == NEW


def test_account_without_address_is_known_by_none(client, root, moved):
    client.force_login(root)
    send(client, f"/admin/accounts/user/{moved.pk}/change/", email="")
    assert not EmailAddress.objects.exists()


def test_other_changes_leave_the_addresses(client, root):
    user = UserFactory(username="mover", email=OLD)
    EmailAddress.objects.create(user=user, email=OLD, primary=True, verified=True)
    EmailAddress.objects.create(user=user, email="second@example.com")
    client.force_login(root)
    send(client, f"/admin/accounts/user/{user.pk}/change/", name="Other")
    assert EmailAddress.objects.filter(user=user).count() == 2
