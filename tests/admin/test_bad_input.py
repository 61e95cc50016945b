"""What nobody means to send, through every door of the writing screen: said beside the field, nothing lost or told."""

import json
import re

import pytest
from django.urls import reverse

from blog.actions.posts import save_post
from blog.models import Post, WorkingCopy
from tests.admin.forms import fields_of, send
from tests.admin.test_post_editor import ADD, editor_of, errors_of, written
from tests.admin.writing import Tab
from tests.factories import LONG_AGO, CrossPostFactory, PostFactory

LONG = "x" * 3_000_000
NUL = "a\0b"
# By the name of the form's field: what is sent, and beside which field it is said.
WRONG = {
    "a title of 10,000 characters": ({"title": "x" * 10_000}, "title"),
    "a body of 3 MB": ({"body": LONG}, "body"),
    "a tag of 10,000 characters": ({"tags": ["x" * 10_000]}, "tags"),
    "200 tags": ({"tags": [f"t{number}" for number in range(200)]}, "tags"),
    "31 February": ({"publish_at_0": "2026-02-31", "publish_at_1": "10:00"}, "publish_at"),
    "the year 0": ({"publish_at_0": "0000-01-01", "publish_at_1": "10:00"}, "publish_at"),
    "the year 99999": ({"expire_at_0": "99999-01-01", "expire_at_1": "10:00"}, "expire_at"),
    "a time of no day": ({"publish_at_0": "2026-02-01", "publish_at_1": "25:61"}, "publish_at"),
    "a NUL in a date": ({"publish_at_0": NUL, "publish_at_1": "10:00"}, "publish_at"),
    "a position beyond any": ({"series_position": "9" * 20}, "series_position"),
    **{
        f"a NUL in {name}": ({name: NUL}, name)
        for name in (
            "title body excerpt slug language meta_title meta_description kind author series series_position cover "
            "visibility"
        ).split()
    },
}


@pytest.mark.parametrize("is_new", [False, True])
@pytest.mark.parametrize("what", WRONG)
def test_form_says_it_beside_the_field_and_keeps_what_was_typed(client, eve, what, is_new):
    changes, field = WRONG[what]
    client.force_login(eve)
    post = None if is_new else written(eve)
    response = send(client, editor_of(post) if post else ADD, **({"excerpt": "Typed in vain?", "_save": ""} | changes))
    assert response.status_code == 200
    assert field in errors_of(response)
    assert "Typed in vain?" in response.content.decode() or field == "excerpt"
    name, value = next(iter(changes.items()))
    kept = response.context["adminform"].form.data.getlist(name)
    assert kept == (value if isinstance(value, list) else [value])
    assert Post.objects.filter(version__gt=1).count() == 0
    assert Post.objects.count() == (0 if is_new else 1)


AUTOSAVED = {
    "a title of 10,000 characters": ({"title": "x" * 10_000}, "title"),
    "a tag of 10,000 characters": ({"tags": ["x" * 10_000]}, "tags"),
    "200 tags": ({"tags": [f"t{number}" for number in range(200)]}, "tags"),
    "31 February": ({"publish_at": "2026-02-31T10:00"}, "publish_at"),
    "the year 0": ({"publish_at": "0000-01-01T10:00"}, "publish_at"),
    "the year 99999": ({"expire_at": "99999-01-01T10:00"}, "expire_at"),
    "a position beyond any": ({"series_position": "9" * 20}, "series_position"),
    **{what: wrong for what, wrong in WRONG.items() if what.startswith("a NUL in") and what != "a NUL in a date"},
}


@pytest.mark.parametrize("is_new", [False, True])
@pytest.mark.parametrize("what", AUTOSAVED)
def test_autosave_keeps_it_says_it_and_nothing_is_published_with_it(client, eve, what, is_new):
    fields, field = AUTOSAVED[what]
    tab = Tab(eve, None if is_new else written(eve))
    answer = tab.save(**({"title": "T", "body": "Typed in vain?"} | fields))
    assert answer["outcome"] == "saved"
    assert answer["errors"][field]
    copy = WorkingCopy.objects.get()
    assert "Typed in vain?" in copy.fields["body"] or field == "body"
    # A character that cannot be kept was replaced; what is left may be right.
    if "NUL" not in what or field not in {"title", "body", "excerpt", "meta_title", "meta_description"}:
        published = tab.client.post(f"/admin/blog/post/{copy.post_id}/do/publish/", "{}", "application/json")
        assert published.status_code == 422
        assert published.json()["errors"][field]
    assert not Post.objects.filter(status="published").exists()


