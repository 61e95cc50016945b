"""What is typed is kept: in order, once, by those who may, also when it is wrong."""

import json

import pytest
from django.test import Client

from blog.actions.posts import publish_post, save_post, trash_post
from blog.models import Post, WorkingCopy
from tests.admin.writing import Tab
from tests.factories import ImageFactory, PostFactory, SeriesFactory


def written(author, **fields) -> Post:
    post = Post(author=author, **({"title": "A title", "body": "One.\n\nTwo.\n\nThree."} | fields))
    save_post(post=post, by=author)
    return post


def copy_of(post: Post) -> dict:
    return WorkingCopy.objects.get(post=post).fields


def test_first_autosave_of_a_new_post_makes_a_draft_and_says_where_it_is(alice):
    PostFactory(slug="first-words")
    tab = Tab(alice)
    answer = tab.save(title="First words", body="Some *text*", tags=["New"])
    post = Post.objects.get(author=alice)
    assert (answer["outcome"], answer["post"], answer["url"]) == (
        "saved",
        post.pk,
        f"/admin/blog/post/{post.pk}/change/",
    )
    assert (post.state, post.title, post.slug, post.body) == ("draft", "First words", "first-words-2", "")
    assert (copy_of(post)["body"], copy_of(post)["tags"]) == ("Some *text*", ["New"])
    assert tab.save(title="First words", body="Some *text* more")["sequence"] == 2
    assert Post.objects.filter(author=alice).count() == 1


def test_new_post_is_made_once_when_its_answer_was_lost(alice):
    tab = Tab(alice)
    first = tab.send(title="T", body="One").json()
    again = tab.send(number=1, title="T", body="One").json()
    later = tab.send(title="T", body="One, and more").json()
    assert {first["post"], again["post"], later["post"]} == {Post.objects.get().pk}
    assert (again["outcome"], later["outcome"]) == ("repeated", "saved")
    assert copy_of(Post.objects.get())["body"] == "One, and more"


def test_same_tab_name_of_another_person_begins_another_post(alice, bob):
    tab, other = Tab(alice), Tab(bob)
    tab.save(body="Hers")
    other.name = tab.name + "x"
    other.save(body="His")
    assert Post.objects.count() == 2


@pytest.mark.parametrize("is_live", [False, True])
def test_typing_changes_neither_the_post_nor_what_readers_see(client, alice, is_live):
    post = written(alice)
    if is_live:
        publish_post(post=post, by=alice)
    page = client.get(post.get_absolute_url())
    Tab(alice, post).save(title="Other", body="Not out yet", tags=["x"])
    after = Post.objects.get()
    assert (after.title, after.body, after.version) == (post.title, post.body, post.version)
    assert client.get(post.get_absolute_url()).content == page.content
    assert client.get(post.get_absolute_url()).headers.get("ETag") == page.headers.get("ETag")
    assert copy_of(post)["title"] == "Other"


def test_late_older_autosave_does_not_replace_a_newer_one(alice):
    post = written(alice)
    tab = Tab(alice, post)
    tab.send(number=1, body="1")
    tab.send(number=3, body="3")
    assert tab.send(number=2, body="2").json()["outcome"] == "repeated"
    assert tab.send(number=3, body="3").json()["sequence"] == 2
    assert copy_of(post)["body"] == "3"


def test_late_older_autosave_does_nothing_when_somebody_else_wrote_meanwhile(alice, eve):
    post = written(alice)
    hers, theirs = Tab(alice, post), Tab(eve, post)
    hers.save(body="One.\n\nTwo.\n\nThree!")
    hers.number = 4
    hers.save(body="One.\n\nTwo.\n\nThree!!")
    theirs.save(body="One!\n\nTwo.\n\nThree.")
    late = hers.send(number=4, body="One.\n\nTwo.\n\nlate").json()
    assert late["outcome"] == "repeated"
    assert copy_of(post)["body"] == "One!\n\nTwo.\n\nThree!!"


def test_field_that_is_not_sent_stays_as_it_is(alice):
    post = written(alice, excerpt="Short")
    tab = Tab(alice, post)
    tab.save(title="New")
    tab.save(body="Text")
    assert {name: copy_of(post)[name] for name in ("title", "body", "excerpt")} == {
        "title": "New",
        "body": "Text",
        "excerpt": "Short",
    }


