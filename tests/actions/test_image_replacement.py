"""Another file for a picture: everything that shows it follows, or nothing has changed."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from blog import jobs
from blog.actions.image_replacement import AlreadyThere, replace_image
from blog.actions.images import store_image
from blog.actions.posts import save_post
from blog.actions.renditions import make_renditions
from blog.imaging.refusal import ImageRefused
from blog.models import Image, Post
from tests.admin.forms import send
from tests.factories import UserFactory, photo, png

pytestmark = pytest.mark.django_db


def stored(data: bytes | None = None, **fields) -> Image:
    image = store_image(data=data or png(60, 40), name="old.png", by=None, alt="A hill")
    Image.objects.filter(pk=image.pk).update(focal_x=0.2, focal_y=0.7, **fields)
    image.refresh_from_db()
    return image


def row(image: Image) -> dict:
    return Image.objects.filter(pk=image.pk).values().get()


def waiting_for(task: str) -> list[dict]:
    return list(ProcrastinateJob.objects.filter(task_name=f"blog.jobs.{task}").values_list("args", flat=True))


def test_picture_has_another_file_and_its_words_stay():
    image = stored()
    old = image.file.name
    change = replace_image(image=image, data=png(120, 80, "navy"), name="C:\\new.png")
    assert change == (False, "")
    image.refresh_from_db()
    assert (image.width, image.height, image.original_name, image.alt) == (120, 80, "new.png", "A hill")
    assert (image.focal_x, image.focal_y) == (0.2, 0.7), "of the same shape: the point is where it was"
    storage = image.file.storage
    assert image.file.name != old
    assert storage.exists(image.file.name)
    assert storage.exists(old), "pages in caches still name it"
    (later,) = waiting_for("delete_files")
    jobs.delete_files(**later)
    assert not storage.exists(old)
    assert storage.exists(image.file.name)


def test_other_shape_puts_the_focal_point_into_the_middle():
    image = stored()
    assert replace_image(image=image, data=png(40, 60), name="new.png").has_other_shape
    image.refresh_from_db()
    assert (image.focal_x, image.focal_y) == (0.5, 0.5)


def test_posts_and_renditions_follow():
    image = stored(photo(900))
    make_renditions(image=image)
    assert image.renditions.exists()
    author = UserFactory()
    post = Post(author=author, title="Shows it", body=f"![]({image.reference})")
    save_post(post=post, by=author)
    old = {image.url, *(made.url for made in image.renditions.all())}
    assert any(url in post.body_html for url in old)
    replace_image(image=image, data=png(900, 675, "navy"), name="new.png")
    image.refresh_from_db()
    assert (image.renditions_version, image.renditions_size, image.renditions.count()) == (0, 0, 0)
    assert {"image_id": image.pk} in waiting_for("make_renditions")
    assert {"image_id": image.pk} in waiting_for("rerender_posts_with")
    jobs.rerender_posts_with(image_id=image.pk)
    post.refresh_from_db()
    assert image.url in post.body_html
    assert not any(url in post.body_html for url in old)


@pytest.mark.parametrize("same", [True, False])
def test_file_that_is_in_the_library_is_not_taken_again(same):
    image, other = stored(), store_image(data=png(7, 7), name="other.png", by=None)
    before = row(image)
    with pytest.raises(AlreadyThere) as found:
        replace_image(image=image, data=png(60, 40) if same else png(7, 7), name="new.png")
    assert found.value.image == (image if same else other)
    assert row(image) == before


def test_refused_file_changes_nothing():
    image = stored()
    before = row(image)
    with pytest.raises(ImageRefused):
        replace_image(image=image, data=b"no picture", name="new.png")
    assert row(image) == before


def test_failure_half_way_changes_nothing(monkeypatch):
    image = stored()
    before = row(image)

    def fails(**kwargs) -> None:
        raise RuntimeError("the queue is gone")

    monkeypatch.setattr("blog.actions.image_replacement.picture_changed", fails)
    with pytest.raises(RuntimeError):
        replace_image(image=image, data=png(9, 9), name="new.png")
    assert row(image) == before
    assert image.file.storage.exists(image.file.name)


def test_picture_deleted_meanwhile_leaves_no_file():
    image = stored()
    Image.objects.all().delete()
    with pytest.raises(Image.DoesNotExist):
        replace_image(image=image, data=png(9, 9), name="new.png")
    again = store_image(data=png(9, 9), name="again.png", by=None)
    assert again.is_new


# --- The page -------------------------------------------------------------------------------------------------------
def page(image: Image) -> str:
    return f"/admin/blog/image/{image.pk}/replace/"


def upload(data: bytes) -> dict:
    return {"picture": SimpleUploadedFile("new.png", data, "image/png")}


@pytest.mark.parametrize(
    ("person", "may"),
    [("alice", True), ("eve", True), ("root", True), ("bob", False), ("carol", False), ("charlie", False)],
)
def test_file_is_replaced_by_its_owner_and_editors(client, request, alice, person, may):
    image = stored(uploaded_by=alice)
    before = row(image)
    client.force_login(request.getfixturevalue(person))
    assert (client.get(page(image)).status_code == 200) == may
    client.post(page(image), upload(png(9, 9)))
    assert (row(image) != before) == may


def test_page_says_what_happened(client, alice):
    image, other = stored(uploaded_by=alice), store_image(data=png(7, 7), name="<b>other.png", by=alice)
    client.force_login(alice)
    assert "errorlist" in client.post(page(image), upload(b"junk")).content.decode()
    said = client.post(page(image), upload(png(7, 7))).content.decode()
    assert f'<a href="/admin/blog/image/{other.pk}/change/">&lt;b&gt;other.png</a>' in said
    assert "has already" in client.post(page(image), upload(png(60, 40))).content.decode()
    assert "This field is required" in client.post(page(image), {}).content.decode()
    said = client.post(page(image), upload(png(40, 60)), follow=True).content.decode()
    assert "has its new file" in said
    assert "focal point is in the middle again" in said


def test_page_wants_the_token(alice):
    image = stored(uploaded_by=alice)
    before = row(image)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(alice)
    assert strict.post(page(image), upload(png(9, 9))).status_code == 403
    assert row(image) == before


def test_new_words_and_focal_point_reach_posts_and_crops(client, alice):
    image = stored(uploaded_by=alice)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    client.force_login(alice)
    send(client, f"/admin/blog/image/{image.pk}/change/", caption="New")
    assert waiting_for("rerender_posts_with") == [{"image_id": image.pk}]
    assert waiting_for("make_renditions") == []
    send(client, f"/admin/blog/image/{image.pk}/change/", focal_x="0.9")
    assert waiting_for("make_renditions") == [{"image_id": image.pk}]
