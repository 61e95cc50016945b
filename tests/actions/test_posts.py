import datetime as dt

import pytest
from django.db import connection
from django.utils import timezone

from blog.actions.posts import (
    delete_post,
    publish_post,
    rerender_posts,
    restore_post,
    save_post,
    trash_post,
    unpublish_post,
)
from blog.models import Post, Redirect, Revision, SiteSettings
from blog.text.markdown import RENDERER_VERSION
from tests.factories import LONG_AGO, ImageFactory, RedirectFactory, TagFactory, UserFactory

pytestmark = pytest.mark.django_db


def saved(**fields) -> Post:
    post = Post(author=UserFactory(), **({"title": "A title", "body": "Some *text* here."} | fields))
    save_post(post=post, by=post.author)
    return post


def live(**fields) -> Post:
    return saved(status="published", publish_at=LONG_AGO, **fields)


def test_saved_post_carries_everything_made_from_its_body():
    post = Post.objects.get(pk=saved(body="# Head\n\nSome *text* here.").pk)
    assert "<em>text</em>" in post.body_html
    assert [entry["text"] for entry in post.toc] == ["Head"]
    assert post.word_count == 4
    assert post.summary.startswith("Some text here.")
    assert post.renderer_version > 0


def test_revision_keeps_who_why_and_what_when_a_post_is_saved():
    tag = TagFactory(name="Postgres")
    post = saved()
    editor = UserFactory()
    post.title = "Second title"
    revision = save_post(post=post, by=editor, tags=[tag])
    assert (revision.version, revision.by, revision.reason) == (2, editor, "saved")
    assert revision.snapshot["title"] == "Second title"
    assert revision.snapshot["tags"] == ["Postgres"]
    assert post.revisions.get(version=1).snapshot["title"] == "A title"


def test_tags_stay_when_a_save_does_not_mention_them():
    post = saved()
    save_post(post=post, by=None, tags=[TagFactory(name="kept")])
    save_post(post=post, by=None)
    assert [tag.name for tag in post.tags.all()] == ["kept"]


def test_pictures_a_text_names_are_known_and_forgotten_with_the_text():
    hill, lake, unnamed = ImageFactory(), ImageFactory(), ImageFactory()
    post = saved(body=f"![Hill]({hill.reference}) ![Again]({hill.reference}) ![No such](image:999999)")
    assert list(post.images.all()) == [hill]
    post.body = f"![Lake]({lake.reference}) and `{unnamed.reference}` in code"
    save_post(post=post, by=None)
    assert list(post.images.all()) == [lake]


def test_rerendering_finds_the_pictures_again():
    hill = ImageFactory()
    posts = [saved(body=f"![Hill]({hill.reference})"), saved(body="None.")]
    Post.images.through.objects.all().delete()
    posts[1].images.set([hill])
    rerender_posts(after=0, stale_only=False, limit=10)
    assert list(hill.posts.all()) == [posts[0]]


def test_slug_is_counted_up_when_another_post_has_it():
    assert [saved().slug, saved().slug, saved().slug] == ["a-title", "a-title-2", "a-title-3"]


def test_slug_is_free_when_others_only_begin_like_it():
    others = [saved(title="A title of its own"), saved(title="A title, 2 b")]
    assert [post.slug for post in others] == ["a-title-of-its-own", "a-title-2-b"]
    assert [saved().slug, saved().slug] == ["a-title", "a-title-2"]


def test_page_slug_avoids_the_addresses_of_the_site():
    assert saved(title="Search", kind="page").slug == "search-2"
    assert saved(title="2014", kind="page").slug == "2014-2"


def test_address_uses_the_day_at_the_site_when_time_zones_differ():
    SiteSettings(time_zone="Pacific/Auckland").save()
    post = saved(status="published", publish_at=dt.datetime(2014, 12, 31, 20, 0, tzinfo=dt.UTC))
    assert post.get_absolute_url() == "/2015/01/a-title/"


def test_new_slug_leaves_a_redirect_when_the_post_was_out():
    post = live()
    post.slug = "other"
    save_post(post=post, by=None)
    redirect = Redirect.objects.get(old_path="/2014/11/a-title/")
    assert redirect.target == "/2014/11/other/"


def test_new_date_leaves_a_redirect_when_the_month_changes():
    post = live()
    publish_post(post=post, by=None, at=LONG_AGO - dt.timedelta(days=60))
    assert Redirect.objects.get(old_path="/2014/11/a-title/").target == "/2014/09/a-title/"


def test_new_slug_leaves_nothing_when_nobody_saw_the_draft():
    post = saved()
    post.slug = "other"
    save_post(post=post, by=None)
    assert not Redirect.objects.exists()


