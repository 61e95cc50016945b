"""The same import again: what changed, what did not, and what happened to the posts meanwhile."""

import datetime as dt
import os

import pytest

from blog.actions.posts import delete_post, save_post, trash_post
from blog.models import CrossPost, Image, ImportRun, Post, Redirect, Tag
from tests.factories import SourceFactory, TagFactory, png
from tests.transfer.trees import folder, imported, messages, only_post, post, zipped

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("root", "media")]


def summary(path, **options) -> str:
    return imported(path, **options).summary


SITE = {
    "2014/one/index.md": post("One", "![A](a.png)\n\nSee [two](../two/index.md)."),
    "2014/one/a.png": png(),
    "2014/two/index.md": post("Two", "Back to [one](../one/)."),
    "three.md": "# Three\n\nUndated.",
}


def state() -> list:
    posts = Post.objects.order_by("slug").values_list("slug", "version", "updated_at", "publish_at", "body")
    return [*posts, Image.objects.count(), Redirect.objects.count()]


def test_second_run_changes_nothing(tmp_path):
    path = folder(tmp_path, SITE)
    assert summary(path) == "created 3, updated 0, unchanged 0, failed 0"
    before = state()
    assert summary(path) == "created 0, updated 0, unchanged 3, failed 0"
    assert state() == before


def test_folder_and_zip_are_the_same_import(tmp_path):
    imported(folder(tmp_path / "posts", SITE))
    before = state()
    wrapped = zipped(tmp_path / "posts.zip", {f"posts/{name}": content for name, content in SITE.items()})
    assert summary(wrapped) == "created 0, updated 0, unchanged 3, failed 0"
    assert summary(zipped(tmp_path / "flat.zip", SITE)) == "created 0, updated 0, unchanged 3, failed 0"
    assert state() == before


def test_unchanged_document_leaves_a_post_alone_that_was_edited_here(tmp_path):
    path = folder(tmp_path, {"a.md": post()})
    imported(path)
    edited = only_post()
    edited.body = "Edited here."
    save_post(post=edited, by=None)
    assert summary(path) == "created 0, updated 0, unchanged 1, failed 0"
    assert only_post().body == "Edited here."


def test_changed_document_updates_its_post_through_a_revision(tmp_path):
    path = folder(tmp_path, {"a.md": post(text="Old.", tags="[one]")})
    imported(path)
    folder(tmp_path, {"a.md": post(title="New title", text="New.", tags="[two]")})
    assert summary(path) == "created 0, updated 1, unchanged 0, failed 0"
    found = only_post()
    assert (found.title, found.body.strip(), found.version) == ("New title", "New.", 2)
    assert [tag.name for tag in found.tags.all()] == ["two"]
    old = found.revisions.get(version=1)
    assert (old.reason, old.snapshot["body"].strip(), old.snapshot["tags"]) == ("imported", "Old.", ["one"])


def test_changed_document_says_so_when_the_post_was_edited_here_too(tmp_path):
    path = folder(tmp_path, {"a.md": post(text="Old.")})
    imported(path)
    edited = only_post()
    edited.body = "Edited here."
    save_post(post=edited, by=None)
    folder(tmp_path, {"a.md": post(text="New.")})
    run = imported(path)
    assert messages(run) == ["a.md: was edited here since; the file replaces that, revision 2 keeps it"]
    assert only_post().body.strip() == "New."
    assert only_post().revisions.get(version=2).snapshot["body"] == "Edited here."


def test_what_the_document_is_silent_about_stays_as_it_is_here(tmp_path):
    path = folder(tmp_path, {"a.md": post(text="Old.")})
    imported(path)
    edited = only_post()
    edited.excerpt, edited.language, edited.visibility = "Mine.", "fr", "unlisted"
    save_post(post=edited, by=None, tags=[TagFactory(name="kept")])
    CrossPost.objects.create(post=edited, source=SourceFactory(name="By hand"))
    folder(tmp_path, {"a.md": post(text="New.")})
    imported(path)
    found = only_post()
    assert (found.excerpt, found.language, found.visibility) == ("Mine.", "fr", "unlisted")
    assert [tag.name for tag in found.tags.all()] == ["kept"]
    assert [str(row.source) for row in found.cross_posts.all()] == ["By hand"]


def test_changed_picture_updates_the_post(tmp_path):
    path = folder(tmp_path, {"a.md": post(text="![](a.png)"), "a.png": png(colour="red")})
    imported(path)
    old = only_post().body
    folder(tmp_path, {"a.png": png(colour="blue")})
    assert summary(path) == "created 0, updated 1, unchanged 0, failed 0"
    assert only_post().body != old
    assert Image.objects.count() == 2


