"""Pictures do not go out without a word for readers who cannot see them."""

import pytest

from blog.models import Post, WorkingCopy
from tests.admin.forms import send
from tests.admin.test_post_verbs import do, hour, live
from tests.admin.writing import Tab
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


@pytest.mark.parametrize("verb", ["publish", "publish_now"])
def test_script_that_publishes_is_asked_and_may_answer_that_they_decorate(alice, silent, verb):
    tab = Tab(alice)
    tab.save(title="A", body=f"![]({silent.reference})", cover=ImageFactory(original_name="cover.png").pk)
    post = Post.objects.get()
    refused = do(alice, post, verb, sequence=tab.sequence)
    assert (refused.status_code, refused.json()["undescribed"]) == (422, ["silent.png", "cover.png"])
    assert refused.json()["errors"]["body"][0].startswith(ASKED)
    assert Post.objects.get().state == "draft"
    assert WorkingCopy.objects.get().is_open
    assert do(alice, post, verb, sequence=tab.sequence, only_decoration="yes").status_code == 422
    assert do(alice, post, verb, sequence=tab.sequence, only_decoration=True).json()["state"] == "published"


def test_changes_are_staged_only_with_words_for_their_pictures_and_go_live_without_asking(alice, silent):
    post = live(alice)
    tab = Tab(alice, post)
    tab.save(body=f"![]({silent.reference})")
    assert do(alice, post, "stage", at=hour(1)).json()["undescribed"] == ["silent.png"]
    assert WorkingCopy.objects.get().go_live_at is None
    silent.alt = "A boat"
    silent.save()
    assert do(alice, post, "stage", at=hour(1)).status_code == 200


def test_form_that_stages_says_which_pictures_nobody_has_described(client, alice, silent):
    post = live(alice)
    Tab(alice, post).save(body=f"![]({silent.reference})")
    client.force_login(alice)
    door = f"/admin/blog/post/{post.pk}/form/stage/"
    assert f"{ASKED}, for readers who cannot see them: silent.png." in _said(client, door, at=hour(1))
    assert _said(client, door, at=hour(1), _only_decoration="on") == "The changes go live by themselves."


def _said(client, door, **sent) -> str:
    (message,) = client.post(door, sent, follow=True).context["messages"]
    return str(message)


def test_post_with_undescribed_pictures_is_left_as_it_was_when_many_are_published(client, eve, silent):
    told = ImageFactory(alt="A tree")
    posts = [PostFactory(body=f"![]({silent.reference})"), PostFactory(cover=ImageFactory()), PostFactory(cover=told)]
    client.force_login(eve)
    chosen = {"action": "publish", "_selected_action": [post.pk for post in posts]}
    said = [str(each) for each in client.post("/admin/blog/post/", chosen, follow=True).context["messages"]]
    assert said == [
        "1 post published.",
        "2 posts left as they were: they show pictures that nobody has described. Publish them one by one.",
    ]
    assert [Post.objects.get(pk=post.pk).state for post in posts] == ["draft", "draft", "published"]
