"""From the working copy to readers, and back: by those who may, exactly what they have seen."""

import datetime as dt
import json

import pytest
from django.test import Client
from django.utils import timezone

from blog.actions.posts import publish_post, save_post, trash_post
from blog.models import CrossPost, Post, Redirect, Revision, WorkingCopy
from tests.admin.writing import Tab
from tests.factories import LONG_AGO, SeriesFactory, SourceFactory, TagFactory

VERBS = "save publish publish_now unpublish stage unstage discard duplicate trash restore".split()


def written(author, tags=(), **fields) -> Post:
    post = Post(author=author, **({"title": "A title", "body": "One.\n\nTwo.\n\nThree."} | fields))
    save_post(post=post, by=author, tags=tags)
    return post


def live(author, **fields) -> Post:
    post = written(author, **fields)
    publish_post(post=post, by=author, at=LONG_AGO)
    return post


def do(person, post: Post, verb: str, /, **said):
    client = Client()
    client.force_login(person)
    url = f"/admin/blog/post/{post.pk}/do/{verb}/"
    return client.post(url, json.dumps(said), content_type="application/json")


def hour(hours: int) -> str:
    return (timezone.now() + dt.timedelta(hours=hours)).isoformat()


def test_publishing_puts_what_was_typed_into_the_post(client, alice):
    tab = Tab(alice)
    answer = tab.save(title="Out", body="Some *text*", tags=["New"], cover=None, series=SeriesFactory().pk)
    post = Post.objects.get()
    done = do(alice, post, "publish", sequence=tab.sequence).json()
    post.refresh_from_db()
    assert (post.title, post.slug, post.status, post.series is None) == ("Out", "out", "published", False)
    assert [tag.name for tag in post.tags.all()] == ["New"]
    assert "<em>text</em>" in client.get(done["public_url"]).content.decode()
    assert done["state"] == "published"
    assert done["sequence"] > answer["sequence"]
    assert post.revisions.first().reason == "published"
    assert not WorkingCopy.objects.get().is_open


def test_saving_a_draft_keeps_it_a_draft_and_its_slug_follows_the_title(alice):
    tab = Tab(alice)
    tab.save(title="O")
    tab.save(title="One title")
    post = Post.objects.get()
    do(alice, post, "save", sequence=tab.sequence)
    post.refresh_from_db()
    assert (post.status, post.slug, post.version) == ("draft", "one-title", 2)


def test_nothing_is_published_that_its_author_has_not_seen(alice, eve):
    post = live(alice)
    tab = Tab(alice, post)
    tab.save(body="Mine.")
    Tab(eve, post).save(title="Eve’s title")
    response = do(alice, post, "publish", sequence=tab.sequence)
    assert (response.status_code, response.json()["error"]) == (409, "behind")
    assert Post.objects.get().body == post.body


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 301}, "title"),
        ({"publish_at": "2026-02-31"}, "publish_at"),
        ({"publish_at": "2020-02-02T00:00Z", "expire_at": "2019-01-01T00:00Z"}, "expire_at"),
        ({"slug": "no good"}, "slug"),
        ({"cover": 12345}, "cover"),
        ({"tags": ["x" * 200]}, "tags"),
    ],
)
def test_what_is_wrong_stands_against_publishing_and_stays_typed(alice, fields, name):
    post = live(alice)
    tab = Tab(alice, post)
    tab.save(**fields)
    response = do(alice, post, "publish", sequence=tab.sequence)
    assert (response.status_code, list(response.json()["errors"])) == (422, [name])
    assert Post.objects.get().version == post.version
    assert WorkingCopy.objects.get().is_open


def test_post_that_changed_elsewhere_is_merged_when_it_is_published(alice, eve):
    post = live(alice)
    tab = Tab(alice, post)
    tab.save(body="One, by Alice.\n\nTwo.\n\nThree.")
    post.body = "One.\n\nTwo.\n\nThree, by Eve."
    save_post(post=post, by=eve)
    assert do(alice, post, "publish").status_code == 200
    post.refresh_from_db()
    assert post.body == "One, by Alice.\n\nTwo.\n\nThree, by Eve."
    merged, mine, eves = post.revisions.all()[:3]
    assert (merged.reason, merged.base_version, merged.parents) == ("merged", 2, [3, 4])
    assert (mine.version, mine.by, mine.snapshot["body"]) == (4, alice, "One, by Alice.\n\nTwo.\n\nThree.")
    assert (eves.version, eves.by) == (3, eve)


def test_paragraph_changed_on_both_sides_is_chosen_before_it_is_published(alice, eve):
    post = live(alice)
    Tab(alice, post).save(body="One.\n\nAlice.\n\nThree.")
    post.body = "One.\n\nEve.\n\nThree."
    save_post(post=post, by=eve)
    refused = do(alice, post, "publish")
    [conflict] = refused.json()["conflicts"]
    assert (refused.status_code, conflict["mine"], conflict["theirs"]) == (409, "Alice.", "Eve.")
    assert Post.objects.get().body == "One.\n\nEve.\n\nThree."
    do(alice, post, "publish", choices={conflict["key"]: "mine"})
    assert Post.objects.get().body == "One.\n\nAlice.\n\nThree."


def test_publishing_for_later_schedules_in_the_site_s_time(alice):
    from blog.models import SiteSettings

    SiteSettings(time_zone="Pacific/Auckland").save()
    post = written(alice)
    year = timezone.now().year + 1
    assert do(alice, post, "publish", at=f"{year}-07-01T12:00").json()["state"] == "scheduled"
    assert Post.objects.get().publish_at == dt.datetime(year, 7, 1, 0, 0, tzinfo=dt.UTC)
    assert do(alice, post, "publish_now").json()["state"] == "published"


