"""Two people who type in one post: merged where they can be, asked where not, and nothing is lost."""

import datetime as dt

import pytest
from django.utils import timezone

from blog import jobs
from blog.actions.posts import save_post
from blog.models import Post, Revision, UnmergedCopy
from tests.admin.test_autosave import copy_of, written
from tests.admin.writing import Tab
from tests.factories import ImageFactory


def test_two_people_in_different_paragraphs_are_merged_without_a_word(alice, eve):
    post = written(alice)
    hers, theirs = Tab(alice, post), Tab(eve, post)
    assert hers.save(body="One!\n\nTwo.\n\nThree.")["outcome"] == "saved"
    answer = theirs.save(body="One.\n\nTwo.\n\nThree!", tags=["Hill"])
    assert (answer["outcome"], answer["fields"]["body"]) == ("merged", "One!\n\nTwo.\n\nThree!")
    answer = hers.save(body="One!\n\nTwo!\n\nThree.", tags=["Sea"])
    assert (answer["outcome"], answer["fields"]["body"]) == ("merged", "One!\n\nTwo!\n\nThree!")
    assert copy_of(post)["tags"] == ["Sea", "Hill"]


def test_merge_whose_answer_was_lost_is_answered_again_and_keeps_both(alice, eve):
    post = written(alice)
    hers, theirs = Tab(alice, post), Tab(eve, post)
    theirs.save(body="One.\n\nTwo.\n\nThree!")
    hers.send(body="One!\n\nTwo.\n\nThree.")
    again = hers.send(number=1, body="One!\n\nTwo.\n\nThree.").json()
    assert (again["outcome"], again["fields"]["body"]) == ("repeated", "One!\n\nTwo.\n\nThree!")
    # What was typed meanwhile, with what was confirmed.
    said = {"base": {"body": "One!\n\nTwo.\n\nThree."}}
    later = hers.send(said=said, body="One!!\n\nTwo.\n\nThree.").json()
    assert later["fields"]["body"] == "One!!\n\nTwo.\n\nThree!"


def test_paragraph_that_both_changed_is_asked_about_and_neither_text_is_lost(alice, eve):
    post = written(alice)
    hers, theirs = Tab(alice, post), Tab(eve, post)
    hers.save(body="One!\n\nhers\n\nThree.")
    answer = theirs.save(body="One.\n\ntheirs\n\nThree!", title="Theirs")
    assert answer["outcome"] == "conflict"
    [conflict] = answer["conflicts"]
    assert {name: conflict[name] for name in ("field", "base", "mine", "theirs")} == {
        "field": "body",
        "base": "Two.",
        "mine": "theirs",
        "theirs": "hers",
    }
    assert copy_of(post)["body"] == "One!\n\nhers\n\nThree."
    assert copy_of(post)["title"] == "A title"
    assert UnmergedCopy.objects.get().fields["body"] == "One.\n\ntheirs\n\nThree!"
    assert UnmergedCopy.objects.get().by == eve
    # Typing on without an answer is kept too.
    theirs.save(body="One.\n\ntheirs, longer\n\nThree!", title="Theirs")
    assert UnmergedCopy.objects.get().fields["body"] == "One.\n\ntheirs, longer\n\nThree!"


@pytest.mark.parametrize(("choice", "text"), [("mine", "theirs"), ("theirs", "hers"), ("both", "hers\n\ntheirs")])
def test_choice_settles_it_and_both_sides_stay_in_the_history(alice, eve, choice, text):
    post = written(alice)
    hers, theirs = Tab(alice, post), Tab(eve, post)
    hers.save(body="One!\n\nhers\n\nThree.")
    typed = {"body": "One.\n\ntheirs\n\nThree!"}
    [conflict] = theirs.save(**typed)["conflicts"]
    assert theirs.save(choices={conflict["key"]: "nobody's"}, **typed)["outcome"] == "conflict"
    assert theirs.save(choices={conflict["key"]: choice}, **typed)["outcome"] in ("merged", "saved")
    assert copy_of(post)["body"] == f"One!\n\n{text}\n\nThree!"
    assert not UnmergedCopy.objects.exists()
    kept = {revision.snapshot["body"] for revision in Revision.objects.filter(post=post, reason="autosaved")}
    assert {typed["body"], "One!\n\nhers\n\nThree."} <= kept


def test_conflict_says_its_values_in_words(alice, eve):
    post = written(alice)
    hill, sea = ImageFactory(original_name="hill.png"), ImageFactory(original_name="sea.png")
    hers, theirs = Tab(alice, post), Tab(eve, post)
    hers.save(cover=hill.pk, title="Hers", visibility="private")
    conflicts = theirs.save(cover=sea.pk, title="Theirs", visibility="unlisted")["conflicts"]
    assert {conflict["field"]: tuple(conflict["shown"].values()) for conflict in conflicts} == {
        "cover": ("", "sea.png", "hill.png"),
        "title": ("A title", "Theirs", "Hers"),
        "visibility": (
            "public: everybody, in lists and feeds",
            "unlisted: everybody who has the address",
            "private: only those who may edit it",
        ),
    }


def test_choice_does_not_hold_for_what_the_other_wrote_after_it_was_shown(alice, eve):
    post = written(alice)
    hers, theirs = Tab(alice, post), Tab(eve, post)
    hers.save(body="One.\n\nhers\n\nThree.")
    typed = {"body": "One.\n\ntheirs\n\nThree."}
    [conflict] = theirs.save(**typed)["conflicts"]
    hers.save(body="One.\n\nhers, better\n\nThree.")
    assert theirs.save(choices={conflict["key"]: "mine"}, **typed)["outcome"] == "conflict"
    assert copy_of(post)["body"] == "One.\n\nhers, better\n\nThree."


def test_text_from_before_somebody_saved_the_post_is_merged_with_it(alice, eve):
    post = written(alice)
    tab = Tab(alice, post)
    post.body = "One.\n\nTwo.\n\nThree, by Eve."
    save_post(post=post, by=eve)
    answer = tab.save(body="One, by Alice.\n\nTwo.\n\nThree.")
    assert answer["fields"]["body"] == "One, by Alice.\n\nTwo.\n\nThree, by Eve."
    assert answer["version"] == 2
    assert Post.objects.get().body == "One.\n\nTwo.\n\nThree, by Eve."


def test_what_was_typed_aside_and_never_settled_goes_to_the_history(alice, eve):
    post = written(alice)
    hers, theirs = Tab(alice, post), Tab(eve, post)
    hers.save(body="One.\n\nhers\n\nThree.")
    theirs.save(body="One.\n\ntheirs\n\nThree.")
    jobs.thin_out_autosaves(timestamp=0)
    assert UnmergedCopy.objects.exists()
    UnmergedCopy.objects.update(saved_at=timezone.now() - dt.timedelta(days=8))
    jobs.thin_out_autosaves(timestamp=0)
    assert not UnmergedCopy.objects.exists()
    newest = post.revisions.first()
    assert (newest.by, newest.snapshot["body"]) == (eve, "One.\n\ntheirs\n\nThree.")
