import json

import pytest
from django.urls import reverse

from blog.models import Announcement, Delivery
from tests.factories import PostFactory, TargetFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def target():
    return TargetFactory(kind="mastodon", name="Mine", settings={"server": "https://m.example"}, is_default=True)


def door(post) -> str:
    return reverse("admin:post_sending", args=[post.pk])


def tell(client, post, **said):
    headers = {"Accept": "application/json"}
    return client.post(door(post), json.dumps(said), content_type="application/json", headers=headers)


def test_panel_is_told_what_would_be_sent_and_how_long_it_is(client, alice, target):
    TargetFactory(kind="websub", settings={"hub": "https://hub.example/"})
    post = PostFactory(author=alice, title="A title", slug="a-title", body="Words.")
    client.force_login(alice)
    [told] = client.get(door(post)).json()["targets"]
    assert (told["name"], told["is_wanted"], told["limit"], told["state"]) == ("Mine", True, 500, "")
    assert told["result"].startswith("A title\n\nWords.\n\nhttp")
    assert told["length"] == len("A title\n\nWords.\n\n") + 23
    assert (told["can_send"], told["can_update"], told["can_delete"]) == (True, False, False)


def test_author_chooses_and_writes_the_words(client, alice, target):
    post = PostFactory(author=alice, title="A title")
    client.force_login(alice)
    told = tell(client, post, target=target.pk, is_wanted=False, text="My words {url}").json()["target"]
    assert told["result"].startswith("My words http")
    wanted = Announcement.objects.get()
    assert (wanted.post, wanted.target, wanted.is_wanted, wanted.text) == (post, target, False, "My words {url}")
    told = tell(client, post, target=target.pk, text="x" * 501, only="count").json()["target"]
    assert (told["length"], told["limit"], Announcement.objects.get().text) == (501, 500, "My words {url}")


def test_old_post_is_sent_by_hand_and_its_copy_updated_and_deleted(client, alice, target):
    post = PostFactory(author=alice, published=True)
    client.force_login(alice)
    told = tell(client, post, target=target.pk, do="send").json()["target"]
    assert (told["state"], told["can_send"]) == ("waiting", False)
    assert tell(client, post, target=target.pk, do="update").status_code == 409
    Delivery.objects.update(state="sent", next_try_at=None, copy_id="7", copy_url="https://m.example/7")
    told = client.get(door(post)).json()["targets"][0]
    assert (told["copy"], told["can_update"], told["can_delete"]) == ("https://m.example/7", True, True)
    tell(client, post, target=target.pk, do="update")
    tell(client, post, target=target.pk, do="delete")
    assert list(Delivery.objects.order_by("pk").values_list("action", "state")) == [
        ("create", "sent"),
        ("update", "waiting"),
        ("delete", "waiting"),
    ]


@pytest.mark.parametrize("fields", [{}, {"published": True, "visibility": "private"}])
def test_post_that_not_everybody_can_read_is_not_sent(client, alice, target, fields):
    post = PostFactory(author=alice, **fields)
    client.force_login(alice)
    assert tell(client, post, target=target.pk, do="send").status_code == 409
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("said", [{"target": 999}, {"target": "x"}, {}, {"do": "send"}, {"target": None, "text": 5}])
def test_target_that_there_is_not_is_not_found(client, alice, target, said):
    client.force_login(alice)
    assert tell(client, PostFactory(author=alice), **said).status_code == 404


def test_others_and_those_who_may_not_publish_are_kept_out(client, alice, bob, carol, charlie, target):
    post = PostFactory(author=alice, published=True)
    assert client.get(door(post)).status_code == 401
    client.force_login(charlie)
    assert client.get(door(post)).status_code in (401, 403)
    client.force_login(bob)
    assert (client.get(door(post)).status_code, tell(client, post, target=target.pk).status_code) == (404, 404)
    own = PostFactory(author=carol)
    client.force_login(carol)
    assert tell(client, own, target=target.pk, is_wanted=True, text="").status_code == 200
    assert tell(client, own, target=target.pk, do="send").status_code == 403
    assert not Delivery.objects.exists()


def test_panel_is_there_only_where_posts_can_be_sent(client, alice):
    post = PostFactory(author=alice)
    client.force_login(alice)
    address = reverse("admin:blog_post_change", args=[post.pk])
    assert "data-sending" not in client.get(address).content.decode()
    TargetFactory()
    assert f'data-url="{door(post)}"' in client.get(address).content.decode()


@pytest.mark.parametrize("said", [{"do": "send"}, {"is_wanted": True, "text": "Hers"}])
def test_nothing_is_sent_or_chosen_when_somebody_else_signed_in_meanwhile(client, alice, eve, target, said):
    post = PostFactory(author=alice, published=True)
    client.force_login(eve)
    refused = tell(client, post, target=target.pk, user=alice.pk, **said)
    assert (refused.status_code, refused.json()["error"]) == (403, "another_user")
    assert not Delivery.objects.exists()
    assert not Announcement.objects.exists()
    assert tell(client, post, target=target.pk, user=eve.pk, **said).status_code == 200
