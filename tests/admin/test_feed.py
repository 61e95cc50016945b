import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from blog.actions.posts import save_post
from blog.models import CrossPost, Feed, FeedItem, Post, Source
from blog.syndication import polling
from tests.admin.forms import send
from tests.factories import FeedFactory, SourceFactory
from tests.other_server import reply
from tests.syndication.reading_samples import RSS

pytestmark = pytest.mark.django_db
LIST, ADD, BRING = (f"/admin/blog/feed/{page}" for page in ("", "add/", "bring/"))
WORDS = "A sentence of the article that is long enough. " * 10


@pytest.fixture
def site(other):
    link = '<link rel="alternate" type="application/rss+xml" href="/rss">'
    other.answers |= {
        "/": reply(200, f"<html><head>{link}</head></html>".encode(), Content_Type="text/html"),
        "/rss": reply(200, RSS.encode(), Content_Type="application/rss+xml"),
        "/post": reply(200, f"<html><head><title>A post</title></head><article><p>{WORDS}</p></article>".encode()),
    }
    return other


def errors(response) -> dict:
    return dict(response.context["adminform"].form.errors)


def test_feed_is_found_from_the_address_of_a_site(client, eve, site):
    client.force_login(eve)
    send(client, ADD, url=site.url())
    feed = Feed.objects.get()
    assert (feed.url, feed.author, feed.publishes) == (site.url("/rss"), eve, False)
    assert feed.source.home_url == site.url()
    assert ProcrastinateJob.objects.filter(task_name="blog.jobs.poll_feeds").exists()


def test_source_that_is_there_is_taken(client, eve, site):
    source = SourceFactory(home_url=site.url())
    client.force_login(eve)
    send(client, ADD, url=site.url("/rss"))
    assert Feed.objects.get().source == source
    assert "followed already" in str(errors(send(client, ADD, url=site.url())))


@pytest.mark.parametrize("typed", ["", "nonsense", "ftp://a.example/", "http://10.0.0.1/", "https://localhost/feed"])
def test_address_that_does_not_work_is_said_beside_the_field(client, eve, typed):
    client.force_login(eve)
    assert set(errors(send(client, ADD, url=typed))) == {"url"}
    assert not Feed.objects.exists()


def test_mapping_that_is_none_is_said(client, eve, site):
    client.force_login(eve)
    found = errors(send(client, ADD, url=site.url(), tag_names="a = b\nnonsense", author_names="= x"))
    assert "Line 2" in str(found["tag_names"])
    assert "Line 1" in str(found["author_names"])


def test_health_says_how_each_feed_is(client, eve, site):
    feed = FeedFactory(url=site.url("/rss"))
    FeedFactory(failures=3, error="The answer was 500.", succeeded_at=timezone.now())
    FeedFactory(is_on=False)
    polling.poll(feed)
    client.force_login(eve)
    page = client.get(LIST).content.decode()
    for words in ("fine", "failed 3 times", "The answer was 500.", "not followed"):
        assert words in page
    item = client.get(f"/admin/blog/feed/{feed.pk}/change/").content.decode()
    assert "What came from there last" in item
    assert f"/admin/blog/post/{Post.objects.first().pk}/change/" in item


@pytest.mark.parametrize("number", [1, 3])
def test_health_asks_the_same_questions_for_one_and_for_many(client, eve, number, django_assert_num_queries):
    for _ in range(number):
        FeedFactory()
    client.force_login(eve)
    client.get(LIST)
    with django_assert_num_queries(7):
        client.get(LIST)


def test_feeds_are_looked_at_by_hand(client, eve):
    feed = FeedFactory(next_poll_at=timezone.now() + timezone.timedelta(days=1))
    client.force_login(eve)
    client.post(LIST, {"action": "look_now", "_selected_action": [feed.pk]})
    assert polling.claimed(5) == [feed]


