import datetime as dt
import json

import pytest
from django.urls import reverse
from django.utils import timezone

from blog.models import Announcement, Delivery, Post, SocialCard, Target
from blog.syndication.content import content_of
from blog.syndication.registry import KINDS
from tests.admin.writing import Tab
from tests.factories import ImageFactory, PostFactory, TargetFactory, with_renditions

pytestmark = pytest.mark.django_db


@pytest.fixture
def target():
    return TargetFactory(kind="mastodon", name="Mine", settings={"server": "https://m.example"}, is_default=True)


def door(post) -> str:
    return reverse("admin:post_sending", args=[post.pk])


def tell(client, post, **said):
    headers = {"Accept": "application/json"}
    return client.post(door(post), json.dumps(said), content_type="application/json", headers=headers)


def sent(author, target, **fields):
    """A post that is out, with a copy that says something else."""
    post = PostFactory(author=author, published=True)
    fields = {"state": "sent", "copy_id": "7", "copy_url": "https://m.example/7", **fields}
    Delivery.objects.create(post=post, target=target, action="create", content={"text": "Before"}, **fields)
    return post


def test_panel_is_told_what_would_be_sent_and_how_long_it_is(client, alice, target):
    TargetFactory(kind="indexnow")
    post = PostFactory(author=alice, title="A title", slug="a-title", body="Words.")
    client.force_login(alice)
    [told] = client.get(door(post)).json()["targets"]
    assert (told["name"], told["is_wanted"], told["limit"], told["state"]) == ("Mine", True, 500, "")
    assert told["result"].startswith("A title\n\nWords.\n\nhttp")
    assert told["length"] == len("A title\n\nWords.\n\n") + 23
    assert (told["can_send"], told["can_update"], told["can_delete"]) == (False, False, False)


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
    told = tell(client, post, target=target.pk, do="update").json()["target"]
    assert (told["copy"], told["said"]) == ("https://m.example/7", "The copy is about to be updated.")
    told = tell(client, post, target=target.pk, do="delete").json()["target"]
    assert (told["copy"], told["can_update"], told["can_delete"]) == ("https://m.example/7", False, False)
    assert list(Delivery.objects.order_by("pk").values_list("action", "state")) == [
        ("create", "sent"),
        ("update", "waiting"),
        ("delete", "waiting"),
    ]


def test_copy_that_was_deleted_is_not_said_to_be_there(client, alice, target):
    post = sent(alice, target)
    Delivery.objects.create(post=post, target=target, action="delete", state="sent", copy_id="7")
    client.force_login(alice)
    [told] = client.get(door(post)).json()["targets"]
    assert (told["copy"], told["is_named"]) == ("", False)
    assert told["said"] == "The copy was deleted. The post is not sent there again."
    assert (told["can_send"], told["can_update"], told["can_delete"]) == (False, False, False)
    assert tell(client, post, target=target.pk, do="delete").status_code == 409


@pytest.mark.parametrize("fields", [{"visibility": "private"}, {"status": "draft"}])
def test_copy_of_a_post_that_is_no_longer_public_can_still_be_deleted(client, alice, carol, target, fields):
    post, hers = sent(alice, target), sent(carol, target)
    Post.objects.update(**fields)
    client.force_login(alice)
    [told] = client.get(door(post)).json()["targets"]
    assert (told["can_update"], told["can_delete"]) == (False, True)
    assert tell(client, post, target=target.pk, do="update").status_code == 409
    assert (
        tell(client, post, target=target.pk, do="delete").json()["target"]["said"] == "The copy is about to be deleted."
    )
    client.force_login(carol)
    assert tell(client, hers, target=target.pk, do="delete").status_code == 403
    assert [d.post for d in Delivery.objects.filter(action="delete")] == [post]