def test_old_redirect_goes_when_a_post_takes_its_address():
    RedirectFactory(old_path="/2014/11/a-title/")
    live()
    assert not Redirect.objects.exists()


def test_slug_changed_there_and_back_leaves_one_redirect_that_works():
    post = live()
    for slug in ("b", "c", "a-title"):
        post.slug = slug
        save_post(post=post, by=None)
    assert {r.old_path: r.target for r in Redirect.objects.all()} == {
        "/2014/11/b/": "/2014/11/a-title/",
        "/2014/11/c/": "/2014/11/a-title/",
    }


def test_publishing_sets_the_time_when_there_was_none():
    post = saved()
    publish_post(post=post, by=None)
    assert post.is_published
    assert Revision.objects.first().reason == "published"


def test_publishing_again_keeps_the_first_date():
    post = live()
    unpublish_post(post=post, by=None)
    assert not post.is_published
    publish_post(post=post, by=None)
    assert (post.is_published, post.publish_at) == (True, LONG_AGO)


def test_publishing_now_overrides_a_future_date():
    post = saved(publish_at=timezone.now() + dt.timedelta(days=3))
    publish_post(post=post, by=None)
    assert post.is_published


def test_publishing_at_a_later_time_schedules():
    post = saved()
    publish_post(post=post, by=None, at=timezone.now() + dt.timedelta(hours=1))
    assert (post.state, post.is_published) == ("scheduled", False)


def test_trashed_post_is_out_of_sight_and_comes_back_whole():
    post = live()
    trash_post(post=post)
    assert (post.state, post.is_published) == ("trashed", False)
    restore_post(post=post)
    assert (post.state, post.is_published) == ("published", True)


def test_deleted_post_and_its_old_addresses_are_gone_for_good():
    post = live()
    post.slug = "newer"
    save_post(post=post, by=None)
    delete_post(post=post)
    assert {r.old_path: r.target for r in Redirect.objects.all()} == {
        "/2014/11/a-title/": None,
        "/2014/11/newer/": None,
    }


def test_rerendered_post_changes_only_what_is_made_from_its_body():
    post = saved()
    Post.objects.filter(pk=post.pk).update(body_html="old", renderer_version=0)
    assert rerender_posts(after=0, stale_only=True, limit=10) == [post.pk]
    again = Post.objects.get(pk=post.pk)
    assert (again.body_html, again.version, again.updated_at) == (post.body_html, 1, post.updated_at)
    assert again.renderer_version == RENDERER_VERSION


def test_up_to_date_posts_are_rerendered_only_when_asked_for():
    posts = [saved(), saved(), saved()]
    Post.objects.update(body_html="edited by hand")
    assert rerender_posts(after=0, stale_only=True, limit=10) == []
    assert rerender_posts(after=posts[0].pk, stale_only=False, limit=1) == [posts[1].pk]
    assert [p.body_html == "edited by hand" for p in Post.objects.order_by("pk")] == [True, False, True]


@pytest.mark.django_db(transaction=True)
def test_failed_save_leaves_no_trace():
    post = live()
    with connection.execute_wrapper(fail_on_revision), pytest.raises(RuntimeError):
        post.slug = "other"
        save_post(post=post, by=None)
    assert Post.objects.get(pk=post.pk).slug == "a-title"
    assert not Redirect.objects.exists()


def fail_on_revision(execute, sql, params, many, context):
    if 'INSERT INTO "blog_revision"' in sql:
        raise RuntimeError("the power went")
    return execute(sql, params, many, context)


def test_address_leads_on_when_it_changed_while_the_post_was_taken_back(client):
    post = live(slug="first")
    old = post.get_absolute_url()
    unpublish_post(post=post, by=None)
    post.slug = "second"
    save_post(post=post, by=None)
    publish_post(post=post, by=None)
    assert client.get(old).headers["Location"] == post.get_absolute_url()


def test_address_is_gone_when_a_post_that_was_taken_back_is_deleted(client):
    post = live(slug="first")
    unpublish_post(post=post, by=None)
    delete_post(post=post)
    assert client.get("/2014/11/first/").status_code == 410


def test_long_address_in_another_script_leads_on_and_is_free_again(client):
    slug = "雨" * 180
    post = live(slug=slug)
    old = post.get_absolute_url()
    post.slug = "rain"
    save_post(post=post, by=None)
    assert client.get(old).headers["Location"] == post.get_absolute_url()
    live(slug=slug)
    assert client.get(old).status_code == 200
    assert not Redirect.objects.exists()
