import datetime as dt
import zoneinfo

import pytest

from blog.actions.images import store_image
from blog.actions.posts import save_post
from blog.models import Image, ImportItem, ImportRun, Post, Redirect, Series, SiteSettings, Source, Tag
from blog.transfer import post_writer
from blog.transfer.records import Unusable
from tests.factories import PostFactory, SeriesFactory, TagFactory, photo, png
from tests.transfer.trees import failures, folder, imported, messages, only_post, post, zipped

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("root", "media")]


def summary(path, **options) -> str:
    return imported(path, **options).summary


def test_document_becomes_a_post_with_everything_it_says(tmp_path, alice):
    SeriesFactory(name="europe")
    TagFactory(name="TRAINS")
    path = folder(
        tmp_path,
        {
            "my-trip/index.md": post(
                "My trip",
                "(Cross-posted from the Example Blog)\n\nText with *stress*.",
                date="2014-05-20 21:10:00 -0500",
                lastmod="2015-01-02",
                tags="[Trains, Slow food]",
                series="Europe",
                series_order="2",
                author="Alice",
                description="About trains.",
                language="de",
                cover="rails.png",
            ),
            "my-trip/rails.png": png(),
        },
    )
    assert summary(path) == "created 1, updated 0, unchanged 0, failed 0"
    found = only_post()
    assert (found.title, found.slug, found.status, found.author) == ("My trip", "my-trip", "published", alice)
    assert found.publish_at == dt.datetime(2014, 5, 21, 2, 10, tzinfo=dt.UTC)
    assert (found.excerpt, found.language, found.series_position) == ("About trains.", "de", 2)
    assert found.series == Series.objects.get()
    assert sorted(tag.name for tag in found.tags.all()) == ["Slow food", "TRAINS"]
    assert "<em>stress</em>" in found.body_html
    assert "Cross-posted" not in found.body
    assert found.cover == Image.objects.get()
    assert found.updated_at == dt.datetime(2015, 1, 2, tzinfo=dt.UTC)
    assert found.revisions.get().reason == "imported"
    assert found.revisions.get().snapshot["tags"] == ["Slow food", "TRAINS"]
    cross_post = found.cross_posts.get()
    assert (cross_post.direction, cross_post.place, cross_post.source.name) == ("from", "top", "Example Blog")
    assert cross_post.source.sentence_name == "the Example Blog"


def test_naive_dates_count_in_the_time_zone_of_the_site(tmp_path):
    SiteSettings(time_zone="Pacific/Auckland").save()
    imported(folder(tmp_path, {"a.md": post(date="2014-05-01 08:00")}))
    assert only_post().publish_at == dt.datetime(2014, 5, 1, 8, tzinfo=zoneinfo.ZoneInfo("Pacific/Auckland"))
    assert only_post().get_absolute_url() == "/2014/05/a/"


def test_draft_keeps_its_date_and_future_date_is_scheduled(tmp_path):
    imported(folder(tmp_path, {"draft.md": post(draft="true"), "later.md": post("Later", date="2999-01-01")}))
    draft = Post.objects.get(slug="draft")
    assert (draft.state, draft.publish_at) == ("draft", dt.datetime(2014, 5, 20, tzinfo=dt.UTC))
    assert Post.objects.get(slug="later").state == "scheduled"


@pytest.mark.parametrize("name", ["alice", "ALICE", "Alice"])
def test_author_is_found_by_username_and_name(tmp_path, alice, name):
    imported(folder(tmp_path, {"a.md": post(author=name)}))
    assert only_post().author == alice


def test_unknown_author_gives_the_default_and_a_warning(tmp_path, alice):
    run = imported(folder(tmp_path, {"a.md": post(author="Nobody Here")}), author=alice)
    assert only_post().author == alice
    assert messages(run) == ["a.md: nobody here is called Nobody Here; the default author is taken"]


def test_import_is_unusable_when_nobody_can_be_the_author(tmp_path, root, alice, bob):
    root.is_superuser = False
    root.save()
    with pytest.raises(Unusable, match=r"nobody whose posts these could become.*createsuperuser"):
        imported(folder(tmp_path, {"a.md": post()}))
    assert not ImportRun.objects.exists()


def test_import_is_unusable_when_there_are_no_documents(tmp_path):
    with pytest.raises(Unusable, match="has no Markdown files"):
        imported(folder(tmp_path, {"picture.png": png()}))


def test_two_files_with_one_slug_import_the_first_and_name_both(tmp_path):
    run = imported(folder(tmp_path, {"a/hello.md": post("First"), "b/Hello.md": post("Second")}))
    assert run.summary == "created 1, updated 0, unchanged 0, failed 1"
    assert failures(run) == ["b/Hello.md: has the slug “hello” like a/hello.md; give one of the two another “slug:”"]
    assert only_post().title == "First"


def test_unrelated_post_with_the_slug_is_never_overwritten(tmp_path):
    PostFactory(slug="hello", title="Mine", body="Mine.")
    run = imported(folder(tmp_path, {"hello.md": post("Theirs")}))
    assert failures(run) == [
        "hello.md: the post “Mine” has the slug “hello” already and is not from this file; "
        "give the file another “slug:”, or rename or delete that post"
    ]
    assert only_post().body == "Mine."


def test_document_with_a_missing_picture_leaves_nothing_behind(tmp_path):
    text = "![there](there.png)\n\nText.\n\n![gone](gone.png)"
    files = {"a.md": post(text=text, tags="[new]", cross_posted_from="New Source"), "there.png": png()}
    run = imported(folder(tmp_path, files | {"b.md": post("B")}))
    assert run.summary == "created 1, updated 0, unchanged 0, failed 1"
    assert failures(run) == [
        "a.md:12: the picture gone.png is not there; put it beside the text or correct its path",
    ]
    assert only_post().slug == "b"
    assert not Image.objects.exists()
    assert not Tag.objects.exists()
    assert not Source.objects.exists()