@pytest.mark.parametrize(
    ("fields", "kept"),
    [
        ({"title": "x" * 10_000}, "x" * 10_000),
        ({"publish_at": "2026-02-31T10:00"}, "2026-02-31T10:00"),
        ({"publish_at": "tomorrow"}, "tomorrow"),
        ({"publish_at": "0001-01-01T00:00+14:00"}, "0001-01-01T00:00+14:00"),
        ({"body": "a\0b"}, "a\ufffdb"),
        ({"title": "a\ud800b"}, "a\ufffdb"),
        ({"slug": "no spaces!"}, "no spaces!"),
        ({"cover": "9" * 40}, "9" * 40),
        ({"cover": 99999}, 99999),
        ({"series": "x"}, "x"),
        ({"series_position": 3}, 3),
        ({"series_position": -1}, "-1"),
        ({"tags": ["x" * 101]}, ["x" * 101]),
        ({"tags": ["a\0b"] * 2 + [f"t{n}" for n in range(100)]}, ["a\ufffdb", *(f"t{n}" for n in range(100))]),
        ({"visibility": "everybody"}, "everybody"),
        ({"language": "x" * 50}, "x" * 50),
        ({"meta_title": {"a": [1]}}, None),
    ],
)
def test_what_is_wrong_is_kept_and_said_beside_its_field(alice, fields, kept):
    post = written(alice)
    [name] = fields
    answer = Tab(alice, post).save(**fields)
    if kept is not None:
        assert answer["outcome"] == "saved"
        assert list(answer["errors"]) == [name]
        assert all(answer["errors"][name])
        stored = copy_of(post)
        assert stored.get(f"{name}_id", stored.get(name)) == kept
    assert Post.objects.get().version == 1


def test_times_without_an_offset_are_those_of_the_site(alice):
    from blog.models import SiteSettings

    SiteSettings(time_zone="Pacific/Auckland").save()
    post = written(alice)
    assert Tab(alice, post).save(publish_at="2014-11-19T03:00")["errors"] == {}
    assert copy_of(post)["publish_at"] == "2014-11-18T14:00:00Z"


def test_expiry_before_publication_and_a_taken_slug_are_said(alice, bob):
    PostFactory(author=bob, slug="taken")
    post = written(alice)
    answer = Tab(alice, post).save(publish_at="2020-02-02", expire_at="2019-01-01T10:00Z", slug="taken")
    assert set(answer["errors"]) == {"expire_at", "slug"}


@pytest.mark.parametrize(
    "said",
    [
        {"version": 7},
        {"version": -1},
        {"version": "1"},
        {"version": True},
        {"version": 2**70},
        {"sequence": -1},
        {"sequence": 1.5},
        {"number": 0},
        {"number": 2**63},
        {"tab": "x"},
        {"tab": "x" * 41},
        {"tab": "tab-12345678\n"},
        {"tab": ["tab-12345678"]},
        {"fields": []},
        {"fields": None},
        {"base": "x"},
    ],
)
def test_forged_numbers_are_refused_with_the_field_that_is_wrong(alice, said):
    post = written(alice)
    response = Tab(alice, post).send(said=said, body="Forged")
    assert response.status_code == 422
    assert list(response.json()["errors"]) == list(said)
    assert not WorkingCopy.objects.exists()


@pytest.mark.parametrize("sequence", [3, 99, 2**52])
def test_sequence_that_never_was_writes_over_nothing(alice, eve, sequence):
    post = written(alice)
    Tab(eve, post).save(body="Hers")
    response = Tab(alice, post).send(said={"sequence": sequence}, body="Forged")
    assert response.status_code == 409
    assert copy_of(post)["body"] == "Hers"


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b"nul", b"[" * 100_000])
def test_nonsense_is_refused(alice, body):
    assert Tab(alice, written(alice)).post(body).status_code in (400, 422)


def test_ten_megabytes_are_refused_with_a_word_beside_the_text(alice):
    post = written(alice)
    response = Tab(alice, post).send(body="x" * 10_000_000)
    assert response.status_code == 413
    assert list(response.json()["errors"]) == ["body"]
    assert not WorkingCopy.objects.exists()


