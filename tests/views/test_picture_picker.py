"""Pictures of the library, offered to who writes; and what they show, said there."""

import pytest
from django.contrib.auth.models import Permission

from blog.models import Image
from tests.actions.test_renditions import waiting
from tests.factories import ImageFactory, PostFactory, RenditionFactory

pytestmark = pytest.mark.django_db
FIND = "/admin/blog/image/find/"
WRITERS = ["carol", "alice", "eve"]


def names(answer: dict) -> list[str]:
    return [picture["name"] for picture in answer["pictures"]]


@pytest.mark.parametrize("person", WRITERS)
def test_writer_finds_pictures_by_beginnings_of_words(client, request, person):
    hill = ImageFactory(original_name="hill.png", alt="A [steep] hill")
    ImageFactory(original_name="sea.png")
    square = RenditionFactory(image=hill, spec="square320-webp")
    client.force_login(request.getfixturevalue(person))
    may_describe = person == "eve"
    assert client.get(FIND, {"q": "hil stee"}).json() == {
        "pictures": [
            {
                "id": hill.pk,
                "name": "hill.png",
                "markdown": f"![A \\[steep\\] hill](image:{hill.pk})",
                "url": hill.url,
                "width": 640,
                "height": 480,
                "alt": "A [steep] hill",
                "thumbnail": square.url,
                "page": f"/admin/blog/image/{hill.pk}/change/",
                "describe": f"/admin/blog/image/{hill.pk}/describe/" if may_describe else "",
            }
        ],
        "before": None,
    }


@pytest.mark.parametrize("query", ["", "picture"])
def test_all_are_reached_page_by_page_each_once_and_the_newest_first(client, alice, query):
    for _ in range(50):
        ImageFactory()
    client.force_login(alice)
    seen, before = [], ""
    for expected in (24, 24, 2):
        answer = client.get(FIND, {"q": query, "before": before}).json()
        assert len(answer["pictures"]) == expected
        seen += [picture["id"] for picture in answer["pictures"]]
        before = answer["before"]
    assert before is None
    assert seen == sorted(Image.objects.values_list("pk", flat=True), reverse=True)


@pytest.mark.parametrize("query", ["\0", "'", "a & b | !", "x" * 5000, "%", ":*", "()", "image:1", "image:x"])
@pytest.mark.parametrize("before", ["", "x", "-1", "9" * 18, "9" * 40, "\0", "²"])
def test_whatever_is_asked_is_answered(client, alice, query, before):
    ImageFactory()
    client.force_login(alice)
    assert client.get(FIND, {"q": query, "before": before}).status_code == 200


@pytest.mark.parametrize(("person", "status"), [("charlie", 401), (None, 401)])
def test_library_is_for_those_who_write(client, request, person, status):
    ImageFactory(original_name="secret.png")
    if person:
        client.force_login(request.getfixturevalue(person))
    response = client.get(FIND)
    assert response.status_code == status
    assert "secret" not in response.content.decode()


def test_staff_without_the_permission_finds_nothing(client, alice):
    ImageFactory(original_name="secret.png")
    alice.groups.clear()
    client.force_login(alice)
    response = client.get(FIND)
    assert (response.status_code, response.json()["error"]) == (403, "forbidden")


@pytest.mark.parametrize("query", ["", "picture"])
def test_finding_costs_the_same_with_one_and_three(client, alice, query, django_assert_num_queries):
    client.force_login(alice)
    for count in (1, 2):
        for _ in range(count):
            RenditionFactory(spec="square320-webp")
        with django_assert_num_queries(8):
            answer = client.get(FIND, {"q": query}).json()
    assert len(answer["pictures"]) == 3


def describe(client, image: Image, alt: object = "A hill"):
    return client.post(f"/admin/blog/image/{image.pk}/describe/", {"alt": alt}, "application/json")


