"""What must always be true, attacked with plain SQL-level writes that no form or verb would make."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from blog.models import (
    CrossPost,
    Image,
    Post,
    Redirect,
    Rendition,
    Revision,
    Series,
    SiteFile,
    SiteSettings,
    SocialCard,
    Source,
    Tag,
)
from tests.factories import (
    LONG_AGO,
    CrossPostFactory,
    ImageFactory,
    PostFactory,
    RedirectFactory,
    RenditionFactory,
    SeriesFactory,
    SourceFactory,
    TagFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def refused(constraint: str):
    return pytest.raises(IntegrityError, match=constraint)


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("post_has_slug", {"slug": ""}),
        ("post_published_has_date", {"publish_at": None}),
        ("post_published_has_date", {"published_on": None}),
        ("post_published_has_title", {"title": ""}),
        ("post_expires_after_publication", {"expire_at": LONG_AGO - dt.timedelta(days=1)}),
        ("post_expires_after_publication", {"expire_at": LONG_AGO, "publish_at": LONG_AGO}),
        ("post_kind_known", {"kind": "memo"}),
        ("post_status_known", {"status": "live"}),
        ("post_visibility_known", {"visibility": "secret"}),
        ("post_position_needs_series", {"series_position": 3}),
        ("word_count", {"word_count": -1}),
    ],
)
def test_post_is_refused_when_its_fields_contradict(constraint, changes):
    post = PostFactory(published=True)
    with refused(constraint):
        Post.objects.filter(pk=post.pk).update(**changes)


def test_post_slug_is_refused_when_another_post_or_page_has_it():
    PostFactory(slug="same")
    with refused("slug"):
        PostFactory(slug="same", page=True)


def test_draft_may_lack_title_and_date():
    draft = PostFactory(title="")
    assert (draft.slug, draft.publish_at, draft.published_on) == ("untitled", None, None)


@pytest.mark.parametrize("factory", [TagFactory, SeriesFactory, SourceFactory])
def test_name_is_refused_when_it_differs_only_in_case(factory):
    factory(name="Postgres")
    with refused("name_unique_ignoring_case"):
        factory(name="POSTGRES")


@pytest.mark.parametrize("factory", [TagFactory, SeriesFactory, SourceFactory])
@pytest.mark.parametrize("changes", [{"name": ""}, {"slug": ""}])
def test_name_and_slug_are_refused_when_empty(factory, changes):
    row = factory()
    with refused("has_name_and_slug"):
        type(row).objects.filter(pk=row.pk).update(**changes)


@pytest.mark.parametrize("model", [Tag, Series, Source])
def test_slug_is_refused_when_taken(model):
    model.objects.create(name="one", slug="same")
    with refused("slug"):
        model.objects.create(name="two", slug="same")


def test_second_canonical_copy_is_refused():
    first = CrossPostFactory(is_canonical=True, url="https://a.example/1")
    with refused("one_canonical_a_post"):
        CrossPostFactory(post=first.post, is_canonical=True, url="https://b.example/1")


def test_canonical_copy_is_refused_without_address():
    with refused("canonical_has_url"):
        CrossPostFactory(is_canonical=True, url="")


def test_external_id_is_refused_twice_at_one_source_only():
    first = CrossPostFactory(external_id="urn:1")
    CrossPostFactory(external_id="urn:1")
    CrossPostFactory(source=first.source, external_id="")
    CrossPostFactory(source=first.source, external_id="")
    with refused("external_id_unique"):
        CrossPostFactory(source=first.source, external_id="urn:1")


def test_same_copy_is_refused_twice():
    first = CrossPostFactory(url="https://a.example/1")
    with refused("once_per_address"):
        CrossPostFactory(post=first.post, source=first.source, url="https://a.example/1")


@pytest.mark.parametrize(("constraint", "changes"), [("direction", {"direction": "up"}), ("place", {"place": "left"})])
def test_cross_post_is_refused_with_unknown_choices(constraint, changes):
    with refused(f"crosspost_{constraint}_known"):
        CrossPost.objects.filter(pk=CrossPostFactory().pk).update(**changes)


def test_source_with_posts_is_not_deleted():
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM blog_source WHERE id = %s", [CrossPostFactory().source_id])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("sha256_is_hex", {"sha256": "../../etc/passwd"}),
        ("is_not_empty", {"width": 0}),
        ("is_not_empty", {"size": 0}),
        ("focal_point_inside", {"focal_x": 1.5}),
        ("focal_point_inside", {"focal_y": -0.1}),
        ("dominant_colour_is_hex", {"dominant_colour": "red"}),
    ],
)
def test_image_is_refused_when_its_fields_are_absurd(constraint, changes):
    with refused(f"image_{constraint}"):
        Image.objects.filter(pk=ImageFactory().pk).update(**changes)


def test_image_is_refused_when_its_content_is_there_already():
    first = ImageFactory()
    with refused("sha256"):
        ImageFactory(sha256=first.sha256)


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("sha256_is_hex", {"sha256": "../../etc/passwd"}),
        ("is_not_empty", {"width": 0}),
        ("is_not_empty", {"height": 0}),
        ("is_not_empty", {"size": 0}),
    ],
)
def test_rendition_is_refused_when_its_fields_are_absurd(constraint, changes):
    with refused(f"rendition_{constraint}"):
        Rendition.objects.filter(pk=RenditionFactory().pk).update(**changes)


@pytest.mark.parametrize("model", [SocialCard, SiteFile])
@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("sha256_is_hex", {"sha256": "../../etc/passwd"}),
        ("is_not_empty", {"file": ""}),
        ("is_not_empty", {"size": 0}),
    ],
)
def test_made_file_is_refused_when_its_fields_are_absurd(model, constraint, changes):
    row = made_file(model)
    with refused(f"{model.__name__.lower()}_{constraint}"):
        model.objects.filter(pk=row.pk).update(**changes)


@pytest.mark.parametrize(("model", "column"), [(SocialCard, "post"), (SiteFile, "name")])
def test_second_made_file_for_the_same_is_refused(model, column):
    row = made_file(model)
    with refused(column):
        made_file(model, **{column: getattr(row, column)})


def made_file(model, **fields):
    about = {"post": PostFactory()} if model is SocialCard else {"name": "card"}
    common = {"file": "cards/ab/ab.png", "sha256": "ab" * 32, "size": 1, "digest": "cd" * 32}
    return model.objects.create(**{**common, **about, **fields})


def test_rendition_is_refused_when_its_image_has_one_of_that_spec():
    first = RenditionFactory()
    with refused("rendition_spec_unique_in_image"):
        RenditionFactory(image=first.image)


@pytest.mark.parametrize(
    "changes", [{"is_gone": False}, {"url": "/elsewhere/"}, {"is_gone": True, "url": "/elsewhere/"}]
)
def test_redirect_is_refused_without_exactly_one_target(changes):
    redirect = RedirectFactory(is_gone=True)
    with refused("exactly_one_target"):
        Redirect.objects.filter(pk=redirect.pk).update(**changes)


def test_redirect_is_refused_with_post_and_tag():
    with refused("exactly_one_target"):
        RedirectFactory(is_gone=False, post=PostFactory(), tag=TagFactory())


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("old_path_starts_with_slash", {"old_path": "old"}),
        ("not_to_itself", {"old_path": "/a/", "url": "/a/", "is_gone": False}),
    ],
)
def test_redirect_is_refused_with_absurd_paths(constraint, fields):
    with refused(constraint):
        RedirectFactory(**fields)


def test_redirect_is_refused_from_an_old_path_twice():
    RedirectFactory(old_path="/a/")
    with refused("old_path"):
        RedirectFactory(old_path="/a/")


@pytest.mark.parametrize("changes", [{"snapshot": {}}, {"version": 9}, {"reason": "merged"}])
def test_revision_is_refused_any_change(changes):
    revision = Revision.objects.create(post=PostFactory(), version=1, reason="saved", snapshot={"title": "kept"})
    with refused("a revision is never changed"):
        Revision.objects.filter(pk=revision.pk).update(**changes)


def test_revision_version_is_refused_twice_in_one_post():
    post = PostFactory()
    Revision.objects.create(post=post, version=1, reason="saved", snapshot={})
    with refused("version_unique_in_post"):
        Revision.objects.create(post=post, version=1, reason="saved", snapshot={})


def test_revision_outlives_the_person_who_made_it():
    person = UserFactory()
    revision = Revision.objects.create(post=PostFactory(), version=1, reason="saved", by=person, snapshot={})
    person.delete()
    revision.refresh_from_db()
    assert revision.by is None


def test_settings_are_refused_a_second_row():
    SiteSettings().save()
    with refused("sitesettings_one_row"):
        SiteSettings.objects.bulk_create([SiteSettings(pk=2)])


def test_settings_are_refused_absurd_page_sizes():
    SiteSettings().save()
    with refused("posts_per_page_sane"):
        SiteSettings.objects.update(posts_per_page=0)


@pytest.mark.parametrize("second", ["ann@example.com", "ANN@example.com"])
def test_email_is_refused_twice_ignoring_case(second):
    UserFactory(email="ann@example.com")
    with refused("email_unique"):
        UserFactory(email=second)


def test_email_may_be_missing_for_many():
    UserFactory(email="")
    UserFactory(email="")


def test_user_slug_is_refused_when_empty():
    with refused("user_has_slug"):
        User.objects.filter(pk=UserFactory().pk).update(slug="")


def test_author_with_posts_is_not_deleted():
    post = PostFactory()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_user WHERE id = %s", [post.author_id])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


NOT_WEB_ADDRESSES = [
    "javascript:alert(1)",
    "data:text/html,x",
    " https://a.example/",
    "//a.example/",
    "https://a b",
    "x",
]


@pytest.mark.parametrize("address", NOT_WEB_ADDRESSES)
@pytest.mark.parametrize(
    ("factory", "field"),
    [
        (CrossPostFactory, "url"),
        (SourceFactory, "home_url"),
        (SourceFactory, "feed_url"),
        (UserFactory, "website"),
    ],
)
def test_address_is_refused_when_a_browser_should_not_follow_it(factory, field, address):
    row = factory(**{field: "HTTPS://a.example/path"})
    with refused("is_web_address|are_web_addresses"):
        type(row).objects.filter(pk=row.pk).update(**{field: address})


@pytest.mark.parametrize("address", ["javascript:alert(1)", "//a.example/", "/\\a.example/", "a/b"])
def test_redirect_is_refused_when_it_leads_off_the_web(address):
    with refused("path_or_web_address"):
        RedirectFactory(is_gone=False, url=address)


def test_redirect_may_lead_to_the_front_page():
    assert RedirectFactory(is_gone=False, url="/").target == "/"


def test_navigation_shows_only_addresses_a_browser_may_follow():
    settings = SiteSettings(navigation="About us /about/\nBad javascript:alert(1)\n\nSite https://a.example/")
    assert settings.navigation_links == [("About us", "/about/"), ("Site", "https://a.example/")]
    with pytest.raises(ValidationError, match="Line 2"):
        settings.clean_fields()
