"""The people whom every permission is tested as."""

import pytest
from django.contrib.auth.models import Group

from accounts.models import User
from accounts.roles import AUTHOR, CONTRIBUTOR, EDITOR
from tests.factories import UserFactory


def _person(username: str, role: str | None, **fields) -> User:
    user = UserFactory(username=username, name=username.title(), **fields)
    if role:
        user.groups.add(Group.objects.get(name=role))
    return user


@pytest.fixture
def alice(db) -> User:
    """An author."""
    return _person("alice", AUTHOR, is_staff=True)


@pytest.fixture
def bob(db) -> User:
    """Another author."""
    return _person("bob", AUTHOR, is_staff=True)


@pytest.fixture
def carol(db) -> User:
    """A contributor: writes, cannot publish."""
    return _person("carol", CONTRIBUTOR, is_staff=True)


@pytest.fixture
def eve(db) -> User:
    """An editor."""
    return _person("eve", EDITOR, is_staff=True)


@pytest.fixture
def charlie(db) -> User:
    """A reader with an account and no role."""
    return _person("charlie", None)


@pytest.fixture
def root(db) -> User:
    """A superuser."""
    return _person("root", None, is_staff=True, is_superuser=True)
