"""Pictures do not go out without a word for readers who cannot see them."""

import pytest

from blog.models import Post
from tests.admin.forms import send
from tests.factories import ImageFactory, PostFactory

pytestmark = pytest.mark.django_db
ADD = "/admin/blog/post/add/"
ASKED = "Say what these pictures show"


@pytest.fixture
def silent(alice):
    return ImageFactory(original_name="silent.png", uploaded_by=alice)


@pytest.mark.parametrize("verb", ["_publish", "_publish_now"])
def test_publishing_asks_for_what_pictures_show_and_keeps_what_was_typed(client, alice, silent, verb):
    client.force_login(alice)
    cover = ImageFactory(original_name="cover.png")
    page = send(client, ADD, title="A", body=f"![]({silent.reference})", cover=cover.pk, **{verb: ""})
    assert not Post.objects.exists()
    (error,) = page.context["adminform"].form.errors["body"]
    assert error.startswith(f"{ASKED}, for readers who cannot see them: silent.png, cover.png.")
    assert f"![]({silent.reference})" in page.content.decode()


def test_described_pictures_are_published(client, alice, silent):
    client.force_login(alice)
    told = ImageFactory(alt="A tree")
    body = f"![A fox]({silent.reference})\n\n![]({told.reference})"
    assert send(client, ADD, title="A", body=body, cover=told.pk, _publish="").status_code == 302
    assert Post.objects.get().is_published


def test_pictures_that_are_said_to_decorate_are_published_without_words(client, alice, silent):
    client.force_login(alice)
    typed = {"title": "A", "body": f"![]({silent.reference})", "_publish": ""}
    page = send(client, ADD, **typed)
    assert b'name="_only_decoration"' in page.content
    assert send(client, ADD, **typed, _only_decoration="on").status_code == 302
    assert Post.objects.get().is_published


def test_drafts_and_taking_back_are_never_held_up_by_pictures(client, alice, silent):
    client.force_login(alice)
    assert send(client, ADD, title="A", body=f"![]({silent.reference})", _save="").status_code == 302
    post = PostFactory(author=alice, published=True, version=1, body=f"![]({silent.reference})")
    assert send(client, f"/admin/blog/post/{post.pk}/change/", _unpublish="").status_code == 302
    post.refresh_from_db()
    assert post.status == "draft"
