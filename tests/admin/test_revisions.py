"""The history of a post: read, compared, brought back."""

import pytest

from blog.actions.posts import publish_post, save_post, trash_post
from blog.actions.working_copies import keep_revision
from blog.models import Post, Revision, WorkingCopy
from tests.admin.forms import send
from tests.admin.writing import Tab
from tests.factories import LONG_AGO, ImageFactory, SeriesFactory, TagFactory


def written(author, tags=(), **fields) -> Post:
    post = Post(author=author, **({"title": "A title", "body": "One two three.\n\nSame."} | fields))
    save_post(post=post, by=author, tags=tags)
    return post


def changed(post: Post, by, tags=None, **fields) -> Post:
    for name, value in fields.items():
        setattr(post, name, value)
    save_post(post=post, by=by, tags=tags)
    return post


def url(post: Post, rest: str) -> str:
    return f"/admin/blog/post/{post.pk}/{rest}"


def test_history_says_who_when_and_why(client, alice, eve):
    post = written(alice)
    publish_post(post=post, by=eve, at=LONG_AGO)
    client.force_login(alice)
    page = client.get(url(post, "history/")).content.decode()
    assert page.index("Eve") < page.index("Alice", page.index("<tbody>"))
    assert ">published</td>" in page
    assert ">saved</td>" in page


def test_history_is_paged_by_version(client, alice):
    post = written(alice)
    Revision.objects.bulk_create(
        [Revision(post=post, version=n, reason="saved", snapshot={"status": "draft"}) for n in range(2, 80)]
    )
    client.force_login(alice)
    first = client.get(url(post, "history/")).context
    assert ([r.version for r in first["revisions"]], first["before"]) == (list(range(79, 29, -1)), 30)
    second = client.get(url(post, "history/?before=30")).context
    assert ([r.version for r in second["revisions"]], second["before"]) == (list(range(29, 0, -1)), None)
    for nonsense in ("x", "-1", "9" * 30, "%00"):
        assert client.get(url(post, f"history/?before={nonsense}")).status_code == 200


def test_history_asks_as_much_for_three_versions_as_for_one(client, alice, django_assert_num_queries):
    post = written(alice)
    client.force_login(alice)
    for _ in range(2):
        with django_assert_num_queries(9):
            client.get(url(post, "history/"))
        changed(changed(post, alice, body="x"), alice, body="y")


def test_comparison_shows_words_and_every_other_field_escaped(client, alice, eve):
    sea, hill = TagFactory(name="Sea"), TagFactory(name="Hill")
    post = written(alice, tags=[sea])
    changed(
        post,
        eve,
        tags=[hill],
        title="A <b>new</b> title",
        body="One zwei three.\n\nSame.",
        cover=ImageFactory(original_name="hill.png"),
        series=SeriesFactory(name="Walks"),
        series_position=3,
        visibility="private",
        publish_at=LONG_AGO,
        author=eve,
    )
    client.force_login(eve)
    page = client.get(url(post, "compare/?from=1&to=2")).content.decode()
    assert "<b>new" not in page
    runs = page.replace('<span class="visually-hidden">', "").replace("</span>", "")
    for said in (
        "One <del>[removed: two ]</del><ins>[added: zwei ]</ins>three.",
        "<del>[removed: Sea ]</del><ins>[added: Hill ]</ins>",
        "<ins>[added: &lt;b&gt;new&lt;/b&gt; ]</ins>",
        "<ins>[added: hill.png]</ins>",
        "<ins>[added: Walks]</ins>",
        "<ins>[added: 3]</ins>",
        "<del>[removed: public: everybody, in lists and feeds]</del>",
        "<ins>[added: private: only those who may edit it]</ins>",
        "<del>[removed: Alice]</del><ins>[added: Eve]</ins>",
        "2014",
    ):
        assert said in runs, said


def test_what_is_being_written_and_typed_aside_can_be_compared(client, alice, eve):
    post = written(alice)
    hers, theirs = Tab(alice, post), Tab(eve, post)
    hers.save(body="One hers three.\n\nSame.")
    theirs.save(body="One theirs three.\n\nSame.")
    client.force_login(alice)
    page = client.get(url(post, "history/")).content.decode()
    assert "Being written, by Alice" in page
    assert "Typed aside by Eve" in page
    assert "hers" in client.get(url(post, "compare/?to=working")).content.decode()
    aside = post.unmerged_copies.get()
    page = client.get(url(post, f"compare/?from=working&to=aside-{aside.pk}")).content.decode()
    assert "hers" in page
    assert "theirs" in page


