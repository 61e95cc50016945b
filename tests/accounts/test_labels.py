import pytest
from django.contrib.auth.models import Group, Permission
from django.utils import translation

from accounts.labels import permission_label, role_label
from accounts.roles import ROLES

pytestmark = pytest.mark.django_db


def test_roles_that_came_along_are_translated_and_others_keep_their_name():
    with translation.override("de"):
        labels = [role_label(Group.objects.get(name=name)) for name in ROLES]
        assert labels == ["Mitwirkender", "Autor", "Redakteur", "Administrator"]
        assert role_label(Group(name="Gärtner")) == "Gärtner"


@pytest.mark.parametrize(
    ("codename", "english", "german"),
    [
        ("publish_post", "Post: publish own posts", "Beitrag: eigene Beiträge veröffentlichen"),
        ("change_any_post", "Post: change everybody’s posts", "Beitrag: Beiträge von allen ändern"),
        ("add_redirect", "Redirect: add", "Weiterleitung: hinzufügen"),
        ("delete_series", "Series: delete", "Serie: löschen"),
    ],
)
def test_permissions_say_of_what_kind_they_are_and_what_they_allow(codename, english, german):
    permission = Permission.objects.get(codename=codename)
    assert permission_label(permission) == english
    with translation.override("de"):
        assert permission_label(permission) == german


def test_no_two_permissions_say_the_same():
    labels = [permission_label(permission) for permission in Permission.objects.filter(content_type__app_label="blog")]
    assert len(labels) == len(set(labels)) > 20
