"""What an open page relies on: asking costs nothing, what it is told it can show, and whose text it is stays clear."""

import pytest

from blog.actions.posts import publish_post, save_post
from blog.models import WorkingCopy
from tests.admin.test_autosave import copy_of, written
from tests.admin.writing import Tab
from tests.factories import SeriesFactory


def test_page_that_only_asks_what_is_new_changes_nothing(alice, eve):
    """Or else two open pages would answer one another for ever."""
    post = written(alice)
    hers, theirs = Tab(alice, post), Tab(eve, post)
    assert hers.save(body=post.body)["outcome"] == "saved"
    assert not WorkingCopy.objects.filter(post=post, fields__isnull=False).exists()
    assert theirs.save(body="One!\n\nTwo.\n\nThree.")["sequence"] == 1
    answer = hers.save(body=post.body)
    assert (answer["outcome"], answer["sequence"]) == ("merged", 1)
    assert answer["fields"]["body"] == "One!\n\nTwo.\n\nThree."
    assert hers.save(body="One!\n\nTwo.\n\nThree.")["sequence"] == 1
    assert WorkingCopy.objects.get(post=post).by == eve
    assert hers.save(body="One!\n\nTwo!\n\nThree.")["outcome"] == "saved"


def test_merged_answer_says_who_wrote_and_what_keys_are_called(alice, eve):
    post = written(alice)
    series = SeriesFactory()
    hers, theirs, elsewhere = Tab(alice, post), Tab(eve, post), Tab(alice, post)
    theirs.save(series=series.pk, author=eve.pk)
    answer = hers.save(body="New.", series=None)
    assert (answer["others"], answer["names"]) == ("Eve", {"series": str(series), "author": "Eve"})
    # Of one's own pages no name is said.
    answer = elsewhere.save(body=post.body, series=None)
    assert (answer["fields"]["body"], answer["others"]) == ("New.", None)


def test_moment_that_a_form_shows_to_the_second_stays_the_moment_that_it_is(alice):
    post = written(alice)
    publish_post(post=post, by=alice)
    post.publish_at = post.publish_at.replace(microsecond=123_000)
    save_post(post=post, by=alice)
    shown = post.publish_at.replace(microsecond=0).isoformat()
    Tab(alice, post).save(body="New.", publish_at=shown)
    assert copy_of(post)["publish_at"].endswith(".123Z")


def test_text_is_not_kept_in_another_person_s_name(alice, bob):
    """In one browser, Bob has signed in while Alice's page was open."""
    post = written(bob)
    tab = Tab(bob, post)
    response = tab.send(said={"user": alice.pk}, body="Hers")
    answer = response.json()
    assert (response.status_code, answer["error"], answer["name"]) == (403, "another_user", "Bob")
    assert not WorkingCopy.objects.exists()
    assert tab.send(said={"user": bob.pk}, body="His").json()["outcome"] == "saved"


@pytest.mark.parametrize("who", ["alice", "carol", "eve", "root"])
def test_signing_in_from_an_open_page_ends_with_a_word_to_go_on(client, request, who):
    person = request.getfixturevalue(who)
    client.force_login(person)
    page = client.get("/admin/blog/post/signed-in/")
    assert f"Go on writing, as {person}," in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]


def test_nobody_else_sees_that_word(client, charlie):
    address = "/admin/blog/post/signed-in/"
    assert client.get(address).headers["Location"] == f"/admin/login/?next={address}"
    client.force_login(charlie)
    assert client.get(address).status_code == 302
