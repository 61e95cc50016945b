"""What is typed into the rows about other places is kept beside the post, merged row by row, and saved by the form."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from blog import jobs
from blog.actions.posts import publish_post
from blog.models import CrossPost, Post, Revision, UnmergedCopy, WorkingCopy
from blog.text.word_diff import Run
from blog.views.changes import describe_changes
from tests.admin.forms import fields_of, send
from tests.admin.test_autosave import copy_of, written
from tests.admin.test_post_merge import editor_of
from tests.admin.test_post_verbs import do, hour, live
from tests.admin.writing import NEW, Tab
from tests.factories import CrossPostFactory, SourceFactory

NAME = "new-0123456789"


def row(url: str = "https://a.example/1", **fields) -> dict:
    typed = {"source": None, "direction": "from", "url": url, "is_canonical": False, "place": "top", "gone": False}
    return typed | fields


def test_rows_are_kept_as_they_are_typed_and_change_nothing_that_is_saved(client, alice):
    post = live(alice)
    place = CrossPostFactory(post=post, url="https://a.example/old")
    page = client.get(post.get_absolute_url())
    rows = {str(place.pk): row("half an addr", source=place.source_id), NAME: row("", gone=False, is_canonical=True)}
    answer = Tab(alice, post).save(body=post.body, cross_posts=rows)
    assert answer["outcome"] == "saved"
    assert copy_of(post)["cross_posts"] == rows
    assert CrossPost.objects.get().url == "https://a.example/old"
    assert client.get(post.get_absolute_url()).content == page.content


def test_rows_are_in_the_form_again_and_saved_by_it(client, alice):
    post = written(alice)
    stays, goes = CrossPostFactory(post=post), CrossPostFactory(post=post)
    other = SourceFactory(name="Quarterly")
    rows = {
        str(stays.pk): row("https://a.example/2", source=other.pk),
        str(goes.pk): row("", source=goes.source_id, gone=True),
        NAME: row("https://a.example/3", source=other.pk, direction="to", is_canonical=True, place="bottom"),
    }
    Tab(alice, post).save(cross_posts=rows)
    client.force_login(alice)
    typed = fields_of(client, editor_of(post), _save="")
    assert (typed["cross_posts-0-url"], typed["cross_posts-0-source"]) == (["https://a.example/2"], [str(other.pk)])
    assert typed["cross_posts-1-DELETE"] == ["on"]
    assert (typed["cross_posts-2-row"], typed["cross_posts-2-place"]) == ([NAME], ["bottom"])
    assert "Quarterly" in client.get(editor_of(post)).content.decode()
    assert client.post(editor_of(post), typed).status_code == 302
    saved = CrossPost.objects.values_list("url", "source", "direction", "is_canonical", "place")
    assert list(saved) == [
        ("https://a.example/2", other.pk, "from", False, "top"),
        ("https://a.example/3", other.pk, "to", True, "bottom"),
    ]
    assert not WorkingCopy.objects.get().is_open


def test_editor_asks_the_same_few_things_with_one_row_and_three(client, alice, django_assert_num_queries):
    client.force_login(alice)
    for count in (1, 3):
        post = written(alice)
        places = [CrossPostFactory(post=post) for _ in range(count)]
        rows = {str(place.pk): row(source=SourceFactory().pk) for place in places}
        new = {f"{NAME}{number}": row(source=SourceFactory().pk) for number in range(count)}
        Tab(alice, post).save(cross_posts=rows | new)
        client.get(editor_of(post))
        with django_assert_num_queries(14):
            client.get(editor_of(post))


@pytest.mark.parametrize(
    "rows",
    [
        None,
        [],
        "x",
        {NAME: None},
        {NAME: []},
        {NAME: {}},
        {NAME: row() | {"post": 1}},
        {NAME: {"source": 1, "url": "https://a.example/"}},
        {NAME: row(source=True)},
        {NAME: row(source=-1)},
        {NAME: row(source=10**18)},
        {NAME: row(source=1.5)},
        {NAME: row(source={"pk": 1})},
        {NAME: row(url=None)},
        {NAME: row(url=["https://a.example/"])},
        {NAME: row(is_canonical="on")},
        {NAME: row(gone=1)},
        {"": row()},
        {"-1": row()},
        {"٣": row()},
        {"9" * 19: row()},
        {"new-": row()},
        {"new-0123456789\n": row()},
        {"new-" + "x" * 41: row()},
        {f"new-{number:08}": row() for number in range(1001)},
    ],
)
@pytest.mark.parametrize("where", ["fields", "base"])
def test_rows_that_no_page_sends_are_refused_and_nothing_is_stored(alice, rows, where):
    post = written(alice)
    said = {"fields": {"body": "Typed"}, "base": {}}
    said[where] = said[where] | {"cross_posts": rows}
    response = Tab(alice, post).send(said=said)
    assert response.status_code == 422
    assert list(response.json()["errors"]) == ["cross_posts"]
    assert not WorkingCopy.objects.exists()


def test_rows_that_no_page_sends_begin_no_post(alice):
    assert Tab(alice).send(title="T", cross_posts={NAME: {}}).status_code == 422
    assert not Post.objects.exists()


def test_signs_that_nothing_can_hold_are_replaced_in_rows(alice):
    post = written(alice)
    Tab(alice, post).save(cross_posts={NAME: row("a\0b\ud800", source="x\0")})
    assert copy_of(post)["cross_posts"][NAME] == row("a\ufffdb\ufffd", source="x\ufffd")


@pytest.mark.parametrize(
    ("person", "status"), [("alice", 200), ("eve", 200), ("bob", 404), ("carol", 404), ("charlie", 401), (None, 401)]
)
def test_only_those_who_may_edit_the_post_type_into_its_rows(request, alice, person, status):
    post = written(alice)
    tab = Tab(person and request.getfixturevalue(person), post)
    assert tab.send(cross_posts={NAME: row()}).status_code == status
    assert WorkingCopy.objects.exists() == (status == 200)


@pytest.mark.parametrize(("person", "is_kept"), [("alice", True), ("eve", True), ("carol", False)])
def test_switch_is_kept_for_who_may_publish(request, person, is_kept):
    writer = request.getfixturevalue(person)
    post = written(writer)
    Tab(writer, post).save(body="Typed", is_featured=True)
    assert copy_of(post)["is_featured"] == is_kept
    assert not Post.objects.get().is_featured


def test_switch_is_in_the_form_again_and_what_a_contributor_saves_leaves_it_waiting(client, carol, eve):
    post = written(carol)
    Tab(eve, post).save(is_featured=True)
    client.force_login(carol)
    assert send(client, editor_of(post), body="By Carol", _save="").status_code == 302
    assert (Post.objects.get().body, Post.objects.get().is_featured) == ("By Carol", False)
    client.force_login(eve)
    assert fields_of(client, editor_of(post))["is_featured"] == ["on"]
    assert send(client, editor_of(post), _save="").status_code == 302
    assert Post.objects.get().is_featured
    assert post.revisions.first().snapshot["is_featured"] is True


def test_switch_is_told_in_words():
    assert describe_changes({"is_featured": False}, {"is_featured": True}).fields == [
        ("featured", (Run("added", "yes"),))
    ]


@pytest.mark.parametrize("value", ["maybe", 7, [], {"a": 1}, None])
def test_switch_that_is_neither_on_nor_off_is_never_on(eve, value):
    post = written(eve)
    Tab(eve, post).save(body="Typed", is_featured=value)
    do(eve, post, "publish_now", sequence=1)
    assert not Post.objects.get().is_featured


def test_rows_of_two_people_come_together(alice, eve):
    post = written(alice)
    place = CrossPostFactory(post=post)
    hers, theirs = Tab(alice, post), Tab(eve, post)
    hers.save(cross_posts={str(place.pk): row("https://a.example/hers")})
    answer = theirs.save(cross_posts={NAME: row("https://a.example/theirs")})
    both = {str(place.pk): row("https://a.example/hers"), NAME: row("https://a.example/theirs")}
    assert (answer["outcome"], answer["fields"]["cross_posts"]) == ("merged", both)
    assert copy_of(post)["cross_posts"] == both
    # One takes a row back to what is saved, and another away.
    theirs.save(cross_posts={})
    answer = hers.save(cross_posts={str(place.pk): row("https://a.example/hers")})
    assert answer["fields"]["cross_posts"] == {}
    assert "cross_posts" not in copy_of(post)


def test_row_that_both_changed_is_asked_about_and_neither_is_lost(alice, eve):
    post = written(alice)
    place = CrossPostFactory(post=post, source=SourceFactory(name="Quarterly"))
    key = str(place.pk)
    hers, theirs = Tab(alice, post), Tab(eve, post)
    hers.confirmed = theirs.confirmed = {"cross_posts": {}}
    hers.save(cross_posts={key: row("https://a.example/hers", source=place.source_id)})
    typed = {"cross_posts": {key: row("https://a.example/theirs", source=place.source_id, gone=True)}}
    [conflict] = theirs.save(**typed)["conflicts"]
    assert conflict["field"] == "cross_posts"
    assert conflict["shown"] == {
        "base": "",
        "mine": "came from there, Quarterly, https://a.example/theirs, above the text, to be deleted",
        "theirs": "came from there, Quarterly, https://a.example/hers, above the text",
    }
    assert copy_of(post)["cross_posts"][key]["url"] == "https://a.example/hers"
    assert UnmergedCopy.objects.get().fields["cross_posts"] == typed["cross_posts"]
    theirs.save(choices={conflict["key"]: "mine"}, **typed)
    assert copy_of(post)["cross_posts"] == typed["cross_posts"]
    kept = [revision.snapshot.get("cross_posts", {}) for revision in Revision.objects.filter(reason="autosaved")]
    assert {key: row("https://a.example/hers", source=place.source_id)} in kept


def test_page_that_only_asks_what_is_new_changes_nothing_of_rows(alice):
    post = written(alice)
    one, other = Tab(alice, post), Tab(alice, post)
    one.save(body="Typed", cross_posts={NAME: row()})
    for _ in range(2):
        other.save(body=other.confirmed["body"], cross_posts=other.confirmed.get("cross_posts", {}))
        one.save(body="Typed", cross_posts={NAME: row()})
    assert WorkingCopy.objects.get().sequence == 1


def test_row_that_one_tab_saved_leaves_the_other(client, alice):
    post, source = written(alice), SourceFactory()
    one, other = Tab(alice, post), Tab(alice, post)
    rows = {NAME: row(source=source.pk)}
    one.save(cross_posts=rows)
    other.save(cross_posts={})
    client.force_login(alice)
    assert send(client, editor_of(post), _save="").status_code == 302
    assert CrossPost.objects.count() == 1
    answer = other.save(cross_posts=rows)
    assert answer["fields"]["cross_posts"] == {}
    assert not WorkingCopy.objects.get().is_open


def test_form_that_others_wrote_after_takes_its_own_rows_out_of_what_is_being_written(client, alice, eve):
    post, source = written(alice), SourceFactory()
    rows = {NAME: row("a.example/1", source=source.pk)}
    Tab(alice, post).save(cross_posts=rows)
    client.force_login(alice)
    typed = fields_of(client, editor_of(post), _save="")
    later = {**rows, "new-9876543210": row("https://a.example/eve")}
    Tab(eve, post).save(cross_posts=later)
    assert client.post(editor_of(post), typed).status_code == 302
    assert CrossPost.objects.get().url == "https://a.example/1"
    assert copy_of(post)["cross_posts"] == {"new-9876543210": later["new-9876543210"]}


@pytest.mark.parametrize("verb", ["save", "publish"])
def test_rows_wait_for_the_form_whatever_else_saves_the_text(client, alice, verb):
    post, tab = written(alice), None
    tab = Tab(alice, post)
    tab.save(body="Typed", cross_posts={NAME: row(source=SourceFactory().pk)})
    assert do(alice, post, verb, sequence=tab.sequence).status_code == 200
    assert Post.objects.get().body == "Typed"
    assert not CrossPost.objects.exists()
    assert list(copy_of(post)["cross_posts"]) == [NAME]
    client.force_login(alice)
    assert send(client, editor_of(post), _save="").status_code == 302
    assert CrossPost.objects.count() == 1


def test_rows_wait_beside_changes_that_go_live_at_their_time(alice):
    post = live(alice)
    tab = Tab(alice, post)
    tab.save(body="Typed", cross_posts={NAME: row(source=SourceFactory().pk)})
    assert do(alice, post, "stage", at=hour(1), sequence=tab.sequence).status_code == 200
    with time_machine.travel(timezone.now() + dt.timedelta(hours=2)):
        assert jobs.apply_due_changes(timestamp=0) == 1
    assert Post.objects.get().body == "Typed"
    assert not CrossPost.objects.exists()
    assert list(copy_of(post)["cross_posts"]) == [NAME]


def test_rows_typed_into_a_post_that_is_gone_are_new_ones_in_the_form_that_is_given_back(client, alice):
    post = written(alice)
    place = CrossPostFactory(post=post, url="https://a.example/1")
    client.force_login(alice)
    typed = fields_of(client, editor_of(post), _save="")
    typed["cross_posts-0-url"] = "https://a.example/typed"
    url = editor_of(post)
    Post.objects.all().delete()
    response = client.post(url, typed)
    [formset] = response.context["inline_admin_formsets"]
    assert formset.formset.forms[0]["url"].value() == "https://a.example/typed"
    assert formset.formset.forms[0]["row"].value() == ""
    assert str(place.pk) not in formset.formset.sent_rows()


def test_post_of_its_own_for_rows_of_a_new_one(alice):
    tab = Tab(alice)
    assert tab.url == NEW
    tab.save(title="T", cross_posts={NAME: row()})
    assert list(copy_of(Post.objects.get())["cross_posts"]) == [NAME]


def test_published_post_of_a_contributor_takes_no_more_rows(carol, eve):
    post = written(carol)
    tab = Tab(carol, post)
    publish_post(post=post, by=eve)
    assert tab.send(cross_posts={NAME: row()}).status_code == 403
    assert not WorkingCopy.objects.exists()