@pytest.mark.parametrize(
    "query", ["from=9", "to=x", "to=working", "to=aside-1", "from=-1", "to=" + "9" * 40, "to=aside-x"]
)
def test_version_that_there_is_not_is_not_found(client, alice, query):
    post = written(alice)
    client.force_login(alice)
    assert client.get(url(post, f"compare/?{query}")).status_code == 404


def test_version_of_another_post_is_not_compared_with_this_one(client, alice, eve):
    secret, post = written(eve, body="Secret"), written(alice)
    changed(secret, eve)
    changed(secret, eve)
    client.force_login(alice)
    assert client.get(url(post, "compare/?to=3")).status_code == 404
    for rest in ("history/", "compare/", "versions/1/"):
        assert client.get(url(secret, rest)).status_code == 404


def test_old_words_come_back_as_a_version_of_their_own(client, alice):
    sea, series, cover = TagFactory(name="Sea"), SeriesFactory(), ImageFactory()
    post = written(alice, tags=[sea], series=series, series_position=2, cover=cover, excerpt="E")
    publish_post(post=post, by=alice, at=LONG_AGO)
    changed(
        post, alice, tags=[], title="Other", body="Other", series=None, series_position=None, slug="other", cover=None
    )
    Tab(alice, post).save(body="Being written")
    client.force_login(alice)
    client.post(url(post, "versions/1/restore/"))
    post = Post.objects.get()
    assert (post.title, post.body, post.series, post.series_position, post.cover) == (
        "A title",
        "One two three.\n\nSame.",
        series,
        2,
        cover,
    )
    assert [tag.name for tag in post.tags.all()] == ["Sea"]
    assert (post.slug, post.status, post.publish_at) == ("other", "published", LONG_AGO)
    newest, before = post.revisions.all()[:2]
    assert (newest.reason, newest.by) == ("restored", alice)
    assert before.snapshot["body"] == "Being written"
    assert not WorkingCopy.objects.get().is_open


def test_what_is_gone_meanwhile_is_named_and_the_rest_comes_back(client, alice):
    cover, series = ImageFactory(), SeriesFactory()
    post = written(alice, cover=cover, series=series, series_position=2)
    changed(post, alice, body="Other", cover=None, series=None, series_position=None)
    cover.delete()
    series.delete()
    client.force_login(alice)
    page = client.post(url(post, "versions/1/restore/"), follow=True).content.decode()
    assert "cover, series" in page
    assert Post.objects.get().body == "One two three.\n\nSame."


@pytest.mark.parametrize(
    ("person", "status"), [("alice", 302), ("eve", 302), ("bob", 404), ("carol", 404), ("charlie", 302)]
)
def test_only_those_who_may_bring_a_version_back(client, request, alice, person, status):
    post = changed(written(alice), alice, body="Other")
    client.force_login(request.getfixturevalue(person))
    assert client.post(url(post, "versions/1/restore/")).status_code == status
    assert (Post.objects.get().body == "Other") == (person not in ("alice", "eve"))


def test_contributor_brings_nothing_back_in_a_post_that_is_out_and_nobody_in_the_trash(client, carol, eve):
    post = changed(written(carol), carol, body="Other")
    publish_post(post=post, by=eve)
    client.force_login(carol)
    assert client.post(url(post, "versions/1/restore/")).status_code == 403
    trash_post(post=post)
    client.force_login(eve)
    assert client.post(url(post, "versions/1/restore/")).status_code == 403
    assert Post.objects.get().body == "Other"


def test_update_of_a_post_that_is_out_tells_readers_what_changed(client, alice):
    post = written(alice)
    publish_post(post=post, by=alice, at=LONG_AGO)
    client.force_login(alice)
    assert send(client, url(post, "change/"), body="One zwei three.", note="  Corrected \n a word. ").status_code == 302
    revision = post.revisions.first()
    assert (revision.note, revision.is_notable) == ("Corrected a word.", True)
    assert revision.snapshot["body"] == "One zwei three."
    assert "Corrected a word." in client.get(post.get_absolute_url()).content.decode()
    send(client, url(post, "change/"), body="One zwei drei.")
    assert not post.revisions.first().is_notable