def test_failed_one_is_tried_again_and_says_that_it_may_have_arrived(client, alice, target):
    post = sent(alice, target, state="failed", answer="The answer was 503.", is_unsure=True, attempts=8)
    client.force_login(alice)
    [told] = client.get(door(post)).json()["targets"]
    assert (told["said"], told["answer"], told["can_again"]) == ("Not sent.", "The answer was 503.", True)
    assert told["doubt"] == "An earlier attempt may have arrived: look there. Trying again makes no second copy."
    told = tell(client, post, target=target.pk, do="again").json()["target"]
    assert (told["state"], told["doubt"], told["can_again"]) == ("waiting", "", False)
    again = Delivery.objects.get()
    assert (again.attempts, again.is_unsure) == (0, True), "so that it is looked for first"


def test_copy_that_is_behind_says_so(client, alice, target):
    post = sent(alice, target)
    client.force_login(alice)
    [told] = client.get(door(post)).json()["targets"]
    assert told["is_behind"] is True
    Delivery.objects.update(content={"text": told["result"]})
    assert client.get(door(post)).json()["targets"][0]["is_behind"] is False


def test_draft_is_shown_as_it_is_being_written(client, alice, target):
    post = PostFactory(author=alice, title="As saved", version=1)
    Tab(alice, post).save(title="As typed", body="Typed words.", tags=["New tag"])
    client.force_login(alice)
    told = client.get(door(post)).json()["targets"][0]
    assert told["result"].startswith("As typed\n\nTyped words.\n\nhttp")
    assert told["result"].endswith("#NewTag")
    assert told["card"]["title"] == "As typed"
    live = PostFactory(author=alice, title="As saved", version=1, published=True)
    Tab(alice, live).save(title="As typed")
    assert client.get(door(live)).json()["targets"][0]["result"].startswith("As saved"), "as it would be sent now"


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


def test_closed_panel_names_where_the_post_goes(client, alice, target):
    other = TargetFactory(name="Other", is_default=True)
    beside = TargetFactory(name="Beside")
    client.force_login(alice)
    new = client.get(reverse("admin:blog_post_add")).content.decode()
    assert "data-summary>Mine, Other</span>" in new
    post = PostFactory(author=alice)
    Announcement.objects.create(post=post, target=other, is_wanted=False)
    Announcement.objects.create(post=post, target=beside)
    address = reverse("admin:blog_post_change", args=[post.pk])
    assert "data-summary>Beside, Mine</span>" in client.get(address).content.decode()
    assert [told["is_named"] for told in client.get(door(post)).json()["targets"]] == [True, True, False]


def test_closed_panel_of_a_post_that_is_out_names_where_it_went(client, alice, target):
    other = TargetFactory(name="Other")
    post = sent(alice, other)
    address = reverse("admin:blog_post_change", args=[post.pk])
    client.force_login(alice)
    assert "data-summary>Other</span>" in client.get(address).content.decode()
    assert [told["is_named"] for told in client.get(door(post)).json()["targets"]] == [False, True]
    Delivery.objects.create(post=post, target=other, action="delete", state="sent")
    Delivery.objects.create(post=post, target=target, action="create", state="cancelled")
    assert "data-summary></span>" in client.get(address).content.decode()


def test_closed_panel_says_that_copies_are_behind_however_the_post_was_changed(client, alice, target):
    post = sent(alice, target)
    address = reverse("admin:blog_post_change", args=[post.pk])
    client.force_login(alice)
    [told] = client.get(door(post)).json()["targets"]
    moment = timezone.now() - dt.timedelta(hours=1)
    Delivery.objects.update(started_at=moment)
    assert "data-summary>Mine · copies are behind</span>" in client.get(address).content.decode()
    Delivery.objects.update(content={"text": told["result"]})
    assert "data-summary>Mine</span>" in client.get(address).content.decode(), "older, but it says the same"
    Delivery.objects.update(content={"text": "Before"})
    Target.objects.update(kind="bluesky")
    assert "data-summary>Mine</span>" in client.get(address).content.decode(), "nothing can be done about it"


