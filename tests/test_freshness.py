"""The site version moves with everything a reader could see, and with nothing else."""

import datetime as dt
import threading

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from blog.freshness import site_state
from blog.models import CrossPost, Image, Mention, Post, Redirect, SiteChange, SiteSettings
from tests.factories import (
    CrossPostFactory,
    ImageFactory,
    MentionFactory,
    PostFactory,
    RedirectFactory,
    SeriesFactory,
    SourceFactory,
    TagFactory,
    UserFactory,
)


def published():
    return PostFactory(published=True)


CHANGES_READERS_SEE = {
    "post published": lambda: PostFactory(published=True),
    "bulk insert of published posts": lambda: Post.objects.bulk_create(
        [PostFactory.build(published=True, author=UserFactory(), published_on="2020-01-01", slug="x")]
    ),
    "tag added": lambda: TagFactory(),
    "series added": lambda: SeriesFactory(),
    "source added": lambda: SourceFactory(),
    "image added": lambda: ImageFactory(),
    "redirect added": lambda: RedirectFactory(),
    "author added": lambda: UserFactory(),
    "settings saved": lambda: SiteSettings(title="Other").save(),
}


@pytest.mark.django_db
@pytest.mark.parametrize("change", CHANGES_READERS_SEE.values(), ids=CHANGES_READERS_SEE.keys())
def test_version_moves_when_something_is_added(change):
    before = site_state().version
    change()
    assert site_state().version > before


UPDATES_READERS_SEE = {
    "title of a published post": (published, lambda post: Post.objects.filter(pk=post.pk).update(title="Other")),
    "post unpublished": (published, lambda post: Post.objects.filter(pk=post.pk).update(status="draft")),
    "post trashed": (published, lambda post: Post.objects.filter(pk=post.pk).update(trashed_at=timezone.now())),
    "post deleted": (published, lambda post: post.delete()),
    "post tagged": (published, lambda post: post.tags.add(TagFactory())),
    "draft published": (
        lambda: PostFactory(publish_at=timezone.now()),
        lambda post: Post.objects.filter(pk=post.pk).update(status="published"),
    ),
    "cross-post made canonical": (
        lambda: CrossPostFactory(url="https://a.example/"),
        lambda cross: CrossPost.objects.filter(pk=cross.pk).update(is_canonical=True),
    ),
    "mention approved": (
        lambda: MentionFactory(state="waiting"),
        lambda mention: Mention.objects.filter(pk=mention.pk).update(state="approved"),
    ),
    "approved mention gone": (lambda: MentionFactory(state="approved"), lambda mention: mention.delete()),
    "alt text": (ImageFactory, lambda image: Image.objects.filter(pk=image.pk).update(alt="A hill")),
    "author's bio": (UserFactory, lambda user: User.objects.filter(pk=user.pk).update(bio="Writes.")),
    "redirect led elsewhere": (
        lambda: RedirectFactory(is_gone=False, url="/a/"),
        lambda redirect: Redirect.objects.filter(pk=redirect.pk).update(url="/b/"),
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize(("make", "change"), UPDATES_READERS_SEE.values(), ids=UPDATES_READERS_SEE.keys())
def test_version_moves_when_something_readers_see_changes(make, change):
    row = make()
    before = site_state().version
    change(row)
    assert site_state().version > before


UPDATES_NOBODY_SEES = {
    "draft edited": (PostFactory, lambda post: Post.objects.filter(pk=post.pk).update(title="Other")),
    "mention checked": (
        lambda: MentionFactory(state="unchecked"),
        lambda mention: Mention.objects.filter(pk=mention.pk).update(state="waiting", title="x"),
    ),
    "sign-in": (UserFactory, lambda user: User.objects.filter(pk=user.pk).update(last_login=timezone.now())),
    "redirect followed": (RedirectFactory, lambda redirect: Redirect.objects.filter(pk=redirect.pk).update(hits=7)),
}


@pytest.mark.django_db
@pytest.mark.parametrize(("make", "change"), UPDATES_NOBODY_SEES.values(), ids=UPDATES_NOBODY_SEES.keys())
def test_version_stays_when_nothing_readers_see_changes(make, change):
    row = make()
    before = site_state().version
    change(row)
    assert site_state().version == before


@pytest.mark.django_db
def test_version_is_read_in_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        site_state()


@pytest.mark.django_db
def test_state_changes_when_a_scheduled_post_appears_and_expires():
    now = timezone.now()
    post = PostFactory(status="published", publish_at=now + dt.timedelta(days=1), expire_at=now + dt.timedelta(days=2))
    scheduled = site_state()
    Post.objects.filter(pk=post.pk).update(publish_at=now - dt.timedelta(days=2))
    appeared = site_state()._replace(version=scheduled.version)
    Post.objects.filter(pk=post.pk).update(expire_at=now - dt.timedelta(days=1))
    expired = site_state()._replace(version=scheduled.version)
    assert scheduled.newest_appearance is None
    assert len({state.fingerprint() for state in (scheduled, appeared, expired)}) == 3


@pytest.mark.django_db
def test_tally_stays_small_and_its_sum_exact_when_many_changes_come():
    before = site_state().version
    for _ in range(200):
        SiteSettings().save()
    assert site_state().version >= before + 200
    assert SiteChange.objects.count() < 140


@pytest.mark.django_db(transaction=True)
def test_version_counts_every_commit_when_writers_overlap():
    """A writer that began first and commits last still moves the version, and neither waits for the other."""
    TagFactory(name="there before")
    before = site_state().version
    with transaction.atomic():
        TagFactory(name="slow")
        seen_by_other: list[int] = []

        def write_meanwhile() -> None:
            TagFactory(name="quick")
            seen_by_other.append(site_state().version)
            connection.close()

        thread = threading.Thread(target=write_meanwhile)
        thread.start()
        thread.join(timeout=20)
        assert not thread.is_alive()
    assert seen_by_other == [before + 1]
    assert site_state().version == before + 2


@pytest.mark.django_db(transaction=True)
def test_version_stays_when_the_change_is_rolled_back():
    before = site_state().version
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        TagFactory()
        raise ZeroDivisionError
    assert site_state().version == before


@pytest.mark.django_db
def test_settings_come_along_with_the_state():
    assert site_state().site.title == SiteSettings().title
    saved = SiteSettings(title="Ours", navigation="About /about/", posts_per_page=7)
    saved.save()
    site = site_state().site
    assert {f.attname: getattr(site, f.attname) for f in site._meta.concrete_fields} == {
        f.attname: getattr(saved, f.attname) for f in saved._meta.concrete_fields
    }


@pytest.mark.django_db
def test_settings_are_read_when_the_table_has_a_newer_column():
    SiteSettings(title="Ours").save()
    with connection.cursor() as cursor:
        # What the row refers to is checked now instead of at the end.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE blog_sitesettings ADD COLUMN of_a_later_release text DEFAULT 'x'")
    assert site_state().site.title == "Ours"