def test_one_post_is_brought_by_its_address_once(client, alice, site):
    client.force_login(alice)
    response = client.post(BRING, {"url": site.url("/post")})
    post = Post.objects.get()
    assert response.url == f"/admin/blog/post/{post.pk}/change/"
    assert (post.title, post.author, post.status, post.body) == ("A post", alice, "draft", WORDS.strip())
    cross = CrossPost.objects.get()
    assert (cross.url, cross.is_canonical, cross.source.home_url) == (site.url("/post"), True, site.url())
    client.post(BRING, {"url": site.url("/post")})
    assert (Post.objects.count(), Source.objects.count()) == (1, 1)


def test_page_that_cannot_be_brought_is_said(client, alice, site, settings):
    client.force_login(alice)
    response = client.post(BRING, {"url": site.url("/")})
    assert response.status_code == 400
    assert "There is no article on this page" in response.content.decode()
    settings.OUTGOING_ALLOWED = []
    assert "private network" in client.post(BRING, {"url": site.url("/post")}).content.decode()
    assert not Post.objects.exists()


def test_brought_post_of_somebody_else_is_not_shown(client, alice, bob, site):
    client.force_login(bob)
    client.post(BRING, {"url": site.url("/post")})
    client.force_login(alice)
    response = client.post(BRING, {"url": site.url("/post")}, follow=True)
    assert "Somebody else has brought it before." in response.content.decode()
    assert Post.objects.count() == 1


@pytest.fixture
def changed(site):
    """An item whose post was edited here and whose original changed then."""
    feed = FeedFactory(url=site.url("/rss"), brings_pictures=False)
    polling.poll(feed)
    post = Post.objects.get(title="Second & last")
    post.title = "Our title"
    save_post(post=post, by=feed.author)
    site.answers["/rss"] = reply(200, RSS.replace("Whole", "Corrected").encode())
    polling.poll(feed)
    return FeedItem.objects.get(state="changed")


def test_changed_original_is_shown_and_taken_over(client, eve, changed):
    client.force_login(eve)
    address = f"/admin/blog/feeditem/{changed.pk}/change/"
    page = client.get(address).content.decode()
    assert "Corrected" in page
    assert "<ins" in page
    assert "Our title" in client.get("/admin/blog/feeditem/?state__exact=changed").content.decode()
    client.post(address, {"accept": ""})
    changed.post.refresh_from_db()
    assert (changed.post.title, changed.post.body) == ("Our title", "Corrected **text** of two.")


def test_author_is_told_of_it_where_the_post_is_written(client, eve, changed):
    client.force_login(eve)
    page = client.get(f"/admin/blog/post/{changed.post_id}/change/").content.decode()
    assert f'href="/admin/blog/feeditem/{changed.pk}/change/"' in page


def test_problem_of_a_canonical_address_stands_beside_it(client, eve, changed):
    CrossPost.objects.update(problem="The address answers 404.")
    client.force_login(eve)
    assert "The address answers 404." in client.get(f"/admin/blog/post/{changed.post_id}/change/").content.decode()


def test_changed_original_is_ignored(client, eve, changed):
    client.force_login(eve)
    client.post(f"/admin/blog/feeditem/{changed.pk}/change/", {"ignore": ""})
    changed.refresh_from_db()
    assert (changed.state, changed.post.body) == ("ignored", "Whole **text** of two.")


@pytest.mark.parametrize("who", ["alice", "carol"])
def test_feeds_are_the_editors_business(client, request, who, changed):
    client.force_login(request.getfixturevalue(who))
    item = f"/admin/blog/feeditem/{changed.pk}/change/"
    for address in (LIST, ADD, f"/admin/blog/feed/{changed.feed_id}/change/", item, "/admin/blog/feeditem/"):
        assert client.get(address).status_code == 403, address
    assert client.post(item, {"accept": ""}).status_code == 403


def test_bringing_is_for_those_who_write(client, charlie, db):
    assert client.get(BRING).status_code == 302
    charlie.is_staff = True
    charlie.save()
    client.force_login(charlie)
    assert client.get(BRING).status_code == 403
