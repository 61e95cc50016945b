"""The doors of one picture, as each who might knock."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from blog.models import Image
from tests.factories import ImageFactory, PostFactory

pytestmark = pytest.mark.django_db

# By whom alice's picture may be kept, and be taken back on the day she added it.
DOORS = {"keep": {"alice": 302, "eve": 302, "root": 302}, "take-back": {"alice": 200}}


def door(name: str, image: Image) -> str:
    return f"/admin/blog/image/{image.pk}/{name}/"


def waiting(**fields) -> Image:
    return ImageFactory(unused_since=timezone.now(), quarantined_at=timezone.now(), **fields)


@pytest.mark.parametrize("person", ["alice", "bob", "carol", "eve", "charlie", "root", None])
@pytest.mark.parametrize("name", DOORS)
def test_door_opens_only_for_those_it_is_for(client, request, alice, name, person):
    image = waiting(uploaded_by=alice)
    if person:
        client.force_login(request.getfixturevalue(person))
    response = client.post(door(name, image))
    is_open = person in DOORS[name]
    assert response.status_code == DOORS[name].get(person, 403 if person not in ("charlie", None) else 302)
    left = Image.objects.filter(pk=image.pk, is_kept=False, quarantined_at__isnull=False).exists()
    assert left is not is_open


@pytest.mark.parametrize("name", DOORS)
def test_door_wants_a_post_with_the_token(client, alice, name):
    image = waiting(uploaded_by=alice)
    client.force_login(alice)
    assert client.get(door(name, image)).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(alice)
    assert strict.post(door(name, image)).status_code == 403
    assert Image.objects.in_quarantine().exists()


def test_contributor_takes_back_an_own_picture(client, carol):
    image = ImageFactory(uploaded_by=carol)
    client.force_login(carol)
    assert client.post(door("take-back", image)).json() == {}
    assert not Image.objects.exists()
    assert client.post(door("take-back", image)).json() == {}, "twice is no error"


def test_picture_of_yesterday_is_the_library_s(client, alice):
    image = ImageFactory(uploaded_by=alice)
    Image.objects.update(created_at=timezone.now() - dt.timedelta(hours=25))
    client.force_login(alice)
    response = client.post(door("take-back", image))
    assert (response.status_code, "on the day" in response.json()["error"]) == (403, True)
    assert Image.objects.exists()


def test_picture_that_a_post_shows_by_now_is_not_taken_back(client, alice):
    image = ImageFactory(uploaded_by=alice)
    PostFactory(author=alice, cover=image)
    client.force_login(alice)
    response = client.post(door("take-back", image))
    assert (response.status_code, "both are kept" in response.json()["error"]) == (409, True)
    assert Image.objects.exists()


def test_kept_picture_says_so(client, alice):
    image = waiting(uploaded_by=alice)
    client.force_login(alice)
    page = client.get(f"/admin/blog/image/{image.pk}/change/").content.decode()
    assert "In quarantine since" in page
    assert "deleted 30 days after" in page
    page = client.post(door("keep", image), follow=True).content.decode()
    assert "is out of quarantine" in page
    assert "In quarantine since" not in page
