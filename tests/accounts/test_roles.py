import pytest
from django.contrib.auth.models import Group

from accounts.roles import AUTHOR, ROLES, create_missing_roles


@pytest.mark.django_db
def test_every_role_exists_with_its_permissions_after_migrations():
    found = {
        group.name: {f"{p.content_type.app_label}.{p.codename}" for p in group.permissions.all()}
        for group in Group.objects.prefetch_related("permissions__content_type")
    }
    assert found == {name: set(permissions) for name, permissions in ROLES.items()}


@pytest.mark.django_db
def test_role_changed_by_the_administrator_stays_changed():
    Group.objects.get(name=AUTHOR).permissions.clear()
    assert create_missing_roles() == []
    assert Group.objects.get(name=AUTHOR).permissions.count() == 0


@pytest.mark.django_db
def test_deleted_role_comes_back_whole():
    Group.objects.get(name=AUTHOR).delete()
    assert create_missing_roles() == [AUTHOR]
    assert Group.objects.get(name=AUTHOR).permissions.count() == len(ROLES[AUTHOR])
