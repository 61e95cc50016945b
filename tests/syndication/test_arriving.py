import dataclasses
import datetime as dt

import pytest
from django.utils import timezone

from blog.actions.posts import delete_post, save_post, trash_post
from blog.models import CrossPost, Delivery, FeedItem, Image, Post, Revision, WorkingCopy
from blog.syndication.arriving import accept, ignore, is_ours, merged_offer, take
from blog.syndication.reading.items import Item
from tests.factories import CrossPostFactory, FeedFactory, PostFactory, TargetFactory, UserFactory, png
from tests.other_server import reply

pytestmark = pytest.mark.django_db
ITEM = Item(
    key="tag:1",
    url="https://company.example/one/",
    title="One & only",
    html="<p>First <b>part</b>.</p><p>Second part.</p>",
    summary="<p>In short.</p>",
    author="Ann Example",
    tags=("Engineering", "Secret"),
    published=dt.datetime(2020, 5, 17, 12, tzinfo=dt.UTC),
)


def changed(item=ITEM, **fields) -> Item:
    return dataclasses.replace(item, **fields)


@pytest.fixture
def feed():
    return FeedFactory()


def test_item_arrives_as_a_draft_with_all_that_it_says(feed):
    post = take(feed, ITEM).post
    assert (post.title, post.status, post.author) == ("One & only", "draft", feed.author)
    assert post.body == "First **part**.\n\nSecond part."
    assert post.excerpt == "In short."
    assert {tag.name for tag in post.tags.all()} == {"Engineering", "Secret"}
    [cross] = CrossPost.objects.all()
    assert (cross.post, cross.source, cross.direction, cross.url) == (post, feed.source, "from", ITEM.url)
    assert (cross.is_canonical, cross.external_id) == (True, "tag:1")
    assert post.revisions.get().reason == Revision.Reason.IMPORTED


def test_item_is_published_by_choice_at_its_own_time_and_sent_nowhere(feed):
    TargetFactory(is_default=True)
    feed.publishes = True
    post = take(feed, ITEM).post
    assert post.is_published
    assert post.publish_at == ITEM.published
    soon = take(feed, changed(key="2", url="", published=timezone.now() + dt.timedelta(days=9))).post
    assert soon.is_published
    untitled = take(feed, changed(key="3", url="https://company.example/3/", title="")).post
    assert untitled.title == "https://company.example/3/"
    assert not Delivery.objects.exists()


def test_authors_and_tags_are_mapped(feed):
    ann = UserFactory(username="ann")
    feed.author_names = "ann example = ann\nsomebody = nobody"
    feed.tag_names = "engineering = Technology\nsecret ="
    feed.added_tags = "Company, "
    post = take(feed, ITEM).post
    assert post.author == ann
    assert {tag.name for tag in post.tags.all()} == {"Technology", "Company"}
    assert take(feed, changed(key="2", author="Somebody", url="https://c.example/2")).post.author == feed.author
    feed.takes_tags = False
    assert {tag.name for tag in take(feed, changed(key="3", url="https://c.example/3")).post.tags.all()} == {"Company"}


def test_canonical_address_is_as_the_source_says(feed):
    feed.source.canonical = "ours"
    take(feed, ITEM)
    assert not CrossPost.objects.get().is_canonical


@pytest.mark.parametrize(
    "again",
    [
        ITEM,
        changed(published=timezone.now()),
        changed(key="tag:another", url="http://www.company.example/one/?utm_source=x"),
        changed(url="https://company.example/moved/"),
    ],
    ids=["same", "restamped", "renamed", "moved"],
)
def test_item_is_taken_once_however_it_comes_again(feed, again):
    first = take(feed, ITEM)
    second = take(feed, again, others={again.key})
    assert (first.pk, first.post) == (second.pk, second.post)
    assert (Post.objects.count(), FeedItem.objects.count(), CrossPost.objects.count()) == (1, 1, 1)
    assert Revision.objects.count() == 1


def test_two_items_about_one_page_stay_two(feed):
    other = changed(key="tag:2", title="About the same page")
    for item in (ITEM, other):
        take(feed, item, others={"tag:1", "tag:2"})
    assert Post.objects.count() == 2


def test_post_that_another_import_brought_is_not_brought_again(feed):
    cross = CrossPostFactory(post=PostFactory(), source=feed.source, direction="from", url=ITEM.url)
    known = take(feed, ITEM)
    assert (known.post, Post.objects.count()) == (cross.post, 1)


def test_untouched_post_follows_its_original(feed):
    post = take(feed, ITEM).post
    take(feed, changed(html="<p>Better.</p>", title="New title"))
    post.refresh_from_db()
    assert (post.title, post.body, post.version) == ("New title", "Better.", 2)
    take(feed, changed(html="<p>Best.</p>", title="New title"))
    post.refresh_from_db()
    assert (post.body, Post.objects.count()) == ("Best.", 1)