@pytest.mark.parametrize("size", [2_000_001, 3_000_000])
@pytest.mark.parametrize("is_new", [False, True])
def test_autosave_of_too_long_a_text_is_refused_beside_the_text(alice, size, is_new):
    response = Tab(alice, None if is_new else written(alice)).send(body="x" * size)
    assert response.status_code == 413
    assert list(response.json()["errors"]) == ["body"]
    assert not WorkingCopy.objects.exists()


def test_longest_text_in_any_script_is_saved(client, alice):
    text = "жжжжжжжжж\n" * 200_000
    client.force_login(alice)
    post = written(alice)
    tab = Tab(alice, post)
    said = {"tab": tab.name, "number": 1, "version": 1, "sequence": 0, "fields": {"body": text}}
    # As browsers write it, letters as they are.
    assert tab.post(json.dumps(said, ensure_ascii=False).encode()).json()["outcome"] == "saved"
    assert WorkingCopy.objects.get().fields["body"] == text


@pytest.mark.parametrize("name", ["version", "sequence"])
@pytest.mark.parametrize("value", ["-1", "x", "9" * 30, NUL, "1e5", "٣"])
def test_forged_number_in_the_form_saves_nothing_over_anything(client, alice, eve, name, value):
    post = written(alice, body="As saved.")
    client.force_login(alice)
    typed = fields_of(client, editor_of(post), body="Forged.", _save="")
    Tab(eve, post).save(body="What Eve types.")
    response = client.post(editor_of(post), typed | {name: value})
    assert response.status_code in (200, 302)
    assert WorkingCopy.objects.get().fields["body"] == "What Eve types."
    if response.status_code == 200:
        assert "Forged." in response.content.decode()


@pytest.mark.parametrize("tab", [NUL, "x" * 10_000, "tab-00000001"])
def test_forged_tab_in_the_form_of_a_new_post_makes_a_new_post(client, alice, bob, tab):
    Tab(bob).save(title="Bob’s", body="Bob’s.")
    client.force_login(alice)
    assert send(client, ADD, title="Mine", tab=tab, _save="").status_code == 302
    assert Post.objects.get(title="Mine").author == alice
    assert Post.objects.exclude(title="Mine").get().author == bob


@pytest.mark.parametrize(
    "forged",
    [
        {"cross_posts-TOTAL_FORMS": "x"},
        {"cross_posts-TOTAL_FORMS": "9" * 30},
        {"cross_posts-TOTAL_FORMS": "1", "cross_posts-0-id": NUL, "cross_posts-0-url": "https://example.com/a"},
        {"cross_posts-TOTAL_FORMS": "1", "cross_posts-0-id": "9" * 30, "cross_posts-0-url": "https://example.com/a"},
        {"cross_posts-TOTAL_FORMS": "1", "cross_posts-0-url": NUL, "cross_posts-0-source": "9" * 30},
        {"cross_posts-TOTAL_FORMS": "1", "cross_posts-INITIAL_FORMS": "1", "cross_posts-0-id": "THEIRS"},
    ],
)
def test_forged_list_of_places_elsewhere_changes_nothing_of_others(client, alice, bob, forged):
    theirs = CrossPostFactory(post=PostFactory(author=bob), url="https://example.com/theirs")
    post = written(alice)
    client.force_login(alice)
    forged = {name: str(theirs.pk) if value == "THEIRS" else value for name, value in forged.items()}
    response = send(client, editor_of(post), body="Typed in vain?", _save="", **forged)
    assert response.status_code == 200
    assert "Typed in vain?" in response.content.decode()
    assert "example.com/theirs" not in response.content.decode()
    theirs.refresh_from_db()
    assert (theirs.post.author, theirs.url) == (bob, "https://example.com/theirs")
    assert Post.objects.get(pk=post.pk).version == 1


@pytest.mark.parametrize("note", [NUL, "x" * 100_000, "\ud800", 5, ["x"]])
def test_note_that_cannot_be_kept_is_no_reason_to_lose_the_change(alice, note):
    post = written(alice)
    tab = Tab(alice, post)
    tab.save(body="New.")
    said = json.dumps({"note": note})
    answer = tab.client.post(f"/admin/blog/post/{post.pk}/do/publish/", said, "application/json")
    assert answer.status_code in (200, 422)
    if answer.status_code == 422:
        assert answer.json()["errors"]["note"]
        assert WorkingCopy.objects.get().fields["body"] == "New."
    else:
        assert Post.objects.get().body == "New."


