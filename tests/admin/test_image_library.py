"""Finding pictures, and doing the same to many."""

import datetime as dt

import pytest
from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from blog.models import Image
from tests.admin.forms import fields_of
from tests.factories import ImageFactory, PostFactory, RenditionFactory, photo

from .test_image import ADD, LIST, file

pytestmark = pytest.mark.django_db

NOW = timezone.now()


@pytest.fixture
def library(alice, bob) -> dict[str, Image]:
    """One picture of each kind, by what is particular about it."""
    shown = ImageFactory(original_name="shown.png", alt="A hill", uploaded_by=bob)
    PostFactory(cover=shown)
    common = {"alt": "Words", "unused_since": None, "uploaded_by": bob}
    return {
        "shown": shown,
        "mute": ImageFactory(original_name="mute.png", **common | {"alt": ""}),
        "unused": ImageFactory(original_name="unused.png", **common | {"unused_since": NOW}),
        "waiting": ImageFactory(
            original_name="waiting.png", **common | {"unused_since": NOW, "quarantined_at": NOW - dt.timedelta(days=3)}
        ),
        "kept": ImageFactory(original_name="kept.png", **common | {"is_kept": True}),
        "mine": ImageFactory(original_name="mine.png", **common | {"uploaded_by": alice}),
        "moving": ImageFactory(original_name="moving.gif", mime="image/gif", is_animated=True, **common),
    }


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("use=unused", {"unused", "waiting"}),
        ("use=quarantine", {"waiting"}),
        ("use=kept", {"kept"}),
        ("alt=missing", {"mute"}),
        ("whose=mine", {"mine"}),
        ("format=gif", {"moving"}),
        ("format=animated", {"moving"}),
        ("format=avif", set()),
        ("q=hill", {"shown"}),
        ("q=WAIT&use=quarantine", {"waiting"}),
        ("q=nowhere", set()),
        ("from=2999-01-01", set()),
        ("until=2999-01-01&q=hill", {"shown"}),
        ("use=&alt=&format=&whose=&q=&from=&until=", {*"shown mute unused waiting kept mine moving".split()}),
        ("use=bogus&from=x&format=%00&q=%00'", {*"shown mute unused waiting kept mine moving".split()}),
    ],
)
def test_library_is_searched_and_filtered(client, alice, library, asked, found):
    client.force_login(alice)
    response = client.get(f"{LIST}?{asked}")
    assert response.status_code == 200, asked
    if "bogus" not in asked:
        assert {name for name, image in library.items() if image in response.context["cl"].result_list} == found


def test_pictures_say_what_is_particular_about_them(client, alice, library):
    client.force_login(alice)
    page = client.get(LIST).content.decode()
    for mark in (">animated<", ">no alternative text<", ">unused<", ">in quarantine<"):
        assert page.count(mark) == 1, mark


def test_grid_shows_the_small_square_where_there_is_one(client, alice):
    square = RenditionFactory(spec="square320-webp")
    RenditionFactory(image=square.image, spec="w400-webp")
    other = ImageFactory()
    client.force_login(alice)
    page = client.get(LIST).content.decode()
    assert f'src="{square.url}"' in page
    assert f'src="{other.url}"' in page
    assert client.get(reverse("admin:image_thumbnail", args=[square.image_id])).url == square.url


def test_library_says_how_much_it_holds(client, alice):
    cache.clear()
    for _ in range(2):
        ImageFactory(size=1024**2, renditions_size=512 * 1024)
    client.force_login(alice)
    page = client.get(LIST).content.decode()
    assert "3.0\xa0MB in use: 2.0\xa0MB as they came, 1.0\xa0MB in other sizes" in page


def test_form_without_scripts_tells_of_known_and_similar_pictures(client, alice):
    client.force_login(alice)
    client.post(ADD, {"pictures": [file("one.jpg", photo(64))]})
    again = client.post(ADD, {"pictures": [file("again.jpg", photo(64))]}, follow=True).content.decode()
    assert "“again.jpg” was in the library already: " in again
    similar = client.post(ADD, {"pictures": [file("small.jpg", photo(48))]}, follow=True).content.decode()
    first, second = Image.objects.order_by("pk")
    assert f'<a href="{LIST}{second.pk}/change/">small.jpg</a> looks like' in similar
    assert f'<a href="{LIST}{first.pk}/change/">one.jpg</a>' in similar


