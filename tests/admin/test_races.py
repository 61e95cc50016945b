"""Two people who choose the same address, or name, at the same moment."""

import contextlib
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.forms import ModelForm
from django.test import Client

from accounts.models import User
from blog.models import Post, Series, Source, Tag
from tests.admin.forms import fields_of
from tests.factories import UserFactory

ADDED = {
    "post": (Post, {"title": ["One", "Two"], "slug": "same", "body": "Text", "_save": ""}),
    "tag": (Tag, {"name": ["One", "Two"], "slug": "same"}),
    "series": (Series, {"name": ["One", "Two"], "slug": "same"}),
    "source": (Source, {"name": ["One", "Two"], "slug": "same"}),
}


@pytest.fixture
def together(monkeypatch):
    """Lets two people's forms be checked before either is stored; what the form of each then says."""
    meeting = threading.Barrier(2)
    met: set[int] = set()
    real = ModelForm._post_clean

    def check(form: ModelForm) -> None:
        real(form)
        if threading.get_ident() not in met:
            met.add(threading.get_ident())
            with contextlib.suppress(threading.BrokenBarrierError):
                meeting.wait(timeout=5)

    def save(people: list[User], urls: list[str], typed: dict) -> list[dict]:
        clients = [Client() for _ in people]
        for client, person in zip(clients, people, strict=True):
            client.force_login(person)
        forms = [
            fields_of(client, url, **{k: v[n] if isinstance(v, list) else v for k, v in typed.items()})
            for n, (client, url) in enumerate(zip(clients, urls, strict=True))
        ]
        monkeypatch.setattr(ModelForm, "_post_clean", check)

        def send(client: Client, url: str, form: dict) -> dict | None:
            try:
                response = client.post(url, form)
                return dict(response.context["adminform"].form.errors) if response.status_code == 200 else {}
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as pool:
            return sorted(pool.map(send, clients, urls, forms), key=len)

    return save


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("noun", ADDED)
def test_the_later_of_two_is_told_at_the_field(root, eve, together, noun):
    model, typed = ADDED[noun]
    stored, refused = together([root, eve], [f"/admin/blog/{noun}/add/"] * 2, typed)
    assert stored == {}
    assert list(refused) == ["slug"]
    assert model.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("noun", ["tag", "series", "source"])
def test_the_later_of_two_of_one_name_is_told_at_the_name(root, eve, together, noun):
    stored, refused = together([root, eve], [f"/admin/blog/{noun}/add/"] * 2, {"name": "Same"})
    assert (stored, refused) == ({}, {"name": ["There is one of this name already."]})


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("field", "value"), [("slug", "same"), ("username", "same"), ("email", "same@example.com")])
def test_the_later_of_two_users_is_told(root, together, field, value):
    others = UserFactory(), UserFactory()
    urls = [f"/admin/accounts/user/{user.pk}/change/" for user in others]
    stored, refused = together([root, root], urls, {field: value})
    assert stored == {}
    assert list(refused) == [field]
    assert User.objects.filter(**{field: value}).count() == 1