@pytest.mark.parametrize("at", ["2026-02-31T10:00", "soon", 5, ["x"], "9999-12-31T23:59-12:00"])
def test_time_that_there_is_not_is_refused(alice, at):
    post = live(alice)
    Tab(alice, post).save(body="New")
    for verb, name in (("publish", "publish_at"), ("stage", "go_live_at")):
        response = do(alice, post, verb, at=at)
        assert (response.status_code, list(response.json()["errors"])) == (422, [name])


def test_change_is_told_to_readers_as_it_is_published(client, alice):
    post = live(alice)
    Tab(alice, post).save(body="One, corrected.")
    assert do(alice, post, "publish", note="x" * 301).status_code == 422
    assert Post.objects.get().body == post.body
    do(alice, post, "publish", note="Corrected.")
    assert "Corrected." in client.get(post.get_absolute_url()).content.decode()


def test_unpublishing_and_discarding_keep_what_was_typed_in_the_history(alice):
    post = live(alice)
    Tab(alice, post).save(body="Thrown away")
    do(alice, post, "discard")
    assert not WorkingCopy.objects.get().is_open
    assert post.revisions.first().snapshot["body"] == "Thrown away"
    do(alice, post, "unpublish")
    assert Post.objects.get().state == "draft"


def test_double_is_a_draft_of_its_own_with_what_is_being_written(alice, eve):
    post = live(alice, series=SeriesFactory(), series_position=2, tags=[TagFactory(name="Sea")], excerpt="E")
    CrossPost.objects.create(post=post, source=SourceFactory(), url="https://a.example/", is_canonical=True)
    Tab(alice, post).save(body="Newer")
    answer = do(eve, post, "duplicate").json()
    double = Post.objects.get(pk=answer["post"])
    assert (double.title, double.slug, double.author, double.state) == (
        "Copy of A title",
        "copy-of-a-title",
        eve,
        "draft",
    )
    assert (double.body, double.excerpt, double.series) == ("Newer", "E", post.series)
    assert [tag.name for tag in double.tags.all()] == ["Sea"]
    assert not double.cross_posts.exists()
    assert post.pk != double.pk


def test_trash_takes_everything_away_and_gives_everything_back(client, alice):
    post = live(alice, tags=[TagFactory(name="Sea")])
    post.slug = "newer"
    save_post(post=post, by=alice)
    path = post.get_absolute_url()
    Tab(alice, post).save(body="Typed before")
    places = [path, f"{path}index.md", "/2014/11/a-title/", "/feed/", "/tags/sea/", "/", "/2014/11/", "/archive/"]
    before = {place: client.get(place) for place in [*places, "/sitemap.xml"]}
    assert do(alice, post, "trash").status_code == 200
    for place in places:
        response = client.get(place)
        assert "A title" not in response.content.decode()
        assert response.status_code == 404 or place not in places[:3]
    assert do(alice, post, "save").status_code == 410
    assert do(alice, post, "restore").status_code == 200
    for place, response in before.items():
        again = client.get(place)
        assert (again.status_code, again.content) == (response.status_code, response.content), place
    assert Redirect.objects.get().post == post
    assert WorkingCopy.objects.get().fields["body"] == "Typed before"


# --- Who may ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("is_live", [False, True])
@pytest.mark.parametrize("person", ["alice", "eve", "bob", "carol", "charlie"])
def test_each_verb_is_for_those_who_may(request, alice, person, verb, is_live):
    post = live(alice, title="Secret") if is_live else written(alice, title="Secret")
    Tab(alice, post).save(body="Typed")
    if verb == "restore":
        trash_post(post=post)
    response = do(request.getfixturevalue(person), post, verb, at=hour(1))
    if person in ("alice", "eve"):
        assert response.status_code == (422 if verb == "stage" and not is_live else 200)
    else:
        assert response.status_code == (401 if person == "charlie" else 404)
        assert "Secret" not in response.content.decode()


@pytest.mark.parametrize("verb", VERBS)
def test_contributor_does_not_go_live_by_any_of_them(carol, verb):
    post = written(carol)
    Tab(carol, post).save(title="Mine", publish_at="2014-01-01T00:00Z", visibility="public")
    response = do(carol, post, verb, at=hour(1))
    assert response.status_code == (200 if verb in ("save", "discard", "duplicate") else 403)
    assert not Post.objects.published().exists()
    assert not Post.objects.filter(status="published").exists()


@pytest.mark.parametrize("verb", VERBS)
def test_contributor_changes_nothing_of_an_own_post_that_is_out(carol, eve, verb):
    post = written(carol)
    publish_post(post=post, by=eve, at=LONG_AGO)
    response = do(carol, post, verb, at=hour(1))
    assert response.status_code == (200 if verb == "duplicate" else 403)
    assert Post.objects.get(pk=post.pk).version == post.version


def test_unknown_verb_and_unknown_post_are_not_found(alice):
    assert do(alice, written(alice), "explode").status_code == 404
    assert do(alice, Post(pk=999), "save").status_code == 404


def test_forms_without_scripts_do_the_same(client, alice, carol):
    post = live(alice)
    Tab(alice, post).save(body="New")
    client.force_login(alice)
    page = client.post(f"/admin/blog/post/{post.pk}/form/stage/", {"at": "never"}, follow=True).content.decode()
    assert "This is no date and time that there is." in page
    client.post(f"/admin/blog/post/{post.pk}/form/stage/", {"at": hour(1)})
    assert WorkingCopy.objects.get().go_live_at
    response = client.post(f"/admin/blog/post/{post.pk}/form/duplicate/")
    assert response.url != f"/admin/blog/post/{post.pk}/change/"
    client.force_login(carol)
    assert client.post(f"/admin/blog/post/{post.pk}/form/trash/").status_code == 404
    assert Revision.objects.exists()