@pytest.mark.parametrize(("person", "status"), [("alice", 200), ("eve", 200), ("bob", 403), ("carol", 403)])
def test_library_is_told_what_a_picture_shows_by_who_may(client, request, alice, person, status):
    image = ImageFactory(uploaded_by=alice)
    client.force_login(request.getfixturevalue(person))
    assert describe(client, image, " A\n hill\0").status_code == status
    image.refresh_from_db()
    assert image.alt == ("A hill" if status == 200 else "")


@pytest.mark.parametrize("person", ["charlie", None])
def test_who_does_not_write_describes_nothing(client, request, person):
    user = person and request.getfixturevalue(person)
    image = ImageFactory(uploaded_by=user)
    if user:
        client.force_login(user)
    assert describe(client, image).status_code == 401
    assert not Image.objects.get().alt


def test_words_that_the_library_has_are_not_written_over(client, alice):
    image = ImageFactory(uploaded_by=alice, alt="As it was")
    client.force_login(alice)
    assert describe(client, image).json() == {"alt": "As it was"}
    image.refresh_from_db()
    assert image.alt == "As it was"


def test_posts_with_the_picture_follow_its_words(client, alice):
    image = ImageFactory(uploaded_by=alice)
    client.force_login(alice)
    assert describe(client, image).json() == {"alt": "A hill"}
    assert waiting("rerender_posts_with") == [{"image_id": image.pk}]


@pytest.mark.parametrize("alt", ["", " \0", None, 5, ["x"], "x" * 501])
def test_what_is_no_description_is_refused_in_words(client, alice, alt):
    image = ImageFactory(uploaded_by=alice)
    client.force_login(alice)
    response = describe(client, image, alt)
    assert (response.status_code, response.json()["error"]) == (422, "invalid")
    assert "500 characters" in response.json()["message"]


def test_picture_that_is_gone_is_not_described(client, alice):
    image = ImageFactory(uploaded_by=alice)
    client.force_login(alice)
    gone = Image.objects.get(pk=image.pk)
    image.delete()
    assert describe(client, gone).status_code == 404


def take_back(client, image: Image):
    return client.post(f"/admin/blog/image/{image.pk}/take-back/", {}, "application/json")


@pytest.mark.parametrize(("person", "status"), [("alice", 200), ("bob", 403), ("eve", 403), ("charlie", 401)])
def test_upload_is_taken_back_by_who_made_it(client, request, alice, person, status):
    image = ImageFactory(uploaded_by=alice)
    client.force_login(request.getfixturevalue(person))
    assert take_back(client, image).status_code == status
    assert Image.objects.exists() == (status != 200)


def test_upload_that_a_post_shows_is_not_taken_back(client, alice):
    image = ImageFactory(uploaded_by=alice)
    PostFactory(cover=image)
    client.force_login(alice)
    response = take_back(client, image)
    assert (response.status_code, response.json()["error"]) == (409, "in_use")


def test_contributor_describes_in_the_library_when_the_role_allows_it(client, carol):
    image = ImageFactory(uploaded_by=carol)
    carol.user_permissions.add(Permission.objects.get(codename="change_image"))
    client.force_login(carol)
    assert describe(client, image).json() == {"alt": "A hill"}


@pytest.mark.parametrize("door", ["describe", "take-back"])
def test_picture_is_left_alone_when_somebody_else_signed_in_meanwhile(client, alice, eve, door):
    """In one browser: the page is Alice's, and Eve could do it to her own picture."""
    image = ImageFactory(uploaded_by=eve)
    client.force_login(eve)
    url, said = f"/admin/blog/image/{image.pk}/{door}/", {"alt": "A hill"}
    refused = client.post(url, said | {"user": str(alice.pk)}, "application/json")
    assert (refused.status_code, refused.json()["error"], refused.json()["name"]) == (403, "another_user", "Eve")
    assert Image.objects.get().alt == ""
    assert client.post(url, said | {"user": str(eve.pk)}, "application/json").status_code == 200
    assert [each.alt for each in Image.objects.all()] == (["A hill"] if door == "describe" else [])
