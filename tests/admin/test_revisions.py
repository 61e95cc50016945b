"""The history of a post: read, compared, brought back."""

import pytest

from blog.actions.posts import publish_post, save_post, trash_post
from blog.models import Post, Revision, WorkingCopy
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