def test_two_hundred_files_are_added_at_once(client, alice):
    client.force_login(alice)
    files = [file(f"{width}.png") for width in range(200)]
    page = client.post(ADD, {"pictures": files}, follow=True).content.decode()
    assert "200 pictures are in the library." in page


def act(client, action: str, *images: Image, **more):
    chosen = {"action": action, "_selected_action": [image.pk for image in images]}
    return client.post(LIST, chosen | more, follow=True).content.decode()


def test_credit_is_set_for_many_of_one_s_own(client, alice, bob):
    mine, his = ImageFactory(uploaded_by=alice), ImageFactory(uploaded_by=bob)
    client.force_login(alice)
    assert "2 pictures chosen." in act(client, "set_credit", mine, his)
    page = act(client, "set_credit", mine, his, credit="Ann Example")
    assert "1 picture with a new credit." in page
    assert "you may change only your own" in page
    assert [image.credit for image in Image.objects.order_by("pk")] == ["Ann Example", ""]


def test_credit_that_is_too_long_is_refused(client, eve):
    image = ImageFactory()
    client.force_login(eve)
    assert "at most 200 characters" in act(client, "set_credit", image, credit="x" * 201)


def test_pictures_are_taken_out_of_quarantine(client, alice, bob):
    images = [ImageFactory(uploaded_by=who, quarantined_at=NOW) for who in (alice, bob)]
    client.force_login(alice)
    act(client, "keep", *images)
    assert [image.is_kept for image in Image.objects.order_by("pk")] == [True, False]
    assert list(Image.objects.in_quarantine()) == [images[1]]


def test_unused_pictures_are_deleted_after_a_question_that_names_what_stays(client, eve):
    unused, shown, past = ImageFactory(), ImageFactory(), ImageFactory()
    post = PostFactory(title="Shows it", cover=shown)
    post.revisions.create(version=1, reason="saved", snapshot={}, image_ids=[past.pk])
    client.force_login(eve)
    page = act(client, "delete_unused", unused, shown, past)
    assert "These 2 pictures go" in page
    assert "Shows it" in page
    assert Image.objects.count() == 3
    page = act(client, "delete_unused", unused, shown, past, post="yes")
    assert "2 pictures deleted." in page
    assert "1 picture kept, since a post shows it." in page
    assert list(Image.objects.all()) == [shown]


def test_question_names_no_post_that_this_person_may_not_read(client, alice, bob):
    image = ImageFactory()
    PostFactory(title="Secret plans", author=bob, cover=image, visibility="private")
    alice.user_permissions.add(Permission.objects.get(codename="delete_image"))
    client.force_login(alice)
    for page in (act(client, "delete_unused", image), client.get(f"{LIST}{image.pk}/delete/").content.decode()):
        assert "Secret plans" not in page
        assert "post of other people" in page


@pytest.mark.parametrize("count", [1, 3])
def test_detail_has_the_same_queries_for_one_use_and_many(client, alice, count, django_assert_num_queries):
    image = ImageFactory(uploaded_by=alice)
    for post in PostFactory.create_batch(count, author=alice, cover=image, body=f"![]({image.reference})"):
        post.revisions.create(version=1, reason="saved", snapshot={}, image_ids=[image.pk])
    PostFactory(author=alice).revisions.create(version=1, reason="saved", snapshot={}, image_ids=[image.pk])
    client.force_login(alice)
    url = f"{LIST}{image.pk}/change/"
    client.get(url)
    with django_assert_num_queries(16):
        page = client.get(url).content.decode()
    assert page.count("In the text of") == page.count("The cover of") == page.count("In an earlier version of") == 1


def test_only_what_was_typed_is_saved(client, alice):
    """The worker may have made renditions while the form was open."""
    image = ImageFactory(uploaded_by=alice, alt="Old")
    client.force_login(alice)
    url = f"{LIST}{image.pk}/change/"
    typed = fields_of(client, url, caption="New")
    Image.objects.update(credit="Somebody else", renditions_version=7)
    client.post(url, typed | {"credit": [""]})
    image.refresh_from_db()
    assert (image.caption, image.renditions_version) == ("New", 7)