def test_new_slug_in_the_file_leaves_a_redirect(tmp_path):
    path = folder(tmp_path, {"a.md": post(slug="old")})
    imported(path)
    folder(tmp_path, {"a.md": post(slug="new")})
    assert summary(path) == "created 0, updated 1, unchanged 0, failed 0"
    assert only_post().slug == "new"
    assert Redirect.objects.get(old_path="/2014/05/old/").target == "/2014/05/new/"


def test_undated_document_keeps_its_first_date_when_it_changes(tmp_path):
    path = folder(tmp_path, {"a.md": "# Title\n\nOld."})
    os.utime(path / "a.md", (1_400_000_000, 1_400_000_000))
    imported(path)
    folder(tmp_path, {"a.md": "# Title\n\nNew."})
    assert summary(path) == "created 0, updated 1, unchanged 0, failed 0"
    assert only_post().publish_at == dt.datetime.fromtimestamp(1_400_000_000, dt.UTC)


def test_draft_in_the_file_takes_no_published_post_offline(tmp_path):
    path = folder(tmp_path, {"a.md": post(draft="true")})
    imported(path)
    Post.objects.update(status="published")
    folder(tmp_path, {"a.md": post(text="New.", draft="true")})
    assert messages(imported(path)) == ["a.md: is a draft in the file but published here, and stays published"]
    assert (only_post().status, only_post().body.strip()) == ("published", "New.")


def test_trashed_post_stays_in_the_trash(tmp_path):
    path = folder(tmp_path, {"a.md": post(text="Old.")})
    imported(path)
    trash_post(post=only_post())
    assert summary(path) == "created 0, updated 0, unchanged 1, failed 0"
    folder(tmp_path, {"a.md": post(text="New.")})
    run = imported(path)
    assert run.summary == "created 0, updated 0, unchanged 1, failed 0"
    assert messages(run)[-1] == "a.md: has changed, but is in the trash here"
    assert (only_post().body.strip(), only_post().trashed_at is None) == ("Old.", False)


def test_deleted_post_is_imported_again(tmp_path):
    path = folder(tmp_path, {"a.md": post()})
    imported(path)
    delete_post(post=only_post())
    assert Redirect.objects.get().is_gone
    assert summary(path) == "created 1, updated 0, unchanged 0, failed 0"
    assert not Redirect.objects.exists()


def test_moved_document_is_recognised(tmp_path):
    imported(folder(tmp_path / "1", {"drafts/a.md": post()}))
    assert summary(folder(tmp_path / "2", {"published/a.md": post()})) == "created 0, updated 0, unchanged 1, failed 0"
    changed = folder(tmp_path / "3", {"published/a.md": post(text="New.")})
    assert summary(changed) == "created 0, updated 1, unchanged 0, failed 0"


def test_other_blog_with_the_same_path_makes_another_post(tmp_path):
    imported(folder(tmp_path / "1", {"about.md": post("Mine", slug="mine", date="2014-01-01")}))
    other = folder(tmp_path / "2", {"about.md": post("Theirs", slug="theirs", date="2015-01-01")})
    assert summary(other) == "created 1, updated 0, unchanged 0, failed 0"
    assert sorted(Post.objects.values_list("slug", flat=True)) == ["mine", "theirs"]


def test_failed_documents_are_imported_once_they_are_mended(tmp_path):
    path = folder(tmp_path, {"a.md": post(), "b.md": post("B", "![](b.png)")})
    assert summary(path) == "created 1, updated 0, unchanged 0, failed 1"
    folder(tmp_path, {"b.png": png()})
    assert summary(path) == "created 1, updated 0, unchanged 1, failed 0"


def test_dry_run_says_what_would_happen_and_writes_nothing(tmp_path, settings):
    path = folder(tmp_path / "f", {"a.md": post(text="Old."), "same.md": post("Same")})
    imported(path)
    before = state()
    folder(
        path,
        {
            "a.md": post(text="New."),
            "new.md": post("New", "![](p.png)", tags="[new]"),
            "p.png": png(),
            "bad.md": post("Bad", "![](bad.png)"),
            "bad.png": b"no picture",
            "search.md": post("Search", layout="page"),
        },
    )
    run = imported(path, is_dry_run=True)
    assert run.summary == "created 1, updated 1, unchanged 1, failed 2"
    assert state() == before
    assert not Tag.objects.exists()
    assert ImportRun.objects.count() == 1
    assert not any(settings.MEDIA_ROOT.rglob("*.png"))
    assert summary(path) == "created 1, updated 1, unchanged 1, failed 2"


def test_query_count_does_not_grow_with_what_is_there_already(tmp_path, django_assert_num_queries):
    folder(tmp_path, {f"{n}.md": post(f"Post {n}") for n in range(1)})
    imported(tmp_path)
    with django_assert_num_queries(7):
        imported(tmp_path)
    folder(tmp_path, {f"{n}.md": post(f"Post {n}") for n in range(3)})
    imported(tmp_path)
    with django_assert_num_queries(7):
        imported(tmp_path)