def test_document_with_a_damaged_picture_leaves_nothing_behind(tmp_path):
    files = {"a.md": post(text="![](good.png)\n\n![](bad.png)"), "good.png": png(), "bad.png": png()[:60]}
    run = imported(folder(tmp_path, files))
    (message,) = failures(run)
    assert message.startswith("a.md:8: the picture bad.png: This PNG file is damaged")
    assert not Post.objects.exists()
    assert not Image.objects.exists()


def test_cross_post_with_a_bad_address_is_a_failure(tmp_path):
    run = imported(folder(tmp_path, {"a.md": post(cross_posted_from="{source: A, url: 'javascript:alert(1)'}")}))
    assert failures(run) == ["a.md: cross_posted_from: javascript:alert(1): Enter a valid URL."]
    assert not Source.objects.exists()


def test_page_whose_address_belongs_to_the_site_is_a_failure(tmp_path):
    run = imported(folder(tmp_path, {"search.md": post(layout="page")}))
    assert "The address /search/ belongs to the site itself" in failures(run)[0]


def test_post_that_would_expire_first_is_a_failure(tmp_path):
    run = imported(folder(tmp_path, {"a.md": post(expiryDate="2013-01-01")}))
    assert failures(run) == ["a.md: would expire before its publication; correct one of the two dates"]


def test_refused_entries_are_failures_of_their_own(tmp_path):
    run = imported(zipped(tmp_path / "a.zip", {"good.md": post(), "../evil.md": post("Evil")}))
    assert run.summary == "created 1, updated 0, unchanged 0, failed 1"
    assert failures(run) == [
        "../evil.md: has a path that leads out of the ZIP; make the ZIP again with plain relative paths"
    ]
    assert not (tmp_path.parent / "evil.md").exists()


def test_path_that_is_too_long_for_the_ledger_is_a_failure(tmp_path):
    run = imported(zipped(tmp_path / "a.zip", {"x/" * 300 + "a.md": post(), "b.md": post("B")}))
    assert run.summary == "created 1, updated 0, unchanged 0, failed 1"
    assert "has a path of 604 characters; shorten it to 500" in failures(run)[0]


def test_unexpected_error_fails_one_document_and_is_logged(tmp_path, monkeypatch, caplog):
    def break_on_b(*, post, **kwargs):
        if post.slug == "b":
            raise KeyError("a bug")
        return save_post(post=post, **kwargs)

    monkeypatch.setattr(post_writer, "save_post", break_on_b)
    run = imported(folder(tmp_path, {f"{name}.md": post(name, tags=f"[{name}]") for name in "abc"}))
    assert run.summary == "created 2, updated 0, unchanged 0, failed 1"
    assert failures(run) == ["b.md: unexpected KeyError: 'a bug'; please report it"]
    assert "Import of b.md" in caplog.text
    assert sorted(Tag.objects.values_list("name", flat=True)) == ["a", "c"]


def test_slug_taken_at_the_same_moment_fails_that_document_only(tmp_path, monkeypatch):
    def lose_the_race(*, post, **kwargs):
        if post.slug == "b":
            PostFactory(slug="b")
        return save_post(post=post, **kwargs)

    monkeypatch.setattr(post_writer, "save_post", lose_the_race)
    run = imported(folder(tmp_path, {f"{name}.md": post(name, tags="[same]") for name in "abc"}))
    assert run.summary == "created 2, updated 0, unchanged 0, failed 1"
    assert failures(run) == ["b.md: somebody stored something in its place at the same moment; import again"]
    assert [tag.name for tag in Post.objects.get(slug="c").tags.all()] == ["same"]


@pytest.mark.django_db(transaction=True)
def test_crash_leaves_whole_posts_only_and_the_next_run_completes(tmp_path, monkeypatch):
    path = folder(tmp_path, {f"{name}.md": post(name, "![](p.png)", aliases=f"[/was/{name}/]") for name in "abcd"})
    folder(tmp_path, {"p.png": png()})
    real = post_writer.store_cross_posts

    def crash_on_c(post, *args, **kwargs):
        if post.slug == "c":
            raise KeyboardInterrupt
        return real(post, *args, **kwargs)

    monkeypatch.setattr(post_writer, "store_cross_posts", crash_on_c)
    with pytest.raises(KeyboardInterrupt):
        imported(path)
    assert list(Post.objects.order_by("slug").values_list("slug", flat=True)) == ["a", "b"]
    assert [found.revisions.count() for found in Post.objects.all()] == [1, 1]
    assert Redirect.objects.count() == 2
    assert ImportItem.objects.filter(outcome="created").count() == 2
    monkeypatch.undo()
    assert summary(path) == "created 2, updated 0, unchanged 2, failed 0"
    assert Redirect.objects.count() == 4


def test_picture_that_looks_like_one_in_the_library_is_kept_and_noted(tmp_path):
    old = store_image(data=photo(64), name="harbour.jpg", by=None)
    document = post("A title", "![](small.jpg)\n\n![](same.jpg)")
    run = imported(folder(tmp_path, {"a.md": document, "small.jpg": photo(48), "same.jpg": photo(64)}))
    assert Image.objects.count() == 2
    (noted,) = messages(run)
    kept = f"looks like harbour.jpg ({old.reference}), which the library has too; both are kept"
    assert noted == f"a.md: the picture small.jpg {kept}"
