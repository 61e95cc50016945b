"""Who may do what, asked for every persona."""

import pytest
from django.contrib.auth.models import AnonymousUser

from blog import access
from blog.models import Post
from tests.factories import PostFactory

# persona → (own draft, own published, another's draft, another's published)
EDIT = {
    "alice": (True, True, False, False),
    "carol": (True, False, False, False),
    "eve": (True, True, True, True),
    "charlie": (False, False, False, False),
    "root": (True, True, True, True),
}
PUBLISH = {
    "alice": (True, True, False, False),
    "carol": (False, False, False, False),
    "eve": (True, True, True, True),
    "charlie": (False, False, False, False),
    "root": (True, True, True, True),
}


def four_posts(user, other):
    return [PostFactory(author=a, published=p) for a in (user, other) for p in (False, True)]


@pytest.mark.parametrize("persona", EDIT)
def test_edit_publish_and_delete_are_granted_when_the_role_says_so(persona, request, bob):
    user = request.getfixturevalue(persona)
    posts = four_posts(user, bob)
    assert tuple(access.can_edit(user, post) for post in posts) == EDIT[persona]
    assert tuple(access.can_publish(user, post) for post in posts) == PUBLISH[persona]
    assert tuple(access.can_delete(user, post) for post in posts) == PUBLISH[persona]


@pytest.mark.parametrize(("persona", "found"), [("alice", 2), ("carol", 2), ("eve", 4), ("charlie", 0), ("root", 4)])
def test_posts_found_in_the_admin_are_own_or_all(persona, found, request, bob):
    user = request.getfixturevalue(persona)
    posts = four_posts(user, bob)
    assert access.readable_posts(user).count() == found
    assert sum(access.can_read(user, post) for post in posts) == found


@pytest.mark.django_db
def test_anonymous_may_nothing():
    post = PostFactory(published=True)
    anonymous = AnonymousUser()
    assert not access.can_edit(anonymous, post)
    assert not access.can_publish(anonymous, post)
    assert not access.can_delete(anonymous, post)
    assert not access.can_read(anonymous, post)
    assert access.readable_posts(anonymous).count() == 0 < Post.objects.count()


def test_role_taken_away_takes_the_rights_away(alice):
    post = PostFactory(author=alice)
    alice.groups.clear()
    alice = type(alice).objects.get(pk=alice.pk)
    assert not access.can_edit(alice, post)