@pytest.mark.parametrize("at", [NUL, "2026-02-31T10:00", "99999-01-01T10:00", "x" * 10_000, ""])
def test_form_of_a_verb_says_what_is_wrong_with_its_time(client, alice, at):
    post = written(alice, status="published", publish_at=LONG_AGO)
    Tab(alice, post).save(body="New.")
    client.force_login(alice)
    page = client.post(f"/admin/blog/post/{post.pk}/form/stage/", {"at": at}, follow=True).content.decode()
    assert "no date and time" in page or "Choose when" in page
    assert WorkingCopy.objects.get().go_live_at is None


@pytest.mark.parametrize(
    "query", ["title=a%00b", "cover=x", "series=9999999999999999999999", "publish_at=never", "tags=%00", "author=x"]
)
def test_new_post_opens_whatever_its_address_says(client, eve, query):
    client.force_login(eve)
    assert client.get(f"{ADD}?{query}").status_code == 200


# --- Whose post it is -----------------------------------------------------------------------------------------------
DOORS = {
    "change": ("get", "change/", None),
    "change by form": ("post", "change/", {"title": "T", "body": "Mine.", "_save": ""}),
    "delete": ("post", "delete/", {"post": "yes"}),
    "history": ("get", "history/", None),
    "compare": ("get", "compare/?from=1&to=1", None),
    "version": ("get", "versions/1/", None),
    "restore version": ("post", "versions/1/restore/", {}),
    "note": ("post", "versions/1/note/", {"note": "x"}),
    "restore": ("post", "restore/", {}),
    "preview": ("get", "preview/", None),
    "preview of a day": ("get", "preview/?at=2026-01-01T10:00&of=working", None),
    "autosave": ("json", "autosave/", {"tab": "tab-12345678", "number": 1, "version": 1, "fields": {"body": "x"}}),
    "here": ("json", "here/", {"tab": "tab-12345678"}),
    "verb": ("json", "do/publish/", {}),
    "verb for the trash": ("json", "do/restore/", {}),
    "verb by form": ("post", "form/duplicate/", {}),
}


@pytest.mark.parametrize("person", ["bob", "carol", "charlie", "anonymous"])
@pytest.mark.parametrize("door", DOORS)
def test_post_of_another_looks_like_one_that_never_was(client, request, alice, person, door):
    method, path, sent = DOORS[door]
    theirs = written(alice, title="Secret title", body="Secret text", slug="secret-slug")
    save_post(post=theirs, by=alice)
    Tab(alice, theirs).save(body="Secret typing")
    if person != "anonymous":
        client.force_login(request.getfixturevalue(person))

    def answer(pk: int) -> tuple:
        url = f"/admin/blog/post/{pk}/{path}"
        if method == "json":
            response = client.post(url, json.dumps(sent), content_type="application/json")
        else:
            response = getattr(client, method)(url, sent or {}, follow=True)
        said = response.content.decode()
        assert "Secret" not in said
        assert "secret" not in said
        made_anew = r'(csrfmiddlewaretoken" value|data-tab|name="tab" value)="[^"]*"'
        return response.status_code, re.sub(rf"(?<=[/“]){pk}(?=[/”])", "PK", re.sub(made_anew, "", said))

    never = theirs.pk + 7_770_000
    assert answer(theirs.pk) == answer(never)
    theirs.refresh_from_db()
    assert (theirs.body, theirs.version, theirs.trashed_at) == ("Secret text", 2, None)
    assert WorkingCopy.objects.get().fields["body"] == "Secret typing"


def test_preview_of_another_s_post_looks_like_one_that_never_was(client, alice, bob):
    theirs = written(alice)
    client.force_login(bob)
    url = reverse("admin:post_preview")
    answers = [client.post(f"{url}?post={pk}", {"body": "x"}) for pk in (theirs.pk, theirs.pk + 7_770_000)]
    assert answers[0].status_code == answers[1].status_code == 404
    assert answers[0].content == answers[1].content


def test_slug_of_another_s_draft_is_only_said_to_be_taken(client, alice, bob):
    written(alice, title="Secret title", slug="taken")
    client.force_login(bob)
    response = send(client, ADD, title="Mine", slug="taken", _save="")
    assert list(errors_of(response)) == ["slug"]
    assert "Secret" not in response.content.decode()
    answer = Tab(bob, written(bob)).save(slug="taken")
    assert list(answer["errors"]) == ["slug"]
    assert "Secret" not in json.dumps(answer)