@pytest.mark.parametrize("number", [1, 5])
def test_panel_asks_the_same_few_things_however_many_targets_there_are(
    client, alice, number, django_assert_num_queries
):
    kinds = ["mastodon", "bluesky", "linkedin", "devto", "webhook"]
    targets = [TargetFactory(kind=kind, settings={}) for kind in kinds[:number]]
    post = sent(alice, targets[0])
    for target in targets[1:]:
        Delivery.objects.create(post=post, target=target, action="create", state="sent", content={"text": "Before"})
    for target in targets:
        Announcement.objects.create(post=post, target=target, text="Words {url}")
        Delivery.objects.create(post=post, target=target, action="update", state="failed")
    client.force_login(alice)
    client.get(door(post))
    with django_assert_num_queries(16):
        assert len(client.get(door(post)).json()["targets"]) == number


CARDS = {"mastodon": "head", "bluesky": "content", "linkedin": "content", "devto": None, "webhook": None}


@pytest.mark.parametrize("kind", CARDS)
def test_card_is_shown_as_the_network_will_show_it(client, alice, settings, kind):
    settings.SITE_URL = "https://blog.example"
    cover = with_renditions(ImageFactory(alt="A hill"))
    target = TargetFactory(kind=kind, settings={})
    post = PostFactory(author=alice, published=True, title="T", excerpt="E", meta_title="For search", cover=cover)
    client.force_login(alice)
    card = client.get(door(post)).json()["targets"][0]["card"]
    if CARDS[kind] is None:
        assert card is None
        return
    assert card["host"] == "blog.example"
    if CARDS[kind] == "head":
        page = client.get(post.get_absolute_url()).content.decode()
        assert f'property="og:title" content="{card["title"]}"' in page
        assert (card["title"], card["description"]) == ("For search", "E")
        assert f'property="og:image" content="{settings.SITE_URL}{card["picture"]}"' in page
    else:
        content = content_of(Post.objects.whole().get(pk=post.pk), target, KINDS[kind])
        assert (card["title"], card["description"]) == (content.title, content.excerpt) == ("T", "E")
        assert settings.SITE_URL + card["picture"] == content.picture_url
        assert "social1200" in card["picture"]


def test_card_of_a_post_without_a_cover_has_the_picture_that_is_drawn_of_it(client, alice):
    TargetFactory(kind="bluesky", settings={})
    post = PostFactory(author=alice)
    client.force_login(alice)
    card = client.get(door(post)).json()["targets"][0]["card"]
    assert (card["picture"], card["note"]) == ("", "Its picture is drawn once the post is published.")
    SocialCard.objects.create(post=post, file="renditions/aa/card.png", digest="x", sha256="0" * 64, size=1)
    assert client.get(door(post)).json()["targets"][0]["card"]["picture"].endswith("/renditions/aa/card.png")


@pytest.mark.parametrize(
    ("text", "has_card"), [("Look: {url}", True), ("No link", False), ("https://x.example {url}", False)]
)
def test_mastodon_shows_a_card_of_the_first_address_only(client, alice, target, text, has_card):
    post = PostFactory(author=alice)
    client.force_login(alice)
    told = tell(client, post, target=target.pk, is_wanted=True, text=text).json()["target"]
    assert (told["card"] is not None) == has_card


@pytest.mark.parametrize("said", [{"do": "send"}, {"is_wanted": True, "text": "Hers"}])
def test_nothing_is_sent_or_chosen_when_somebody_else_signed_in_meanwhile(client, alice, eve, target, said):
    post = PostFactory(author=alice, published=True)
    client.force_login(eve)
    refused = tell(client, post, target=target.pk, user=alice.pk, **said)
    assert (refused.status_code, refused.json()["error"]) == (403, "another_user")
    assert not Delivery.objects.exists()
    assert not Announcement.objects.exists()
    assert tell(client, post, target=target.pk, user=eve.pk, **said).status_code == 200