def edited(feed, **fields) -> tuple[Post, FeedItem]:
    post = take(feed, ITEM).post
    for name, value in fields.items():
        setattr(post, name, value)
    save_post(post=post, by=feed.author)
    return post, FeedItem.objects.get()


def test_first_edit_locks_and_the_change_is_offered(feed):
    post, _item = edited(feed, title="Our title")
    known = take(feed, changed(html="<p>First <b>part</b>.</p><p>Second part, corrected.</p>"))
    post.refresh_from_db()
    assert (post.title, post.body) == ("Our title", "First **part**.\n\nSecond part.")
    assert known.state == "changed"
    assert merged_offer(known, post)["body"] == "First **part**.\n\nSecond part, corrected."
    accept(item=known, by=feed.author)
    post.refresh_from_db()
    assert (post.title, post.body) == ("Our title", "First **part**.\n\nSecond part, corrected.")
    assert FeedItem.objects.get().state == "taken"
    take(feed, changed(html="<p>Once more.</p>"))
    post.refresh_from_db()
    assert post.title == "Our title"
    assert FeedItem.objects.get().state == "changed"


def test_words_that_are_being_written_lock_too(feed, alice):
    post = take(feed, ITEM).post
    WorkingCopy.objects.create(
        post=post, base_version=1, by=alice, saved_at=timezone.now(), fields={"title": "x"}, kept_at=timezone.now()
    )
    assert take(feed, changed(html="<p>New.</p>")).state == "changed"


def test_where_both_changed_the_same_theirs_counts_when_accepted(feed):
    post, _item = edited(feed, title="Our title", body="Ours.")
    accept(item=take(feed, changed(title="Their title", html="<p>Theirs.</p>")), by=feed.author)
    post.refresh_from_db()
    assert (post.title, post.body) == ("Their title", "Theirs.")
    assert post.revisions.filter(snapshot__title="Our title").exists()


def test_change_that_is_ignored_leaves_ours_and_the_next_is_offered(feed):
    post, _item = edited(feed, body="Ours.")
    ignore(item=take(feed, changed(html="<p>Theirs.</p>")))
    take(feed, changed(html="<p>Theirs.</p>"))
    post.refresh_from_db()
    assert (post.body, FeedItem.objects.get().state) == ("Ours.", "ignored")
    assert take(feed, changed(html="<p>Theirs again.</p>")).state == "changed"


def test_post_that_was_deleted_here_does_not_come_back(feed):
    post = take(feed, ITEM).post
    delete_post(post=post)
    assert take(feed, changed(html="<p>New.</p>")).post is None
    assert not Post.objects.exists()


def test_post_in_the_trash_is_left_alone(feed):
    post = take(feed, ITEM).post
    trash_post(post=post)
    take(feed, changed(html="<p>New.</p>"))
    post.refresh_from_db()
    assert (post.version, FeedItem.objects.get().state) == (1, "changed")


def test_what_began_here_is_recognised(settings):
    settings.SITE_URL = "https://blog.example"
    assert is_ours(changed(url="https://blog.example/2026/11/x/"))
    assert is_ours(changed(origins=("https://blog.example/2026/11/x/",)))
    assert not is_ours(changed(url="https://notblog.example/", origins=("http://[", "")))


def test_pictures_are_brought_home(feed, other):
    other.answers |= {"/a.png": reply(200, png(9, 6)), "/not.png": reply(200, b"<html>"), "/c.png": reply(404)}
    html = "".join(
        f'<p><img src="{other.url(path)}" alt="x"></p>' for path in ("/a.png", "/not.png", "/c.png", "/a.png")
    )
    post = take(feed, changed(html=html)).post
    [image] = Image.objects.all()
    assert post.body.count(f"![x]({image.reference})") == 2
    assert post.body.count(other.url("/")) == 2
    assert len(other.got) == 3


def test_picture_of_an_item_becomes_the_cover_where_the_text_has_none(feed, other):
    other.answers["/cover.png"] = reply(200, png(9, 6))
    post = take(feed, changed(picture_url=other.url("/cover.png"))).post
    assert post.cover == Image.objects.get()
    feed.brings_pictures = False
    assert take(feed, changed(key="2", url="", picture_url=other.url("/cover.png"))).post.cover is None


def test_hostile_html_becomes_harmless_text(feed):
    link = '<a href="javascript:alert(1)">here</a>'
    html = f'<script>alert(1)</script><p onclick="x()">Words {link}</p><iframe src="//x"></iframe>'
    post = take(feed, changed(html=html)).post
    assert "alert" not in post.body
    assert "javascript" not in post.body_html
    assert "Words here" in post.plain_text