@pytest.mark.parametrize(
    ("person", "status"),
    [("alice", 200), ("eve", 200), ("root", 200), ("bob", 404), ("carol", 404), ("charlie", 401), (None, 401)],
)
def test_only_those_who_may_edit_write_in_it_and_others_learn_nothing(request, alice, person, status):
    post = written(alice, title="Secret title")
    response = Tab(person and request.getfixturevalue(person), post).send(body="Mine now")
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["Cache-Control"].count("no-store") == 1
    if status != 200:
        assert "Secret" not in response.content.decode()
        assert not WorkingCopy.objects.exists()


def test_post_that_never_was_looks_like_one_that_may_not_be_seen(alice, bob):
    tab = Tab(bob, written(alice))
    hidden = tab.send(body="x")
    tab.url = "/admin/blog/post/999999/autosave/"
    absent = tab.send(body="x")
    assert (hidden.status_code, hidden.content) == (absent.status_code, absent.content)


def test_contributor_writes_until_it_is_published_and_chooses_neither_time_nor_author(carol, eve):
    post = written(carol)
    tab = Tab(carol, post)
    tab.save(title="Mine", publish_at="2020-01-01", visibility="private", author=eve.pk, kind="page")
    assert {name: copy_of(post)[name] for name in ("title", "publish_at", "visibility", "author_id", "kind")} == {
        "title": "Mine",
        "publish_at": None,
        "visibility": "public",
        "author_id": carol.pk,
        "kind": "post",
    }
    publish_post(post=post, by=eve)
    response = tab.send(title="After")
    assert (response.status_code, response.json()["error"]) == (403, "forbidden")


def test_reader_with_an_account_begins_no_post(charlie):
    assert Tab(charlie).send(body="x").status_code == 401
    assert not Post.objects.exists()


def test_post_in_the_trash_is_said_to_be_there(alice):
    post = written(alice)
    tab = Tab(alice, post)
    trash_post(post=post)
    assert tab.send(body="x").status_code == 410


def test_page_that_is_signed_out_goes_on_after_signing_in_again(alice):
    post = written(alice)
    tab = Tab(alice, post, enforce_csrf_checks=True)
    tab.client.logout()
    assert tab.client.get("/admin/blog/post/token/").json()["error"] == "signed_out"
    tab.client.force_login(alice)
    refused = tab.send(body="Still here")
    assert (refused.status_code, refused.json()["error"]) == (403, "csrf")
    token = tab.client.get("/admin/blog/post/token/").json()
    assert token["user"] == alice.pk
    said = {"tab": tab.name, "number": 1, "version": 1, "sequence": 0, "fields": {"body": "Still here"}}
    headers = {"X-CSRFToken": token["csrf"]}
    answer = tab.client.post(tab.url, json.dumps(said), content_type="application/json", headers=headers)
    assert answer.json()["outcome"] == "saved"


def test_people_still_get_django_s_page_when_a_form_s_token_is_wrong(alice):
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    response = client.post("/admin/blog/post/add/", {"title": "x"})
    assert (response.status_code, response.headers["Content-Type"].split(";")[0]) == (403, "text/html")


def test_pictures_in_what_is_being_written_are_used(alice):
    from blog.models import Image
    from blog.models.uses import is_used

    shown, cover, other = (ImageFactory() for _ in range(3))
    post = written(alice)
    tab = Tab(alice, post)
    tab.save(body=f"![]({shown.reference})", cover=cover.pk)
    assert set(Image.objects.filter(is_used(now=True))) == {shown, cover}
    tab.save(body="None", cover=None)
    assert not Image.objects.filter(is_used(now=True)).exists()
    assert other.pk


def test_autosave_asks_the_same_few_things_however_much_there_is(alice, django_assert_num_queries):
    images = [ImageFactory() for _ in range(3)]
    for count in (1, 3):
        post = written(alice, series=SeriesFactory())
        tab = Tab(alice, post)
        text = {
            "body": " ".join(f"![]({image.reference})" for image in images[:count]),
            "tags": ["a", "b", "c"][:count],
        }
        tab.save(**text)
        with django_assert_num_queries(13):
            assert tab.save(title="New", **text)["outcome"] == "saved"
