"""The writing screen: what saving, publishing and a stale version do."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from blog.actions.posts import save_post
from blog.actions.staging import stage_changes
from blog.models import CrossPost, Post, Redirect, Revision, SiteSettings, Tag
from tests.admin.forms import fields_of, send
from tests.admin.writing import Tab
from tests.factories import (
    LONG_AGO,
    CrossPostFactory,
    ImageFactory,
    PostFactory,
    SeriesFactory,
    SourceFactory,
    TagFactory,
)

ADD = "/admin/blog/post/add/"


def editor_of(post: Post) -> str:
    return f"/admin/blog/post/{post.pk}/change/"


def written(author, **fields) -> Post:
    post = Post(author=author, **({"title": "A title", "body": "Some text."} | fields))
    save_post(post=post, by=author)
    return post


def errors_of(response) -> dict:
    return dict(response.context["adminform"].form.errors)


def test_draft_is_saved_rendered_and_kept_as_a_revision(client, alice):
    client.force_login(alice)
    response = send(client, ADD, title="First words", body="Some *text*.", _save="Save draft")
    post = Post.objects.get()
    assert response.url == editor_of(post)
    assert (post.author, post.slug, post.state, post.version) == (alice, "first-words", "draft", 1)
    assert "<em>text</em>" in post.body_html
    assert post.revisions.get().by == alice


def test_incomplete_post_can_be_saved(client, alice):
    client.force_login(alice)
    send(client, ADD, body="Only text.", _save="")
    assert Post.objects.get().slug == "untitled"


def test_slug_of_a_draft_follows_the_title_until_someone_chooses_it(client, alice):
    client.force_login(alice)
    post = written(alice, title="")
    send(client, editor_of(post), title="A better title", _save="")
    post.refresh_from_db()
    assert post.slug == "a-better-title"
    send(client, editor_of(post), slug="chosen", _save="")
    send(client, editor_of(post), title="Another title", _save="")
    post.refresh_from_db()
    assert post.slug == "chosen"


def test_slug_of_a_published_post_stays_when_its_title_changes(client, alice):
    client.force_login(alice)
    post = written(alice, status="published", publish_at=LONG_AGO)
    send(client, editor_of(post), title="Other", _save="")
    post.refresh_from_db()
    assert (post.title, post.slug) == ("Other", "a-title")


def test_new_slug_of_a_published_post_leaves_a_redirect(client, alice):
    client.force_login(alice)
    post = written(alice, status="published", publish_at=LONG_AGO)
    send(client, editor_of(post), slug="other", _save="")
    assert Redirect.objects.get(old_path="/2014/11/a-title/").target == "/2014/11/other/"


def test_publishing_makes_it_public_and_says_so(client, alice):
    client.force_login(alice)
    response = client.post(ADD, fields_of(client, ADD, title="Out", body="Text", _publish=""), follow=True)
    post = Post.objects.get()
    assert post.is_published
    assert Revision.objects.get().reason == "published"
    assert f'Published. <a href="{post.get_absolute_url()}">' in response.content.decode()


def test_publishing_with_a_later_date_schedules(client, alice):
    client.force_login(alice)
    day = (timezone.now() + dt.timedelta(days=3)).date().isoformat()
    send(client, ADD, title="Later", publish_at_0=day, publish_at_1="09:00", _publish="")
    assert Post.objects.get().state == "scheduled"


def test_scheduled_post_is_published_now_when_asked(client, alice):
    client.force_login(alice)
    post = written(alice, status="published", publish_at=timezone.now() + dt.timedelta(days=3))
    send(client, editor_of(post), _publish_now="")
    assert Post.objects.get().is_published


def test_unpublishing_keeps_the_date(client, alice):
    client.force_login(alice)
    post = written(alice, status="published", publish_at=LONG_AGO)
    send(client, editor_of(post), _unpublish="")
    post.refresh_from_db()
    assert (post.state, post.publish_at) == ("draft", LONG_AGO)


def test_dates_are_those_of_the_site_s_time_zone(client, alice):
    SiteSettings(time_zone="Pacific/Auckland").save()
    client.force_login(alice)
    send(client, ADD, title="Far", publish_at_0="2014-11-19", publish_at_1="03:00", _publish="")
    post = Post.objects.get()
    assert post.publish_at == LONG_AGO
    assert fields_of(client, editor_of(post))["publish_at_1"] == ["03:00"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": "", "_publish": ""}, "title"),
        (
            {
                "publish_at_0": "2020-02-02",
                "publish_at_1": "10:00",
                "expire_at_0": "2019-01-01",
                "expire_at_1": "10:00",
            },
            "expire_at",
        ),
        ({"publish_at_0": "2020-02-31", "publish_at_1": "10:00"}, "publish_at"),
        ({"series_position": "3"}, "series_position"),
        ({"title": "x" * 10_000}, "title"),
        ({"title": "a\x00b"}, "title"),
        ({"body": "a\x00b"}, "body"),
        ({"slug": "no spaces!"}, "slug"),
        ({"tags": ["x" * 101]}, "tags"),
        ({"tags": ["a\x00b"]}, "tags"),
        ({"tags": [f"t{n}" for n in range(101)]}, "tags"),
        ({"series": "x"}, "series"),
        ({"series": "9" * 40}, "series"),
        ({"cover": "999999"}, "cover"),
        ({"cover": "9" * 40}, "cover"),
        ({"visibility": "everybody"}, "visibility"),
    ],
)
def test_error_stands_beside_its_field_and_nothing_is_stored(client, alice, changes, field):
    client.force_login(alice)
    post = written(alice)
    response = send(client, editor_of(post), **({"body": "Typed in vain?", "_save": ""} | changes))
    assert list(errors_of(response)) == [field]
    assert "Typed in vain?" in response.content.decode() or field == "body"
    assert Post.objects.get().version == 1


def test_published_post_without_a_date_is_refused(client, alice):
    client.force_login(alice)
    post = written(alice, status="published", publish_at=LONG_AGO)
    response = send(client, editor_of(post), publish_at_0="", publish_at_1="", _save="")
    assert errors_of(response) == {"publish_at": ["A published post needs the time of its publication."]}


def test_slug_of_another_post_is_refused(client, alice, bob):
    PostFactory(author=bob, slug="taken")
    client.force_login(alice)
    assert list(errors_of(send(client, ADD, slug="taken", _save=""))) == ["slug"]


def test_page_with_an_address_of_the_site_is_refused(client, eve):
    client.force_login(eve)
    assert list(errors_of(send(client, ADD, title="x", kind="page", slug="search", _save=""))) == ["slug"]


def test_tags_are_chosen_by_name_and_made_when_missing(client, alice):
    TagFactory(name="Postgres")
    client.force_login(alice)
    send(client, ADD, title="x", tags=["postgres", "New  One"], tags_typed="Third, new one,", _save="")
    assert sorted(tag.name for tag in Post.objects.get().tags.all()) == ["New One", "Postgres", "Third"]


def test_contributor_chooses_tags_but_makes_none(client, carol):
    TagFactory(name="Postgres")
    client.force_login(carol)
    response = send(client, ADD, title="x", tags=["Postgres", "Mine"], _save="")
    assert errors_of(response) == {"tags": ["There is no tag “Mine”, and your role does not make new ones."]}
    send(client, ADD, title="x", tags=["Postgres"], _save="")
    assert [tag.name for tag in Post.objects.get().tags.all()] == ["Postgres"]
    assert Tag.objects.count() == 1


def test_cover_series_and_cross_posts_are_saved(client, alice):
    image, series, source = ImageFactory(), SeriesFactory(), SourceFactory(name="Example Blog")
    client.force_login(alice)
    crossed = {
        "cross_posts-TOTAL_FORMS": "1",
        "cross_posts-0-source": source.pk,
        "cross_posts-0-direction": "from",
        "cross_posts-0-url": "https://example.com/a",
        "cross_posts-0-is_canonical": "on",
        "cross_posts-0-place": "top",
    }
    send(client, ADD, title="x", cover=image.pk, series=series.pk, series_position="2", _save="", **crossed)
    post = Post.objects.get()
    assert (post.cover, post.series, post.series_position) == (image, series, 2)
    assert CrossPost.objects.get(post=post).source == source
    assert post.canonical_url() == "https://example.com/a"


def test_canonical_copy_without_an_address_is_refused(client, alice):
    client.force_login(alice)
    crossed = {
        "cross_posts-TOTAL_FORMS": "1",
        "cross_posts-0-source": SourceFactory().pk,
        "cross_posts-0-direction": "from",
        "cross_posts-0-is_canonical": "on",
        "cross_posts-0-place": "top",
    }
    response = send(client, ADD, title="x", _save="", **crossed)
    assert "The canonical copy needs its address." in response.content.decode()
    assert not Post.objects.exists()


# --- Two people, one post --------------------------------------------------------------------------------------------
def test_stale_version_is_refused_and_the_typed_text_stays(client, alice, eve):
    post = written(alice)
    client.force_login(alice)
    typed = fields_of(client, editor_of(post), body="What Alice typed.", _save="")
    post.body = "What Eve saved."
    save_post(post=post, by=eve)
    response = client.post(editor_of(post), typed)
    page = response.content.decode()
    assert "Eve saved this post on" in page
    assert "What Alice typed." in page
    assert reverse("admin:post_revision", args=[post.pk, 2]) in page
    assert Post.objects.get().body == "What Eve saved."
    # Trying again without a decision changes nothing.
    assert client.post(editor_of(post), typed).status_code == 200
    assert Post.objects.get().body == "What Eve saved."


def test_stale_version_replaces_the_other_when_the_author_has_seen_it_and_says_so(client, alice, eve):
    post = written(alice)
    client.force_login(alice)
    typed = fields_of(client, editor_of(post), body="What Alice typed.", _save="")
    post.body = "What Eve saved."
    save_post(post=post, by=eve)
    assert client.post(editor_of(post), typed | {"_over": "1"}).status_code == 200
    assert client.post(editor_of(post), typed | {"_over": "2"}).status_code == 302
    post.refresh_from_db()
    assert (post.body, post.version) == ("What Alice typed.", 3)
    assert post.revisions.get(version=2).snapshot["body"] == "What Eve saved."


@pytest.mark.parametrize("version", ["", "0", "7", "-1", "x", "9" * 30])
def test_forged_version_is_refused(client, alice, version):
    post = written(alice)
    client.force_login(alice)
    response = send(client, editor_of(post), version=version, body="Forged", _save="")
    assert response.status_code == 200
    assert response.context["adminform"].form.is_stale
    assert Post.objects.get().body == "Some text."


def test_other_version_is_shown_to_those_who_may_read_the_post(client, alice, bob, eve, carol):
    post = written(alice, body="Secret draft <b>")
    url = reverse("admin:post_revision", args=[post.pk, 1])
    for person, status in [(alice, 200), (eve, 200), (bob, 404), (carol, 404)]:
        client.force_login(person)
        response = client.get(url)
        assert response.status_code == status
        assert ("Secret draft &lt;b&gt;" in response.content.decode()) == (status == 200)
    client.force_login(alice)
    assert client.get(reverse("admin:post_revision", args=[post.pk, 2])).status_code == 404


# --- The trash -------------------------------------------------------------------------------------------------------
def test_deleting_moves_to_the_trash_and_restoring_brings_back(client, alice):
    post = written(alice, status="published", publish_at=LONG_AGO)
    client.force_login(alice)
    client.post(f"/admin/blog/post/{post.pk}/delete/", {"post": "yes"})
    assert Post.objects.get().state == "trashed"
    page = client.get(editor_of(post)).content.decode()
    assert "Take it back to go on writing." in page
    assert 'name="_save"' not in page
    client.post(reverse("admin:post_restore", args=[post.pk]))
    assert Post.objects.get().state == "published"


def test_post_in_the_trash_cannot_be_changed(client, alice):
    post = written(alice)
    client.force_login(alice)
    typed = fields_of(client, editor_of(post), body="Too late", _save="")
    client.post(f"/admin/blog/post/{post.pk}/delete/", {"post": "yes"})
    assert "in the trash" in client.post(editor_of(post), typed).content.decode()
    assert Post.objects.get().body == "Some text."


def test_deleting_from_the_trash_is_for_good(client, alice):
    post = written(alice, status="published", publish_at=LONG_AGO)
    client.force_login(alice)
    for _ in range(2):
        client.post(f"/admin/blog/post/{post.pk}/delete/", {"post": "yes"})
    assert not Post.objects.exists()
    assert Redirect.objects.get(old_path="/2014/11/a-title/").is_gone


def test_form_that_comes_back_offers_what_the_stored_post_allows(client, alice):
    draft = PostFactory(author=alice, version=1)
    client.force_login(alice)
    page = send(client, editor_of(draft), title="", _publish="")
    assert page.context["state"] == "draft"
    assert b'name="_publish"' in page.content
    live = PostFactory(author=alice, published=True, version=1)
    page = send(client, editor_of(live), publish_at_0="", publish_at_1="", _save="")
    assert page.context["state"] == "published"
    assert b'name="_unpublish"' in page.content


# --- What it costs ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("count", [1, 3, 5])
def test_opening_asks_the_same_few_things_however_much_belongs_to_the_post(
    client, eve, django_assert_num_queries, count
):
    post = PostFactory(
        author=eve,
        published=True,
        series=SeriesFactory(),
        cover=ImageFactory(alt="A hill"),
        tags=TagFactory.create_batch(20 * count),
    )
    CrossPostFactory.create_batch(count, post=post, url="https://example.com/elsewhere")
    save_post(post=post, by=eve)
    tab = Tab(eve, post)
    tab.save(title="Staged", body="As staged.")
    stage_changes(post=post, by=eve, at=timezone.now() + dt.timedelta(days=1))
    tab.save(title="As typed", body="Words. " * count, tags=[f"Typed {number}" for number in range(20 * count)])
    client.force_login(eve)
    client.get(editor_of(post))
    with django_assert_num_queries(17):
        page = client.get(editor_of(post)).content.decode()
    assert "As typed" in page
    assert page.count('value="https://example.com/elsewhere"') == count
    assert f"Typed {20 * count - 1}" in page