@pytest.mark.parametrize("note", ["x" * 301, "a\0b"])
def test_note_that_cannot_be_kept_stores_nothing_and_says_why(client, alice, note):
    post = written(alice)
    publish_post(post=post, by=alice, at=LONG_AGO)
    client.force_login(alice)
    response = send(client, url(post, "change/"), body="Other", note=note)
    assert response.status_code == 200
    [error] = response.context["adminform"].form.non_field_errors()
    assert "characters" in error or "character" in error
    assert Post.objects.get().body != "Other"
    if "\0" not in note:
        assert f'value="{note}"' in response.content.decode()


def test_nobody_is_told_of_a_draft_or_of_what_is_unpublished(client, alice):
    post = written(alice)
    client.force_login(alice)
    assert 'name="note"' not in client.get(url(post, "change/")).content.decode()
    send(client, url(post, "change/"), body="Draft", note="A note")
    publish_post(post=post, by=alice, at=LONG_AGO)
    assert 'name="note"' in client.get(url(post, "change/")).content.decode()
    send(client, url(post, "change/"), body="Gone", note="A note", _unpublish="")
    assert Post.objects.get().status == "draft"
    assert not Revision.objects.filter(is_notable=True).exists()


def test_history_without_autosaves_has_what_the_post_was(client, alice):
    post = written(alice)
    keep_revision(post=post, fields={"body": "typed"}, by=alice)
    client.force_login(alice)
    assert [r.version for r in client.get(url(post, "history/")).context["revisions"]] == [2, 1]
    assert [r.version for r in client.get(url(post, "history/?saved")).context["revisions"]] == [1]


def test_older_version_is_always_compared_with_the_newer_one(client, alice):
    post = changed(written(alice), alice, body="One zwei three.\n\nSame.")
    client.force_login(alice)
    for query in ("from=1&to=2", "from=2&to=1"):
        context = client.get(url(post, f"compare/?{query}")).context
        assert (context["old"]["version"], context["new"]["version"]) == (1, 2)


def test_comparison_leads_to_the_change_before_and_after_and_back_to_a_version(client, alice):
    post = changed(changed(written(alice), alice, body="Two"), alice, body="Three")
    client.force_login(alice)
    page = client.get(url(post, "compare/?from=1&to=2")).content.decode()
    assert 'href="?to=1"' in page
    assert 'href="?from=2&amp;to=3"' in page
    assert page.count("/restore/") == 2
    newest = client.get(url(post, "compare/")).content.decode()
    assert "The change after" not in newest
    assert newest.count("/restore/") == 1


def test_whole_text_is_shown_on_demand(client, alice):
    post = written(alice, body="\n\n".join(f"Paragraph {n}." for n in range(9)))
    changed(post, alice, body=post.body.replace("8", "eight"))
    client.force_login(alice)
    folded, whole = (client.get(url(post, f"compare/?to=2{more}")).content.decode() for more in ("", "&whole"))
    assert "7 paragraphs as they were" in folded
    assert "Paragraph 3." not in folded
    assert "Paragraph 3." in whole


def test_comparison_and_version_ask_as_much_for_a_long_history_as_for_a_short_one(
    client, alice, django_assert_num_queries
):
    post = changed(written(alice, cover=ImageFactory()), alice, body="Other", cover=None, series=SeriesFactory())
    client.force_login(alice)
    for _ in range(2):
        with django_assert_num_queries(11):
            client.get(url(post, "compare/?from=1&to=2"))
        with django_assert_num_queries(10):
            client.get(url(post, "versions/2/"))
        for text in ("x", "y", "z"):
            changed(post, alice, body=text)


def test_version_shows_all_that_the_post_was_then(client, alice):
    cover = ImageFactory(original_name="hill.png")
    post = written(alice, tags=[TagFactory(name="Sea")], cover=cover, visibility="unlisted", excerpt="In short")
    client.force_login(alice)
    page = client.get(url(post, "versions/1/")).content.decode()
    for said in ("One two three.", "hill.png", "Sea", "In short", "unlisted: everybody", "Alice"):
        assert said in page, said
