"""The picture library."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from blog.actions.images import store_image
from blog.models import Image
from tests.admin.forms import send
from tests.factories import ImageFactory, PostFactory, png

pytestmark = pytest.mark.django_db

LIST = "/admin/blog/image/"
ADD = "/admin/blog/image/add/"


def file(name="hill.png", data=None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, png() if data is None else data, "image/png")


@pytest.mark.parametrize("count", [1, 3])
def test_grid_shows_each_picture_with_the_same_queries(client, alice, count, django_assert_num_queries):
    ImageFactory.create_batch(count, alt="A hill")
    client.force_login(alice)
    client.get(LIST)
    with django_assert_num_queries(9):
        page = client.get(LIST).content.decode()
    assert page.count('alt="A hill"') == count
    assert "640 × 480" in page


def test_many_pictures_are_added_at_once_and_bad_ones_named(client, alice):
    client.force_login(alice)
    files = [file("a.png", png(5, 4)), file("b.png", b"not a picture"), file("c.png", png(6, 4))]
    page = client.post(ADD, {"pictures": files}, follow=True).content.decode()
    assert sorted(image.original_name for image in Image.objects.all()) == ["a.png", "c.png"]
    assert "2 pictures are in the library." in page
    assert "“b.png”: " in page


def test_adding_nothing_says_so(client, alice):
    client.force_login(alice)
    assert "This field is required." in client.post(ADD, {}).content.decode()


def test_words_and_focal_point_are_changed_and_checked(client, alice):
    image = store_image(data=png(), name="a.png", by=alice)
    client.force_login(alice)
    url = f"{LIST}{image.pk}/change/"
    assert "Ensure this value is less than" in send(client, url, focal_x="1.5").content.decode()
    send(client, url, alt="A hill", focal_x="0.25")
    image.refresh_from_db()
    assert (image.alt, image.focal_x) == ("A hill", 0.25)


def test_uses_are_named_to_those_who_may_read_them(client, alice, bob):
    image = ImageFactory(uploaded_by=alice)
    PostFactory(title="Bob’s secret", author=bob, body=f"![](image:{image.pk})")
    PostFactory(title="Almost", author=alice, body=f"![](image:{image.pk}5)")
    url = f"{LIST}{image.pk}/change/"
    client.force_login(alice)
    page = client.get(url).content.decode()
    assert "1 post of other people" in page
    assert "secret" not in page
    assert "Almost" not in page
    PostFactory(title="As a cover", author=alice, cover=image)
    PostFactory(title="In the text", author=alice, body=f"![](image:{image.pk} 'x')")
    page = client.get(url).content.decode()
    assert "As a cover" in page
    assert "In the text" in page


def test_others_pictures_are_changed_by_editors_only(client, alice, bob, eve):
    image = ImageFactory(uploaded_by=alice)
    url = f"{LIST}{image.pk}/change/"
    client.force_login(bob)
    assert client.post(url, {"alt": "Bob was here", "focal_x": "0.5", "focal_y": "0.5"}).status_code == 403
    client.force_login(eve)
    send(client, url, alt="Eve was here")
    image.refresh_from_db()
    assert image.alt == "Eve was here"


@pytest.mark.parametrize("use", [{"cover": True}, {"body": "![]({})"}], ids=["cover", "text"])
def test_picture_in_use_is_kept(client, eve, use):
    image = ImageFactory()
    fields = {"cover": image} if "cover" in use else {"body": use["body"].format(image.reference)}
    PostFactory(title="Uses it", **fields)
    client.force_login(eve)
    url = f"{LIST}{image.pk}/delete/"
    assert "Uses it" in client.get(url).content.decode()
    client.post(url, {"post": "yes"})
    assert Image.objects.exists()


def test_unused_picture_goes_with_its_file(client, eve, django_capture_on_commit_callbacks):
    image = store_image(data=png(7, 7), name="a.png", by=eve)
    storage, name = image.file.storage, image.file.name
    assert storage.exists(name)
    client.force_login(eve)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{LIST}{image.pk}/delete/", {"post": "yes"})
    assert not Image.objects.exists()
    assert not storage.exists(name)


@pytest.mark.parametrize(("person", "inside"), [("charlie", False), ("carol", True), ("alice", True), ("eve", True)])
def test_library_is_open_to_writers(client, request, person, inside):
    image = ImageFactory(alt="Seen by writers")
    client.force_login(request.getfixturevalue(person))
    assert ("Seen by writers" in client.get(LIST, follow=True).content.decode()) == inside
    thumbnail = client.get(reverse("admin:image_thumbnail", args=[image.pk]))
    assert (thumbnail.url == image.url) == inside


@pytest.mark.parametrize("person", ["carol", "alice"])
def test_pictures_are_deleted_by_editors_only(client, request, person):
    image = ImageFactory()
    client.force_login(request.getfixturevalue(person))
    assert client.post(f"{LIST}{image.pk}/delete/", {"post": "yes"}).status_code == 403
    for action in ("delete_selected", "delete_unused"):
        client.post(LIST, {"action": action, "_selected_action": [image.pk], "post": "yes"})
    assert Image.objects.exists()
